//! A calendar as a contract describes it, its policy text, and its predicate on local times.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

/// Hours of a day in minutes after midnight; over midnight where they do not close after they open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    pub open: u16,
    pub close: u16,
}

impl Hours {
    pub fn over_midnight(self) -> bool {
        self.close <= self.open
    }

    /// Whether it is open at a minute of the day that it begins on.
    fn today(self, minute: u16) -> bool {
        minute >= self.open && (self.over_midnight() || minute < self.close)
    }

    /// Whether it is open at a minute of the day after.
    fn tomorrow(self, minute: u16) -> bool {
        self.over_midnight() && minute < self.close
    }

    fn text(self) -> String {
        format!("{}-{}", time(self.open), time(self.close))
    }
}

/// `09:05`
pub fn time(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[derive(Debug, Clone)]
pub struct Calendar {
    pub name: String,
    pub zone: Tz,
    /// Weekday, Monday 0, and hours that begin on it.
    pub weekly: Vec<(usize, Hours)>,
    /// First and last date.
    pub closed: Vec<(NaiveDate, NaiveDate)>,
    pub holidays: BTreeSet<NaiveDate>,
    /// The years of the holiday list, where it has one.
    pub years: Option<(i32, i32)>,
    pub exceptions: BTreeMap<NaiveDate, Vec<Hours>>,
    /// In minutes.
    pub working_day: Option<i64>,
    pub intake: Option<u16>,
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn weekday(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}

impl Calendar {
    fn is_closed(&self, date: NaiveDate) -> bool {
        self.closed.iter().any(|(from, to)| *from <= date && date <= *to) || self.holidays.contains(&date)
    }

    /// Whether a minute of a local date is open.
    pub fn open(&self, date: NaiveDate, minute: u16) -> bool {
        if let Some(hours) = self.exceptions.get(&date) {
            return hours.iter().any(|h| h.today(minute));
        }
        if self.is_closed(date) {
            return false;
        }
        let (today, before) = (weekday(date), (weekday(date) + 6) % 7);
        let weekly =
            |(day, h): &(usize, Hours)| *day == today && h.today(minute) || *day == before && h.tomorrow(minute);
        self.weekly.iter().any(weekly)
            || self
                .exceptions
                .get(&date.pred_opt().unwrap())
                .is_some_and(|hours| hours.iter().any(|h| h.tomorrow(minute)))
    }

    /// Whether a local date is open at any minute.
    pub fn opens(&self, date: NaiveDate) -> bool {
        (0..1440).any(|minute| self.open(date, minute))
    }

    /// The last closing time of a local date that opens, in minutes after its midnight.
    pub fn closes(&self, date: NaiveDate) -> u16 {
        (0..1440).rev().find(|minute| self.open(date, *minute)).unwrap() + 1
    }

    pub fn knows(&self, date: NaiveDate) -> bool {
        let (from, to) = self.years.unwrap_or((1970, 2099));
        from <= date.year() && date.year() <= to
    }

    /// The length of a working day in minutes: declared, or shared by all open weekdays.
    pub fn working_day(&self) -> Option<i64> {
        self.working_day.or_else(|| {
            let open = |day: usize, minute: u16| {
                let before = (day + 6) % 7;
                self.weekly.iter().any(|(d, h)| *d == day && h.today(minute) || *d == before && h.tomorrow(minute))
            };
            let length = |day: usize| (0..1440).filter(|minute| open(day, *minute)).count() as i64;
            let lengths: BTreeSet<i64> = (0..7).map(length).filter(|n| *n > 0).collect();
            if lengths.len() == 1 { lengths.first().copied() } else { None }
        })
    }

    /// As a policy file says it.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let name = &self.name;
        if let Some((from, to)) = self.years {
            let _ = writeln!(out, "holidays days_of_{name} {{\n    complete {from} to {to}");
            for date in &self.holidays {
                let _ = writeln!(out, "    {date} \"a holiday\"");
            }
            out.push_str("}\n");
        }
        let _ = writeln!(out, "calendar {name} {{\n    timezone {}", self.zone.name());
        for (day, hours) in &self.weekly {
            let _ = writeln!(out, "    open {} {}", DAYS[*day], hours.text());
        }
        if self.years.is_some() {
            let _ = writeln!(out, "    closed holidays days_of_{name}");
        }
        for (from, to) in &self.closed {
            let _ = if from == to {
                writeln!(out, "    closed {from}")
            } else {
                writeln!(out, "    closed {from} to {to}")
            };
        }
        for (date, hours) in &self.exceptions {
            let windows: Vec<String> = hours.iter().map(|h| h.text()).collect();
            let _ = writeln!(out, "    on {date} open {}", windows.join(", "));
        }
        if let Some(minutes) = self.working_day {
            let _ = writeln!(out, "    working day {minutes} minutes");
        }
        if let Some(minute) = self.intake {
            let _ = writeln!(out, "    intake until {}", time(minute));
        }
        out.push_str("}\n");
        out
    }
}
