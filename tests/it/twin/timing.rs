//! A calendar read in a zone, asked piece by piece: a piece is a minute, or a second where the
//! zone's offset is not of whole minutes or changes within the minute.

use chrono::{
    DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeDelta, TimeZone as _, Timelike as _,
};
use chrono_tz::Tz;

use super::calendar::Calendar;
use super::{DAY, HOUR, MINUTE, SECOND};

/// The calendar does not know the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unknown;

/// A span of time that does not count: `[from, to)`; `i64::MAX` where it has no end yet.
pub type Off = (i64, i64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    End,
    At(u16),
    SameTime,
}

/// A calendar in a zone; no calendar is `always`.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    pub calendar: Option<&'a Calendar>,
    pub zone: Tz,
}

fn naive(at: i64) -> NaiveDateTime {
    DateTime::from_timestamp_micros(at).unwrap().naive_utc()
}

fn micros(local: NaiveDateTime) -> i64 {
    local.and_utc().timestamp_micros()
}

fn minute_of(time: NaiveTime) -> u16 {
    (time.num_seconds_from_midnight() / 60) as u16
}

/// Seconds that local time is ahead.
pub fn offset(zone: Tz, at: i64) -> i64 {
    i64::from(zone.offset_from_utc_datetime(&naive(at)).fix().local_minus_utc())
}

