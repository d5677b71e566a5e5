//! Instants of the UTC time line, to the microsecond (`semantics` 1).

use std::fmt;

use super::date::Date;

/// A second, in microseconds.
pub const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(pub i64);

/// What a wall shows: microseconds since 1970-01-01T00:00:00 of that wall, in no zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalTime(pub i64);

/// Why a text is no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InstantError {
    /// Not of the form `2026-01-31T09:00:00Z`.
    Form,
    /// Of that form, but there is no such date or time of day.
    NoSuchTime,
    /// A local time, with no offset and no zone to read it in.
    NoOffset(LocalTime),
}

impl fmt::Display for InstantError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "not an RFC 3339 instant, such as 2026-01-31T09:00:00Z",
            Self::NoSuchTime => "there is no such date or time of day",
            Self::NoOffset(_) => "a local time without an offset; add `Z` or `+01:00`, or say which time zone it is in",
        })
    }
}

/// Reads ASCII digits from the front of a byte string.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (head, tail) = self.0.split_at_checked(count)?;
        let number = head.iter().try_fold(0_i64, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))?;
        self.0 = tail;
        Some(number)
    }

    fn take(&mut self, wanted: &[u8]) -> Option<u8> {
        let (first, tail) = self.0.split_first()?;
        wanted.contains(first).then(|| {
            self.0 = tail;
            *first
        })
    }

    /// The digits after a point, to the microsecond; further ones are dropped.
    fn fraction(&mut self) -> Option<i64> {
        let (mut micros, mut place, mut any) = (0, 100_000, false);
        while let Some((byte, tail)) = self.0.split_first().filter(|(b, _)| b.is_ascii_digit()) {
            micros += i64::from(byte - b'0') * place;
            place /= 10;
            any = true;
            self.0 = tail;
        }
        any.then_some(micros)
    }
}

impl Instant {
    /// Reads an RFC 3339 instant. Digits beyond the microsecond are dropped.
    ///
    /// # Errors
    /// Where the text is none; a local time without an offset comes back as [`InstantError::NoOffset`].
    pub fn parse(text: &str) -> Result<Self, InstantError> {
        OffsetInstant::parse(text).map(OffsetInstant::instant)
    }

    /// What a wall shows at this instant where local time is `offset` seconds ahead of UTC.
    pub fn local(self, offset: i32) -> LocalTime {
        LocalTime(self.0.saturating_add(i64::from(offset) * MICROS_PER_SECOND))
    }
    /// As RFC 3339 with an offset in seconds; `None` writes `Z`. The fraction is as short as it can be.
    pub fn rfc3339(self, offset: Option<i32>) -> OffsetInstant {
        // RFC 3339 has no seconds in an offset: a zone that had some is written to the minute, the instant unmoved.
        OffsetInstant { instant: self, offset: offset.map(|offset| offset / 60 * 60) }
    }
}

/// An instant, and the offset from UTC that it is written with; see [`Instant::rfc3339`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OffsetInstant {
    instant: Instant,
    /// In seconds, of whole minutes.
    offset: Option<i32>,
}

impl OffsetInstant {
    /// Reads an RFC 3339 instant with its offset. Digits beyond the microsecond are dropped.
    ///
    /// # Errors
    /// As [`Instant::parse`].
    pub fn parse(text: &str) -> Result<Self, InstantError> {
        let mut c = Cursor(text.as_bytes());
        let wall = wall(&mut c).ok_or(InstantError::Form)??;
        let Some(sign) = c.0.first().copied() else {
            return Err(InstantError::NoOffset(LocalTime(wall)));
        };
        let offset = match sign {
            b'Z' | b'z' => {
                c.take(b"Zz").ok_or(InstantError::Form)?;
                None
            }
            _ => {
                let sign = c.take(b"+-").ok_or(InstantError::Form)?;
                let hours = c.digits(2).ok_or(InstantError::Form)?;
                c.take(b":").ok_or(InstantError::Form)?;
                let minutes = c.digits(2).ok_or(InstantError::Form)?;
                if hours > 23 || minutes > 59 {
                    return Err(InstantError::NoSuchTime);
                }
                let seconds = i32::try_from(hours * 3600 + minutes * 60).map_err(|_| InstantError::Form)?;
                Some(if sign == b'-' { -seconds } else { seconds })
            }
        };
        if !c.0.is_empty() {
            return Err(InstantError::Form);
        }
        let instant = Instant(wall - i64::from(offset.unwrap_or(0)) * MICROS_PER_SECOND);
        Ok(Self { instant, offset })
    }

    /// The instant.
    #[must_use]
    pub fn instant(self) -> Instant {
        self.instant
    }

    /// The offset in seconds; `None` if it is written as `Z`.
    #[must_use]
    pub fn offset(self) -> Option<i32> {
        self.offset
    }

