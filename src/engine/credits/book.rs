//! Takes decided incidents, and makes statements of them.

use crate::engine::downtime::MeasuredIncident;
use crate::engine::{Incident, Rejection};
use crate::policy::Policy;
use crate::policy::model::{Package, PackageId};
use crate::time::Instant;

use super::claims::Claims;
use super::counts::LineEntry;
use super::statement::{Statements, statements};
use super::version::Version;

/// Counts incidents for the credit statements of a policy.
#[derive(Debug)]
pub struct CreditBook<'p> {
    policy: &'p Policy,
    as_of: Instant,
    /// One for each package that measures anything or has quotas.
    versions: Vec<Option<Version<'p>>>,
    incidents: u64,
}

impl<'p> CreditBook<'p> {
    /// No incidents yet.
    pub fn new(policy: &'p Policy, as_of: Instant) -> Self {
        Self::with(policy, as_of, false)
    }

    /// As [`new`](Self::new), but every version is measured as if it were always in force.
    pub fn always_in_force(policy: &'p Policy, as_of: Instant) -> Self {
        Self::with(policy, as_of, true)
    }

    fn with(policy: &'p Policy, as_of: Instant, whole: bool) -> Self {
        let counts = |package: &Package| {
            let service = &package.service;
            let measures = !service.credits.is_empty() || !service.rights.is_empty() || service.availability.is_some();
            !package.base && (measures || !service.quotas.is_empty())
        };
        let version =
            |(at, package): (u16, &'p Package)| counts(package).then(|| Version::new(PackageId(at), package, whole));
        let versions = (0_u16..).zip(&policy.model().packages).map(version).collect();
        Self { policy, as_of, versions, incidents: 0 }
    }

    /// Whether the policy measures anything, or has quotas.
    pub fn has_measures(&self) -> bool {
        self.versions.iter().any(Option::is_some)
    }

    /// Decides an incident and counts it, under a package or under the version of its contract that was in force.
    /// `each` is called with every line that it is behind.
    ///
    /// # Errors
    /// Why it cannot be decided; then nothing is counted.
    pub fn add(
        &mut self,
        incident: &Incident,
        under: Option<PackageId>,
        each: &mut dyn FnMut(&LineEntry<'_>),
    ) -> Result<(), Rejection> {
        self.add_ordered(incident, under, self.incidents, each)
    }

    /// As [`add`](Self::add), for an incident of a part: `order` is its place in the order of all incidents, greater than
    /// those before it.
    ///
    /// # Errors
    /// As for [`add`](Self::add).
    pub fn add_ordered(
        &mut self,
        incident: &Incident,
        under: Option<PackageId>,
        order: u64,
        each: &mut dyn FnMut(&LineEntry<'_>),
    ) -> Result<(), Rejection> {
        let measured = self.policy.decide_for_measures(incident, under, self.as_of)?;
        self.count(&measured, order, each);
        Ok(())
    }

    fn count(&mut self, incident: &MeasuredIncident<'_>, order: u64, each: &mut dyn FnMut(&LineEntry<'_>)) {
        self.incidents += 1;
        for answers in &incident.versions {
            let Some(version) = self.version(answers.package) else { continue };
            if answers.package == incident.decision.package {
                version.add(incident, answers.left_out, order, each);
            }
            version.add_downtime((incident.decision.id, order), answers, each);
        }
    }

    /// The counts of a version, if it measures anything.
    pub(super) fn version(&mut self, package: PackageId) -> Option<&mut Version<'p>> {
        self.versions.get_mut(usize::from(package.0))?.as_mut()
    }

    /// All versions, and how many incidents were counted.
    pub(super) fn into_versions(self) -> (impl Iterator<Item = Version<'p>>, u64) {
        (self.versions.into_iter().flatten(), self.incidents)
    }

    /// Incidents that are counted elsewhere.
    pub(super) fn count_others(&mut self, incidents: u64) {
        self.incidents += incidents;
    }

    /// How many incidents were counted.
    pub fn incidents(&self) -> u64 {
        self.incidents
    }

    /// The statements. Without `claims` no credit lapses.
    pub fn finish(self, claims: Option<&Claims>) -> Statements {
        let mut versions: Vec<Version<'p>> = self.versions.into_iter().flatten().collect();
        let packages = &self.policy.model().packages;
        let first = |name: &str| packages.iter().position(|package| package.name == name);
        // Contracts in the order of the policy, versions by their dates.
        versions.sort_by_key(|v| (first(&v.package.name), v.package.in_force.map(|force| force.from)));
        let mut out = Statements::default();
        for version in versions {
            out.quotas.extend(version.quotas.finish(version.id, version.package, self.as_of));
            out.statements.extend(statements(self.policy, version, self.as_of, claims));
        }
        out
    }
}