impl Reading<'_> {
    pub fn local(&self, at: i64) -> NaiveDateTime {
        naive(at) + TimeDelta::seconds(offset(self.zone, at))
    }

    pub fn knows(&self, at: i64) -> bool {
        let date = self.local(at).date();
        // Of a calendar that joins others only its own list can say that it does not know a date.
        let listed = |c: &Calendar| !c.members.is_empty() && c.years.is_none() || c.knows(date);
        date.year() < 2100 && self.calendar.is_none_or(listed) && self.members().all(|member| member.knows(at))
    }

    /// Whether all of a local date is known.
    fn knows_date(&self, date: NaiveDate) -> bool {
        let midnight = |d: NaiveDate| self.wall(d.and_time(NaiveTime::MIN));
        match self.calendar {
            Some(c) if c.members.is_empty() => c.knows(date),
            Some(_) => self.knows(midnight(date)) && self.knows(midnight(date.succ_opt().unwrap()) - 1),
            None => true,
        }
    }

    /// The calendars that it joins, each in its own zone or the one that it is joined in.
    fn members(&self) -> impl Iterator<Item = Reading<'_>> {
        let members = self.calendar.into_iter().flat_map(|c| &c.members);
        members.map(|(c, zone)| Reading { calendar: Some(c), zone: zone.unwrap_or(c.zone) })
    }

    /// The predicate.
    pub fn runs(&self, at: i64) -> bool {
        self.calendar.is_none_or(|c| {
            let local = self.local(at);
            let joined = || self.members().any(|member| member.runs(at));
            self.knows(at) && c.open_with(local.date(), minute_of(local.time()), joined)
        })
    }

    /// The zones of all members and of theirs.
    fn zones(&self) -> Vec<Tz> {
        self.members().flat_map(|member| member.zones().into_iter().chain([member.zone])).collect()
    }

    /// Where the piece of an instant ends: nothing changes within it.
    fn piece(&self, at: i64) -> i64 {
        let Some(calendar) = self.calendar else {
            return i64::MAX;
        };
        if at % DAY == 0 && calendar.members.is_empty() {
            // No local date that can stand within this day of UTC opens.
            let date = naive(at).date();
            let near = [date.pred_opt().unwrap(), date, date.succ_opt().unwrap()];
            if near.iter().all(|d| !calendar.opens(*d)) && self.knows(at) && self.knows(at + DAY) {
                return at + DAY;
            }
        }
        let end = (at.div_euclid(MINUTE) + 1) * MINUTE;
        let steady = |zone: Tz| offset(zone, at) == offset(zone, end) && offset(zone, at) % 60 == 0;
        if steady(self.zone) && self.zones().into_iter().all(steady) {
            end
        } else {
            (at.div_euclid(SECOND) + 1) * SECOND
        }
    }

    /// Counted time of `[from, to)` but for what is off.
    pub fn counted(&self, from: i64, to: i64, off: &[Off]) -> i64 {
        let (mut at, mut sum) = (from, 0);
        while at < to {
            let end = self.piece(at).min(to).min(next_cut(at, off));
            if self.runs(at) && !is_off(at, off) {
                sum += end - at;
            }
            at = end;
        }
        sum
    }

    /// The earliest instant from `from` on at which so much has counted; nothing where what is
    /// off has no end.
    pub fn reach(&self, from: i64, length: i64, off: &[Off]) -> Result<Option<i64>, Unknown> {
        let (mut at, mut sum) = (from, 0);
        while sum < length {
            if off.iter().any(|(a, b)| *b == i64::MAX && *a <= at) {
                return Ok(None);
            }
            if !self.knows(at) {
                return Err(Unknown);
            }
            let end = self.piece(at).min(next_cut(at, off));
            if self.runs(at) && !is_off(at, off) {
                if end - at >= length - sum {
                    return Ok(Some(at + length - sum));
                }
                sum += end - at;
            }
            at = end;
        }
        Ok(Some(at))
    }

    /// The first instant at which the wall shows this time or, where it is skipped, a later one.
    pub fn wall(&self, local: NaiveDateTime) -> i64 {
        let wanted = micros(local);
        let mut at = (wanted - 16 * HOUR).div_euclid(HOUR) * HOUR;
        loop {
            let steady = offset(self.zone, at) == offset(self.zone, at + HOUR);
            let end = if steady && at % HOUR == 0 { at + HOUR } else { at + SECOND };
            let shown = micros(self.local(at));
            if wanted < shown + (end - at) {
                return at + (wanted - shown).max(0);
            }
            at = end;
        }
    }

    /// The first covered instant of a local date, where it is a working day.
    pub fn first_opening(&self, date: NaiveDate) -> Option<i64> {
        if self.calendar.is_some_and(|c| c.members.is_empty() && !c.opens(date)) {
            return None;
        }
        let midnight = |d: NaiveDate| self.wall(d.and_time(NaiveTime::MIN));
        let (mut at, end) = (midnight(date) - 2 * HOUR, midnight(date.succ_opt().unwrap()) + 2 * HOUR);
        while at < end {
            if self.local(at).date() == date && self.runs(at) {
                return Some(at);
            }
            at = self.piece(at).min((at.div_euclid(MINUTE) + 1) * MINUTE);
        }
        None
    }

    /// When a working day closes.
    pub fn closing(&self, date: NaiveDate) -> i64 {
        if self.calendar.is_some_and(|c| !c.members.is_empty()) {
            return self.last_covered(date);
        }
        let minutes = self.calendar.map_or(1440, |c| c.closes(date));
        self.wall(date.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(minutes)))
    }

    /// Where the last covered time of a local date ends.
    fn last_covered(&self, date: NaiveDate) -> i64 {
        let midnight = |d: NaiveDate| self.wall(d.and_time(NaiveTime::MIN));
        let (mut at, end) = (midnight(date) - 2 * HOUR, midnight(date.succ_opt().unwrap()) + 2 * HOUR);
        let mut last = None;
        while at < end {
            let next = self.piece(at);
            if self.local(at).date() == date && self.runs(at) {
                last = Some(next);
            }
            at = next;
        }
        last.unwrap()
    }

    /// The `n`th working day after a date, and its first opening.
    fn working_day_after(&self, date: NaiveDate, n: u32) -> Result<(NaiveDate, i64), Unknown> {
        let (mut date, mut left) = (date, n);
        loop {
            date = date.succ_opt().unwrap();
            if !self.knows_date(date) {
                return Err(Unknown);
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
    pub fn counts_as_opened(&self, opened: i64) -> Result<i64, Unknown> {
        let Some(intake) = self.calendar.and_then(|c| c.intake) else {
            return Ok(opened);
        };
        if !self.knows(opened) {
            return Err(Unknown);
        }
        let local = self.local(opened);
        let late = local.time() > NaiveTime::MIN + TimeDelta::minutes(i64::from(intake));
        if !late && !self.knows_date(local.date()) {
            return Err(Unknown);
        }
        if late || self.first_opening(local.date()).is_none() {
            let mut opening = self.working_day_after(local.date(), 1)?.1;
            let shown = self.local(opening);
            // Where the clocks go back over it, that time comes again.
            while opening < opened || self.local(opening) != shown {
                opening += SECOND;
            }
            Ok(opening)
        } else {
            Ok(opened)
        }
    }

    /// The instant that a date limit names.
    pub fn date(&self, day: u32, moment: Moment, opened: i64) -> Result<i64, Unknown> {
        if !self.knows(opened) {
            return Err(Unknown);
        }
        let local = self.local(opened);
        if day == 0 {
            if !self.knows_date(local.date()) {
                return Err(Unknown);
            }
            if self.first_opening(local.date()).is_some() && opened < self.closing(local.date()) {
                return Ok(self.closing(local.date()));
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

    /// The instant that a date limit names which counts every local date, open or not.
    pub fn calendar_date(&self, day: u32, moment: Moment, opened: i64) -> Result<i64, Unknown> {
        if !self.knows(opened) {
            return Err(Unknown);
        }
        let local = self.local(opened);
        let mut date = local.date();
        for _ in 0..day {
            date = date.succ_opt().unwrap();
            // A change of the date line skipped it.
            if self.local(self.wall(date.and_time(NaiveTime::MIN))).date() != date {
                date = date.succ_opt().unwrap();
            }
        }
        if !self.knows_date(date) {
            return Err(Unknown);
        }
        Ok(match moment {
            Moment::End => {
                let end = self.end_of(date)?;
                if day == 0 && end <= opened { self.end_of(date.succ_opt().unwrap())? } else { end }
            }
            Moment::At(minute) => self.wall(date.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(minute))),
            Moment::SameTime => self.wall(date.and_time(local.time())),
        })
    }

    /// The closing time of a local date, or the midnight that ends it if it has no covered time.
    fn end_of(&self, date: NaiveDate) -> Result<i64, Unknown> {
        if !self.knows_date(date) {
            return Err(Unknown);
        }
        let midnight = || self.wall(date.succ_opt().unwrap().and_time(NaiveTime::MIN));
        Ok(if self.first_opening(date).is_some() { self.closing(date) } else { midnight() })
    }
}

fn is_off(at: i64, off: &[Off]) -> bool {
    off.iter().any(|(a, b)| *a <= at && at < *b)
}

fn next_cut(at: i64, off: &[Off]) -> i64 {
    off.iter().flat_map(|(a, b)| [*a, *b]).filter(|cut| *cut > at).min().unwrap_or(i64::MAX)
}
