//! Why a limit was breached: one cause for each breach, derived from the incident and its decision.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::engine::{DecisionRef, Incident, ObjectiveResult};
use crate::policy::Comparison;
use crate::policy::model::{ObjectiveId, PriorityId};
use crate::time::{Instant, Length};

use super::counts::{is_overdue, overrun};
use super::intervals::Intervals;
use super::words::length;

/// Kinds of causes. If several apply to a breach, the first in this order is its cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CauseKind {
    /// No answer is recorded, and a later stage stands in for it.
    NoAnswerRecorded,
    /// Stopped before it was due, then reopened.
    Reopened,
    /// Given a more urgent priority when that priority's limit had already passed.
    PriorityRaised,
    /// Without the waiting that the clock does not pause for, the limit would have been met.
    WaitingCounted,
    /// The first answer came when this was already due.
    AnsweredLate,
    /// The resolution of the incident ended it.
    EndedByResolution,
    /// The clock still runs.
    Open,
    /// Late by at most a tenth of the limit.
    JustLate,
    /// Late by more than that.
    Late,
}

impl CauseKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::NoAnswerRecorded,
        Self::Reopened,
        Self::PriorityRaised,
        Self::WaitingCounted,
        Self::AnsweredLate,
        Self::EndedByResolution,
        Self::Open,
        Self::JustLate,
        Self::Late,
    ];

    /// `no-answer-recorded`, ...
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAnswerRecorded => "no-answer-recorded",
            Self::Reopened => "reopened",
            Self::PriorityRaised => "priority-raised",
            Self::WaitingCounted => "waiting-counted",
            Self::AnsweredLate => "answered-late",
            Self::EndedByResolution => "ended-by-resolution",
            Self::Open => "open",
            Self::JustLate => "just-late",
            Self::Late => "late",
        }
    }

    /// For a list or a chart.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoAnswerRecorded => "no answer recorded before a later stage",
            Self::Reopened => "in time at first, then reopened",
            Self::PriorityRaised => "priority raised when its limit had passed",
            Self::WaitingCounted => "waiting for which the clock does not pause",
            Self::AnsweredLate => "first answered after this was due",
            Self::EndedByResolution => "not done before the resolution",
            Self::Open => "still open",
            Self::JustLate => "late by at most a tenth of the limit",
            Self::Late => "late by more than a tenth of the limit",
        }
    }
}

/// Why one limit was breached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cause {
    pub(super) kind: CauseKind,
    /// What a sentence about the kind needs: the party that was waited for and how long, or the priority.
    detail: String,
}

/// The breach of an objective in one incident.
pub(super) struct Breach<'a> {
    pub(super) incident: &'a Incident,
    pub(super) decision: &'a DecisionRef<'a>,
    pub(super) objective: ObjectiveId,
    pub(super) result: &'a ObjectiveResult<'a>,
}

