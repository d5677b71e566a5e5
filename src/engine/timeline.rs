//! What has happened to an incident as of an instant (`semantics` 4, "As of", and 9).

use smallvec::SmallVec;

use crate::policy::model::{Objective, PriorityId};
use crate::policy::{PartySet, StageField};
use crate::time::Instant;

use super::bound::{BoundIncident, OPEN, Wait};

/// A stop, and whether a later stage stands in for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) at: Instant,
    pub(super) inferred: bool,
}

/// Intervals in microseconds, in order and apart; an open one ends at the end of time.
pub(super) type Intervals = SmallVec<[(i64, i64); 6]>;

/// The course of one objective: where its clock starts, and what ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Course {
    /// Where it starts, before any `restart` or `intake`; `None` while a field that starts it is missing.
    pub(super) start: Option<Instant>,
    /// Its stop, which is not before its start.
    pub(super) stop: Option<Stop>,
    /// The resolution that ended it, where it had not stopped by then.
    pub(super) ended: Option<Instant>,
    /// Whether a field that stops it is there although it never started.
    pub(super) stray_stop: bool,
}

impl Course {
    /// Its stop, or the resolution that ended it.
    pub(super) fn end(&self) -> Option<Instant> {
        self.stop.map(|s| s.at).or(self.ended)
    }
}

/// The stops that every incident may have, inferred or not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stops {
    responded: Option<Stop>,
    relieved: Option<Stop>,
    resolved: Option<Stop>,
}

impl Stops {
    /// The stops as of an instant, of those that are written: responded, relieved, resolved, closed. `standing` is the
    /// first stop whose reopening has not happened yet, `reopened` the first that any reopening takes back.
    #[inline]
    pub(super) fn new(
        [responded, relieved, resolved, closed]: [Option<Instant>; 4],
        as_of: Instant,
        standing: Option<Instant>,
        reopened: Option<Instant>,
    ) -> Self {
        let happened = |at: Option<Instant>| at.filter(|at| *at <= as_of);
        let written = |at: Option<Instant>| happened(at).map(|at| Stop { at, inferred: false });
        let inferred = |at: Option<Instant>| at.map(|at| Stop { at, inferred: true });
        let resolved = written(resolved).or(inferred(happened(closed))).or(inferred(standing));
        let later = [happened(relieved), resolved.map(|s| s.at), reopened];
        Self {
            responded: written(responded).or_else(|| inferred(later.into_iter().flatten().min())),
            relieved: written(relieved).or(inferred(resolved.map(|s| s.at))),
            resolved,
        }
    }

    /// The stop of a field that every incident may have.
    #[inline]
    pub(super) fn field(&self, field: StageField) -> Option<Stop> {
        match field {
            StageField::Responded => self.responded,
            StageField::Relieved => self.relieved,
            StageField::Resolved => self.resolved,
            StageField::Declared(_) => None,
        }
    }
}

/// What has happened by the as-of instant.
#[derive(Debug)]
pub(super) struct Timeline<'a> {
    pub(super) given: &'a BoundIncident,
    pub(super) as_of: Instant,
    stops: Stops,
    excluded: SmallVec<[(i64, i64); 4]>,
    initial: PriorityId,
    /// Whether no objective has stopped, whatever is recorded.
    running: bool,
}

impl<'a> Timeline<'a> {
    pub(super) fn new(given: &'a BoundIncident, initial: PriorityId, as_of: Instant) -> Self {
        let excluded = given.excluded.iter().filter(|(from, _)| *from <= as_of.0);
        // A reopening after the as-of instant has not happened: the stop that it takes back stays.
        let standing = excluded.clone().filter(|(_, to)| *to > as_of.0).map(|(from, _)| Instant(*from)).min();
        let reopened = excluded.clone().map(|(from, _)| Instant(*from)).min();
        let stops = Stops::new(given.stops, as_of, standing, reopened);
        let excluded = excluded.filter(|(_, to)| *to <= as_of.0).copied().collect();
        Self { given, as_of, stops, excluded, initial, running: false }
    }

