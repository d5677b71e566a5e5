//! What is decided of one incident, borrowed from the policy and the incident: what the crate computes with.

use smallvec::SmallVec;

use crate::policy::model::{Clauses, ObjectiveId, PackageId, PriorityId};
use crate::policy::{ClockId, Comparison, Policy, Timing};
use crate::span::Span;
use crate::time::{Instant, Length};
use crate::value::Truth;

use super::decision::{Basis, EscalationStatus, Status, WarningCode};
use super::details::Details;

/// The decision of one incident, as of one instant; see [`Decision`](super::Decision) for the owned form.
#[derive(Debug, Clone)]
pub struct DecisionRef<'a> {
    /// The policy that decided.
    pub policy: &'a Policy,
    /// The incident's id.
    pub id: &'a str,
    /// The tier or contract, in the version that was in force.
    pub package: PackageId,
    /// The priority as of now.
    pub priority: PriorityId,
    /// The priority that it began with.
    pub initial: PriorityId,
    /// Where the priority comes from.
    pub basis: Basis,
    /// The priority that a treatment led to.
    pub treated_as: Option<PriorityId>,
    /// The instant of the decision.
    pub as_of: Instant,
    /// Whether the channel is one of the contract's; nothing where either is not known.
    pub channel_accepted: Option<bool>,
    /// Response, relief, resolution; nothing where no limit is set.
    pub objectives: Vec<Option<ObjectiveResult<'a>>>,
    /// Of each objective, whether the resolution of the incident ended it before it was due.
    pub ended: SmallVec<[bool; 8]>,
    /// The details of each objective that has a limit; empty unless they were asked for.
    pub details: Vec<Option<Details>>,
    /// How often the customer heard, where an interval is promised.
    pub cadence: Option<CadenceAnswer>,
    /// How soon messages were answered, where that is promised.
    pub replies: Option<ReplyAnswer>,
    /// Who is called before a limit is missed, in the order of the statements.
    pub escalations: Vec<EscalationAnswer<'a>>,
    /// One for each remedy of the policy, in its order.
    pub remedies: Vec<RemedyAnswer<'a>>,
    /// What a person should look at.
    pub warnings: Vec<WarningRef<'a>>,
}

/// One objective, timed.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectiveResult<'p> {
    /// How it stands.
    pub status: Status,
    /// The priority at its stop or now, before treatments.
    pub written: PriorityId,
    /// The priority that it was timed by.
    pub priority: PriorityId,
    /// Its limit; `None` of a date limit whose clock has not started.
    pub limit: Option<Length>,
    /// How elapsed time is held against it.
    pub comparison: Comparison,
    /// Covered time less pauses, at the stop or as of now.
    pub elapsed: Length,
    /// Limit less elapsed, where the clock has not stopped in time or too late.
    pub remaining: Option<Length>,
    /// When the limit is used up; nothing while a pause holds.
    pub due: Option<Instant>,
    /// When it stopped.
    pub stopped: Option<Instant>,
    /// Whether a later stage stood in for the stop.
    pub inferred: bool,
    /// Whether the resolution of the incident ended it.
    pub ended: bool,
    /// What timed it.
    pub(crate) timing: &'p Timing,
}

impl<'p> ObjectiveResult<'p> {
    /// What the statement that timed it says besides the limit.
    pub fn clauses(&self) -> &'p Clauses {
        &self.timing.clauses
    }

    /// The clock that it ran on.
    pub fn clock(&self) -> ClockId {
        self.timing.counting.clock
    }

    /// The statement that timed it.
    pub fn statement(&self) -> Span {
        self.timing.counting.statement
    }
}

/// An update cadence, timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CadenceAnswer {
    /// The priority that it was timed by.
    pub priority: PriorityId,
    /// The promised interval.
    pub interval: Length,
    /// Where the last gap begins: the last update, or the start of the clock.
    pub since: Instant,
    /// When the customer should hear next; nothing once relieved.
    pub next_due: Option<Instant>,
    /// The longest gap so far.
    pub longest_gap: Length,
    /// How many gaps were longer than the interval.
    pub late: u32,
    /// The clock that gaps are measured on.
    pub clock: ClockId,
    /// The statement that promises it.
    pub statement: Span,
}

/// Replies, timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyAnswer {
    /// The priority that they were timed by.
    pub priority: PriorityId,
    /// The promised length.
    pub limit: Length,
    /// How a wait is compared with it.
    pub comparison: Comparison,
    /// How many waits an update ended.
    pub answered: u32,
    /// How many waits, answered or not, exceed the limit by now.
    pub late: u32,
    /// The longest wait so far; `None` where there was none.
    pub longest: Option<Length>,
    /// The message that waits for an answer.
    pub waiting_since: Option<Instant>,
    /// When it should be answered.
    pub next_due: Option<Instant>,
    /// The clock that waits are measured on.
    pub clock: ClockId,
    /// The statement that promises it.
    pub statement: Span,
}

/// An escalation, timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EscalationAnswer<'p> {
    /// Who is called.
    pub to: &'p str,
    /// The objective whose clock counts.
    pub objective: &'p str,
    /// When so much of the limit has been used; `None` if an open pause holds it back, or the clock has not started.
    pub at: Option<Instant>,
    /// How much of the clock's time has been used then; `None` if the clock has not started.
    pub length: Option<Length>,
    /// How it stands.
    pub status: EscalationStatus,
    /// The clock that it is timed on.
    pub clock: ClockId,
}

/// A remedy, answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyAnswer<'a> {
    /// `will`; else `may`.
    pub committed: bool,
    /// Whether the customer is entitled to it.
    pub entitled: Truth,
    /// Whether there is a reason to use a discretion, where the remedy names one.
    pub favoured: Option<Truth>,
    /// The facts that an unknown answer hangs on, in alphabetical order.
    pub needs: Vec<&'a str>,
}

/// What a person should look at: a code, with the facts or fields that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarningRef<'a> {
    /// The code.
    pub code: WarningCode,
    /// What it names.
    pub names: Vec<&'a str>,
}

impl DecisionRef<'_> {
    /// One objective; nothing where no limit is set.
    pub fn objective(&self, objective: ObjectiveId) -> Option<&ObjectiveResult<'_>> {
        self.objectives.get(objective.index()).and_then(Option::as_ref)
    }

    /// The name of the tier or contract, as the incident gave it.
    pub fn contract(&self) -> &str {
        self.policy.model.package(self.package).map_or("", |p| &p.name)
    }

    /// The name of the nearest tier.
    pub fn tier(&self) -> &str {
        let tier = self.policy.model.package(self.package).and_then(|p| self.policy.model.package(p.tier));
        tier.map_or("", |p| &p.name)
    }
}
