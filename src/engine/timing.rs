//! One objective timed: elapsed, due, status (`semantics` 4).

use smallvec::SmallVec;

use crate::policy::model::PriorityId;
use crate::policy::{CadenceTiming, Comparison, LimitRule, Tables, Timing};
use crate::time::calendar::{Clock, Horizon};
use crate::time::{Instant, Length};

use super::bound::OPEN;
use super::decision::Status;
use super::decision_ref::{CadenceAnswer, ObjectiveResult};
use super::timeline::{Course, Intervals, Stop, Timeline};

/// A clock from its start, less what is left out of it.
pub(super) struct Run<'a> {
    clock: &'a Clock,
    start: Instant,
    /// The covered time before the start.
    before: i64,
    pauses: &'a [(i64, i64)],
}

impl<'a> Run<'a> {
    pub(super) fn new(clock: &'a Clock, start: Instant, pauses: &'a [(i64, i64)]) -> Self {
        Self::from(clock, start, clock.before(start), pauses)
    }

    /// The same, where the covered time before the start is known.
    #[inline]
    pub(super) fn from(clock: &'a Clock, start: Instant, before: i64, pauses: &'a [(i64, i64)]) -> Self {
        Self { clock, start, before, pauses }
    }

    /// Covered time from the start to `x`, pauses in it too.
    #[inline]
    fn covered(&self, x: Instant) -> i64 {
        if x <= self.start { 0 } else { self.clock.before(x) - self.before }
    }

    /// Covered time from the start to `x`, less pauses.
    #[inline]
    pub(super) fn elapsed(&self, x: Instant) -> i64 {
        self.covered(x) - self.paused_before(x)
    }

    /// The covered time that pauses took before `x`.
    #[inline]
    fn paused_before(&self, x: Instant) -> i64 {
        let cut = |(from, to): &(i64, i64)| (Instant((*from).max(self.start.0)), Instant((*to).min(x.0)));
        self.pauses.iter().map(cut).map(|(from, to)| self.clock.covered(from, to).0).sum()
    }

    /// The earliest instant at which elapsed reaches `length`; nothing where an open pause holds
    /// it up for good.
    #[inline]
    pub(super) fn due(&self, length: i64) -> Result<Option<Instant>, Horizon> {
        if self.pauses.is_empty() && length > 0 {
            return self.clock.reach(self.before.saturating_add(length)).map(Some);
        }
        self.due_after_pauses(length)
    }

    fn due_after_pauses(&self, length: i64) -> Result<Option<Instant>, Horizon> {
        let mut at = self.start;
        let mut rest = length;
        for (from, to) in self.pauses.iter() {
            let from = Instant((*from).max(self.start.0));
            let free = self.clock.covered(at, from).0;
            if free >= rest {
                break;
            }
            rest -= free;
            if *to == OPEN {
                return Ok(None);
            }
            at = at.max(Instant(*to));
        }
        self.clock.add(at, Length(rest)).map(Some)
    }
}

/// A clock that was read at the end of its objective, or now.
pub(super) struct ClockReading {
    /// Where it starts.
    pub(super) start: Instant,
    pub(super) limit: Length,
    pub(super) comparison: Comparison,
    pub(super) elapsed: i64,
    /// When the limit is used up; `None` where an open pause holds it up for good.
    pub(super) due: Option<Instant>,
    /// How the limit stands; `None` where the resolution ended the objective in time.
    pub(super) status: Option<Status>,
}

/// What a clock is held against: the limit in force, where it starts before any `intake`, and where it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) timing: &'a Timing,
    pub(super) first: Instant,
    pub(super) at: Instant,
    /// Whether it is read at its stop.
    pub(super) stopped: bool,
    /// Whether it is read at the resolution that ended it.
    pub(super) ended: bool,
}

/// Reads the clock of an objective that has a limit and has started, with what it leaves out. `start` is where it
/// starts, before any `intake`.
pub(super) fn read(
    tables: &Tables,
    timeline: &Timeline<'_>,
    course: &Course,
    timing: &Timing,
    start: Instant,
    pauses: &Intervals,
) -> Result<ClockReading, Horizon> {
    let clock = tables.clock(timing.counting.clock).ok_or(Horizon)?;
    let at = course.end().unwrap_or(timeline.as_of);
    let first = course.start.unwrap_or(start);
    clock.ask(first, at)?;
    let start = clock.counts_as_opened(start)?;
    let asked = Asked { timing, first, at, stopped: course.stop.is_some(), ended: course.ended.is_some() };
    Run::new(clock, start, pauses).read(asked, || timeline.paused(&timing.counting.parties))
}