    /// As `new`, but all stops are ignored. Excluded intervals count as they do then: one that is not over stays open.
    pub(super) fn running(given: &'a BoundIncident, initial: PriorityId, as_of: Instant) -> Self {
        let begun = given.excluded.iter().filter(|(from, _)| *from <= as_of.0);
        let excluded = begun.map(|(from, to)| (*from, if *to <= as_of.0 { *to } else { OPEN })).collect();
        Self { excluded, running: true, ..Self::new(given, initial, as_of) }
    }

    /// The stop of relief, where it has happened.
    pub(super) fn relieved(&self) -> Option<Stop> {
        self.field(StageField::Relieved)
    }

    /// The resolution, where it has happened.
    pub(super) fn resolved(&self) -> Option<Stop> {
        self.field(StageField::Resolved)
    }

    /// A field that starts or stops objectives, where it has happened.
    fn field(&self, field: StageField) -> Option<Stop> {
        match field {
            StageField::Responded | StageField::Relieved | StageField::Resolved => self.stops.field(field),
            StageField::Declared(at) => {
                let at = self.given.declared.get(usize::from(at)).copied().flatten();
                at.filter(|at| *at <= self.as_of).map(|at| Stop { at, inferred: false })
            }
        }
    }

    /// Where the clock of an objective starts, and what ends it.
    pub(super) fn course(&self, objective: &Objective) -> Course {
        let opened = Instant(self.given.opened);
        if !objective.is_declared() {
            let stop = objective.until.first().filter(|_| !self.running).and_then(|field| self.field(*field));
            return Course { start: Some(opened), stop, ended: None, stray_stop: false };
        }
        // The latest of the fields that start it, once all are there.
        let starts = objective.from.iter().map(|field| self.field(*field).map(|s| s.at));
        let start = starts.collect::<Option<SmallVec<[Instant; 4]>>>();
        let start = start.map(|starts| starts.into_iter().max().unwrap_or(opened));
        if self.running {
            return Course { start, stop: None, ended: None, stray_stop: false };
        }
        let stops = objective.until.iter().filter_map(|field| self.field(*field));
        let resolved = self.resolved().map(|s| s.at).filter(|_| objective.ends_with_resolution);
        let Some(started) = start else {
            let stray_stop = stops.clone().next().is_some();
            return Course { start, stop: None, ended: resolved, stray_stop };
        };
        let stop = stops.filter(|s| !self.reopened_between(s.at, started)).min_by_key(|s| (s.at, s.inferred));
        // What came before the start is a stop at the start.
        let stop = stop.map(|s| Stop { at: s.at.max(started), ..s });
        match (stop, resolved) {
            (Some(stop), Some(resolved)) if stop.at > resolved => {
                Course { start, stop: None, ended: Some(resolved), stray_stop: false }
            }
            (None, Some(resolved)) => Course { start, stop: None, ended: Some(resolved), stray_stop: false },
            (stop, _) => Course { start, stop, ended: None, stray_stop: false },
        }
    }

    /// Whether the incident was closed and opened again between a stop and a start that comes after it.
    fn reopened_between(&self, stop: Instant, start: Instant) -> bool {
        stop < start && self.excluded.iter().any(|(from, to)| stop.0 <= *from && *to <= start.0)
    }

    /// The priority in force at an instant.
    pub(super) fn priority_at(&self, at: Instant) -> PriorityId {
        let before = self.given.changes.iter().rev().find(|(change, _)| *change <= at);
        before.map_or(self.initial, |(_, to)| *to)
    }

