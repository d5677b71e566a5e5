//! Instants and lengths in the words of a story.

use std::borrow::Borrow;

use crate::engine::{Segment, SegmentReason};
use crate::time::{Instant, LocalTime, MICROS_PER_SECOND, OffsetInstant, Zone};

/// Writes instants of one story: in its zone, and without the year where that is the year of the opening.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Times {
    pub(in crate::report) zone: Zone,
    year: i32,
}

impl Times {
    pub(in crate::report) fn new(zone: Zone, opened: Instant) -> Self {
        Self { zone, year: zone.local(opened).date().year() }
    }

    /// `Tue 2 Apr 12:00`; seconds if there are any, the year if it is another, and the offset if the clocks show that
    /// time a second time.
    pub(in crate::report) fn at(self, at: OffsetInstant) -> String {
        self.instant(at.instant())
    }

    /// As [`instant`](Self::instant), with the year.
    pub(in crate::report) fn with_year(self, at: Instant) -> String {
        Self { year: i32::MIN, ..self }.instant(at)
    }

    /// As [`at`](Self::at).
    pub(in crate::report) fn instant(self, at: Instant) -> String {
        let local = self.zone.local(at);
        let date = local.date();
        let (seconds, micros) = (local.of_day() / MICROS_PER_SECOND, local.of_day() % MICROS_PER_SECOND);
        let weekday = date.weekday().name().get(..3).unwrap_or("");
        let mut out = match date.civil() {
            Some((year, _, day)) => {
                let year = if year == self.year { String::new() } else { format!(" {year}") };
                format!("{weekday} {day} {}{year}", date.short_month_name())
            }
            None => format!("{weekday} {date}"),
        };
        out.push_str(&format!(" {:02}:{:02}", seconds / 3600, seconds / 60 % 60));
        if seconds % 60 != 0 || micros != 0 {
            out.push_str(&format!(":{:02}", seconds % 60));
        }
        if micros != 0 {
            out.push_str(format!(".{micros:06}").trim_end_matches('0'));
        }
        if self.zone.wall(local) != at {
            let minutes = self.zone.offset(at) / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            out.push_str(&format!(" ({sign}{:02}:{:02})", minutes.abs() / 60, minutes.abs() % 60));
        }
        out
    }
}

/// So many dates or hours are written at most on an axis.
const TICKS: i64 = 8;
const HOUR: i64 = 3_600 * MICROS_PER_SECOND;

impl Times {
    /// The hours or dates of an axis that begins at an instant, each with its distance from there.
    pub(in crate::report) fn ticks(self, begin: Instant, span: i64) -> Vec<(i64, String)> {
        let first = self.zone.local(begin);
        let hours = span / HOUR;
        let mut out = Vec::new();
        if hours < 36 {
            let step = [1, 2, 3, 6].into_iter().find(|step| hours / step <= TICKS).unwrap_or(6);
            let mut local = LocalTime::on(first.date(), 0);
            while self.zone.wall(local).0 <= begin.0 + span {
                let at = self.zone.wall(local).0 - begin.0;
                out.push((at, format!("{:02}:00", local.of_day() / HOUR)));
                local = LocalTime(local.0 + step * HOUR);
            }
        } else {
            let days = hours / 24;
            let step = i32::try_from(days / TICKS + 1).unwrap_or(i32::MAX);
            let mut date = first.date();
            while self.zone.wall(LocalTime::on(date, 0)).0 <= begin.0 + span {
                let at = self.zone.wall(LocalTime::on(date, 0)).0 - begin.0;
                if let Some((.., day)) = date.civil() {
                    out.push((at, format!("{day} {}", date.short_month_name())));
                }
                date = date.plus(step);
            }
        }
        out.retain(|(at, _)| (0..=span).contains(at));
        out
    }
}

/// A length in its two largest units, rounded down: `12 h 30 min`, `40 s`, `1 µs`. Hours are the largest unit, since
/// the length of a day depends on the clock.
pub(in crate::report) fn length(micros: i64) -> String {
    units(micros, &[("h", 3_600_000_000), ("min", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("µs", 1)])
}

/// A length on the wall, with days: `2 d 4 h`.
pub(in crate::report) fn wall(micros: i64) -> String {
    if micros.abs() < 48 * 3_600_000_000 {
        return length(micros);
    }
    units(micros, &[("d", 86_400_000_000), ("h", 3_600_000_000)])
}

fn units(micros: i64, units: &[(&str, i64)]) -> String {
    let mut rest = micros.abs();
    let mut parts: Vec<String> = Vec::new();
    for (name, unit) in units {
        let count = rest / unit;
        rest %= unit;
        if count > 0 {
            parts.push(format!("{count} {name}"));
        } else if !parts.is_empty() {
            break;
        }
        if parts.len() == 2 {
            break;
        }
    }
    match parts.is_empty() {
        true => "0 min".to_owned(),
        false => format!("{}{}", if micros < 0 { "-" } else { "" }, parts.join(" ")),
    }
}

/// `a, b and c`
pub(in crate::report) fn and<S: Borrow<str>>(parts: &[S]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.borrow().to_owned(),
        [first @ .., last] => format!("{} and {}", first.join(", "), last.borrow()),
    }
}

/// The name of a party, as a sentence has it.
pub(in crate::report) fn party(name: &str) -> String {
    match name {
        "customer" | "vendor" => format!("the {name}"),
        "third_party" => "a third party".to_owned(),
        other => other.to_owned(),
    }
}

/// Why a segment does not count.
pub(in crate::report) fn why(segment: &Segment) -> String {
    let detail = segment.detail.as_deref();
    match segment.reason {
        SegmentReason::BeforeStart => "before the start".to_owned(),
        SegmentReason::Closed => detail.map_or_else(|| "outside the hours".to_owned(), |d| format!("closed, {d}")),
        SegmentReason::Excluded => {
            detail.map_or_else(|| "stopped and reopened".to_owned(), |d| format!("stopped and reopened, {d}"))
        }
        SegmentReason::Waiting => format!("waiting on {}", party(detail.unwrap_or(""))),
        SegmentReason::Open => "counted".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_two_units_at_most() {
        let minutes = |n: i64| length(n * 60_000_000);
        assert_eq!(minutes(0), "0 min");
        assert_eq!(minutes(750), "12 h 30 min");
        assert_eq!(minutes(60), "1 h");
        assert_eq!(length(3_600_000_001), "1 h");
        assert_eq!(length(1), "1 µs");
        assert_eq!(length(61_000_000), "1 min 1 s");
        assert_eq!(wall(100 * 3_600_000_000), "4 d 4 h");
        assert_eq!(wall(-3_600_000_000), "-1 h");
    }
}
