//! When a coverage is open, in words for whoever buys it.

use crate::time::calendar::{CalendarSpec, ClosedTime, Member, Window};
use crate::time::{Weekday, Zone};

use super::super::model::{Coverage, Model};

impl Model {
    /// A coverage with its hours: `UK office hours (mon-fri 09:00-17:00, Europe/London; closed on the holidays
    /// england_and_wales)`.
    pub fn coverage_hours(&self, coverage: Coverage) -> String {
        match self.calendar_of(coverage) {
            Some(calendar) => format!("{} ({})", calendar.title, hours(calendar, coverage.zone)),
            None => self.coverage_words(coverage),
        }
    }
}

fn hours(calendar: &CalendarSpec, zone: Zone) -> String {
    let open = if calendar.members.is_empty() { week(calendar) } else { joins(calendar) };
    let mut parts = vec![format!("{open}, {}", zone.name())];
    let dates = |n: usize, what: &str| (n > 0).then(|| format!("{what} {n} date{}", if n == 1 { "" } else { "s" }));
    match (calendar.lists.as_slice(), dates(calendar.own_closed, "on")) {
        ([], None) => {}
        ([], Some(own)) => parts.push(format!("closed {own}")),
        (lists, own) => {
            let own = own.map(|own| format!(" and {own}")).unwrap_or_default();
            parts.push(format!("closed on the holidays {}{own}", lists.join(", ")));
        }
    }
    parts.extend(dates(calendar.exceptions.len(), "other hours on"));
    parts.extend(part_closures(calendar));
    parts.extend(calendar.working_day.map(|length| format!("working day {}", length.words())));
    parts.extend(calendar.intake.map(|minute| format!("intake until {}", time(minute))));
    parts.join("; ")
}

/// `joins UK office hours (mon-fri 09:00-17:00, Europe/London) and ...`
fn joins(calendar: &CalendarSpec) -> String {
    let member = |m: &Member| format!("{} ({})", m.spec.title, hours(&m.spec, m.zone));
    format!("joins {}", calendar.members.iter().map(member).collect::<Vec<_>>().join(" and "))
}

/// Closures of part of a day: those that return each month in full, the others by their number.
fn part_closures(calendar: &CalendarSpec) -> Vec<String> {
    let mut parts = Vec::new();
    let mut once = 0_usize;
    for closure in &calendar.part_closures {
        match closure.when {
            ClosedTime::Once { .. } => once += 1,
            ClosedTime::Monthly { week, day, open, close } => {
                let (open, close) = (time(open), time(close));
                parts.push(format!("closed {} {} {open}-{close} of each month", week.as_str(), day.short()));
            }
        }
    }
    if once > 0 {
        parts.push(format!("closed for part of a day {once} time{}", if once == 1 { "" } else { "s" }));
    }
    parts
}

/// The windows of a week; neighbouring days of the same hours together.
fn week(calendar: &CalendarSpec) -> String {
    let mut stretches: Vec<(Weekday, Weekday, &[Window])> = Vec::new();
    for day in Weekday::ALL {
        let windows = calendar.weekday(day);
        match stretches.last_mut() {
            Some((_, last, same)) if *same == windows => *last = day,
            _ => stretches.push((day, day, windows)),
        }
    }
    let open: Vec<String> = stretches
        .into_iter()
        .filter(|(_, _, windows)| !windows.is_empty())
        .map(|(first, last, windows)| {
            let span = |w: &Window| format!("{}-{}", time(w.open), time(w.close));
            let windows: Vec<String> = windows.iter().map(span).collect();
            let days =
                if first == last { first.short().to_owned() } else { format!("{}-{}", first.short(), last.short()) };
            format!("{days} {}", windows.join(" and "))
        })
        .collect();
    if open.is_empty() { "never open".to_owned() } else { open.join(", ") }
}

fn time(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