    /// The changes that changed something, up to an instant: when, from, to.
    pub(super) fn changes(&self, until: Instant) -> impl Iterator<Item = (Instant, PriorityId, PriorityId)> + '_ {
        let mut from = self.initial;
        let changes = self.given.changes.iter().take_while(move |(at, _)| *at <= until);
        changes.filter_map(move |(at, to)| {
            let before = std::mem::replace(&mut from, *to);
            (before != *to).then_some((*at, before, *to))
        })
    }

    /// Whether a waiting interval that an objective pauses for holds as of now.
    pub(super) fn paused(&self, pausing: &PartySet) -> bool {
        paused(&self.given.waiting, pausing, self.as_of)
    }

    /// The waiting intervals that have begun, of these parties: from, to, and their places among those of the incident.
    pub(super) fn numbered_waits<'s>(&'s self, pausing: &'s PartySet) -> impl Iterator<Item = (i64, i64, usize)> + 's {
        let waits = self.given.waiting.iter().enumerate();
        let begun = waits.filter(|(_, w)| w.from <= self.as_of.0 && pausing.contains(w.party));
        begun.map(|(at, wait)| (wait.from, waited_until(wait, self.as_of), at))
    }

    /// The excluded intervals that have happened: from, to, and their places among those of the incident.
    pub(super) fn numbered_excluded(&self) -> impl Iterator<Item = (i64, i64, usize)> + '_ {
        let happened = self.given.excluded.iter().enumerate().filter(|(_, (_, to))| *to <= self.as_of.0);
        happened.map(|(at, (from, to))| (*from, *to, at))
    }

    /// What a clock leaves out: its pauses, and the excluded time if it leaves that out too, all cut at its end.
    pub(super) fn pauses(&self, pausing: &PartySet, without_excluded: bool, end: Option<Instant>) -> Intervals {
        let excluded = if without_excluded { self.excluded.as_slice() } else { &[] };
        pauses(&self.given.waiting, excluded, pausing, self.as_of, end)
    }
}

/// The waiting intervals that have begun, of these parties.
fn begun<'w>(waits: &'w [Wait], pausing: &'w PartySet, as_of: Instant) -> impl Iterator<Item = &'w Wait> {
    waits.iter().filter(move |w| w.from <= as_of.0 && pausing.contains(w.party))
}

/// The end of a waiting interval; one that ends after now is open.
fn waited_until(wait: &Wait, as_of: Instant) -> i64 {
    if wait.to <= as_of.0 { wait.to } else { OPEN }
}

/// Whether a waiting interval of these parties holds as of an instant.
pub(super) fn paused(waits: &[Wait], pausing: &PartySet, as_of: Instant) -> bool {
    begun(waits, pausing, as_of).any(|w| w.to > as_of.0)
}

/// What a clock leaves out of an incident that waited once: see [`pauses`].
#[cfg(feature = "columnar")]
#[inline]
pub(super) fn pause(wait: &Wait, pausing: &PartySet, as_of: Instant, end: Option<Instant>) -> Option<(i64, i64)> {
    let begun = wait.from <= as_of.0 && pausing.contains(wait.party);
    let to = waited_until(wait, as_of).min(end.map_or(OPEN, |end| end.0));
    (begun && wait.from < to).then_some((wait.from, to))
}

/// What a clock leaves out: the waiting of these parties, and excluded time, all cut at its end.
#[inline]
pub(super) fn pauses(
    waits: &[Wait],
    excluded: &[(i64, i64)],
    pausing: &PartySet,
    as_of: Instant,
    end: Option<Instant>,
) -> Intervals {
    if waits.is_empty() && excluded.is_empty() {
        return Intervals::new();
    }
    let cut = end.map_or(OPEN, |end| end.0);
    let waits = begun(waits, pausing, as_of).map(|w| (w.from, waited_until(w, as_of)));
    merged(waits.chain(excluded.iter().copied()).map(|(from, to)| (from, to.min(cut))).collect())
}

/// Intervals in order, overlapping and touching ones as one, empty ones gone.
fn merged(mut intervals: Intervals) -> Intervals {
    intervals.retain(|(from, to)| *from < *to);
    if intervals.len() < 2 {
        return intervals;
    }
    intervals.sort_unstable();
    let mut out = Intervals::new();
    for (from, to) in intervals {
        match out.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}
