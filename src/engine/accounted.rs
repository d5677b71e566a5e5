//! A decision with an account of each objective: what reports and explanations are made of.

use crate::policy::Policy;
use crate::policy::model::{ObjectiveId, PackageId, PriorityId};
use crate::time::{Instant, Length};

use super::bind::Bound;
use super::core;
use super::decide::DirectAnswers;
use super::decision_ref::DecisionRef;
use super::details::Details;
use super::incident::Incident;
use super::ledger::Account;
use super::rejection::Rejection;

/// An objective, the priority that times it, and its account; `None` if it has no limit.
#[derive(Debug)]
pub(crate) struct Accounted<'a> {
    pub(crate) objective: ObjectiveId,
    pub(crate) priority: PriorityId,
    pub(crate) account: Option<Account<'a>>,
}

impl Policy {
    /// Decides one incident, under a package if one is given, and accounts for each objective.
    ///
    /// # Errors
    /// Why it cannot be decided.
    pub(crate) fn decide_detailed<'a>(
        &'a self,
        incident: &'a Incident,
        under: Option<PackageId>,
        as_of: Instant,
    ) -> Result<(DecisionRef<'a>, Vec<Accounted<'a>>), Rejection> {
        let (mut decision, bound) = self.decide_bound(incident, under, as_of)?;
        let accounted = self.accounted(&bound, incident, decision.package, as_of)?;
        let details = accounted.iter().map(|one| Some(Details::of(one.account.as_ref()?, self)));
        decision.details = details.collect();
        Ok((decision, accounted))
    }

    /// Accounts for each objective of an incident that a package has decided.
    ///
    /// # Errors
    /// Only those of the decision.
    pub(super) fn accounted<'a>(
        &'a self,
        bound: &Bound<'a>,
        incident: &'a Incident,
        package: PackageId,
        as_of: Instant,
    ) -> Result<Vec<Accounted<'a>>, Rejection> {
        let mut answers = DirectAnswers::new(self, bound, incident.channel.as_deref());
        let mut out = Vec::with_capacity(self.model().objectives.len());
        let each =
            core::each_limited(self, &bound.given, package, &mut answers, as_of, |objective, timeline, limited| {
                let account = Account::of(&self.tables, timeline, incident, &limited)?;
                out.push(Accounted { objective, priority: limited.priority, account });
                Ok(())
            });
        each.map_err(|refusal| self.refused(refusal, bound, incident, as_of))?;
        Ok(out)
    }
}

impl Details {
    /// The details of an account.
    fn of(account: &Account<'_>, policy: &Policy) -> Self {
        let paused_by = account.paused_by();
        Self {
            counts_from: account.counts_from,
            paused: Length(paused_by.iter().map(|(_, us)| us).sum()),
            excluded: Length(account.excluded()),
            paused_by: paused_by.into_iter().map(|(party, us)| (party.to_owned(), Length(us))).collect(),
            due_without_pauses: account.due_without_pauses,
            used: account.used(),
            by: policy.statement(account.timing.counting.statement),
            clock: account.timing.counting.clock,
        }
    }
}
