//! Quotas, laid out for people.

use crate::engine::credits::QuotaCount;

use super::super::incidents::document::{Block, Cell, Section, Table, TableRow, number, words};
use super::super::incidents::words::thousands;
use super::data::quota_period;
use super::statements::CreditReport;

impl CreditReport<'_> {
    pub(in crate::report) fn quota_section(&self) -> Option<Section> {
        let row = |count: &QuotaCount| TableRow {
            label: count.period.clone(),
            cells: vec![
                Cell::text(self.quota_words(count)),
                Cell::count(count.used),
                Cell::count(count.left()),
                Cell::some(count.over()),
                Cell::text(if count.provisional { "so far" } else { "" }),
            ],
            ..TableRow::default()
        };
        let mut blocks = Vec::new();
        for of_version in self.quotas.chunk_by(|a, b| a.package == b.package) {
            let rows = of_version.iter().map(row).collect();
            let columns = vec![
                words("included", 25),
                number("used", 9),
                number("left", 9),
                number("over", 9),
                words("state", 10),
            ];
            blocks.extend(of_version.first().map(|first| Block::Heading(self.title(first.package))));
            blocks.push(Block::Table(Table { label: "period", columns, note: None, rows }));
        }
        let about =
            "Incidents by the period in which they were opened. The period of a contract year is its first date."
                .to_owned();
        (!blocks.is_empty()).then_some(Section { id: "quotas", title: "Quotas", about, blocks })
    }

    /// `P1 5 per month`
    fn quota_words(&self, count: &QuotaCount) -> String {
        let quota = self.package(count.package).and_then(|package| package.service.quotas.get(count.quota));
        let Some(quota) = quota else { return String::new() };
        let model = self.policy.model();
        let mut priorities: String =
            quota.priorities.iter().map(|p| model.priority_name(*p)).collect::<Vec<_>>().join(", ");
        if !priorities.is_empty() {
            priorities.push(' ');
        }
        format!("{priorities}{} per {}", thousands(count.included), quota_period(quota.per))
    }
}