impl Breach<'_> {
    /// Why it is one.
    pub(super) fn cause(&self) -> Cause {
        let of = |kind| Cause { kind, detail: String::new() };
        let result = self.result;
        if self.objective == ObjectiveId::RESPONSE && result.inferred {
            return of(CauseKind::NoAnswerRecorded);
        }
        if self.was_reopened() {
            return of(CauseKind::Reopened);
        }
        if let Some(to) = self.raised() {
            let detail = self.decision.policy.model().priority_name(to).to_owned();
            return Cause { kind: CauseKind::PriorityRaised, detail };
        }
        if let Some((party, waited)) = self.counted_waiting() {
            let detail = format!("{} on {party}", length(waited));
            return Cause { kind: CauseKind::WaitingCounted, detail };
        }
        if self.answered_late() {
            return of(CauseKind::AnsweredLate);
        }
        if result.ended {
            return of(CauseKind::EndedByResolution);
        }
        if is_overdue(result) {
            return of(CauseKind::Open);
        }
        let tenth = |limit: Length| i128::from(result.elapsed.0) * 10 <= i128::from(limit.0) * 11;
        if result.limit.is_some_and(tenth) { of(CauseKind::JustLate) } else { of(CauseKind::Late) }
    }

    /// The last instant that matters: the stop, the resolution that ended it, or now.
    fn end(&self) -> Instant {
        let resolved = || self.incident.resolved.or(self.incident.closed).filter(|_| self.result.ended);
        self.result.stopped.or_else(resolved).unwrap_or(self.decision.as_of)
    }

    /// Whether it had stopped before it was due, and the incident was reopened.
    fn was_reopened(&self) -> bool {
        let counts = self.decision.policy.model().objectives.get(self.objective.index());
        let excluded = self.incident.excluded.iter().filter(|interval| interval.to <= self.end());
        let first = excluded.map(|interval| interval.from).min();
        counts.is_some_and(|objective| objective.excludes_reopened)
            && first.is_some_and(|first| self.result.due.is_none_or(|due| first <= due))
    }

    /// The more urgent priority that was given to the incident when its limit had already passed.
    fn raised(&self) -> Option<PriorityId> {
        let model = self.decision.policy.model();
        let end = self.end();
        let changes = self.incident.priority_changes.iter().filter(|change| change.at <= end);
        // The last of those at one instant counts.
        let last = changes.rev().max_by_key(|change| change.at)?;
        let to = model.priority(&last.to)?;
        let before = self.incident.priority_changes.iter().filter(|change| change.at < last.at);
        let before = before.max_by_key(|change| change.at).map(|change| change.to.as_str());
        let initial = || {
            let Incident { customer_priority, vendor_priority, priority, .. } = self.incident;
            [customer_priority, priority, vendor_priority].into_iter().find_map(|named| named.as_deref())
        };
        let from = model.priority(before.or_else(initial)?)?;
        let passed = self.result.due.is_some_and(|due| due <= last.at);
        (to < from && passed && self.result.written == to).then_some(to)
    }

    /// Whether the first answer came when this was already due.
    fn answered_late(&self) -> bool {
        let response = self.decision.objective(ObjectiveId::RESPONSE);
        let answered = response.and_then(|response| response.stopped).or(self.incident.responded);
        self.objective != ObjectiveId::RESPONSE && answered.zip(self.result.due).is_some_and(|(a, due)| a > due)
    }

    /// The party that was waited for the longest without a pause, and how long, if the limit would have been met
    /// without all such waiting.
    fn counted_waiting(&self) -> Option<(&str, i64)> {
        if self.incident.waiting.is_empty() {
            return None;
        }
        let (start, pausing) = (self.start()?, self.pausing()?);
        let clock = self.decision.policy.clock(self.result.clock())?;
        let waiting = |wanted: &dyn Fn(&str) -> bool| {
            Intervals::waiting(self.incident, start, self.end(), |wait| wanted(&wait.on)).covered(clock)
        };
        let pauses = |party: &str| pausing.iter().any(|one| one == party);
        let counted = waiting(&|_| true) - waiting(&pauses);
        let (elapsed, limit) = (self.result.elapsed.0 - counted, self.result.limit?.0);
        let kept = match self.result.comparison {
            Comparison::Less => elapsed < limit,
            Comparison::LessEqual | Comparison::By => elapsed <= limit,
        };
        if !kept || counted == 0 {
            return None;
        }
        let mut parties: Vec<&str> = self.incident.waiting.iter().map(|wait| wait.on.as_str()).collect();
        parties.retain(|party| !pauses(party));
        parties.sort_unstable();
        parties.dedup();
        let each = parties.into_iter().map(|party| (party, waiting(&|on| on == party)));
        // Of equals the first in alphabetical order.
        each.rev().max_by_key(|(_, waited)| *waited)
    }

    /// Where the clock starts; `None` if a field that starts it is missing.
    fn start(&self) -> Option<Instant> {
        let model = self.decision.policy.model();
        let from = &model.objectives.get(self.objective.index())?.from;
        let fields = from.iter().map(|field| self.incident.instant(model.field_name(*field)));
        let start = fields.collect::<Option<Vec<Instant>>>()?.into_iter().max().unwrap_or(self.incident.opened);
        let restart = model.package(self.decision.package).is_some_and(|package| package.general.restart.is_some());
        let end = self.end();
        let changes = self.incident.priority_changes.iter().map(|change| change.at);
        let change = changes.filter(|at| restart && *at <= end).max();
        let start = change.map_or(start, |change| start.max(change));
        self.decision.policy.clock(self.result.clock())?.counts_as_opened(start).ok()
    }

    /// The parties that the clock pauses for.
    fn pausing(&self) -> Option<&[String]> {
        let package = self.decision.policy.model().package(self.decision.package)?;
        let promise = package.terms.get(usize::from(self.result.priority.0))?.promise(self.objective)?;
        let mut each = promise.each().map(|(_, promise)| promise);
        each.find(|promise| promise.span == self.result.statement()).map(|promise| promise.clauses.pausing.as_slice())
    }

    /// By how much it was late, and why, in words.
    pub(super) fn words(&self, cause: &Cause) -> String {
        let done = match self.objective {
            ObjectiveId::RESPONSE => "answered",
            ObjectiveId::RELIEF => "relieved",
            ObjectiveId::RESOLUTION => "resolved",
            _ => "done",
        };
        let over = length(overrun(self.result));
        let mut out = match (self.result.stopped, self.result.due, self.result.comparison) {
            (Some(stopped), Some(due), Comparison::By) => {
                format!("{done} {} after it was due", length(stopped.0 - due.0))
            }
            (Some(_), ..) => format!("{done} {over} over the limit"),
            (None, ..) if self.result.ended => {
                format!("not {done} when the incident was resolved, {over} over the limit")
            }
            (None, ..) => format!("not {done} yet, {over} over the limit"),
        };
        let Cause { kind, detail } = cause;
        let _ = match kind {
            CauseKind::NoAnswerRecorded => {
                write!(out, "; no answer is recorded, so the first later stage counts as one")
            }
            CauseKind::Reopened => write!(out, "; it had stopped in time, and was reopened"),
            CauseKind::PriorityRaised => {
                write!(out, "; the priority was raised to {detail} when the limit of {detail} had passed")
            }
            CauseKind::WaitingCounted => write!(out, "; it waited {detail}, for which this clock does not pause"),
            CauseKind::AnsweredLate => write!(out, "; the first answer came after this was due"),
            CauseKind::EndedByResolution | CauseKind::Open | CauseKind::JustLate | CauseKind::Late => Ok(()),
        };
        out
    }
}
