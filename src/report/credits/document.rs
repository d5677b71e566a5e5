//! Credit statements, laid out for people.

use crate::engine::credits::{ClaimState, CreditSum, Line, Statement};
use crate::policy::model::PackageId;
use crate::policy::service_terms::{Cap, CreditValue, Period};
use crate::value::Fraction;

use super::super::incidents::document::{Block, Cell, Document, Section, Table, TableRow, number, words};
use super::super::incidents::markdown::document_markdown;
use super::super::incidents::text::document_text;
use super::super::incidents::words::{count, minute, thousands};
use super::statements::CreditReport;
use super::words::{exact_percent, grouped, grouped_credit, money};
use super::working::named;

impl CreditReport<'_> {
    /// As text, in colour or not.
    pub fn text(&self, color: bool) -> String {
        document_text(&self.document(), color)
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        document_markdown("Service credits", &self.document())
    }

    /// What is owed, and the quotas, for a report that says more.
    pub(in crate::report) fn short_sections(&self) -> Vec<Section> {
        let owed = self.owed().map(|section| Section {
            about: format!("{} `relief credits` shows how each comes about.", section.about),
            ..section
        });
        owed.into_iter().chain(self.quota_section()).collect()
    }

    pub(super) fn document(&self) -> Document {
        let mut sections = Vec::new();
        sections.extend(self.owed());
        sections.extend(self.details());
        sections.extend(self.quota_section());
        if sections.is_empty() {
            let about =
                "There is no statement: no incident of a contract with credits, rights or quotas is left.".to_owned();
            sections.push(Section { id: "owed", title: "Credits", about, blocks: Vec::new() });
        }
        Document { lead: self.lead(), sections }
    }

    fn lead(&self) -> Vec<String> {
        let decided = self.incidents.saturating_sub(self.rejected);
        vec![format!(
            "{}: {} decided as of {}, {} rejected; policy {}",
            count(self.incidents, "incident"),
            thousands(decided),
            minute(&self.as_of.rfc3339(None).to_string()),
            thousands(self.rejected),
            self.policy.fingerprint()
        )]
    }

    /// What is owed, a row for each statement. Different currencies are never added up.
    fn owed(&self) -> Option<Section> {
        let row = |statement: &Statement| TableRow {
            label: statement.period.words(),
            cells: vec![
                Cell::text(if statement.provisional { "provisional" } else { "final" }),
                Cell::text(statement.claim.map_or("", ClaimState::as_str)),
                Cell::text(self.sum(statement, &statement.total)),
            ],
            ..TableRow::default()
        };
        let mut blocks = Vec::new();
        for of_version in self.statements.chunk_by(|a, b| a.package == b.package) {
            let columns = vec![words("state", 14), words("claim", 10), number("owed", 20)];
            let rows = of_version.iter().map(row).collect();
            blocks.extend(of_version.first().map(|first| Block::Heading(self.title(first.package))));
            blocks.extend(of_version.first().and_then(|first| self.customer(first.package)).map(Block::Paragraph));
            blocks.push(Block::Table(Table { label: "period", columns, note: None, rows }));
        }
        let about = "A provisional credit may still change: its period is not over, or incidents that count in it are \
                     open."
            .to_owned();
        (!blocks.is_empty()).then_some(Section { id: "owed", title: "Credits", about, blocks })
    }

    fn details(&self) -> Option<Section> {
        let mut blocks = Vec::new();
        for statement in &self.statements {
            blocks.push(Block::Heading(format!("{}: {}", self.title(statement.package), statement.period.words())));
            blocks.extend(self.facts(statement).into_iter().map(Block::Paragraph));
            blocks.push(Block::Table(self.table(statement)));
            blocks.extend(self.afterwards(statement).into_iter().map(Block::Paragraph));
        }
        let about =
            "How each credit comes about: what was counted, what it comes to, and what is credited for it.".to_owned();
        (!blocks.is_empty()).then_some(Section { id: "statements", title: "Statements", about, blocks })
    }

    /// Whose contract it is, if the contract says so.
    fn customer(&self, id: PackageId) -> Option<String> {
        let customer = self.package(id)?.customer.as_ref()?;
        Some(format!("Customer: {}.", customer.trim_end_matches('.')))
    }

    /// What is to be known before the lines.
    fn facts(&self, statement: &Statement) -> Vec<String> {
        let mut out: Vec<String> = self.customer(statement.package).into_iter().collect();
        let package = self.package(statement.package);
        let (first, last) = statement.dates;
        let cut = (first, last) != (statement.period.first(), statement.period.last());
        let state = if statement.provisional { "Provisional" } else { "Final" };
        let mut line = format!("{state}, {first} to {last}");
        if cut {
            line.push_str(" (the part of the period that is in force)");
        }
        line.push_str(&format!(". {} opened", count(statement.incidents, "incident")));
        if statement.left_out > 0 {
            line.push_str(&format!(", {} of them left out", thousands(statement.left_out)));
        }
        line.push('.');
        if let Some((fee, currency)) = statement.fee.as_ref().zip(self.currency(statement)) {
            line.push_str(&format!(" Fee of the period: {}.", money(fee, currency)));
        }
        out.push(line);
        if package.is_some_and(|package| !package.contract) {
            let name = self.title(statement.package);
            out.push(format!("{name} is a tier: all incidents that name it are treated as those of one contract."));
        }
        if !statement.unsure.is_empty() {
            let ids = named(&statement.unsure);
            out.push(format!("Counted, because it is unknown whether they are to be left out: {ids}."));
        }
        out
    }

    fn table(&self, statement: &Statement) -> Table {
        let columns = vec![words("counted", 20), number("value", 10), number("credit", 12), number("amount", 15)];
        let row = |line: &Line| TableRow {
            label: self.label(line),
            cells: vec![
                Cell::text(self.counted(line)),
                Cell::text(line.value.as_ref().map(|value| self.value(line, value)).unwrap_or_default()),
                Cell::text(line.credit.map(grouped_credit).unwrap_or_default()),
                Cell::text(self.line_amount(statement, line)),
            ],
            note: self.working(statement, line),
            ..TableRow::default()
        };
        let mut rows: Vec<TableRow> = statement.lines.iter().map(row).collect();
        if statement.unit.is_some() {
            let total = |label: String, amount: String, note: String| {
                let cells = vec![Cell::default(), Cell::default(), Cell::default(), Cell::text(amount)];
                TableRow { label, cells, note, is_total: true, ..TableRow::default() }
            };
            if statement.lines.len() > 1 || statement.sum != statement.total {
                rows.push(total("sum".to_owned(), self.sum(statement, &statement.sum), String::new()));
            }
            if let Some((cut, words)) = self.cap(statement) {
                rows.push(total("cap".to_owned(), cut, words));
            }
            let note = if statement.under_least { self.least(statement) } else { String::new() };
            rows.push(total("owed".to_owned(), self.sum(statement, &statement.total), note));
        }
        Table { label: "measure", columns, note: Some("working"), rows }
    }

    /// The amount of a line, without its currency; a share of the fee where no fee is given.
    fn line_amount(&self, statement: &Statement, line: &Line) -> String {
        match (&line.amount, self.currency(statement), &line.share) {
            (Some(amount), Some(currency), _) => grouped(&amount.money_text(currency)),
            (_, _, Some(share)) => exact_percent(share, 4),
            _ => String::new(),
        }
    }

    /// A sum with its currency, or as a share of the fee.
    pub(super) fn sum(&self, statement: &Statement, sum: &CreditSum) -> String {
        match (&sum.amount, self.currency(statement), &sum.share) {
            (Some(amount), Some(currency), _) => money(amount, currency),
            (_, _, Some(share)) => format!("{} of fee", exact_percent(share, 4)),
            _ => String::new(),
        }
    }

    /// What the lowest cap takes away, and what it is, in sentences. A cap is no sum that is due, so that it is not
    /// among the amounts.
    fn cap(&self, statement: &Statement) -> Option<(String, String)> {
        let package = self.package(statement.package)?;
        let Cap { at_most, per_year, .. } = package.service.credit_limits.caps.get(statement.cap_place?)?;
        let most = grouped_credit(*at_most);
        let of_fee = if matches!(at_most, CreditValue::Share(_)) { " of the fee" } else { "" };
        let period = match package.service.period() {
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Year => "year",
        };
        let left = self.sum(statement, &statement.cap);
        let mut words = match per_year {
            true => format!("At most {most}{of_fee} of a calendar year: {left} is left for this period."),
            false => format!("At most {most}{of_fee} for each {period}"),
        };
        if !per_year {
            let says_more = matches!((at_most, &statement.cap.amount), (CreditValue::Share(_), Some(_)));
            words.push_str(&if says_more { format!(": {left}.") } else { ".".to_owned() });
        }
        let number = |sum: &CreditSum| sum.amount.clone().or_else(|| sum.share.clone()).unwrap_or_default();
        let (sum, cap) = (number(&statement.sum), number(&statement.cap));
        if sum <= cap {
            words.push_str(" It is not reached.");
            return Some((String::new(), words));
        }
        let cut = sum.minus(&cap);
        let cut = match statement.sum.amount {
            Some(_) => CreditSum { amount: Some(cut), share: None },
            None => CreditSum { amount: None, share: Some(cut) },
        };
        Some((format!("-{}", self.sum(statement, &cut)), words))
    }

    fn least(&self, statement: &Statement) -> String {
        let limits = self.package(statement.package).map(|package| &package.service.credit_limits);
        let least = limits.and_then(|limits| limits.at_least.as_ref()).map(|least| CreditValue::Amount(least.value));
        let least = least.map(grouped_credit).unwrap_or_default();
        format!("It comes to less than {least}, and is not owed.")
    }

    /// What is to be known after the lines: claims and rights.
    fn afterwards(&self, statement: &Statement) -> Vec<String> {
        let mut out = Vec::new();
        if let Some(by) = statement.claim_by.filter(|_| statement.owed() > Fraction::default()) {
            let zone = self.package(statement.package).map(crate::policy::model::Package::date_zone);
            let last = zone.map(|zone| zone.local(by).date().plus(-1).to_string()).unwrap_or_default();
            out.push(match statement.claim {
                Some(ClaimState::Claimed) => format!("Claimed in time: it had to be claimed by the end of {last}."),
                Some(ClaimState::Lapsed) => format!("Lapsed: it was not claimed by the end of {last}."),
                Some(ClaimState::Open) | None => format!("To be claimed by the end of {last}."),
            });
        }
        out.extend(statement.rights.iter().filter_map(|right| self.right(statement, right)));
        out
    }
}
