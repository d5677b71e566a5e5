//! Closures of part of a day, as conditions on the local wall time.

use crate::time::{Date, LocalTime, MICROS_PER_SECOND, Weekday};

use super::window::Window;

/// A closure of part of a day. It takes its hours away from everything that opens them, exceptions too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartClosure {
    /// When it holds.
    pub when: ClosedTime,
    /// The reason, where the calendar gives one.
    pub why: Option<String>,
}

/// The local times of a closure of part of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClosedTime {
    /// Once: the local times `[from, to)`.
    Once {
        /// The first closed local time.
        from: LocalTime,
        /// The first local time that is not closed any more.
        to: LocalTime,
    },
    /// Each month, on one weekday of it.
    Monthly {
        /// Which of the weekdays of the month.
        week: MonthWeek,
        /// The weekday.
        day: Weekday,
        /// The first closed minute of that date.
        open: u16,
        /// The minute at which it ends, at most 1440; a minute of the next date if it is not after `open`.
        close: u16,
    },
}

/// Which of the weekdays of one name in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MonthWeek {
    /// `first`
    First,
    /// `second`
    Second,
    /// `third`
    Third,
    /// `fourth`
    Fourth,
    /// `last`
    Last,
}

impl MonthWeek {
    /// All of them, in the order of a month.
    pub const ALL: [Self; 5] = [Self::First, Self::Second, Self::Third, Self::Fourth, Self::Last];

    /// As a policy writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
            Self::Fourth => "fourth",
            Self::Last => "last",
        }
    }

    /// The one that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|week| week.as_str() == word)
    }

    /// Whether a date is the weekday of its month that this one counts to, whatever its weekday.
    fn holds(self, date: Date) -> bool {
        let Some((_, month, day)) = date.civil() else { return false };
        match self {
            Self::First => day <= 7,
            Self::Second => (8..=14).contains(&day),
            Self::Third => (15..=21).contains(&day),
            Self::Fourth => (22..=28).contains(&day),
            Self::Last => date.plus(7).civil().is_none_or(|(_, next, _)| next != month),
        }
    }
}

impl ClosedTime {
    /// The part of a local date that is closed.
    pub fn on(self, date: Date) -> Vec<Window> {
        match self {
            Self::Once { from, to } => cut(from, to, date).into_iter().collect(),
            Self::Monthly { week, day, open, close } => {
                let begins = |date: Date| date.weekday() == day && week.holds(date);
                let over_midnight = close <= open;
                let own = begins(date).then_some(Window { open, close: if over_midnight { 24 * 60 } else { close } });
                let next = (over_midnight && close > 0 && begins(date.plus(-1))).then_some(Window { open: 0, close });
                next.into_iter().chain(own).collect()
            }
        }
    }

    /// The dates that it can touch; nothing if it returns each month.
    pub(crate) fn dates(self) -> Option<(Date, Date)> {
        match self {
            Self::Once { from, to } => Some((from.date(), LocalTime(to.0 - 1).date())),
            Self::Monthly { .. } => None,
        }
    }
}

/// The minutes of a date that lie in `[from, to)`.
fn cut(from: LocalTime, to: LocalTime, date: Date) -> Option<Window> {
    let midnight = LocalTime::on(date, 0).0;
    let minute = |local: LocalTime| u16::try_from(((local.0 - midnight) / MINUTE).clamp(0, 24 * 60)).ok();
    let (open, close) = (minute(from)?, minute(to)?);
    (open < close).then_some(Window { open, close })
}

const MINUTE: i64 = 60 * MICROS_PER_SECOND;
