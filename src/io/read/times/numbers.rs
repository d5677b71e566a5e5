//! Instants that are numbers: seconds since 1970, and the dates of Excel.

use crate::time::{Instant, LocalTime, MICROS_PER_SECOND};

/// The first and the last instant that such a number may mean: 1990 to 9999. Anything else is most likely a number of
/// another unit, or no instant at all.
const FIRST: i64 = 631_152_000 * MICROS_PER_SECOND;
const LAST: i64 = 253_402_300_799 * MICROS_PER_SECOND;
const DAY: i64 = 86_400 * MICROS_PER_SECOND;
/// Excel counts days from the last one of 1899 but one: since March 1900, when its leap day that never was is over.
const EXCEL: i64 = 25_569;

/// A whole number and its fraction, times `unit`; `None` if it is no plain number. Digits below a microsecond are
/// dropped.
fn scaled(text: &str, unit: i64) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 18 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let fraction = fraction.get(..18).unwrap_or(fraction);
    let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    let number = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse::<i128>().ok() };
    let unit = i128::from(unit);
    Some(number(whole)? * unit + number(fraction)? * unit / scale)
}

fn plausible(at: i128) -> Option<i64> {
    i64::try_from(at).ok().filter(|at| (FIRST..=LAST).contains(at))
}

/// The instant of this many units since the start of 1970, a unit being this many microseconds.
pub(super) fn epoch(text: &str, unit: i64) -> Option<Instant> {
    scaled(text, unit).and_then(plausible).map(Instant)
}

/// The local time of a serial number of Excel, to the millisecond; of two with a blank between, a date's and a time's.
pub(super) fn excel(text: &str) -> Option<LocalTime> {
    let days = match text.split_once(' ') {
        None => scaled(text, DAY)?,
        Some((date, time)) => {
            let time = scaled(time, DAY)?;
            (time < i128::from(DAY)).then(|| scaled(date, DAY).map(|date| date + time))??
        }
    };
    let millis = (days + 500).div_euclid(1_000);
    plausible(millis * 1_000 - i128::from(EXCEL) * i128::from(DAY)).map(LocalTime)
}
