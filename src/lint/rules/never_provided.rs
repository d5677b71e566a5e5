//! L0312: `unless` takes away every incident that `when` lets through.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::value::Truths;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0312",
        name: "never-provided",
        summary: "`unless` takes away every incident that `when` lets through.",
        page: include_str!("never_provided.md"),
    },
    group: Group::Rules,
    severity: Severity::Error,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for provided in root.provided() {
        let Some((when, unless)) = provided.halves() else { continue };
        let never = |condition, wanted| root.never_in(&provided.packages, None, condition, wanted);
        // A condition that is constant by itself is reported by its own rule.
        if !never(provided.whole, Truths::TRUE) || never(when, Truths::TRUE) || never(unless, Truths::FALSE) {
            continue;
        }
        let (Some(when), Some(unless)) = (&provided.provide.when, &provided.provide.unless) else { continue };
        let message =
            "this `unless` takes away every incident that the `when` lets through: the remedy is never provided";
        let help = "no values of the facts make the first true and the second false; check which of them is wrong";
        found.push(RULE.at(unless.span, message).related(when.span, "the `when`").help(help));
    }
    found
}