    /// Writes it as bytes, as [`fmt::Display`] would.
    pub fn write(self, out: &mut Vec<u8>) {
        let offset = self.offset.unwrap_or(0);
        let local = self.instant.local(offset);
        let Some((year, month, day)) = local.date().civil().filter(|(year, ..)| (0..=9999).contains(year)) else {
            out.extend_from_slice(self.to_string().as_bytes());
            return;
        };
        let (seconds, micros) = (local.of_day() / MICROS_PER_SECOND, local.of_day() % MICROS_PER_SECOND);
        let century = year / 100;
        let [a, b] = two(i64::from(century));
        let [c, d] = two(i64::from(year - century * 100));
        let [e, f] = two(i64::from(month));
        let [g, h] = two(i64::from(day));
        let [i, j] = two(seconds / 3600);
        let [k, l] = two(seconds / 60 % 60);
        let [m, n] = two(seconds % 60);
        out.extend_from_slice(&[a, b, c, d, b'-', e, f, b'-', g, h, b'T', i, j, b':', k, l, b':', m, n]);
        if micros > 0 {
            let ([a, b], [c, d], [e, f]) = (two(micros / 10_000), two(micros / 100 % 100), two(micros % 100));
            let digits = [b'.', a, b, c, d, e, f];
            let length = digits.iter().rposition(|digit| *digit != b'0').unwrap_or(0) + 1;
            out.extend_from_slice(digits.get(..length).unwrap_or_default());
        }
        if self.offset.is_none() {
            out.push(b'Z');
            return;
        }
        let minutes = i64::from(offset.unsigned_abs() / 60);
        let ([a, b], [c, d]) = (two(minutes / 60), two(minutes % 60));
        out.extend_from_slice(&[if offset < 0 { b'-' } else { b'+' }, a, b, b':', c, d]);
    }
}

/// Two digits.
fn two(n: i64) -> [u8; 2] {
    let digit = |n: i64| b'0' + u8::try_from(n % 10).unwrap_or(0);
    [digit(n / 10), digit(n)]
}

impl fmt::Display for OffsetInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = self.offset.unwrap_or(0);
        write!(f, "{}", self.instant.local(offset))?;
        if self.offset.is_none() {
            return f.write_str("Z");
        }
        let minutes = offset.unsigned_abs() / 60;
        write!(f, "{}{:02}:{:02}", if offset < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
    }
}

/// Year to second and fraction, as on a wall; the outer nothing is a text of another form.
fn wall(c: &mut Cursor<'_>) -> Option<Result<i64, InstantError>> {
    let year = c.digits(4)?;
    c.take(b"-")?;
    let month = c.digits(2)?;
    c.take(b"-")?;
    let day = c.digits(2)?;
    c.take(b"Tt ")?;
    let hour = c.digits(2)?;
    c.take(b":")?;
    let minute = c.digits(2)?;
    let mut second = 0;
    let mut micros = 0;
    if c.take(b":").is_some() {
        second = c.digits(2)?;
        if c.take(b".").is_some() {
            micros = c.fraction()?;
        }
    }
    // A leap second (23:59:60) is the first instant of the minute after it.
    let known_time = hour < 24 && minute < 60 && (second < 60 || (second == 60 && minute == 59));
    let date = || Date::from_ymd(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    let Some(date) = date().filter(|_| known_time) else {
        return Some(Err(InstantError::NoSuchTime));
    };
    let of_day = (hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND + micros;
    Some(Ok(i64::from(date.0) * MICROS_PER_DAY + of_day))
}

impl LocalTime {
    /// Midnight at the start of a date, plus a time of day in microseconds.
    pub fn on(date: Date, of_day: i64) -> Self {
        Self(i64::from(date.0) * MICROS_PER_DAY + of_day)
    }

    /// The date that the wall shows.
    pub fn date(self) -> Date {
        local_date(self.0)
    }

    /// Microseconds since midnight.
    pub fn of_day(self) -> i64 {
        self.0.rem_euclid(MICROS_PER_DAY)
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, micros) = (self.of_day() / MICROS_PER_SECOND, self.of_day() % MICROS_PER_SECOND);
        write!(f, "{}T{:02}:{:02}:{:02}", self.date(), seconds / 3600, seconds / 60 % 60, seconds % 60)?;
        if micros > 0 {
            let digits = format!("{micros:06}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        Ok(())
    }
}

/// The date of local microseconds since the epoch.
pub fn local_date(local: i64) -> Date {
    let day = local.div_euclid(MICROS_PER_DAY);
    Date(i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }))
}

impl std::error::Error for InstantError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Date;
    use super::*;

    proptest! {
        #[test]
        fn bytes_are_what_is_displayed(
            at in prop_oneof![-70_000_000_000_000_000_i64..260_000_000_000_000_000, -9_000_000_000..9_000_000_000_i64],
            offset in prop::option::of(-50_000..50_000_i32),
            coarse in prop::sample::select(vec![1_i64, 1000, 1_000_000, 3_600_000_000]),
        ) {
            let shown = Instant(at / coarse * coarse).rfc3339(offset);
            let mut out = Vec::new();
            shown.write(&mut out);
            prop_assert_eq!(String::from_utf8_lossy(&out), shown.to_string());
        }

        #[test]
        fn dates_are_those_of_the_library(days in -800_000..3_200_000_i32, (y, m, d) in (-10..10_010_i32, 0..14_u32, 0..33_u32)) {
            use chrono::{Datelike as _, NaiveDate};
            let naive = NaiveDate::from_num_days_from_ce_opt(days + 719_163);
            let civil = naive.filter(|n| n.year() >= 1).map(|n| (n.year(), n.month(), n.day()));
            prop_assert_eq!(Date(days).civil().filter(|c| c.0 >= 1), civil);
            let found = NaiveDate::from_ymd_opt(y, m, d).map(|n| Date(n.num_days_from_ce() - 719_163));
            prop_assert_eq!(Date::from_ymd(y, m, d), found);
        }
    }
}
