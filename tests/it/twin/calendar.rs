//! A calendar as a contract describes it, its policy text, and its predicate on local times.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
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
    pub closures: Vec<Closure>,
    /// The calendars that it joins, each with the zone that `in` names. One that joins has no weekly hours.
    pub members: Vec<(Calendar, Option<Tz>)>,
}

/// A closure of part of a day.
#[derive(Debug, Clone)]
pub enum Closure {
    /// From a local time to another one.
    Once(NaiveDateTime, NaiveDateTime),
    /// The week of the month from 0, 4 for the last; the weekday; the hours.
    Monthly(u32, usize, Hours),
}

const WEEKS: [&str; 5] = ["first", "second", "third", "fourth", "last"];

impl Closure {
    fn holds(&self, date: NaiveDate, minute: u16) -> bool {
        match self {
            Self::Once(from, to) => {
                let at = date.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(minute));
                *from <= at && at < *to
            }
            Self::Monthly(week, day, hours) => {
                let before = date.pred_opt().unwrap();
                begins(*week, *day, date) && hours.today(minute)
                    || begins(*week, *day, before) && hours.tomorrow(minute)
            }
        }
    }

    fn text(&self) -> String {
        match self {
            // Midnight is the end of the date before it, where something ends.
            Self::Once(from, to) if to.time() == NaiveTime::MIN => {
                let date = to.date().pred_opt().unwrap();
                format!("{} to {date} 24:00", from.format("%Y-%m-%d %H:%M"))
            }
            Self::Once(from, to) => format!("{} to {}", from.format("%Y-%m-%d %H:%M"), to.format("%Y-%m-%d %H:%M")),
            Self::Monthly(week, day, hours) => format!("{} {} {}", WEEKS[*week as usize], DAYS[*day], hours.text()),
        }
    }
}

/// Whether a date is the weekday of that week of its month.
fn begins(week: u32, day: usize, date: NaiveDate) -> bool {
    let same = |d: &NaiveDate| d.month() == date.month();
    let earlier = (1..5).filter(|n| same(&(date - TimeDelta::weeks(*n)))).count();
    let last = !same(&(date + TimeDelta::weeks(1)));
    weekday(date) == day && if week == 4 { last } else { earlier == week as usize }
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn weekday(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}

impl Calendar {
    fn is_closed(&self, date: NaiveDate) -> bool {
        self.closed.iter().any(|(from, to)| *from <= date && date <= *to) || self.holidays.contains(&date)
    }

    /// Whether a closure of part of a day holds at a minute of a local date.
    pub fn shut(&self, date: NaiveDate, minute: u16) -> bool {
        self.closures.iter().any(|closure| closure.holds(date, minute))
    }

    /// Whether a minute of a local date is open. Of a calendar that joins others: by what it says itself, or by what
    /// its members say, which `joined` is.
    pub fn open_with(&self, date: NaiveDate, minute: u16, joined: impl Fn() -> bool) -> bool {
        let whole = self.exceptions.contains_key(&date) || self.is_closed(date);
        (self.opened(date, minute) || !whole && joined()) && !self.shut(date, minute)
    }

    /// Whether a minute of a local date is open.
    pub fn open(&self, date: NaiveDate, minute: u16) -> bool {
        assert!(self.members.is_empty(), "what members cover is no matter of local dates");
        self.open_with(date, minute, || false)
    }

    fn opened(&self, date: NaiveDate, minute: u16) -> bool {
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
        if !self.members.is_empty() {
            return self.working_day;
        }
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
        let mut out: String = self.members.iter().map(|(member, _)| member.text()).collect();
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
        for closure in &self.closures {
            let _ = writeln!(out, "    closed {}", closure.text());
        }
        for (member, zone) in &self.members {
            let zone = zone.map(|zone| format!(" in {}", zone.name())).unwrap_or_default();
            let _ = writeln!(out, "    joins {}{zone}", member.name);
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
