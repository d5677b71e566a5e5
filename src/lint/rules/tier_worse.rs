//! L0202: A tier is worse for the customer than the lower one that it extends.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::lint::worse::Cause;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0202",
        name: "tier-worse",
        summary: "A tier is worse for the customer than the lower one that it extends.",
        page: include_str!("tier_worse.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let tiers = root.packages().filter(|written| !written.package.contract);
    let worse = tiers.flat_map(|written| root.worse(&written));
    worse.filter(|worse| worse.cause() == Cause::Says).map(|worse| worse.tell(&RULE)).collect()
}
