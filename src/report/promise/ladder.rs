//! The limits that people write: 15 and 30 minutes, 1, 2 and 4 hours, half a working day, days.

use crate::time::calendar::Clock;
use crate::time::{Clockwork, Duration, Length, Unit};
use crate::value::Decimal;

const MINUTES: [i64; 2] = [15, 30];
const HOURS: [i64; 3] = [1, 2, 4];
/// Up to so many days every number is usual; beyond it, only multiples of five.
const EVERY_DAY: i64 = 10;
const WEEK: i64 = 5;

/// How the hours of a clock become days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Days {
    /// It runs all the time: a day has 24 hours.
    Always,
    /// A working day has this length.
    Working(Length),
    /// Its days differ in length.
    Uneven,
}

impl Days {
    pub(super) fn of(clock: &Clock) -> Self {
        match (clock.spec(), clock.working_day()) {
            (None, _) => Self::Always,
            (Some(_), Some(length)) => Self::Working(length),
            (Some(_), None) => Self::Uneven,
        }
    }
}

/// The shortest limit that people write and that is not shorter than `needed`; `None` if there is none so long.
pub(super) fn rounded_up(needed: Length, days: Days, clockwork: Clockwork) -> Option<Duration> {
    let duration = |count: &str, unit: Unit| Some(Duration { count: Decimal::parse(count)?, unit, clockwork });
    let whole = |count: i64, unit: Unit| duration(&count.to_string(), unit);
    let day = match days {
        Days::Always => Length::hours(24),
        Days::Working(day) => day,
        // No limit is written in its days. Its hours go on in steps of eight.
        Days::Uneven => Length::hours(8),
    };
    let short = MINUTES.iter().map(|n| (Length::minutes(*n), whole(*n, Unit::Minutes)));
    let hours = HOURS.iter().map(|n| (Length::hours(*n), whole(*n, Unit::Hours)));
    let long = match days {
        Days::Always => [8, 12].map(|n| (Length::hours(n), whole(n, Unit::Hours))).to_vec(),
        Days::Working(day) => vec![(Length((day.0 + 1) / 2), duration("0.5", Unit::Days))],
        Days::Uneven => Vec::new(),
    };
    // What is longer than a day is written in days.
    let mut steps: Vec<(Length, Option<Duration>)> = short.chain(hours).chain(long).collect();
    steps.retain(|(length, _)| *length < day);
    // Of equals, the first: four hours rather than half a day.
    steps.sort_by_key(|(length, _)| *length);
    if let Some((_, step)) = steps.into_iter().find(|(length, _)| *length >= needed) {
        return step;
    }
    let count = needed.0.max(1).checked_add(day.0 - 1)? / day.0;
    let count = if count > EVERY_DAY { count.checked_add(WEEK - 1)? / WEEK * WEEK } else { count };
    let found = match days {
        Days::Uneven => whole(count.checked_mul(8)?, Unit::Hours),
        Days::Always | Days::Working(_) => whole(count, Unit::Days),
    };
    found.filter(|found| found.length(day).is_ok_and(|length| length >= needed))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use super::*;

    fn clockwork(days: Days) -> Clockwork {
        if days == Days::Always { Clockwork::Wall } else { Clockwork::Working }
    }

    const EIGHT: Days = Days::Working(Length::hours(8));

    fn words(minutes: i64, days: Days) -> String {
        rounded_up(Length::minutes(minutes), days, clockwork(days)).unwrap().to_string()
    }

    #[test]
    fn limits_are_those_that_people_write() {
        let eight = |minutes| words(minutes, EIGHT);
        assert_eq!(eight(0), "15 working minutes");
        assert_eq!(eight(15), "15 working minutes");
        assert_eq!(eight(16), "30 working minutes");
        assert_eq!(eight(31), "1 working hour");
        assert_eq!(eight(240), "4 working hours");
        assert_eq!(eight(241), "1 working day");
        assert_eq!(eight(481), "2 working days");
        assert_eq!(eight(10 * 480), "10 working days");
        assert_eq!(eight(10 * 480 + 1), "15 working days");
        // Half of seven and a half hours is less than four, and half of nine more.
        let seven = Days::Working(Length::minutes(450));
        assert_eq!(words(121, seven), "0.5 working days");
        assert_eq!(words(226, seven), "4 working hours");
        assert_eq!(words(241, Days::Working(Length::hours(9))), "0.5 working days");
        // No limit in hours is longer than a day of three hours.
        assert_eq!(words(121, Days::Working(Length::hours(3))), "1 working day");
        assert_eq!(words(91, Days::Working(Length::hours(3))), "2 working hours");
        assert_eq!(words(241, Days::Always), "8 hours");
        assert_eq!(words(721, Days::Always), "1 day");
        assert_eq!(words(1_441, Days::Always), "2 days");
        let working = rounded_up(Length::hours(9), Days::Always, Clockwork::Working);
        assert_eq!(working.unwrap().to_string(), "12 working hours");
        assert_eq!(words(241, Days::Uneven), "8 working hours");
        assert_eq!(words(481, Days::Uneven), "16 working hours");
        assert_eq!(words(81 * 60, Days::Uneven), "120 working hours");
    }

    /// Every limit is long enough, and the next shorter one is not.
    #[test]
    fn limits_are_the_shortest_that_are_long_enough() {
        let days = [Days::Always, Days::Uneven, EIGHT, Days::Working(Length(1)), Days::Working(Length::minutes(451))];
        for days in days {
            let day = if let Days::Working(day) = days { day } else { Length::hours(24) };
            let mut last = None;
            for needed in (1..4_000_000_i64).step_by(1_013).map(|seconds| Length(seconds * 1_000_000)) {
                if day < Length::hours(1) && needed > Length::hours(1) {
                    break;
                }
                let found = rounded_up(needed, days, clockwork(days)).unwrap();
                let length = found.length(day).unwrap();
                assert!(length >= needed, "{needed:?} on {days:?}: {found}");
                // Longer limits for longer times, and the same up to the limit itself.
                assert!(last.is_none_or(|(before, limit)| limit <= length && (limit == length || needed > before)));
                assert_eq!(rounded_up(length, days, clockwork(days)), Some(found));
                last = Some((length, length));
            }
        }
    }
}
