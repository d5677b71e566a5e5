//! Coverages, promises and replies of a tier or contract while it is put together.

use std::collections::BTreeMap;

use crate::span::Span;
use crate::time::{Duration, Zone};

use super::super::model::{CalendarId, Clauses, Condition, Limit, ObjectiveId, PriorityId};

/// A coverage before its zone is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct CoverageDraft {
    pub(super) calendar: Option<CalendarId>,
    /// `in ZONE`, which wins over the contract's `zone`.
    pub(super) zone: Option<Zone>,
    pub(super) span: Span,
}

/// A promise before its lengths and zones are known.
#[derive(Debug, Clone)]
pub(super) struct PromiseDraft {
    /// Those that hold instead while their condition is true.
    pub(super) circumstances: Vec<PromiseDraft>,
    /// When it holds; `None` where it holds whenever no other does.
    pub(super) when: Option<Condition>,
    pub(super) limit: Limit,
    pub(super) on: Option<CoverageDraft>,
    pub(super) clauses: Clauses,
    pub(super) span: Span,
}

/// The replies of one priority, before their lengths and zones are known.
#[derive(Debug, Clone)]
pub(super) enum ReplyDraft {
    Within { inclusive: bool, duration: Duration, on: Option<CoverageDraft>, pausing: Vec<String>, span: Span },
    None(Option<String>),
}

/// What one block says of an objective and a priority.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Whether its statements name no priority.
    pub(super) every: bool,
    pub(super) statements: Vec<PromiseDraft>,
}

/// What one block says of limits.
#[derive(Debug, Default)]
pub(super) struct Limits(pub(super) BTreeMap<(ObjectiveId, Option<PriorityId>), Group>);

impl Limits {
    /// Adds a statement. Those that name no priority come first, and give way to those that name one.
    pub(super) fn put(
        &mut self,
        objective: ObjectiveId,
        priorities: &[PriorityId],
        every: bool,
        promise: PromiseDraft,
    ) {
        let keys = priorities.iter().map(|p| Some(*p)).chain(every.then_some(None));
        for key in keys {
            let group = self.0.entry((objective, key)).or_default();
            group.every = every;
            // A priority that a statement names twice is reported by itself.
            if group.statements.last().is_none_or(|last| last.span != promise.span) {
                group.statements.push(promise.clone());
            }
        }
    }
}
