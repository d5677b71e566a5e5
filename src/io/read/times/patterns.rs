//! Texts read by a pattern of `strftime`.

use chrono::format::{Item, Parsed};
use chrono::{DateTime, NaiveDateTime, Utc};

use crate::time::{Instant, LocalTime};

/// The parts of a text; `None` if it does not fit the pattern.
pub(super) fn parsed(text: &str, items: &[Item<'_>]) -> Option<Parsed> {
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, items.iter()).ok()?;
    // `%Y` reads `26` as the year 26, which nobody means.
    parsed.year().is_none_or(|year| year >= 1000).then_some(parsed)
}

/// The instant of a text with an offset, or the local time of one without.
pub(super) fn by_pattern(text: &str, items: &[Item<'_>]) -> Option<Result<Instant, LocalTime>> {
    let parsed = parsed(text, items)?;
    if parsed.offset().is_some() {
        let at: DateTime<Utc> = parsed
            .to_datetime_with_timezone(&Utc)
            .ok()
            .or_else(|| parsed.to_datetime().ok().map(|at| at.with_timezone(&Utc)))?;
        return Some(Ok(Instant(at.timestamp_micros())));
    }
    let local = parsed.to_naive_datetime_with_offset(0).ok()?;
    Some(Err(LocalTime(micros(local))))
}

/// The midnight that begins a date, in microseconds of local time.
pub(super) fn by_date(text: &str, items: &[Item<'_>]) -> Option<i64> {
    let date = parsed(text, items)?.to_naive_date().ok()?;
    Some(micros(date.and_time(chrono::NaiveTime::MIN)))
}

fn micros(local: NaiveDateTime) -> i64 {
    local.and_utc().timestamp_micros()
}
