//! L0108: A closure names only times at which the calendar is closed anyway.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::{CalendarStatement, ItemKind, WindowText};
use crate::time::Date;
use crate::time::calendar::{CalendarSpec, ClosedTime};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0108",
        name: "closure-without-effect",
        summary: "A closure names only times at which the calendar is closed anyway.",
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
            if let Some(days) = without_effect(spec, &statement.value) {
                let message = format!("`{name}` is closed on {days} without it, or open by an exception");
                found.push(RULE.at(statement.span, message).help("check the date, or remove it"));
            } else if let Some(when) = part(&statement.value)
                && !takes_away(spec, when)
            {
                let message = format!("`{name}` is closed at this time without it");
                found.push(RULE.at(statement.span, message).help("check the day and the time, or remove it"));
            }
        }
    }
    found
}

/// The days of a closure of whole days that takes nothing away.
fn without_effect(spec: &CalendarSpec, statement: &CalendarStatement) -> Option<&'static str> {
    let CalendarStatement::Closed(from, to, _) = statement else { return None };
    // Which dates a calendar that joins others is open on depends on the instants that its members cover.
    if !spec.members.is_empty() {
        return None;
    }
    let last = to.as_ref().map_or(from.value, |t| t.value);
    let nothing = (from.value.0..=last.0).all(|day| !counts(spec, Date(day)));
    nothing.then_some(if last == from.value { "this day" } else { "these days" })
}

/// When a closure of part of a day holds.
fn part(statement: &CalendarStatement) -> Option<ClosedTime> {
    match statement {
        CalendarStatement::ClosedPart(from, to, _) => Some(ClosedTime::Once { from: *from, to: *to }),
        CalendarStatement::ClosedMonthly(week, day, WindowText { open, close }, _) => {
            Some(ClosedTime::Monthly { week: *week, day: *day, open: *open, close: *close })
        }
        _ => None,
    }
}

/// Whether a closure of part of a day takes away any hours of the known years.
fn takes_away(spec: &CalendarSpec, when: ClosedTime) -> bool {
    let years = spec.known_years();
    let ends = [Date::from_ymd(years.from, 1, 1), Date::from_ymd(years.to, 12, 31)];
    let [Some(from), Some(to)] = ends else { return true };
    let (from, to) = when.dates().map_or((from, to), |(a, b)| (a.max(from), b.min(to)));
    let meets = |date: Date| {
        let opened = spec.opened_windows(date);
        when.on(date).iter().any(|shut| opened.iter().any(|w| w.open < shut.close && shut.open < w.close))
    };
    !spec.members.is_empty() || (from.0..=to.0).map(Date).any(meets)
}

/// Whether a closure of the date takes anything away.
fn counts(spec: &CalendarSpec, date: Date) -> bool {
    let open = !spec.weekday(date.weekday()).is_empty() || spec.spill.contains_key(&date);
    open && !spec.exceptions.contains_key(&date) && spec.known_years().contains(date)
}
