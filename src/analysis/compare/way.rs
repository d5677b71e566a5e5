//! The ways in which an incident can be timed under both sides, and stops that tell them apart.

use crate::analysis::Witness;
use crate::analysis::keeping::Promised;
use crate::analysis::sweep::Span;
use crate::policy::Timing;
use crate::policy::model::PriorityId;

/// A way that an incident of a priority can be timed under both sides, and what has to be known for it.
pub(super) struct Way<'p> {
    pub(super) new: PriorityId,
    pub(super) old: PriorityId,
    /// The limits that hold, if there are any.
    pub(super) timings: Timed<'p>,
    pub(super) facts: Witness,
}

/// The limits of NEW and of OLD by which an incident is timed.
#[derive(Clone, Copy, Default)]
pub(super) struct Timed<'p> {
    pub(super) new: Option<&'p Timing>,
    pub(super) old: Option<&'p Timing>,
}

impl Way<'_> {
    /// Without any treatment, and without a limit.
    pub(super) fn plain(new: PriorityId, old: PriorityId) -> Self {
        Self { new, old, timings: Timed::default(), facts: Witness::default() }
    }
}

/// A stop that keeps NEW and breaks OLD: on a whole minute where there is one.
pub(super) fn between(new: &Promised<'_>, old: &Promised<'_>, opened: i64, span: Span) -> Option<i64> {
    let (first, end) = (old.end(opened, span.last)?, new.end(opened, span.last)?);
    [up_to_minute(first), first].into_iter().find(|at| first <= *at && *at < end)
}

/// The instant itself where it is a whole minute, else the next one that is.
pub(super) fn up_to_minute(at: i64) -> i64 {
    let minute = 60_000_000;
    at.saturating_add(minute - 1).div_euclid(minute) * minute
}
