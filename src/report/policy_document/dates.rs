//! Dates, times of day and weekdays as a customer reads them.

use crate::time::calendar::Window;
use crate::time::{Date, LocalTime, MICROS_PER_SECOND};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `1 January 2026`
pub(super) fn date(date: Date) -> String {
    match date.civil() {
        Some((year, month, day)) => {
            let index = usize::try_from(month).unwrap_or(0).wrapping_sub(1);
            format!("{day} {} {year}", MONTHS.get(index).copied().unwrap_or(""))
        }
        None => date.to_string(),
    }
}

/// `Thu 1 Jan`
pub(super) fn day_and_month(at: Date) -> String {
    let short = |name: &'static str| name.get(..3).unwrap_or("");
    match at.civil() {
        Some((_, month, day)) => {
            let index = usize::try_from(month).unwrap_or(0).wrapping_sub(1);
            let month = MONTHS.get(index).copied().unwrap_or("");
            format!("{} {day} {}", short(at.weekday().name()), short(month))
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
