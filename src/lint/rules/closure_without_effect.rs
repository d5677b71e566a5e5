//! L0108: A closure names only days on which the calendar is closed anyway.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::{CalendarStatement, ItemKind};
use crate::time::Date;
use crate::time::calendar::CalendarSpec;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0108",
        name: "closure-without-effect",
        summary: "A closure names only days on which the calendar is closed anyway.",
        page: include_str!("closure_without_effect.md"),
    },
    group: Group::Clocks,
    severity: Severity::Note,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in root.items() {
        let ItemKind::Calendar(calendar) = &item.kind else { continue };
        let name = &calendar.name.value;
        // What extends it may be open on those days.
        let Some(spec) = root.calendar(name).filter(|_| !root.is_extended(name)) else { continue };
        for statement in &calendar.statements {
            let CalendarStatement::Closed(from, to, _) = &statement.value else { continue };
            let last = to.as_ref().map_or(from.value, |t| t.value);
            if (from.value.0..=last.0).all(|day| !counts(spec, Date(day))) {
                let days = if last == from.value { "this day" } else { "these days" };
                let message = format!("`{name}` is closed on {days} without it, or open by an exception");
                found.push(RULE.at(statement.span, message).help("see whether the date is right, or take it out"));
            }
        }
    }
    found
}

/// Whether a closure of the date takes anything away.
fn counts(spec: &CalendarSpec, date: Date) -> bool {
    let open = !spec.weekday(date.weekday()).is_empty() || spec.spill.contains_key(&date);
    open && !spec.exceptions.contains_key(&date) && spec.known_years().contains(date)
}
