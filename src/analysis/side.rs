//! A tier or contract of a policy, as analyses ask it.

use crate::policy::model::{Model, Package, PackageId, PriorityId};
use crate::policy::{Policy, Timings};
use crate::time::Zone;

/// A tier or contract of a policy.
#[derive(Debug, Clone, Copy)]
pub struct Side<'p> {
    /// The policy.
    pub policy: &'p Policy,
    /// Which of its packages.
    pub id: PackageId,
}

impl<'p> Side<'p> {
    pub(super) fn model(self) -> &'p Model {
        &self.policy.model
    }

    pub(super) fn package(self) -> Option<&'p Package> {
        self.policy.model.package(self.id)
    }

    /// Its name.
    pub fn name(self) -> &'p str {
        self.package().map_or("", |p| &p.name)
    }

    /// The zone of the coverage that most of it is read in.
    pub(super) fn zone(self) -> Option<Zone> {
        let package = self.package()?;
        package.default_coverage().or_else(|| package.terms.iter().find_map(|t| t.coverage)).map(|c| c.zone)
    }

    pub(super) fn timings(self, priority: PriorityId) -> Option<&'p Timings> {
        self.policy.tables.timings.get(usize::from(self.id.0))?.get(usize::from(priority.0))
    }
}
