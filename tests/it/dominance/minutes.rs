//! Coverage as an array of minutes, and the stops that keep a promise, read off it.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Timelike as _};

use crate::twin::contract::{Contract, Limit};
use crate::twin::timing::{Moment, Reading, Unknown, offset};
use crate::twin::{DAY, HOUR, MINUTE, SECOND};

use super::sides::multiple;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silent {
    /// The calendar does not know the year.
    Unknown,
    /// It lies further off than the array goes.
    Far,
}

impl From<Unknown> for Silent {
    fn from(_: Unknown) -> Self {
        Self::Unknown
    }
}

/// A clock, minute by minute from some days before on, and as far as it was asked.
#[derive(Debug)]
pub struct Minutes<'a> {
    pub reading: Reading<'a>,
    from: i64,
    most: usize,
    /// How many minutes before each minute are covered.
    covered: Vec<u32>,
    /// The first instant that is not known.
    pub horizon: i64,
    openings: BTreeMap<NaiveDate, Option<i64>>,
    closings: BTreeMap<NaiveDate, i64>,
    rows: BTreeMap<u32, Rc<Vec<bool>>>,
    /// Stretches around a date, by how far local time is ahead in each.
    walls: BTreeMap<NaiveDate, Vec<(i64, i64)>>,
}

impl<'a> Minutes<'a> {
    /// From a day on, for at most so many days.
    pub fn new(reading: Reading<'a>, from: i64, days: i64) -> Self {
        let from = from.div_euclid(DAY) * DAY - 2 * DAY;
        let most = usize::try_from((days + 3) * 1440).unwrap();
        let (openings, closings, rows, walls) = Default::default();
        let horizon = reading.calendar.and_then(|c| c.years).map_or(i64::MAX, |(_, last)| {
            let new_year = NaiveDate::from_ymd_opt(last + 1, 1, 1).unwrap();
            reading.wall(new_year.and_time(NaiveTime::MIN))
        });
        Self { reading, from, most, covered: vec![0], horizon, openings, closings, rows, walls }
    }

    fn minute(&self, at: usize) -> i64 {
        self.from + at as i64 * MINUTE
    }

    /// One more day of UTC.
    fn grow(&mut self) -> Result<(), Silent> {
        if self.minute(self.covered.len() - 1) >= self.horizon {
            return Err(Silent::Unknown);
        }
        if self.covered.len() > self.most {
            return Err(Silent::Far);
        }
        let day = self.minute(self.covered.len() - 1);
        let zone = self.reading.zone;
        let ahead = Some(offset(zone, day)).filter(|o| *o == offset(zone, day + DAY));
        let mut row = (NaiveDate::MIN, Rc::default());
        for at in (0..1440).map(|n| day + n * MINUTE) {
            let local = at + ahead.unwrap_or_else(|| offset(zone, at)) * SECOND;
            let local = DateTime::from_timestamp_micros(local).unwrap().naive_utc();
            if row.0 != local.date() {
                row = (local.date(), self.row(local.date()));
            }
            let open = row.1[(local.hour() * 60 + local.minute()) as usize];
            let before = self.covered.last().copied().unwrap();
            self.covered.push(before + u32::from(open));
        }
        Ok(())
    }

    /// The minutes of a date; those of dates of which nothing particular is said are asked once a weekday.
    fn row(&mut self, date: NaiveDate) -> Rc<Vec<bool>> {
        let Some(calendar) = self.reading.calendar else {
            return Rc::new(vec![true; 1440]);
        };
        let asked = || Rc::new((0..1440).map(|m| calendar.knows(date) && calendar.open(date, m)).collect());
        let excepted = |date: NaiveDate| calendar.exceptions.contains_key(&date);
        let closed = calendar.holidays.contains(&date) || calendar.closed.iter().any(|(a, b)| *a <= date && date <= *b);
        let shut = !calendar.closures.is_empty() && (0..1440).any(|m| calendar.shut(date, m));
        if shut || closed || !calendar.knows(date) || excepted(date) || excepted(date.pred_opt().unwrap()) {
            return asked();
        }
        Rc::clone(self.rows.entry(date.weekday().num_days_from_monday()).or_insert_with(asked))
    }

    fn at(&mut self, at: i64) -> Result<usize, Silent> {
        let minute = usize::try_from((at - self.from).div_euclid(MINUTE)).unwrap();
        while self.covered.len() < minute + 2 {
            self.grow()?;
        }
        Ok(minute)
    }

    /// Covered time since the array's beginning.
    fn position(&mut self, at: i64) -> Result<i64, Silent> {
        let minute = self.at(at)?;
        let part = if self.covered[minute + 1] > self.covered[minute] { at - self.minute(minute) } else { 0 };
        Ok(i64::from(self.covered[minute]) * MINUTE + part)
    }

    pub fn counted(&mut self, from: i64, to: i64) -> Result<i64, Silent> {
        Ok(if to <= from { 0 } else { self.position(to)? - self.position(from)? })
    }

    /// The earliest instant from `from` on at which so much has counted.
    pub fn reach(&mut self, from: i64, length: i64) -> Result<i64, Silent> {
        let target = self.position(from)? + length;
        if length == 0 {
            return Ok(from);
        }
        while i64::from(self.covered.last().copied().unwrap()) * MINUTE < target {
            self.grow()?;
        }
        let minute = self.covered.partition_point(|n| i64::from(*n) * MINUTE < target) - 1;
        Ok(self.minute(minute) + target - i64::from(self.covered[minute]) * MINUTE)
    }

    fn first_opening(&mut self, date: NaiveDate) -> Option<i64> {
        let reading = self.reading;
        *self.openings.entry(date).or_insert_with(|| reading.first_opening(date))
    }

