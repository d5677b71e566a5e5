//! Which of two promises of one priority is due first.

use crate::analysis::keeping::Promised;
use crate::analysis::sweep::sweep;
use crate::policy::model::{ObjectiveId, PriorityId};

use super::span;
use crate::analysis::side::Side;

/// Whether one promise is due before another of the same priority: sooner for some incident and later for none,
/// over every opening instant. Waiting and treatments are left out of account.
pub fn due_before(side: Side<'_>, priority: PriorityId, one: ObjectiveId, other: ObjectiveId) -> bool {
    let promised = |objective: ObjectiveId| {
        let timing = side.timings(priority)?.timing(objective)?;
        Promised::of(side.policy, timing)
    };
    let (Some(one), Some(other)) = (promised(one), promised(other)) else { return false };
    let span = span::opened(side, side, &[(priority, priority)]).answered(&[one, other]);
    if span.is_empty() {
        return false;
    }
    let gaps = sweep(&one, &other, span);
    gaps.loss.is_none() && gaps.gain.is_some()
}
