//! L0105: A calendar has no open hours at all.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::ItemKind;
use crate::time::calendar::CalendarSpec;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0105",
        name: "calendar-never-open",
        summary: "A calendar has no open hours at all.",
        page: include_str!("calendar_never_open.md"),
    },
    group: Group::Clocks,
    severity: Severity::Error,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in root.items() {
        let ItemKind::Calendar(calendar) = &item.kind else { continue };
        let name = &calendar.name.value;
        let Some(spec) = root.calendar(name) else { continue };
        let opens = opens(spec);
        // Closures that others build on need no hours of their own.
        if !opens && (root.is_coverage(name) || !root.is_extended(name)) {
            let message = format!("the calendar `{name}` is never open");
            let help = "say when: `open mon-fri 09:00-17:00`; working time on it never passes";
            found.push(RULE.at(calendar.name.span, message).help(help));
        }
    }
    found
}

fn opens(spec: &CalendarSpec) -> bool {
    !spec.weekday_lengths().is_empty()
        || spec.exceptions.values().any(|windows| !windows.is_empty())
        || spec.members.iter().any(|member| opens(&member.spec))
}
