//! L0411: Between two versions of a contract is a time in which neither is in force.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::{Root, Written};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::InForce;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0411",
        name: "version-gap",
        summary: "Between two versions of a contract is a time in which neither is in force.",
        page: include_str!("version_gap.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for next in root.packages() {
        let Some(force) = next.package.in_force else { continue };
        let name = &next.package.name;
        let others = root.all_packages().iter().filter(|other| other.package.name == *name && other.id != next.id);
        let others = others.filter_map(|other: &Written<'_>| other.package.in_force);
        // The version before it: of those that begin earlier the one that ends last.
        let Some(last) = others.filter(|o| o.start < force.start).max_by_key(|o| o.end) else { continue };
        if last.end >= force.start {
            continue;
        }
        let message = format!("no version of `{name}` is in force {}", gap(last, force));
        let help = format!(
            "incidents that are opened then are rejected (`not-in-force`); let one version begin on the day after \
                    the other ends; {}",
            RULE.or_allow()
        );
        found.push(RULE.at(force.span, message).related(last.span, "the version before").help(help));
    }
    found
}

/// The days between two versions, or less than a day where their dates are those of different zones.
fn gap(last: InForce, next: InForce) -> String {
    let (from, to) = (last.to.plus(1), next.from.plus(-1));
    if from < to {
        format!("from {from} to {to}")
    } else if from == to {
        format!("on {from}")
    } else {
        let (ends, begins) = (last.zone.name(), next.zone.name());
        format!("between the end of {} in {ends} and the beginning of {} in {begins}", last.to, next.from)
    }
}
