//! L0103: An override of the coverage makes an inherited limit later.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::lint::worse::Cause;

use super::coverage_undone::undone;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0103",
        name: "override-loosens-limit",
        summary: "An override of the coverage makes an inherited limit later.",
        page: include_str!("override_loosens_limit.md"),
    },
    group: Group::Clocks,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let worse = root.packages().flat_map(|written| {
        // Where a coverage by priority is undone, that is reported.
        let (bare, undone) = undone(&written);
        let told = bare.filter(|_| !undone.is_empty());
        root.worse(&written).into_iter().filter(move |worse| Some(worse.span()) != told)
    });
    worse.filter(|worse| worse.cause() == Cause::Covers).map(|worse| worse.tell(&RULE)).collect()
}
