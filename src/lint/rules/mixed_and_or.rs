//! L0309: `A or B and C` does not show which parts belong together.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::edit::around;
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::lint::uses::alternatives;
use crate::syntax::ast::{Condition, ConditionKind};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0309",
        name: "mixed-and-or",
        summary: "`A or B and C` does not show which parts belong together.",
        page: include_str!("mixed_and_or.md"),
    },
    group: Group::Rules,
    severity: Severity::Note,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let parts = root.items().flat_map(alternatives).flatten();
    parts.filter(|part| stands_alone(part)).map(tell).collect()
}

/// An `and` without parentheses around it: it begins where its first part begins.
fn stands_alone(condition: &Condition) -> bool {
    match &condition.value {
        ConditionKind::All(parts) => parts.first().is_some_and(|first| first.span.start == condition.span.start),
        _ => false,
    }
}

fn tell(condition: &Condition) -> Diagnostic {
    let found = RULE.at(condition.span, "this `and` is beside an `or`, and binds closer");
    found.help("put it in parentheses").fix("put the `and` in parentheses", around(condition.span, "(", ")"))
}
