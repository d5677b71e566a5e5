//! L0204: A limit is less than one times the response limit.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::LimitText;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0204",
        name: "multiplier-under-one",
        summary: "A limit is less than one times the response limit.",
        page: include_str!("multiplier_under_one.md"),
    },
    group: Group::Promises,
    severity: Severity::Error,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, _, objective) in root.promises() {
        let LimitText::Multiple(times, of) = &objective.limit.value else { continue };
        let (numerator, denominator) = times.ratio();
        if numerator < denominator {
            let word = &objective.objective.value;
            let message = format!("`{times} x {0}` promises the {word} before the {0}", of.value);
            let help = "a multiple is at least 1: `within 3 x response`";
            found.push(RULE.at(objective.limit.span, message).help(help));
        }
    }
    found
}
