//! A calendar compiled: what an incident's clocks ask.

use std::sync::OnceLock;

use crate::time::{Ambiguous, Date, Instant, Length, LocalTime, MICROS_PER_SECOND, Zone, offset_of};

use super::closed_names::{ClosedStretch, closed_names};
use super::days::{self, WorkingDays};
use super::index::Index;
use super::joined;
use super::spec::{CalendarSpec, DayHours, Years};
use super::window::Window;

/// A question about an instant that the calendar does not know: a holiday list ends, or the
/// calendar has too little covered time left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon;

/// The instant that a date limit names, in words of `semantics` 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateLimit {
    /// Which days are counted.
    pub counted: CountedDays,
    /// The `n`th such day after the one on which the incident counts as opened.
    pub day: u32,
    /// The time of that day.
    pub moment: Moment,
}

/// Which local dates a date limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountedDays {
    /// `working day 2`: those with any covered time.
    Working,
    /// `day 30`: every one.
    All,
}

/// A time of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// `by end of`: its last closing time.
    End,
    /// `by 12:00 on`: that minute of the day.
    At(u16),
    /// `by same time on`: the time of day at which the incident counts as opened.
    SameTime,
}

/// A calendar in its zone, ready to be asked. Every answer is exact to the microsecond.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: Zone,
    /// Nothing for `always`.
    calendar: Option<Calendar>,
}

#[derive(Debug, Clone)]
struct Calendar {
    spec: CalendarSpec,
    /// The known instants `[from, to)`.
    from: Instant,
    to: Instant,
    index: Index,
    /// When each offset of the zone begins.
    offsets: Vec<(Instant, i32)>,
    /// Laid out when first asked: most policies never name a date.
    days: OnceLock<WorkingDays>,
}

impl Calendar {
    fn days(&self, zone: Zone) -> &WorkingDays {
        self.days.get_or_init(|| {
            if !self.spec.members.is_empty() {
                return WorkingDays::of_stretches(&self.index, zone, self.from, self.to);
            }
            let years = self.spec.known_years();
            WorkingDays::build(&self.spec, zone, first_of(years.from)..first_of(years.to + 1))
        })
    }
}

fn first_of(year: i32) -> Date {
    Date::from_ymd(year, 1, 1).unwrap_or(Date(0))
}

/// The instants `[from, to)` that a calendar knows, read in a zone: those that its own holiday lists know and each
/// member knows.
fn known(spec: &CalendarSpec, zone: Zone) -> (Instant, Instant) {
    let own = match (spec.years, spec.members.is_empty()) {
        // Its own dates are asked of no list.
        (None, false) => (Instant(i64::MIN), zone.known_until()),
        (years, _) => {
            let years = years.unwrap_or(Years::DEFAULT);
            let from = zone.wall(LocalTime::on(first_of(years.from), 0));
            let to = zone.instant(LocalTime::on(first_of(years.to + 1), 0), Ambiguous::Latest).unwrap_or(from);
            (from, to)
        }
    };
    let members = spec.members.iter().map(|member| known(&member.spec, member.zone));
    let (from, to) = members.fold(own, |all, member| (all.0.max(member.0), all.1.min(member.1)));
    (from, to.max(from))
}

const MINUTE: i64 = 60 * MICROS_PER_SECOND;

impl Clock {
    /// The clock that always runs; its days are those of `zone`.
    pub fn always(zone: Zone) -> Self {
        Self { zone, calendar: None }
    }

    /// Compiles a calendar, read in a zone (its own, or the customer's).
    pub fn compile(spec: &CalendarSpec, zone: Zone) -> Self {
        let (from, to) = known(spec, zone);
        let mut spec = spec.clone();
        for windows in &mut spec.weekly {
            *windows = super::spec::merged(std::mem::take(windows));
        }
        let offsets = zone.offsets(from, to);
        let index = if spec.members.is_empty() {
            Index::build(&spec, &offsets, from, to)
        } else {
            let members: Vec<Self> = spec.members.iter().map(|m| Self::compile(&m.spec, m.zone)).collect();
            let covered = members.iter().flat_map(|member| member.stretches(from, to));
            Index::of(joined::stretches(&spec, &offsets, covered, to), from, to)
        };
        Self { zone, calendar: Some(Calendar { from, to, index, offsets, days: OnceLock::new(), spec }) }
    }

    /// Its name: the calendar's, or `always`.
    pub fn name(&self) -> &str {
        self.calendar.as_ref().map_or("always", |c| &c.spec.name)
    }

