//! Calendar dates as a count of days, for arithmetic without a calendar library in the loop.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// A date of the proleptic Gregorian calendar: days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(pub i32);

const EPOCH_FROM_CE: i32 = 719_163;

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

impl Date {
    /// The date of a year, month and day, where there is one.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(0..=9999).contains(&year) {
            return NaiveDate::from_ymd_opt(year, month, day).map(|d| Self(d.num_days_from_ce() - EPOCH_FROM_CE));
        }
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let longest = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            _ => return None,
        };
        if day == 0 || day > longest {
            return None;
        }
        // Years that begin in March, so that a leap day ends its year.
        let (month, day) = (i32::try_from(month).ok()?, i32::try_from(day).ok()?);
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let days = of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day - 1;
        Some(Self(era * 146_097 + days - 719_468))
    }

    /// Reads `2026-01-31`, exactly so.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            let part = text.get(range)?;
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok())?
        };
        Self::from_ymd(i32::try_from(number(0..4)?).ok()?, number(5..7)?, number(8..10)?)
    }

    fn naive(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(EPOCH_FROM_CE)).unwrap_or(NaiveDate::MAX)
    }

    /// Year, month and day; nothing for dates far from all calendars.
    pub fn civil(self) -> Option<(i32, u32, u32)> {
        // Days since 0000-03-01, so that a leap day ends its year; 146,097 days are 400 years.
        let days = self.0.checked_add(719_468).filter(|days| *days >= 0)?;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        Some((era * 400 + year + next, u32::try_from(month).ok()?, u32::try_from(day).ok()?))
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.naive().year()
    }

    /// The English name of its month; empty for dates far from all calendars.
    pub fn month_name(self) -> &'static str {
        let month = self.civil().and_then(|(_, month, _)| usize::try_from(month).ok()?.checked_sub(1));
        month.and_then(|month| MONTHS.get(month)).copied().unwrap_or_default()
    }

    /// The first three letters of the name of its month.
    pub fn short_month_name(self) -> &'static str {
        self.month_name().get(..3).unwrap_or_default()
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        match (self.0.wrapping_add(3)).rem_euclid(7) {
            0 => Weekday::Mon,
            1 => Weekday::Tue,
            2 => Weekday::Wed,
            3 => Weekday::Thu,
            4 => Weekday::Fri,
            5 => Weekday::Sat,
            _ => Weekday::Sun,
        }
    }

    /// The date this many days later (or earlier).
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.naive().format("%Y-%m-%d"))
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// A day of the week, Monday first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weekday {
    /// Monday
    Mon,
    /// Tuesday
    Tue,
    /// Wednesday
    Wed,
    /// Thursday
    Thu,
    /// Friday
    Fri,
    /// Saturday
    Sat,
    /// Sunday
    Sun,
}

impl Weekday {
    /// All seven, Monday first.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// 0 for Monday to 6 for Sunday.
    pub fn index(self) -> usize {
        self as usize
    }

    /// Reads `mon` ... `sun`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.short() == text)
    }

    /// `mon` ... `sun`, as policies write it.
    pub fn short(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }

    /// `Monday` ... `Sunday`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mon => "Monday",
            Self::Tue => "Tuesday",
            Self::Wed => "Wednesday",
            Self::Thu => "Thursday",
            Self::Fri => "Friday",
            Self::Sat => "Saturday",
            Self::Sun => "Sunday",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_their_names() {
        let month =
            |month: u32| Date::from_ymd(2026, month, 28).map(|date| (date.month_name(), date.short_month_name()));
        assert_eq!(month(1), Some(("January", "Jan")));
        assert_eq!(month(9), Some(("September", "Sep")));
        assert_eq!(month(12), Some(("December", "Dec")));
        assert_eq!(Date(i32::MIN).month_name(), "");
        assert_eq!(Date(i32::MIN).short_month_name(), "");
    }
}
