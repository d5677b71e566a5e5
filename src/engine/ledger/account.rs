//! Makes the ledger of an objective (`semantics` 10): every instant from the opening to its end, and on to due.

use crate::policy::{LimitRule, PartySet, Tables, Timing};
use crate::time::calendar::{Clock, Horizon};
use crate::time::{Instant, Length};

use super::super::decision::Status;
use super::super::incident::Incident;
use super::super::limited::LimitedCourse;
use super::super::timeline::Timeline;
use super::super::timing::{self, ClockReading};
use super::stretches::{LeftOut, Reason, Stretch, Stretches, first_holding, left_out};
use super::words::LedgerEnd;

/// The ledger of an objective inside the engine: in plain values, borrowed. [`Ledger`](super::Ledger) is its public form.
#[derive(Debug)]
pub(crate) struct Account<'a> {
    pub(crate) timing: &'a Timing,
    pub(crate) clock: &'a Clock,
    /// How the limit stands; `None` where the resolution ended the objective in time.
    pub(crate) status: Option<Status>,
    /// Where its clock starts; `None` where it has not started.
    pub(crate) counts_from: Option<Instant>,
    pub(crate) stopped: Option<Instant>,
    pub(crate) end: Instant,
    pub(crate) end_is: LedgerEnd,
    pub(crate) due: Option<Instant>,
    /// Due if it paused for nobody; excluded time is left out all the same.
    pub(crate) due_without_pauses: Option<Instant>,
    pub(crate) comparison: crate::policy::Comparison,
    pub(crate) limit: Option<Length>,
    pub(crate) elapsed: i64,
    pub(crate) stretches: Vec<Stretch<'a>>,
}

impl<'a> Account<'a> {
    /// Accounts for an objective; `None` if it has no limit.
    ///
    /// # Errors
    /// Its calendar does not know all the years that it is asked about.
    pub(in crate::engine) fn of(
        tables: &'a Tables,
        timeline: &Timeline<'_>,
        incident: &'a Incident,
        limited: &LimitedCourse<'a>,
    ) -> Result<Option<Self>, Horizon> {
        let Some(timing) = limited.timing else { return Ok(None) };
        let clock = tables.clock(timing.counting.clock).ok_or(Horizon)?;
        let course = &limited.course;
        let (end, end_is) = match (course.stop, course.ended) {
            (Some(stop), _) => (stop.at, LedgerEnd::Stop),
            (None, Some(ended)) => (ended, LedgerEnd::Resolution),
            (None, None) => (timeline.as_of, LedgerEnd::Now),
        };
        let read = |start: Instant, parties: &PartySet| {
            let pauses = timeline.pauses(parties, limited.excludes, course.end());
            timing::read(tables, timeline, course, timing, start, &pauses)
        };
        let started = limited.start.filter(|_| !limited.ended_before_start());
        let reading = started.map(|start| read(start, &timing.counting.parties)).transpose()?;
        let due_without_pauses = match (&reading, started) {
            // Nothing pauses it, so nothing moved it.
            (Some(reading), Some(_)) if timeline.numbered_waits(&timing.counting.parties).next().is_none() => {
                reading.due
            }
            (_, Some(start)) => read(start, &PartySet::default()).ok().and_then(|reading| reading.due),
            (_, None) => None,
        };
        let stretches = stretches(clock, timeline, incident, limited, reading.as_ref(), (end, end_is));
        let fixed = match timing.rule {
            LimitRule::Length(length) => Some(length),
            LimitRule::Date(_) | LimitRule::MultipleOfDate(..) => None,
        };
        Ok(Some(Self {
            timing,
            clock,
            status: reading.as_ref().map_or(course.ended.is_none().then_some(Status::Pending), |r| r.status),
            counts_from: reading.as_ref().map(|r| r.start),
            stopped: course.stop.map(|s| s.at),
            end,
            end_is,
            due: reading.as_ref().and_then(|r| r.due),
            due_without_pauses,
            comparison: reading.as_ref().map_or(timing.comparison, |r| r.comparison),
            limit: reading.as_ref().map_or(fixed, |r| Some(r.limit)),
            elapsed: reading.as_ref().map_or(0, |r| r.elapsed),
            stretches,
        }))
    }

