//! Escalations, measures, credits and quotas of a tier or contract while it is put together.

use crate::syntax::ast::Lost;

use super::super::model::{Limit, ObjectiveId, PriorityId};
use super::super::service_terms::{Availability, Escalation, EscalationPoint, Measure, ServiceTerms};
use super::promise_draft::{CoverageDraft, PromiseDraft};

/// See the module. What it holds is as in [`ServiceTerms`], but targets and lengths are filled in at the end.
#[derive(Debug, Clone, Default)]
pub(super) struct ServiceDraft {
    /// All but the escalations and the availability.
    pub(super) terms: ServiceTerms,
    pub(super) escalations: Vec<EscalationDraft>,
    pub(super) availability: Option<AvailabilityDraft>,
}

/// An escalation, before it is known which priorities have a limit.
#[derive(Debug, Clone)]
pub(super) struct EscalationDraft {
    /// Its priorities are those that it may concern.
    pub(super) escalation: Escalation,
    /// Whether it names them.
    pub(super) named: bool,
    /// Those that had a limit in the package that says it.
    pub(super) limited: Vec<PriorityId>,
}

/// An availability before its calendar has a zone.
#[derive(Debug, Clone)]
pub(super) struct AvailabilityDraft {
    pub(super) availability: Availability,
    pub(super) counted_on: Option<CoverageDraft>,
}

/// What one block says, in the order in which it is written.
#[derive(Debug, Default)]
pub(super) struct OwnService {
    pub(super) said: ServiceDraft,
    /// The objectives and priorities whose inherited escalations are replaced.
    pub(super) escalated: Vec<(ObjectiveId, Vec<PriorityId>)>,
    /// The measures whose inherited credits are replaced.
    pub(super) credited: Vec<Measure>,
    pub(super) fee: bool,
    pub(super) availability: bool,
    pub(super) caps: bool,
    pub(super) ignore: bool,
    pub(super) at_least: bool,
    pub(super) claimed: bool,
    /// The names of the rights that are replaced.
    pub(super) rights: Vec<String>,
    pub(super) quotas: bool,
}

impl ServiceDraft {
    /// Puts what a block says on top of what was inherited.
    pub(super) fn put(&mut self, own: OwnService) {
        let OwnService {
            said,
            escalated,
            credited,
            fee,
            availability,
            caps,
            ignore,
            at_least,
            claimed,
            rights,
            quotas,
        } = own;
        let ServiceDraft { terms, escalations, availability: own_availability } = said;
        for (objective, priorities) in escalated {
            for inherited in self.escalations.iter_mut().filter(|e| e.escalation.objective == objective) {
                inherited.escalation.priorities.retain(|priority| !priorities.contains(priority));
            }
        }
        self.escalations.retain(|inherited| !inherited.escalation.priorities.is_empty());
        self.escalations.extend(escalations);
        if availability {
            self.availability = own_availability;
            if self.availability.is_none() {
                let of_time = |measure| matches!(measure, Measure::Availability | Measure::Downtime);
                self.terms.credits.retain(|inherited| !of_time(inherited.measure));
            }
        }
        self.terms.credits.retain(|inherited| !credited.contains(&inherited.measure));
        self.terms.credits.extend(terms.credits);
        if terms.measured.is_some() {
            self.terms.measured = terms.measured;
        }
        if fee {
            self.terms.fee = terms.fee;
        }
        let (limits, own_limits) = (&mut self.terms.credit_limits, terms.credit_limits);
        if caps {
            limits.caps = own_limits.caps;
        }
        if ignore {
            limits.ignore_fewer_than = own_limits.ignore_fewer_than;
        }
        if at_least {
            limits.at_least = own_limits.at_least;
        }
        if claimed {
            limits.claimed_within_days = own_limits.claimed_within_days;
        }
        self.terms.rights.retain(|inherited| !rights.contains(&inherited.name));
        self.terms.rights.extend(terms.rights);
        if quotas {
            self.terms.quotas = terms.quotas;
        }
    }

    /// Notes which priorities of new escalations have a limit here.
    pub(super) fn note_limits(&mut self, first: usize, promises: &[Vec<Option<PromiseDraft>>]) {
        for draft in self.escalations.iter_mut().skip(first) {
            let Escalation { objective, ref priorities, .. } = draft.escalation;
            let limited = priorities.iter().copied().filter(|priority| has_limit(promises, objective, *priority));
            draft.limited = limited.collect();
        }
    }
}

/// Whether anything limits an objective, in whatever circumstances.
fn has_limit(promises: &[Vec<Option<PromiseDraft>>], objective: ObjectiveId, priority: PriorityId) -> bool {
    let promise = promises.get(objective.index()).and_then(|of| of.get(usize::from(priority.0)));
    let Some(Some(promise)) = promise else { return false };
    // What a multiple names comes before it, so that this ends.
    promise.circumstances.iter().chain([promise]).any(|one| match &one.limit {
        Limit::None(_) => false,
        Limit::Multiple(_, of) => *of < objective && has_limit(promises, *of, priority),
        Limit::Length { .. } | Limit::Date(_) => true,
    })
}

/// Whether an escalation is said as a share, which is silent where its limit is gone.
pub(super) fn is_share(point: EscalationPoint) -> bool {
    matches!(point, EscalationPoint::Share(_))
}

/// Whether the fee of a package may be among what could not be read.
pub(super) fn may_have(lost: &Lost, words: &[&str]) -> bool {
    words.iter().any(|word| lost.may_hold(word))
}
