//! Quotas, laid out for people.

use crate::engine::credits::QuotaCount;

use super::super::incidents::document::{Block, Cell, Section, Table, TableRow, number, words};
use super::super::incidents::words::thousands;
use super::CreditReport;
use super::data::quota_period;

impl CreditReport<'_> {
    pub(in crate::report) fn quota_section(&self) -> Option<Section> {
        let row = |count: &QuotaCount| TableRow {
            label: self.title(count.package),
            cells: vec![
                Cell::text(self.quota_words(count)),
                Cell::text(count.period.clone()),
                Cell::count(count.used),
                Cell::count(count.left()),
                Cell::some(count.over()),
                Cell::text(if count.provisional { "so far" } else { "" }),
            ],
            ..TableRow::default()
        };
        let rows: Vec<TableRow> = self.quotas.iter().map(row).collect();
        let columns = vec![
            words("included", 25),
            words("period", 12),
            number("used", 7),
            number("left", 7),
            number("over", 7),
            words("", 8),
        ];
        let about = "Incidents by the period in which they were opened. The period of a contract year is its first date."
            .to_owned();
        let blocks = vec![Block::Table(Table { label: "contract", columns, note: None, rows })];
        (!self.quotas.is_empty()).then_some(Section { id: "quotas", title: "Quotas", about, blocks })
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
