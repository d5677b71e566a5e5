//! An incident in plain values: what every clock and rule is asked about, whoever read it.

use smallvec::SmallVec;

use crate::policy::PartyId;
use crate::policy::model::PriorityId;
use crate::time::Instant;

/// The end of an interval that has not ended.
pub(crate) const OPEN: i64 = i64::MAX;

/// A waiting interval in microseconds; one that has not ended ends at [`OPEN`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wait {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) party: PartyId,
}

/// An incident whose names are numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct BoundIncident {
    pub(crate) opened: i64,
    /// Responded, relieved, resolved, closed.
    pub(crate) stops: [Option<Instant>; 4],
    /// The fields that the policy declares, in its order; those behind the last that is given may be left out.
    pub(crate) declared: SmallVec<[Option<Instant>; 4]>,
    pub(crate) waiting: SmallVec<[Wait; 4]>,
    pub(crate) excluded: SmallVec<[(i64, i64); 2]>,
    pub(crate) updates: SmallVec<[i64; 4]>,
    /// When the customer wrote.
    pub(crate) messages: SmallVec<[i64; 4]>,
    /// Changes of priority, in order.
    pub(crate) changes: SmallVec<[(Instant, PriorityId); 2]>,
    pub(crate) customer: Option<PriorityId>,
    pub(crate) recorded: Option<PriorityId>,
    pub(crate) vendor: Option<PriorityId>,
}

/// What happened before it could have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disorder<'n> {
    /// Something, named so, before the incident was opened.
    Early(&'n str, Instant),
    /// An interval that ends before it starts.
    Backwards(Instant, Instant),
}

/// What each kind of event is called where it is too early.
pub(crate) mod events {
    /// The four stops.
    pub(crate) const STOPS: [&str; 4] = ["responded", "relieved", "resolved", "closed"];
    pub(crate) const UPDATED: &str = "updated";
    pub(crate) const WROTE: &str = "the customer wrote (`messages`)";
    pub(crate) const CHANGED: &str = "the priority was changed";
    pub(crate) const EXCLUDED: &str = "stopped (`excluded`)";
}

/// The first thing that is out of order: nothing happens before the incident is opened, and no
/// interval ends before it starts, whatever the as-of instant.
pub(crate) fn disorder<'n>(
    opened: i64,
    events: impl IntoIterator<Item = (&'n str, i64)>,
    intervals: impl IntoIterator<Item = (i64, i64)>,
) -> Option<Disorder<'n>> {
    let early = events.into_iter().find(|(_, at)| *at < opened);
    early.map(|(what, at)| Disorder::Early(what, Instant(at))).or_else(|| {
        let backwards = intervals.into_iter().find(|(from, to)| to < from);
        backwards.map(|(from, to)| Disorder::Backwards(Instant(from), Instant(to)))
    })
}

impl Default for Wait {
    fn default() -> Self {
        Self { from: 0, to: OPEN, party: PartyId::NONE }
    }
}

impl BoundIncident {
    /// Forgets everything, keeping its room.
    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
        self.excluded.clear();
        self.updates.clear();
        self.messages.clear();
        self.declared.clear();
        self.changes.clear();
    }

    /// Whether everything happened when it could have.
    pub(crate) fn in_order(&self) -> bool {
        let waits = self.waiting.iter().map(|w| (w.from, w.to));
        let stops = self.stops.iter().chain(&self.declared).flatten().map(|at| at.0);
        let lists = self.updates.iter().chain(&self.messages).copied();
        let changes = self.changes.iter().map(|(at, _)| at.0);
        let events = stops.chain(lists).chain(changes).chain(self.excluded.iter().map(|(from, _)| *from));
        disorder(self.opened, events.map(|at| ("", at)), waits.chain(self.excluded.iter().copied())).is_none()
    }
}
