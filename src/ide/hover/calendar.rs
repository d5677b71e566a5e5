//! Calendars and holiday lists: their hours, and the next days on which they are closed.

use crate::policy::Model;
use crate::policy::model::Coverage;
use crate::time::calendar::{CalendarSpec, Clock, HolidayList};
use crate::time::{Date, Instant, Zone};

use super::super::host::Snapshot;

/// So many closed days are listed.
const MOST_DAYS: usize = 5;
/// So many days are looked at.
const HORIZON: i32 = 400;

/// The hours of a calendar, whether it is open now, and its next closed days.
pub(super) fn calendar(model: &Model, spec: &CalendarSpec, now: Instant, span: crate::span::Span) -> String {
    let id = model.calendars.iter().position(|known| known.name == spec.name).and_then(|at| u16::try_from(at).ok());
    let calendar = id.map(crate::policy::model::CalendarId);
    let hours = model.coverage_hours(Coverage { calendar, zone: spec.zone, span });
    let clock = Clock::compile(spec, spec.zone);
    let mut out = format!("calendar `{}`: {hours}", spec.name);
    out.push_str(&format!("\n\n{}", state(&clock, now)));
    let days = closed_days(&clock, now);
    if !days.is_empty() {
        out.push_str("\n\nNext closed days:\n\n");
        out.push_str(&days.join("\n"));
    }
    if let Some(years) = spec.listed_years() {
        out.push_str(&format!("\n\nIts holidays are known for {} to {}.", years.from, years.to));
    }
    out
}

/// Whether a clock runs now, and until or from when.
fn state(clock: &Clock, now: Instant) -> String {
    if clock.ask(now, now).is_err() {
        return "Today is outside the years that it knows.".to_owned();
    }
    let week = Instant(now.0.saturating_add(31 * 86_400_000_000));
    let next = clock.stretches(now, week).into_iter().next();
    match next {
        None => "Closed for the next 31 days.".to_owned(),
        Some((from, to)) if from <= now && to >= week => "Open for the next 31 days.".to_owned(),
        Some((from, to)) if from <= now => format!("Open now, until {}.", instant(to, clock.zone())),
        Some((from, _)) => format!("Closed now; opens {}.", instant(from, clock.zone())),
    }
}

/// The next days that are closed, with the reason; weekends and other days without hours are left out.
pub(in super::super) fn closed_days(clock: &Clock, now: Instant) -> Vec<String> {
    let today = clock.zone().local(now).date();
    let known = |date: Date| clock.years().is_none_or(|years| years.contains(date));
    let days = (0..HORIZON).map(|day| today.plus(day)).take_while(|date| known(*date));
    let closed = days.filter_map(|date| {
        let hours = clock.hours(date);
        let usual =
            clock.spec().is_none_or(|spec| !spec.members.is_empty() || !spec.weekday(date.weekday()).is_empty());
        let why = hours.closed.filter(|_| hours.windows.is_empty() && usual)?;
        Some(format!("- {} {date}: {why}", capital(date.weekday().short())))
    });
    closed.take(MOST_DAYS).collect()
}

/// A holiday list: its years, and its next days.
pub(super) fn list(snapshot: &Snapshot, name: &str, text: &str) -> Option<String> {
    let list = HolidayList::parse_yaml(text).ok()?;
    let today = Zone::UTC.local(snapshot.now).date();
    let next = list.days.iter().filter(|(date, _)| **date >= today).take(MOST_DAYS);
    let lines: Vec<String> =
        next.map(|(date, name)| format!("- {} {date}: {name}", capital(date.weekday().short()))).collect();
    let years = list.years;
    let next = if lines.is_empty() { String::new() } else { format!("\n\nNext:\n\n{}", lines.join("\n")) };
    Some(format!("holiday list `{name}`, complete for {} to {}{next}", years.from, years.to))
}

/// `Tue 2026-04-07 12:00 +01:00`
pub(in super::super) fn instant(at: Instant, zone: Zone) -> String {
    written(at.rfc3339(zone.written_offset(at)))
}

/// The same of an instant with its offset.
pub(in super::super) fn written(at: crate::time::OffsetInstant) -> String {
    let local = at.instant().local(at.offset().unwrap_or(0));
    let text = at.to_string();
    let (date, rest) = text.split_once('T').unwrap_or((&text, ""));
    let (time, offset) = match rest.rfind(['+', '-', 'Z']) {
        Some(at) => rest.split_at_checked(at).unwrap_or((rest, "")),
        None => (rest, ""),
    };
    let time = time.strip_suffix(":00").unwrap_or(time);
    let offset = if offset == "Z" { "UTC" } else { offset };
    format!("{} {date} {time} {offset}", capital(local.date().weekday().short()))
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
