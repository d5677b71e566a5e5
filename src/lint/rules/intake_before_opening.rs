//! L0109: Intake ends before the calendar opens, so that no incident counts on its own day.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::{CalendarStatement, ItemKind};
use crate::time::Weekday;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0109",
        name: "intake-before-opening",
        summary: "Intake ends before the calendar opens, so that no incident counts on its own day.",
        page: include_str!("intake_before_opening.md"),
    },
    group: Group::Clocks,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in root.items() {
        let ItemKind::Calendar(calendar) = &item.kind else { continue };
        let Some(spec) = root.calendar(&calendar.name.value) else { continue };
        let first = Weekday::ALL.into_iter().flat_map(|day| spec.weekday(day)).map(|window| window.open).min();
        for statement in &calendar.statements {
            if let (CalendarStatement::Intake(minute), Some(opens)) = (&statement.value, first)
                && *minute <= opens
            {
                let (until, opens) = [*minute, opens].map(|m| format!("{:02}:{:02}", m / 60, m % 60)).into();
                let message = format!(
                    "intake ends at {until}, and `{}` opens at {opens}: whatever comes in while it is open counts \
                     from the next day",
                    calendar.name.value
                );
                let help = "times are those of the 24-hour clock: four in the afternoon is `16:00`";
                found.push(RULE.at(statement.span, message).help(help));
            }
        }
    }
    found
}
