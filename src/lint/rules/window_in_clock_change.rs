//! L0106: An open window lies in the hour that clocks skip when summer time begins.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::span::Span;
use crate::syntax::ast::{CalendarItem, CalendarStatement, ItemKind};
use crate::time::calendar::{CalendarSpec, Window, Years};
use crate::time::{Date, LocalTime, Zone};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0106",
        name: "window-in-clock-change",
        summary: "An open window lies in the hour that clocks skip when summer time begins.",
        page: include_str!("window_in_clock_change.md"),
    },
    group: Group::Clocks,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

/// So many years from today are looked at.
const YEARS: i32 = 10;
const SECOND: i64 = 1_000_000;

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in root.items() {
        let ItemKind::Calendar(calendar) = &item.kind else { continue };
        let Some(spec) = root.calendar(&calendar.name.value) else { continue };
        let known = spec.known_years();
        let years = Years { from: known.from.max(root.today.year()), to: known.to.min(root.today.year() + YEARS) };
        let zones: BTreeSet<&str> = root.zones_of(&calendar.name.value).chain([spec.zone]).map(Zone::name).collect();
        for zone in zones.into_iter().filter_map(Zone::parse) {
            if let Some((date, window)) = skipped(spec, zone, years) {
                let [open, close] = [window.open, window.close].map(|m| format!("{:02}:{:02}", m / 60, m % 60));
                let message = format!(
                    "the window {open}-{close} does not exist on {date}: the clocks of `{}` go forward over it",
                    zone.name()
                );
                let help = "open earlier or close later, so that the calendar is open on that day";
                found.push(RULE.at(place(calendar, date, window), message).help(help));
                break;
            }
        }
    }
    found
}

/// The first window that a clock change takes away as a whole.
fn skipped(spec: &CalendarSpec, zone: Zone, years: Years) -> Option<(Date, Window)> {
    let first = |year| Date::from_ymd(year, 1, 1).map(|date| zone.wall(LocalTime::on(date, 0)));
    let offsets = zone.offsets(first(years.from)?, first(years.to + 1)?);
    offsets.iter().zip(offsets.iter().skip(1)).find_map(|((_, before), (at, after))| {
        let (from, to) = (at.local(*before), LocalTime(at.0 + i64::from(*after) * SECOND));
        let minute = |local: LocalTime| (local.0 - LocalTime::on(from.date(), 0).0) / (60 * SECOND);
        let (from_minute, to_minute) = (minute(from), minute(to));
        let windows = spec.opened_windows(from.date());
        let gone = |w: &Window| from_minute <= i64::from(w.open) && i64::from(w.close) <= to_minute;
        windows.into_iter().find(gone).map(|window| (from.date(), window))
    })
}

/// The `open` statement that has the window, else the calendar's name.
fn place(calendar: &CalendarItem, date: Date, window: Window) -> Span {
    let statement = calendar.statements.iter().find(|statement| match &statement.value {
        CalendarStatement::Open(days, windows) => {
            days.contains(&date.weekday()) && windows.iter().any(|w| w.value.halves().0 == window)
        }
        _ => false,
    });
    statement.map_or(calendar.name.span, |s| s.span)
}
