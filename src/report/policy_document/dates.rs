//! Dates, times of day and weekdays as a customer reads them.

use crate::time::calendar::Window;
use crate::time::{Date, LocalTime, MICROS_PER_SECOND};

/// `1 January 2026`
pub(super) fn date(date: Date) -> String {
    match date.civil() {
        Some((year, _, day)) => format!("{day} {} {year}", date.month_name()),
        None => date.to_string(),
    }
}

/// `Thu 1 Jan`
pub(super) fn day_and_month(at: Date) -> String {
    match at.civil() {
        Some((.., day)) => {
            let weekday = at.weekday().name().get(..3).unwrap_or("");
            format!("{weekday} {day} {}", at.short_month_name())
        }
        None => at.to_string(),
    }
}

/// `Thursday 1 January 2026`
fn weekday_and_date(at: Date) -> String {
    format!("{} {}", at.weekday().name(), date(at))
}

/// `09:00`
pub(super) fn minute(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `Friday 12 June 2026 22:00`
pub(super) fn local(at: LocalTime) -> String {
    let minutes = at.of_day() / (60 * MICROS_PER_SECOND);
    format!("{} {:02}:{:02}", weekday_and_date(at.date()), minutes / 60, minutes % 60)
}

/// `08:00 to 12:00 and 13:00 to 17:00`
pub(super) fn windows(windows: &[Window]) -> String {
    let one = |w: &Window| match (w.open, w.close) {
        (0, 1440) => "the whole day".to_owned(),
        (open, close) => format!("{} to {}", minute(open), minute(close)),
    };
    windows.iter().map(one).collect::<Vec<_>>().join(" and ")
}
