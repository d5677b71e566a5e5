//! Coverage as an array of minutes, and the stops that keep a promise, read off it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};

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
    reading: Reading<'a>,
    from: i64,
    most: usize,
    /// How many minutes before each minute are covered.
    covered: Vec<u32>,
    /// The first instant that is not known.
    pub horizon: i64,
    openings: BTreeMap<NaiveDate, Option<i64>>,
    closings: BTreeMap<NaiveDate, i64>,
}

impl<'a> Minutes<'a> {
    /// From a day on, for at most so many days.
    pub fn new(reading: Reading<'a>, from: i64, days: i64) -> Self {
        let from = from.div_euclid(DAY) * DAY - 2 * DAY;
        let most = usize::try_from((days + 3) * 1440).unwrap();
        let (openings, closings) = (BTreeMap::new(), BTreeMap::new());
        let horizon = reading.calendar.and_then(|c| c.years).map_or(i64::MAX, |(_, last)| {
            let new_year = NaiveDate::from_ymd_opt(last + 1, 1, 1).unwrap();
            reading.wall(new_year.and_time(NaiveTime::MIN))
        });
        Self { reading, from, most, covered: vec![0], horizon, openings, closings }
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
        for at in (0..1440).map(|n| day + n * MINUTE) {
            let plain = |ahead| DateTime::from_timestamp_micros(at + ahead * SECOND).unwrap().naive_utc();
            let local = ahead.map_or_else(|| self.reading.local(at), plain);
            let open = self.reading.calendar.is_none_or(|c| {
                let (date, minute) = (local.date(), (local.hour() * 60 + local.minute()) as u16);
                c.knows(date) && c.open(date, minute)
            });
            let before = self.covered.last().copied().unwrap();
            self.covered.push(before + u32::from(open));
        }
        Ok(())
    }

    fn at(&mut self, at: i64) -> Result<usize, Silent> {
        let minute = usize::try_from((at - self.from).div_euclid(MINUTE)).unwrap();
        while self.covered.len() < minute + 2 {
            self.grow()?;
        }
        Ok(minute)
    }

    pub fn runs(&mut self, at: i64) -> Result<bool, Silent> {
        let minute = self.at(at)?;
        Ok(self.covered[minute + 1] > self.covered[minute])
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

    fn wall(&self, local: NaiveDateTime) -> i64 {
        let plain = local.and_utc().timestamp_micros()
            - offset(self.reading.zone, local.and_utc().timestamp_micros()) * 1_000_000;
        let steady = |hours: i64| offset(self.reading.zone, plain) == offset(self.reading.zone, plain + hours * HOUR);
        if steady(-30) && steady(30) { plain } else { self.reading.wall(local) }
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
            Moment::At(minute) => self.wall(date.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(minute))),
            Moment::SameTime => self.wall(date.and_time(local.time())),
        })
    }

    /// The first covered instant from one on; the horizon where there is none.
    fn next_covered(&mut self, at: i64) -> Result<i64, Silent> {
        let mut minute = match self.at(at) {
            Ok(minute) => minute,
            Err(Silent::Unknown) => return Ok(self.horizon),
            Err(far) => return Err(far),
        };
        loop {
            if let Err(silent) = self.at(self.minute(minute + 1)) {
                return if silent == Silent::Unknown { Ok(self.horizon) } else { Err(silent) };
            }
            if self.covered[minute + 1] > self.covered[minute] {
                return Ok(at.max(self.minute(minute)));
            }
            if self.minute(minute) >= self.horizon {
                return Ok(self.horizon);
            }
            minute += 1;
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
            Limited { length: multiple(base.length, *hundredths), date: None, inclusive: true, ..base }
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