    /// The covered time taken off by pauses: of each party, in alphabetical order, in microseconds.
    pub(crate) fn paused_by(&self) -> Vec<(&'a str, i64)> {
        let mut out: Vec<(&str, i64)> = Vec::new();
        for stretch in self.stretches.iter().filter(|s| !s.projected) {
            let Reason::Waiting(party) = stretch.reason else { continue };
            match out.binary_search_by(|(name, _)| (*name).cmp(party)) {
                Ok(at) => out.iter_mut().skip(at).take(1).for_each(|(_, sum)| *sum += stretch.micros()),
                Err(at) => out.insert(at, (party, stretch.micros())),
            }
        }
        out
    }

    /// The covered time taken off because it is excluded, in microseconds.
    pub(crate) fn excluded(&self) -> i64 {
        let excluded = self.stretches.iter().filter(|s| !s.projected && matches!(s.reason, Reason::Excluded(_)));
        excluded.map(Stretch::micros).sum()
    }

    /// The latest stop that would have been in time, of an objective that was breached.
    pub(crate) fn latest_stop(&self) -> Option<Instant> {
        use crate::policy::Comparison;
        let due = self.due.filter(|_| self.status == Some(Status::Breached))?;
        match self.comparison {
            Comparison::Less => Some(Instant(due.0 - 1)),
            Comparison::By => Some(due),
            // The last instant before more of the limit than all of it is used.
            Comparison::LessEqual => {
                let next = self.stretches.iter().find(|s| s.reason == Reason::Counted && s.to > due);
                Some(next.map_or(due, |s| s.from.max(due)))
            }
        }
    }

    /// How much of the limit was left, on its own clock and on the wall, of an objective that was met. The wall's is
    /// negative where it stopped after due, and `None` if there is no due.
    pub(crate) fn left(&self) -> Option<(i64, Option<i64>)> {
        let stopped = self.stopped.filter(|_| self.status == Some(Status::Met))?;
        Some((self.limit?.0 - self.elapsed, self.due.map(|due| due.0 - stopped.0)))
    }

    /// Elapsed over limit, in billionths, rounded down; `None` if there is no limit, or one of no length.
    pub(crate) fn used(&self) -> Option<i64> {
        share_used(self.elapsed, self.limit?)
    }

    /// Whether the limit is used up to its last microsecond, and kept: it is late from the next covered instant.
    pub(crate) fn is_used_up(&self, now: Instant) -> bool {
        self.status == Some(Status::Running) && self.due.is_some_and(|due| due <= now)
    }
}

/// Elapsed over limit, in thousand millionths, rounded down; `None` if the limit has no length.
pub(in crate::engine) fn share_used(elapsed: i64, limit: Length) -> Option<i64> {
    let share = i128::from(elapsed).checked_mul(1_000_000_000)?.checked_div(i128::from(limit.0))?;
    i64::try_from(share).ok()
}

fn stretches<'a>(
    clock: &'a Clock,
    timeline: &Timeline<'_>,
    incident: &'a Incident,
    limited: &LimitedCourse<'a>,
    reading: Option<&ClockReading>,
    (end, end_is): (Instant, LedgerEnd),
) -> Vec<Stretch<'a>> {
    let mut out = Stretches::default();
    let opened = incident.opened;
    let Some(reading) = reading else {
        out.add(opened, end, Reason::BeforeStart, false);
        return out.into_vec();
    };
    let party = |at: usize| incident.waiting.get(at).map_or("", |waiting| waiting.on.as_str());
    let why = |at: usize| incident.excluded.get(at).and_then(|excluded| excluded.why.as_deref());
    let waits = limited.timing.map(|timing| first_holding(timeline.numbered_waits(&timing.counting.parties)));
    let waits = waits.into_iter().flatten().map(|(from, to, at)| (from, to, Reason::Waiting(party(at))));
    let excluded = first_holding(timeline.numbered_excluded().filter(|_| limited.excludes));
    let excluded: Vec<LeftOut<'a>> =
        excluded.into_iter().map(|(from, to, at)| (from, to, Reason::Excluded(why(at)))).collect();
    let left_out = left_out(excluded, waits.collect());
    let start = reading.start.max(opened);
    out.add(opened, start.min(end), Reason::BeforeStart, false);
    out.run(clock, start.min(end), end, &left_out, false);
    let due = reading.due.filter(|due| end_is == LedgerEnd::Now && *due > end);
    if let Some(due) = due {
        out.add(end, start.min(due), Reason::BeforeStart, true);
        out.run(clock, start.clamp(end, due), due, &left_out, true);
    }
    out.into_vec()
}
