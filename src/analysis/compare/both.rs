//! The two sides of a comparison, and what they have in common.

use crate::analysis::side::Side;
use crate::analysis::sweep::Span;
use crate::policy::model::PriorityId;

use super::span;

/// The two sides.
pub(super) struct Both<'p> {
    pub(super) new: Side<'p>,
    pub(super) old: Side<'p>,
}

impl<'p> Both<'p> {
    /// The priorities that both have: in NEW's places, in OLD's, and by name.
    pub(super) fn shared(&self) -> Vec<(PriorityId, PriorityId, &'p str)> {
        let mut out = Vec::new();
        for (at, priority) in (0_u16..).zip(&self.new.model().priorities) {
            if let Some(old) = self.old.model().priority(&priority.name) {
                out.push((PriorityId(at), old, priority.name.as_str()));
            }
        }
        out
    }

    /// The opening instants of incidents of any priority.
    pub(super) fn opened(&self) -> Span {
        let all: Vec<_> = self.shared().into_iter().map(|(mine, theirs, _)| (mine, theirs)).collect();
        span::opened(self.new, self.old, &all)
    }
}
