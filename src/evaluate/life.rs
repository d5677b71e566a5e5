//! What has happened to an incident as of an instant (`semantics` 4, "As of", and 9).

use smallvec::SmallVec;

use crate::policy::model::{Objective, PriorityId};
use crate::value::Instant;

use super::bind::Bound;
use super::incident::Waiting;

/// A stop, and whether a later stage stands in for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) at: Instant,
    pub(super) inferred: bool,
}

/// Intervals in microseconds, in order and apart; an open one ends at the end of time.
pub(super) type Intervals = SmallVec<[(i64, i64); 6]>;

/// The end of an interval that has not ended.
pub(super) const OPEN: i64 = i64::MAX;

/// What has happened by the as-of instant.
#[derive(Debug)]
pub(super) struct Life<'a> {
    pub(super) bound: &'a Bound<'a>,
    pub(super) as_of: Instant,
    stops: [Option<Stop>; 3],
    excluded: SmallVec<[(i64, i64); 4]>,
    initial: PriorityId,
}

impl<'a> Life<'a> {
    pub(super) fn new(bound: &'a Bound<'a>, initial: PriorityId, as_of: Instant) -> Self {
        let incident = bound.incident;
        let happened = |at: Option<Instant>| at.filter(|at| *at <= as_of);
        let excluded = incident.excluded.iter().filter(|(from, _)| *from <= as_of);
        // A reopening after the as-of instant has not happened: the stop that it takes back stands.
        let standing = excluded.clone().filter(|(_, to)| *to > as_of).map(|(from, _)| *from).min();
        let written = |at: Option<Instant>| happened(at).map(|at| Stop { at, inferred: false });
        let inferred = |at: Option<Instant>| at.map(|at| Stop { at, inferred: true });
        let closed = happened(incident.closed);
        let resolved = written(incident.resolved).or(inferred(closed)).or(inferred(standing));
        let relieved = written(incident.relieved).or(inferred(resolved.map(|s| s.at)));
        let responded = written(incident.responded).or_else(|| {
            let later = [happened(incident.relieved), resolved.map(|s| s.at)];
            let reopened = excluded.clone().map(|(from, _)| *from).min();
            inferred(later.into_iter().chain([reopened]).flatten().min())
        });
        let excluded = excluded.filter(|(_, to)| *to <= as_of).map(|(from, to)| (from.0, to.0)).collect();
        Self { bound, as_of, stops: [responded, relieved, resolved], excluded, initial }
    }

    /// The stop of an objective, where it has happened.
    pub(super) fn stop(&self, objective: Objective) -> Option<Stop> {
        self.stops.get(objective as usize).copied().flatten()
    }

    /// The priority in force at an instant.
    pub(super) fn priority_at(&self, at: Instant) -> PriorityId {
        let before = self.bound.changes.iter().rev().find(|(change, _)| *change <= at);
        before.map_or(self.initial, |(_, to)| *to)
    }

    /// The changes that changed something, up to an instant: when, from, to.
    pub(super) fn changes(&self, until: Instant) -> impl Iterator<Item = (Instant, PriorityId, PriorityId)> + '_ {
        let mut from = self.initial;
        let changes = self.bound.changes.iter().take_while(move |(at, _)| *at <= until);
        changes.filter_map(move |(at, to)| {
            let before = std::mem::replace(&mut from, *to);
            (before != *to).then_some((*at, before, *to))
        })
    }

    /// Whether a waiting interval that an objective pauses for holds as of now.
    pub(super) fn paused(&self, pausing: &[String]) -> bool {
        self.waits(pausing).any(|w| w.to.is_none_or(|to| to > self.as_of))
    }

    /// The waiting intervals that have begun, of these parties.
    fn waits<'s>(&'s self, pausing: &'s [String]) -> impl Iterator<Item = &'s Waiting> {
        let waiting = self.bound.incident.waiting.iter();
        waiting.filter(|w| w.from <= self.as_of && pausing.contains(&w.on))
    }

    /// What an objective's clock leaves out: its pauses, and for relief and resolution the excluded
    /// time, all cut at the stop.
    pub(super) fn pauses(&self, objective: Objective, pausing: &[String], stop: Option<Instant>) -> Intervals {
        let cut = stop.map_or(OPEN, |s| s.0);
        let waits =
            self.waits(pausing).map(|w| (w.from.0, w.to.filter(|to| *to <= self.as_of).map_or(OPEN, |to| to.0)));
        let excluded = self.excluded.iter().copied().filter(|_| objective != Objective::Response);
        merged(waits.chain(excluded).map(|(from, to)| (from, to.min(cut))).collect())
    }

    /// The excluded time alone, for cadences.
    pub(super) fn excluded(&self) -> Intervals {
        merged(self.excluded.iter().copied().collect())
    }
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
