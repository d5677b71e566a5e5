//! L0112: The dates of `in force` are dates of UTC, since nothing names a zone.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::Coverage;
use crate::syntax::ast::Statement;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0112",
        name: "in-force-in-utc",
        summary: "The dates of `in force` are dates of UTC, since nothing names a zone.",
        page: include_str!("in_force_in_utc.md"),
    },
    group: Group::Clocks,
    severity: Severity::Note,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        let Some(force) = written.package.in_force else { continue };
        let coverage = written.package.default_coverage();
        let zoned = written.package.zone.is_some()
            || coverage.is_some_and(|coverage| coverage.calendar.is_some() || names_zone(root, coverage));
        if !zoned {
            let why = if coverage.is_some() { "its default coverage is `always`" } else { "it has no coverage" };
            let (name, from, to) = (&written.package.name, force.from, force.to);
            let message = format!("`{name}` is in force from {from} to {to} by the dates of UTC: {why}");
            let help = "say whose dates they are: `zone Europe/London`, or `zone UTC` if UTC is meant";
            found.push(RULE.at(force.span, message).help(help));
        }
    }
    found
}

/// Whether the statement that a coverage comes from says `in ZONE`.
fn names_zone(root: &Root<'_>, coverage: Coverage) -> bool {
    root.all_packages().iter().flat_map(|written| written.statements()).any(|statement| match &statement.value {
        Statement::Coverage(_, used) => statement.span == coverage.span && used.zone.is_some(),
        _ => false,
    })
}
