//! Calendar periods: weeks, months, quarters and years.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::date::Date;

/// How long periods are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum By {
    /// Weeks of ISO 8601: they begin on a Monday.
    Week,
    /// Calendar months.
    Month,
    /// January to March, and so on.
    Quarter,
    /// Calendar years.
    Year,
}

/// One period. Periods of one length are ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    by: By,
    /// Its number, counted from a period of the distant past.
    number: i32,
}

/// 1970-01-01 was a Thursday, the fourth day of its week.
const DAYS_BEFORE_EPOCH: i32 = 3;

impl By {
    /// What one such period is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

impl Period {
    /// The period in which a date lies.
    pub fn of(by: By, date: Date) -> Self {
        let (year, month) = date.civil().map_or((0, 0), |(year, month, _)| (year, month_index(month)));
        let number = match by {
            By::Week => (date.0 + DAYS_BEFORE_EPOCH).div_euclid(7),
            By::Month => year * 12 + month,
            By::Quarter => year * 4 + month / 3,
            By::Year => year,
        };
        Self { by, number }
    }

    /// How many periods it is after another of the same length.
    pub fn after(self, other: Self) -> i32 {
        self.number - other.number
    }

    /// The period this many periods later.
    #[must_use]
    pub fn plus(self, periods: i32) -> Self {
        Self { number: self.number.saturating_add(periods), ..self }
    }

    /// Its length.
    pub fn by(self) -> By {
        self.by
    }

    /// Its first date.
    pub fn first(self) -> Date {
        let of = |per_year: i32| {
            let (year, part) = (self.number.div_euclid(per_year), self.number.rem_euclid(per_year));
            u32::try_from(part * (12 / per_year) + 1).ok().and_then(|month| Date::from_ymd(year, month, 1))
        };
        let first = match self.by {
            By::Week => Some(Date(self.number.saturating_mul(7) - DAYS_BEFORE_EPOCH)),
            By::Month => of(12),
            By::Quarter => of(4),
            By::Year => of(1),
        };
        first.unwrap_or(Date(0))
    }

    /// Its last date.
    pub fn last(self) -> Date {
        self.plus(1).first().plus(-1)
    }

    /// The calendar year in which it begins.
    pub fn year(self) -> i32 {
        self.first().year()
    }

    /// Reads a month, a quarter or a year: `2026-03`, `2026-Q1`, `2026`.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str, digits: usize| {
            let is_number = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| text.parse::<i32>().ok()).flatten()
        };
        let Some((year, part)) = text.split_once('-') else {
            return Some(Self { by: By::Year, number: number(text, 4)? });
        };
        let (year, (by, per_year, part)) = match part.strip_prefix('Q') {
            Some(quarter) => (number(year, 4)?, (By::Quarter, 4, number(quarter, 1)?)),
            None => (number(year, 4)?, (By::Month, 12, number(part, 2)?)),
        };
        (1..=per_year).contains(&part).then(|| Self { by, number: year * per_year + part - 1 })
    }

    /// For a sentence: `March 2026`, `January to March 2026`, `2026`, `2026-W05`.
    pub fn words(self) -> String {
        let (first, last) = (self.first(), self.last());
        match self.by {
            By::Month => format!("{} {}", first.month_name(), self.year()),
            By::Quarter => format!("{} to {} {}", first.month_name(), last.month_name(), self.year()),
            By::Week | By::Year => self.to_string(),
        }
    }
}

/// A month counted from 0.
fn month_index(month: u32) -> i32 {
    i32::try_from(month).map_or(0, |month| month - 1)
}

impl fmt::Display for Period {
    /// `2026-W05`, `2026-03`, `2026-Q1`, `2026`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |per_year: i32| (self.number.div_euclid(per_year), self.number.rem_euclid(per_year) + 1);
        match self.by {
            By::Week => {
                // A week belongs to the year of its Thursday.
                let thursday = Date(self.number.saturating_mul(7));
                let year = thursday.civil().map_or(0, |(year, ..)| year);
                let first = Date::from_ymd(year, 1, 1).map_or(thursday.0, |first| first.0);
                write!(f, "{year:04}-W{:02}", (thursday.0 - first) / 7 + 1)
            }
            By::Month => {
                let (year, month) = of(12);
                write!(f, "{year:04}-{month:02}")
            }
            By::Quarter => {
                let (year, quarter) = of(4);
                write!(f, "{year:04}-Q{quarter}")
            }
            By::Year => write!(f, "{:04}", self.number),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use super::*;

    fn period(by: By, date: &str) -> String {
        Period::of(by, Date::parse(date).unwrap()).to_string()
    }

    #[test]
    fn periods_have_the_names_that_people_give_them() {
        assert_eq!(period(By::Month, "2026-03-31"), "2026-03");
        assert_eq!(period(By::Quarter, "2026-03-31"), "2026-Q1");
        assert_eq!(period(By::Quarter, "2026-12-01"), "2026-Q4");
        assert_eq!(period(By::Year, "2026-03-31"), "2026");
        assert_eq!(period(By::Week, "2026-01-01"), "2026-W01");
        assert_eq!(period(By::Week, "2027-01-03"), "2026-W53");
        assert_eq!(period(By::Week, "2024-12-30"), "2025-W01");
        assert_eq!(period(By::Week, "1970-01-01"), "1970-W01");
    }

    #[test]
    fn a_period_begins_and_ends_with_its_dates() {
        for by in [By::Week, By::Month, By::Quarter, By::Year] {
            for day in (0..3_000).step_by(7) {
                let period = Period::of(by, Date(day));
                assert!(period.first() <= Date(day) && Date(day) <= period.last(), "{by:?} {}", Date(day));
                assert_eq!(Period::of(by, period.first()), period);
                assert_eq!(Period::of(by, period.last().plus(1)), period.plus(1));
                assert!(by == By::Week || Period::parse(&period.to_string()) == Some(period), "{period}");
            }
        }
        let words = |text: &str| Period::parse(text).map(Period::words);
        assert_eq!(words("2026-03").unwrap(), "March 2026");
        assert_eq!(words("2026-Q4").unwrap(), "October to December 2026");
        assert_eq!(words("2026").unwrap(), "2026");
        for wrong in ["", "26", "2026-", "2026-13", "2026-00", "2026-Q5", "2026-3", "2026-W05", "+026-03", "2026-+3"] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn weeks_are_those_of_chrono() {
        use chrono::Datelike as _;
        for day in (-800..40_000).step_by(3) {
            let naive = chrono::NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + chrono::Duration::days(day);
            let week = naive.iso_week();
            let date = Date(i32::try_from(day).unwrap());
            let expected = format!("{:04}-W{:02}", week.year(), week.week());
            assert_eq!(Period::of(By::Week, date).to_string(), expected, "{date}");
        }
    }

    #[test]
    fn the_next_period_begins_a_day_after_the_last_one_ends() {
        for by in [By::Week, By::Month, By::Quarter, By::Year] {
            for day in 0..3_000 {
                let (a, b) = (Period::of(by, Date(day)), Period::of(by, Date(day + 1)));
                assert!(b == a || b == a.plus(1), "{by:?} {}", Date(day));
                assert_eq!(b.after(a), i32::from(b != a));
            }
        }
    }
}
