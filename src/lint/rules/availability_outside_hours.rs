//! L0222: Availability counts all hours, and incidents are handled only in some.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0222",
        name: "availability-outside-hours",
        summary: "Availability counts all hours, and incidents are handled only in some.",
        page: include_str!("availability_outside_hours.md"),
    },
    group: Group::Promises,
    severity: Severity::Note,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages().filter(|written| !written.package.base) {
        let Some(availability) = written.package.service.availability.as_ref() else { continue };
        if availability.counted_on.is_some() || !written.holds(availability.span) {
            continue;
        }
        let always = |coverage| root.is_always(coverage);
        let coverages = || written.terms().filter_map(|(_, terms)| terms.coverage);
        let Some(closed) = coverages().find(|coverage| !always(*coverage)) else { continue };
        // Where the most urgent incidents are handled at any time, outages are.
        if coverages().next().is_some_and(always) {
            continue;
        }
        let calendar = root.coverage_name(closed);
        let message =
            format!("an outage counts day and night, and `{calendar}` closes: one night may break the promise");
        let help = format!(
            "say `, counted on {calendar}`, or cover the incidents that are downtime always; {}",
            RULE.or_allow()
        );
        found.push(RULE.at(availability.span, message).related(closed.span, "the coverage").help(help));
    }
    found
}
