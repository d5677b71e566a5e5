//! Lengths of time, and durations as contracts write them.

use std::fmt;

use crate::value::Decimal;

/// A length of time in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Length(pub i64);

impl Length {
    /// Whole minutes.
    pub const fn minutes(n: i64) -> Self {
        Self(n * 60_000_000)
    }

    /// Whole hours.
    pub const fn hours(n: i64) -> Self {
        Self(n * 3_600_000_000)
    }

    /// Whole seconds, rounded down.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// In words, exactly: `4 hours`, `1 hour 30 minutes`, `0.000001 seconds`.
    pub fn words(self) -> String {
        let mut rest = self.0.max(0);
        let mut words: Vec<String> = Vec::new();
        for (unit, name) in [(3_600_000_000, "hour"), (60_000_000, "minute")] {
            let count = rest / unit;
            rest %= unit;
            if count > 0 {
                words.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
            }
        }
        if rest > 0 || words.is_empty() {
            let (whole, micros) = (rest / 1_000_000, rest % 1_000_000);
            let fraction = if micros == 0 { String::new() } else { format!(".{micros:06}") };
            let fraction = fraction.trim_end_matches('0');
            let plural = if whole == 1 && fraction.is_empty() { "" } else { "s" };
            words.push(format!("{whole}{fraction} second{plural}"));
        }
        words.join(" ")
    }
}

/// A unit that a duration is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 60 to the minute
    Seconds,
    /// 60 to the hour
    Minutes,
    /// 24 to the day
    Hours,
    /// 24 hours; a working day is as long as the calendar says
    Days,
}

impl Unit {
    /// Reads `hour`, `hours`, ...
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "second" | "seconds" => Self::Seconds,
            "minute" | "minutes" => Self::Minutes,
            "hour" | "hours" => Self::Hours,
            "day" | "days" => Self::Days,
            _ => return None,
        })
    }

    fn micros(self) -> i64 {
        match self {
            Self::Seconds => 1_000_000,
            Self::Minutes => 60_000_000,
            Self::Hours => 3_600_000_000,
            Self::Days => 86_400_000_000,
        }
    }
}

/// Which clock a duration runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clockwork {
    /// `4 hours`: real time.
    Wall,
    /// `4 working hours`: covered time of the calendar in force.
    Working,
}

/// A duration as written: a count, a unit, and the clock it runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Duration {
    /// How many.
    pub count: Decimal,
    /// Of what.
    pub unit: Unit,
    /// On which clock.
    pub clockwork: Clockwork,
}

/// What is wrong with a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LengthError {
    /// A duration is longer than zero.
    Zero,
    /// More than some 290,000 years.
    TooLong,
}

impl fmt::Display for LengthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zero => "a duration is longer than zero",
            Self::TooLong => "a duration is at most some 290,000 years",
        })
    }
}

impl std::error::Error for LengthError {}

impl Duration {
    /// Its length, where a working day lasts `working_day` (used by `N working days` alone).
    ///
    /// # Errors
    /// Where it is zero, under a microsecond, or too long to count in microseconds.
    pub fn length(self, working_day: Length) -> Result<Length, LengthError> {
        let unit = match (self.unit, self.clockwork) {
            (Unit::Days, Clockwork::Working) => working_day.0,
            (unit, _) => unit.micros(),
        };
        match self.count.times(unit) {
            Some(0) => Err(LengthError::Zero),
            Some(length) if length <= MAX_LENGTH => Ok(Length(length)),
            _ => Err(LengthError::TooLong),
        }
    }

    /// Whether its length depends on the calendar's working day.
    pub fn in_working_days(self) -> bool {
        self.unit == Unit::Days && self.clockwork == Clockwork::Working
    }

    /// Reads `4 hours`, `90 minutes` (never working units: they depend on a calendar) or ISO 8601 (`PT4H`, `P1DT12H`).
    pub fn parse_plain(text: &str) -> Option<Length> {
        if let Some(iso) = text.strip_prefix('P') {
            return parse_iso(iso);
        }
        let (count, unit) = text.trim().split_once(char::is_whitespace)?;
        let (count, unit) = (Decimal::parse(count)?, Unit::parse(unit.trim())?);
        count.times(unit.micros()).filter(|n| *n <= MAX_LENGTH).map(Length)
    }
}

/// 100,000 days: longer than any promise, short enough that sums of a few never overflow.
pub(crate) const MAX_LENGTH: i64 = 100_000 * 86_400_000_000;

fn parse_iso(text: &str) -> Option<Length> {
    let (days, times) = text.split_once('T').map_or((text, None), |(d, t)| (d, Some(t)));
    let mut total: i64 = 0;
    let mut any = false;
    let mut part = |text: &str, units: &[(char, i64)]| -> Option<()> {
        let mut rest = text;
        let mut units = units.iter();
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?;
            let (count, tail) = rest.split_at_checked(end)?;
            let letter = tail.chars().next()?;
            let (_, micros) = units.by_ref().find(|(c, _)| *c == letter)?;
            let length = Decimal::parse(&count.replace(',', "."))?.times(*micros)?;
            total = total.checked_add(length).filter(|n| *n <= MAX_LENGTH)?;
            rest = tail.get(letter.len_utf8()..)?;
            any = true;
        }
        Some(())
    };
    part(days, &[('W', 7 * 86_400_000_000), ('D', 86_400_000_000)])?;
    if let Some(times) = times {
        if times.is_empty() {
            return None;
        }
        part(times, &[('H', 3_600_000_000), ('M', 60_000_000), ('S', 1_000_000)])?;
    }
    any.then_some(Length(total))
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = self.count.ratio() == (1, 1);
        let unit = match (self.unit, one) {
            (Unit::Seconds, true) => "second",
            (Unit::Seconds, false) => "seconds",
            (Unit::Minutes, true) => "minute",
            (Unit::Minutes, false) => "minutes",
            (Unit::Hours, true) => "hour",
            (Unit::Hours, false) => "hours",
            (Unit::Days, true) => "day",
            (Unit::Days, false) => "days",
        };
        let working = if self.clockwork == Clockwork::Working { "working " } else { "" };
        write!(f, "{} {working}{unit}", self.count)
    }
}
