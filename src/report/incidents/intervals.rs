//! The time that an incident waited, cut at an end and without overlaps.

use crate::engine::{Incident, Waiting};
use crate::time::Instant;
use crate::time::calendar::Clock;

/// Intervals in order, none of which overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Intervals(Vec<(Instant, Instant)>);

impl Intervals {
    /// The waiting of an incident within `[from, to)` for which `wanted` holds. What has not ended lasts until `to`.
    pub(super) fn waiting(incident: &Incident, from: Instant, to: Instant, wanted: impl Fn(&Waiting) -> bool) -> Self {
        let waits = incident.waiting.iter().filter(|wait| wanted(wait));
        let cut = |wait: &Waiting| (wait.from.max(from), wait.to.unwrap_or(to).min(to));
        let mut all: Vec<(Instant, Instant)> = waits.map(cut).filter(|(from, to)| from < to).collect();
        all.sort_unstable();
        let mut out: Vec<(Instant, Instant)> = Vec::with_capacity(all.len());
        for (from, to) in all {
            match out.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => out.push((from, to)),
            }
        }
        Self(out)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their length on the wall, in microseconds.
    pub(super) fn wall(&self) -> i64 {
        self.0.iter().map(|(from, to)| to.0 - from.0).sum()
    }

    /// Their length on a clock, in microseconds.
    pub(super) fn covered(&self, clock: &Clock) -> i64 {
        self.0.iter().map(|(from, to)| clock.covered(*from, *to).0).sum()
    }
}
