//! The statements that are written.

use crate::engine::credits::{QuotaCount, Statement, Statements};
use crate::policy::Policy;
use crate::policy::model::{Package, PackageId};
use crate::time::Instant;

use super::period_filter::PeriodFilter;

/// Statements, with what is needed to write them.
#[derive(Debug, Clone)]
pub struct CreditReport<'p> {
    pub(super) policy: &'p Policy,
    pub(super) as_of: Instant,
    pub(super) incidents: u64,
    pub(super) rejected: u64,
    pub(super) statements: Vec<Statement>,
    pub(super) quotas: Vec<QuotaCount>,
}

impl<'p> CreditReport<'p> {
    /// Of statements as of an instant; `incidents` are all that were read, `rejected` those of them that could not be
    /// decided.
    pub fn new(policy: &'p Policy, as_of: Instant, incidents: u64, rejected: u64, all: Statements) -> Self {
        let Statements { statements, quotas } = all;
        Self { policy, as_of, incidents, rejected, statements, quotas }
    }

    /// Keeps the statements and quotas of a contract, if one is named, and of the periods that a filter leaves.
    pub fn retain(&mut self, contract: Option<&str>, filter: PeriodFilter) {
        let policy = self.policy;
        let is_of = |id: PackageId| contract.is_none_or(|name| named(policy, id) == name);
        self.statements.retain(|s| is_of(s.package) && filter.meets(s.dates.0, s.dates.1));
        self.quotas.retain(|q| is_of(q.package) && filter.meets(q.first, q.last));
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.quotas.is_empty()
    }

    /// Sentences about the measures that have no data because a calendar does not know the period.
    pub fn beyond(&self) -> Vec<String> {
        let of = |statement: &Statement| {
            let clock = statement.lines.iter().find_map(|line| line.beyond)?;
            let (contract, period) = (named(self.policy, statement.package), statement.period);
            let rejection = self.policy.beyond(clock);
            let message = rejection.message.trim_end_matches('.');
            Some(format!("{contract}, {period}: {}: no availability: {message}", rejection.code))
        };
        self.statements.iter().filter_map(of).collect()
    }

    pub(super) fn package(&self, id: PackageId) -> Option<&'p Package> {
        self.policy.model().package(id)
    }

    /// The heading of a contract's version.
    pub(super) fn title(&self, id: PackageId) -> String {
        match self.package(id).and_then(|package| package.in_force) {
            Some(force) => format!("{} ({} to {})", named(self.policy, id), force.from, force.to),
            None => named(self.policy, id).to_owned(),
        }
    }
}

/// The name of a tier or contract.
fn named(policy: &Policy, id: PackageId) -> &str {
    policy.model().package(id).map_or("", |package| &package.name)
}