    /// The zone of its days and of the instants written for it.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// As [`Zone::written_offset`] of its zone.
    pub fn written_offset(&self, at: Instant) -> Option<i32> {
        let known = self.calendar.as_ref().filter(|c| at >= c.from && at < c.to && self.zone != Zone::UTC);
        known.and_then(|c| offset_of(&c.offsets, at)).or_else(|| self.zone.written_offset(at))
    }

    /// The years that it knows; nothing for `always`, which knows all.
    pub fn years(&self) -> Option<Years> {
        self.calendar.as_ref().map(|c| c.spec.known_years())
    }

    /// The known instants `[from, to)`; nothing for `always`.
    pub fn known(&self) -> Option<(Instant, Instant)> {
        self.calendar.as_ref().map(|c| (c.from, c.to))
    }

    /// What it was compiled from; nothing for `always`.
    pub fn spec(&self) -> Option<&CalendarSpec> {
        self.calendar.as_ref().map(|c| &c.spec)
    }

    /// The hours of a local date.
    pub fn hours(&self, date: Date) -> DayHours {
        match self.spec() {
            None => DayHours { windows: vec![Window { open: 0, close: 24 * 60 }], closed: None, closures: Vec::new() },
            Some(spec) if spec.members.is_empty() => spec.hours(date),
            Some(spec) => joined::hours(spec, self.zone, date, |from, to| self.stretches(from, to)),
        }
    }

    /// The length of its working day; a day of `always` has 24 hours.
    pub fn working_day(&self) -> Option<Length> {
        self.calendar.as_ref().map_or(Some(Length::hours(24)), |c| c.spec.working_day_length())
    }

    /// Whether all of `[from, to)` lies in the known years: those of the calendar, and of `always` those up to 2099.
    ///
    /// # Errors
    /// [`Horizon`] where it does not.
    #[inline]
    pub fn ask(&self, from: Instant, to: Instant) -> Result<(), Horizon> {
        match &self.calendar {
            Some(c) if from < c.from || from >= c.to || to > c.to => Err(Horizon),
            None if self.zone.is_unknown(to) => Err(Horizon),
            _ => Ok(()),
        }
    }

    /// Whether the clock runs at an instant. Outside the known years it does not.
    pub fn covers(&self, at: Instant) -> bool {
        self.calendar.as_ref().is_none_or(|c| at >= c.from && at < c.to && c.index.covers(at.0))
    }

    /// The covered length of `[a, b)`; 0 where `b <= a`. Only what lies in the known years counts:
    /// [`Clock::ask`] first.
    #[inline]
    pub fn covered(&self, a: Instant, b: Instant) -> Length {
        if b <= a {
            return Length(0);
        }
        match &self.calendar {
            None => Length(b.0.saturating_sub(a.0)),
            Some(_) => Length(self.before(b) - self.before(a)),
        }
    }

    /// The earliest instant `t >= from` with `covered(from, t)` of that length.
    ///
    /// # Errors
    /// [`Horizon`] where that is not within the known years.
    #[inline]
    pub fn add(&self, from: Instant, length: Length) -> Result<Instant, Horizon> {
        if length.0 <= 0 {
            return Ok(from);
        }
        match &self.calendar {
            None => from.0.checked_add(length.0).map(Instant).ok_or(Horizon),
            Some(_) => self.reach(self.before(from).saturating_add(length.0)),
        }
    }

    /// The covered time before an instant, from where the clock's time begins: two of them tell what
    /// lies between.
    #[inline]
    pub(crate) fn before(&self, at: Instant) -> i64 {
        match &self.calendar {
            None => at.0,
            Some(c) => c.index.covered_before(at.0),
        }
    }

    /// Whether there is an instant with that much covered time before it that the clock knows.
    #[cfg(feature = "columnar")]
    #[inline]
    pub(crate) fn knows(&self, before: i64) -> bool {
        match &self.calendar {
            None => !self.zone.is_unknown(Instant(before)),
            Some(c) => c.index.has(before),
        }
    }

    /// The earliest instant with that much covered time before it.
    ///
    /// # Errors
    /// [`Horizon`] where that is not within the known years.
    #[inline]
    pub(crate) fn reach(&self, before: i64) -> Result<Instant, Horizon> {
        match &self.calendar {
            None => Ok(Instant(before)),
            Some(c) => c.index.earliest(before).map(Instant).ok_or(Horizon),
        }
    }

    /// The latest instant `t >= from` at which `covered(from, t)` is no more than that length: where the
    /// length is used up at closing time, the next opening. Nothing where it is never exceeded in the
    /// known years.
    pub fn last_within(&self, from: Instant, length: Length) -> Option<Instant> {
        match &self.calendar {
            None => from.0.checked_add(length.0).map(Instant),
            Some(c) => c.index.latest(c.index.covered_before(from.0).saturating_add(length.0)).map(Instant),
        }
    }

