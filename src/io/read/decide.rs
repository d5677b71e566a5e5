//! A row against a policy.

use crate::engine::{DecisionRef, Incident, RejectCode, Rejection};
use crate::policy::Policy;
use crate::time::Instant;

use super::row::Row;

impl Row {
    /// The decision of a row, or why there is none: of what the reader and the policy find wrong,
    /// what is first.
    ///
    /// # Errors
    /// The rejection.
    pub fn decide<'a>(&'a self, policy: &'a Policy, as_of: Instant) -> Result<DecisionRef<'a>, Rejection> {
        self.decide_by(policy, |incident| policy.decide_ref(incident, as_of))
    }

    /// As [`decide`](Self::decide), with the details of each objective.
    ///
    /// # Errors
    /// The rejection.
    pub fn decide_detailed<'a>(&'a self, policy: &'a Policy, as_of: Instant) -> Result<DecisionRef<'a>, Rejection> {
        self.decide_by(policy, |incident| policy.decide_detailed(incident, None, as_of).map(|(decision, _)| decision))
    }

    /// What `decide` returns for the incident of a row, or why there is none, as for [`Row::decide`].
    ///
    /// # Errors
    /// The rejection.
    pub(crate) fn decide_by<'a, T>(
        &'a self,
        policy: &Policy,
        decide: impl FnOnce(&'a Incident) -> Result<T, Rejection>,
    ) -> Result<T, Rejection> {
        match (&self.incident, &self.problem) {
            (Some(incident), None) => decide(incident),
            (Some(incident), Some(problem)) => match policy.vet(incident) {
                Err(worse) if worse.code < problem.code => Err(worse),
                _ => Err(problem.clone()),
            },
            (None, Some(problem)) => Err(problem.clone()),
            (None, None) => Err(Rejection::new(RejectCode::BadRecord, "the row is empty")),
        }
    }
}