    fn working_day_after(&mut self, date: NaiveDate, n: u32) -> Result<(NaiveDate, i64), Silent> {
        let (mut date, mut left) = (date, n);
        loop {
            date = date.succ_opt().unwrap();
            if self.reading.calendar.is_some_and(|c| !c.knows(date)) {
                return Err(Silent::Unknown);
            }
            if let Some(opening) = self.first_opening(date) {
                left -= 1;
                if left == 0 {
                    return Ok((date, opening));
                }
            }
        }
    }

    /// When an incident counts as opened.
    pub fn start(&mut self, opened: i64) -> Result<i64, Silent> {
        let Some(intake) = self.reading.calendar.and_then(|c| c.intake) else {
            return Ok(opened);
        };
        let local = self.reading.local(opened);
        let late = local.time() > NaiveTime::MIN + TimeDelta::minutes(i64::from(intake));
        if late || self.first_opening(local.date()).is_none() {
            Ok(self.working_day_after(local.date(), 1)?.1)
        } else {
            Ok(opened)
        }
    }

    fn closing(&mut self, date: NaiveDate) -> i64 {
        let reading = self.reading;
        *self.closings.entry(date).or_insert_with(|| reading.closing(date))
    }

    /// The first instant at which the wall shows this time or a later one.
    fn wall(&mut self, date: NaiveDate, time: NaiveTime) -> i64 {
        let zone = self.reading.zone;
        let stretches = self.walls.entry(date).or_insert_with(|| {
            let from = date.and_time(NaiveTime::MIN).and_utc().timestamp_micros() - 30 * HOUR;
            let mut found: Vec<(i64, i64)> = Vec::new();
            for at in (0..84 * 60).map(|n| from + n * MINUTE) {
                let ahead = offset(zone, at) * SECOND;
                if found.last().is_none_or(|last| last.1 != ahead) {
                    found.push((at, ahead));
                }
            }
            found
        });
        let wanted = date.and_time(time).and_utc().timestamp_micros();
        let ends = stretches.iter().skip(1).map(|s| s.0).chain([i64::MAX / 2]);
        let (found, _) = stretches.iter().zip(ends).find(|((_, ahead), end)| wanted < end + ahead).unwrap();
        found.0.max(wanted - found.1)
    }

    /// The instant that a date limit names.
    pub fn date(&mut self, day: u32, moment: Moment, opened: i64) -> Result<i64, Silent> {
        let local = self.reading.local(opened);
        if day == 0 {
            if self.first_opening(local.date()).is_some() {
                let closing = self.closing(local.date());
                if opened < closing {
                    return Ok(closing);
                }
            }
            return self.date(1, Moment::End, opened);
        }
        let date = self.working_day_after(local.date(), day)?.0;
        Ok(match moment {
            Moment::End => self.closing(date),
            Moment::At(minute) => self.wall(date, NaiveTime::MIN + TimeDelta::minutes(i64::from(minute))),
            Moment::SameTime => self.wall(date, local.time()),
        })
    }

    /// The first covered instant from one on; the horizon where there is none.
    fn next_covered(&mut self, at: i64) -> Result<i64, Silent> {
        match self.reach(at, 1) {
            Ok(after) => Ok((after - 1).min(self.horizon)),
            Err(Silent::Unknown) => Ok(self.horizon),
            Err(far) => Err(far),
        }
    }
}

/// A limit, an opening instant applied to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limited {
    pub start: i64,
    pub length: i64,
    /// The date that is due where nothing moved it.
    pub date: Option<i64>,
    pub inclusive: bool,
}

/// The clock that a limit runs on.
pub fn clock_of<'a>(contract: &'a Contract, priority: usize, limit: &Limit) -> Option<Reading<'a>> {
    match limit {
        Limit::None => None,
        Limit::Length { span, .. } => Some(contract.clock(priority, *span).0),
        Limit::Date { .. } => Some(contract.coverage(priority)),
        Limit::Multiple(_) => clock_of(contract, priority, &contract.terms[priority].promises[0].limit),
    }
}

pub fn limited(
    contract: &Contract,
    priority: usize,
    limit: &Limit,
    minutes: &mut Minutes<'_>,
    opened: i64,
) -> Result<Limited, Silent> {
    if !minutes.reading.knows(opened) {
        return Err(Silent::Unknown);
    }
    let start = minutes.start(opened)?;
    Ok(match limit {
        Limit::None => unreachable!("no limit has no clock"),
        Limit::Length { inclusive, span } => {
            let length = contract.clock(priority, *span).1;
            Limited { start, length, date: None, inclusive: *inclusive }
        }
        Limit::Date { day, moment } => {
            let date = minutes.date(*day, *moment, start)?;
            let length = minutes.counted(start, date)?;
            Limited { start, length, date: Some(date), inclusive: true }
        }
        Limit::Multiple(hundredths) => {
            let response = &contract.terms[priority].promises[0].limit;
            let base = limited(contract, priority, response, minutes, opened)?;
            let length = multiple(base.length, *hundredths);
            // Any multiple of no counted time at all is the date itself.
            Limited { length, date: base.date.filter(|_| length == 0), inclusive: true, ..base }
        }
    })
}

/// The end of the stops `[opened, end)` that keep a limit without waiting. Fails where due is not known.
pub fn end(limit: Limited, minutes: &mut Minutes<'_>) -> Result<i64, Silent> {
    if let Some(date) = limit.date {
        return if date > minutes.horizon { Err(Silent::Unknown) } else { Ok(date + 1) };
    }
    let due = minutes.reach(limit.start, limit.length)?;
    if limit.inclusive { Ok(minutes.next_covered(due)? + 1) } else { Ok(due) }
}
