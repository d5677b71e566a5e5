//! L0104: A contract is in force in years for which a holiday list of its calendar is not complete.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::{Root, clocks};
use crate::lint::rule::{Across, Group, Rule};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0104",
        name: "holidays-end-before-contract",
        summary: "A contract is in force in years for which a holiday list of its calendar is not complete.",
        page: include_str!("holidays_end_before_contract.md"),
    },
    group: Group::Clocks,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        let Some(force) = written.package.in_force else { continue };
        let calendars: BTreeSet<_> = written
            .terms()
            .flat_map(|(_, terms)| clocks(terms))
            .filter_map(|c| c.calendar)
            .map(|c| usize::from(c.0))
            .collect();
        for at in calendars {
            let (Some(calendar), Some(place)) = (root.model().calendars.get(at), root.model().calendar_spans.get(at))
            else {
                continue;
            };
            let Some(years) = calendar.listed_years() else { continue };
            let (name, package) = (&calendar.name, &written.package.name);
            let message = if force.to.year() > years.to {
                format!(
                    "`{package}` is in force to {}, and the holidays of `{name}` are known to {} only",
                    force.to, years.to
                )
            } else if force.from.year() < years.from {
                format!(
                    "`{package}` is in force from {}, and the holidays of `{name}` are known from {} only",
                    force.from, years.from
                )
            } else {
                continue;
            };
            let note = format!("knows {} to {}", years.from, years.to);
            let help = "incidents of the other years are rejected (`calendar-horizon`): use a list that covers them";
            found.push(RULE.at(force.span, message).related(*place, note).help(help));
        }
    }
    found
}
