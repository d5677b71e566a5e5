//! L0402: No coverage and no other calendar uses a calendar.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::ItemKind;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0402",
        name: "unused-calendar",
        summary: "No coverage and no other calendar uses a calendar.",
        page: include_str!("unused_calendar.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Note,
    across: Across::All,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let calendars = root.items().filter_map(|item| match &item.kind {
        ItemKind::Calendar(calendar) => Some(&calendar.name),
        _ => None,
    });
    let used =
        |name: &str| root.is_counted_on(name) || root.is_extended(name) || root.is_joined(name) || root.is_asked(name);
    let unused = calendars.filter(|name| !used(&name.value));
    unused
        .map(|name| {
            let message = format!("nothing is covered by the calendar `{}`", name.value);
            RULE.at(name.span, message).help("remove it, or name it in a `coverage`")
        })
        .collect()
}