    /// The covered stretches of `[from, to)`, in order.
    pub fn stretches(&self, from: Instant, to: Instant) -> Vec<(Instant, Instant)> {
        match &self.calendar {
            None if from < to => vec![(from, to)],
            None => Vec::new(),
            Some(c) => c.index.stretches(from.0, to.0).map(|(a, b)| (Instant(a), Instant(b))).collect(),
        }
    }

    /// Names what closes the parts of `[from, to)`, in which it is closed, in order and without gaps.
    pub(crate) fn closed_names(&self, from: Instant, to: Instant) -> Vec<ClosedStretch<'_>> {
        self.spec().map_or_else(Vec::new, |spec| closed_names(spec, self.zone, from, to))
    }

    /// The instant at which an incident counts as opened: itself, but for a calendar with an
    /// `intake`, where one opened after it, or on no working day, counts from the next opening.
    ///
    /// # Errors
    /// [`Horizon`] where that lies outside the known years.
    #[inline]
    pub fn counts_as_opened(&self, opened: Instant) -> Result<Instant, Horizon> {
        let Some((c, intake)) = self.calendar.as_ref().and_then(|c| c.spec.intake.map(|i| (c, i))) else {
            return Ok(opened);
        };
        self.ask(opened, opened)?;
        let local = self.zone.local(opened);
        let in_time = local.of_day() <= i64::from(intake) * MINUTE && self.closing(local.date())?.is_some();
        if in_time {
            return Ok(opened);
        }
        let open = c.days(self.zone).after(local.date(), 1).map(|day| day.open).ok_or(Horizon)?;
        if opened <= open {
            return Ok(open);
        }
        // The clocks went back over midnight: that opening time had come once already, and comes again.
        let again = self.zone.instant(self.zone.local(open), Ambiguous::Latest).unwrap_or(opened);
        Ok(again.max(opened))
    }

    /// The instant `T` of a date limit for an incident that counts as opened at `opened`.
    ///
    /// # Errors
    /// [`Horizon`] where it lies outside the known years.
    pub fn date_limit(&self, limit: DateLimit, opened: Instant) -> Result<Instant, Horizon> {
        self.ask(opened, opened)?;
        let local = self.zone.local(opened);
        if limit.day == 0 {
            // `by end of working day 0`: today, where it is a working day and not over.
            let today = match limit.counted {
                CountedDays::Working => self.closing(local.date())?,
                CountedDays::All => Some(self.end_of(local.date())?),
            };
            return match today.filter(|close| opened < *close) {
                Some(close) => {
                    self.ask(opened, close)?;
                    Ok(close)
                }
                None => self.date_limit(DateLimit { day: 1, ..limit }, opened),
            };
        }
        let every_day = || {
            let dates = (1..=20_000).map(|n| local.date().plus(n)).filter(|d| days::exists(self.zone, *d));
            dates.take(limit.day as usize).last().ok_or(Horizon)
        };
        let (date, close) = match (&self.calendar, limit.counted) {
            (None, _) => {
                let date = every_day()?;
                (date, self.end_of(date)?)
            }
            (Some(_), CountedDays::All) => {
                let date = every_day()?;
                self.ask(opened, self.zone.wall(LocalTime::on(date, 0)))?;
                (date, self.end_of(date)?)
            }
            (Some(c), CountedDays::Working) => {
                c.days(self.zone).after(local.date(), limit.day).map(|day| (day.date, day.close)).ok_or(Horizon)?
            }
        };
        Ok(match limit.moment {
            Moment::End => close,
            Moment::At(minute) => self.zone.wall(LocalTime::on(date, i64::from(minute) * MINUTE)),
            Moment::SameTime => self.zone.wall(LocalTime::on(date, local.of_day())),
        })
    }

    /// The closing time of a date, where it is a working day.
    ///
    /// # Errors
    /// [`Horizon`] if the date is known in part only, as it can be on a calendar that joins others.
    fn closing(&self, date: Date) -> Result<Option<Instant>, Horizon> {
        Ok(match &self.calendar {
            Some(c) if !days::is_within(self.zone, date, c.from, c.to) => return Err(Horizon),
            None => Some(self.midnight_after(date)),
            Some(c) => c.days(self.zone).on(date).map(|day| day.close),
        })
    }

    /// The end of a date: its closing time, or the midnight that ends it where it has no covered time.
    fn end_of(&self, date: Date) -> Result<Instant, Horizon> {
        Ok(self.closing(date)?.unwrap_or_else(|| self.midnight_after(date)))
    }

    fn midnight_after(&self, date: Date) -> Instant {
        self.zone.wall(LocalTime::on(date.plus(1), 0))
    }
}
