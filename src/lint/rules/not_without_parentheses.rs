//! L0308: `not A or B` does not show how far the `not` reaches.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::edit::around;
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::lint::uses::alternatives;
use crate::syntax::ast::{Condition, ConditionKind};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0308",
        name: "not-without-parentheses",
        summary: "`not A or B` does not show how far the `not` reaches.",
        page: include_str!("not_without_parentheses.md"),
    },
    group: Group::Rules,
    severity: Severity::Note,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let alternatives = root.items().flat_map(alternatives);
    // Behind the last one nothing stands that it could be read to reach.
    let before_another = alternatives.flat_map(|parts| parts.iter().take(parts.len().saturating_sub(1)));
    before_another.filter(|part| reaches(root, part)).map(tell).collect()
}

/// `not` before something that is in no parentheses, itself in none.
fn reaches(root: &Root<'_>, condition: &Condition) -> bool {
    let ConditionKind::Not(inner) = &condition.value else { return false };
    let text = |c: &Condition| root.sources.slice(c.span);
    text(condition).starts_with("not") && !text(inner).starts_with('(')
}

fn tell(condition: &Condition) -> Diagnostic {
    let found = RULE.at(condition.span, "this `not` is of this part alone, and can be read as of all that follows");
    found.help("put it in parentheses").fix("put the `not` in parentheses", around(condition.span, "(", ")"))
}
