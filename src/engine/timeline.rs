//! What has happened to an incident as of an instant (`semantics` 4, "As of", and 9).

use smallvec::SmallVec;

use crate::policy::PartySet;
use crate::policy::model::{ObjectiveId, PriorityId};
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

/// What has happened by the as-of instant.
#[derive(Debug)]
pub(super) struct Timeline<'a> {
    pub(super) given: &'a BoundIncident,
    pub(super) as_of: Instant,
    stops: [Option<Stop>; 3],
    excluded: SmallVec<[(i64, i64); 4]>,
    initial: PriorityId,
}

impl<'a> Timeline<'a> {
    pub(super) fn new(given: &'a BoundIncident, initial: PriorityId, as_of: Instant) -> Self {
        let happened = |at: Option<Instant>| at.filter(|at| *at <= as_of);
        let excluded = given.excluded.iter().filter(|(from, _)| *from <= as_of.0);
        // A reopening after the as-of instant has not happened: the stop that it takes back stands.
        let standing = excluded.clone().filter(|(_, to)| *to > as_of.0).map(|(from, _)| Instant(*from)).min();
        let written = |at: Option<Instant>| happened(at).map(|at| Stop { at, inferred: false });
        let inferred = |at: Option<Instant>| at.map(|at| Stop { at, inferred: true });
        let [responded, relieved, resolved, closed] = given.stops;
        let wrote = happened(relieved);
        let closed = happened(closed);
        let resolved = written(resolved).or(inferred(closed)).or(inferred(standing));
        let relieved = written(relieved).or(inferred(resolved.map(|s| s.at)));
        let responded = written(responded).or_else(|| {
            let later = [wrote, resolved.map(|s| s.at)];
            let reopened = excluded.clone().map(|(from, _)| Instant(*from)).min();
            inferred(later.into_iter().chain([reopened]).flatten().min())
        });
        let excluded = excluded.filter(|(_, to)| *to <= as_of.0).copied().collect();
        Self { given, as_of, stops: [responded, relieved, resolved], excluded, initial }
    }

    /// As `new`, of an incident of which nothing had stopped by then, and which is reopened when it is.
    pub(super) fn running(given: &'a BoundIncident, initial: PriorityId, as_of: Instant) -> Self {
        let begun = given.excluded.iter().filter(|(from, _)| *from <= as_of.0);
        let excluded = begun.map(|(from, to)| (*from, if *to <= as_of.0 { *to } else { OPEN })).collect();
        Self { given, as_of, stops: [None; 3], excluded, initial }
    }

    /// The stop of an objective, where it has happened.
    pub(super) fn stop(&self, objective: ObjectiveId) -> Option<Stop> {
        self.stops.get(objective.index()).copied().flatten()
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
        self.waits(pausing).any(|w| w.to > self.as_of.0)
    }

    /// The waiting intervals that have begun, of these parties.
    fn waits<'s>(&'s self, pausing: &'s PartySet) -> impl Iterator<Item = &'s Wait> {
        let now = self.as_of.0;
        self.given.waiting.iter().filter(move |w| w.from <= now && pausing.contains(w.party))
    }

    /// What an objective's clock leaves out: its pauses, and for relief and resolution the excluded
    /// time, all cut at the stop.
    pub(super) fn pauses(&self, objective: ObjectiveId, pausing: &PartySet, stop: Option<Instant>) -> Intervals {
        if self.given.waiting.is_empty() && self.excluded.is_empty() {
            return Intervals::new();
        }
        let cut = stop.map_or(OPEN, |s| s.0);
        let waits = self.waits(pausing).map(|w| (w.from, if w.to <= self.as_of.0 { w.to } else { OPEN }));
        let excluded = self.excluded.iter().copied().filter(|_| objective != ObjectiveId::RESPONSE);
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