impl Run<'_> {
    /// Reads the clock against a limit; `paused` says whether it is paused now.
    #[inline(always)]
    pub(super) fn read(&self, asked: Asked<'_>, paused: impl FnOnce() -> bool) -> Result<ClockReading, Horizon> {
        let Asked { timing, first, at, stopped, ended } = asked;
        let mut comparison = timing.comparison;
        let (limit, due) = match timing.rule {
            LimitRule::Length(length) => (length, self.due(length.0)?),
            LimitRule::Date(date) => {
                let named = self.clock.date_limit(date, self.start)?;
                let length = Length(self.covered(named));
                let due = if self.paused_before(named) == 0 { Some(named) } else { self.due(length.0)? };
                (length, due)
            }
            LimitRule::MultipleOfDate(times, date) => {
                let named = self.clock.date_limit(date, self.start)?;
                match self.covered(named) {
                    // Any multiple of no covered time at all is the date itself.
                    0 => {
                        comparison = Comparison::By;
                        (Length(0), Some(named))
                    }
                    one => {
                        let length = Length(times.times(one).ok_or(Horizon)?);
                        (length, self.due(length.0)?)
                    }
                }
            }
        };
        if let Some(due) = due {
            self.clock.ask(first, at.max(due))?;
        }
        let elapsed = self.elapsed(at);
        let kept = match comparison {
            Comparison::Less => elapsed < limit.0,
            Comparison::LessEqual => elapsed <= limit.0,
            Comparison::By => due.is_none_or(|due| at <= due),
        };
        let status = match (stopped, kept) {
            (true, true) => Some(Status::Met),
            (_, false) => Some(Status::Breached),
            (false, true) if ended => None,
            (false, true) if paused() => Some(Status::Paused),
            (false, true) => Some(Status::Running),
        };
        Ok(ClockReading { start: self.start, limit, comparison, elapsed, due, status })
    }
}

/// Times an objective that has a limit and has started. `start` is where its clock starts, before any `intake`; `None`
/// where the resolution ended it in time.
pub(super) fn time<'p>(
    tables: &Tables,
    timeline: &Timeline<'_>,
    course: &Course,
    without_excluded: bool,
    timing: &'p Timing,
    priority: PriorityId,
    start: Instant,
) -> Result<Option<ObjectiveResult<'p>>, Horizon> {
    let Course { stop, ended, .. } = *course;
    let pauses = timeline.pauses(&timing.counting.parties, without_excluded, course.end());
    let reading = read(tables, timeline, course, timing, start, &pauses)?;
    let ClockReading { limit, comparison, elapsed, due, .. } = reading;
    let Some(status) = reading.status else { return Ok(None) };
    let at = course.end().unwrap_or(timeline.as_of);
    let open = matches!(status, Status::Running | Status::Paused);
    Ok(Some(ObjectiveResult {
        status,
        written: timeline.priority_at(at),
        priority,
        limit: Some(limit),
        comparison,
        elapsed: Length(elapsed),
        remaining: open.then_some(Length(limit.0 - elapsed)),
        due,
        stopped: stop.map(|s| s.at),
        inferred: stop.is_some_and(|s: Stop| s.inferred),
        ended: ended.is_some(),
        timing,
    }))
}

/// An objective whose clock has not started: no calendar is asked.
pub(super) fn pending(timing: &Timing, written: PriorityId, priority: PriorityId) -> ObjectiveResult<'_> {
    ObjectiveResult {
        status: Status::Pending,
        written,
        priority,
        limit: match timing.rule {
            LimitRule::Length(length) => Some(length),
            LimitRule::Date(_) | LimitRule::MultipleOfDate(..) => None,
        },
        comparison: timing.comparison,
        elapsed: Length(0),
        remaining: None,
        due: None,
        stopped: None,
        inferred: false,
        ended: false,
        timing,
    }
}

/// Measures an update cadence from `opened` to the stop of relief, or to now.
pub(super) fn cadence(
    tables: &Tables,
    timeline: &Timeline<'_>,
    timing: &CadenceTiming,
    priority: PriorityId,
) -> Result<CadenceAnswer, Horizon> {
    let clock = tables.clock(timing.counting.clock).ok_or(Horizon)?;
    let opened = Instant(timeline.given.opened);
    let relieved = timeline.relieved().map(|s| s.at);
    let end = relieved.unwrap_or(timeline.as_of);
    clock.ask(opened, timeline.as_of)?;
    let start = clock.counts_as_opened(opened)?;
    let updates = timeline.given.updates.iter().copied().map(Instant).filter(|at| *at <= end);
    let mut updates: SmallVec<[Instant; 8]> = updates.collect();
    updates.sort_unstable();
    let last = updates.last().map_or(start, |at| start.max(*at));
    let pauses = timeline.pauses(&timing.counting.parties, true, relieved);
    let (mut longest, mut late, mut from) = (0, 0, start);
    for to in updates.into_iter().chain([end]) {
        // What was said before the clock started leaves it at its start.
        let to = to.max(start);
        let gap = Run::new(clock, from, &pauses).elapsed(to);
        longest = longest.max(gap);
        late += u32::from(gap > timing.interval.0);
        from = to;
    }
    let next_due = match relieved {
        Some(_) => None,
        None => Run::new(clock, last, &pauses).due(timing.interval.0)?,
    };
    if let Some(next) = next_due {
        clock.ask(opened, timeline.as_of.max(next))?;
    }
    Ok(CadenceAnswer {
        priority,
        interval: timing.interval,
        since: last,
        next_due,
        longest_gap: Length(longest),
        late,
        clock: timing.counting.clock,
        statement: timing.counting.statement,
    })
}
