//! What a document is about.

use crate::policy::Policy;
use crate::policy::model::{Package, PackageId};

use super::super::sheet::shown_of_policy;

/// A policy, or a tier or contract of it.
pub(super) struct Subject<'p> {
    pub(super) policy: &'p Policy,
    /// The name of a tier or contract; without one it is about the whole policy.
    pub(super) name: Option<&'p str>,
    pub(super) ids: Vec<PackageId>,
    pub(super) packages: Vec<&'p Package>,
}

impl<'p> Subject<'p> {
    pub(super) fn new(policy: &'p Policy, name: Option<&'p str>) -> Self {
        let model = policy.model();
        let ids: Vec<PackageId> = match name {
            None => shown_of_policy(model),
            Some(name) => {
                let named = (0_u16..).zip(&model.packages).filter(|(_, p)| p.name == name);
                named.map(|(at, _)| PackageId(at)).collect()
            }
        };
        let packages = ids.iter().filter_map(|id| model.package(*id)).collect();
        Self { policy, name, ids, packages }
    }

    /// `Acme-2026`, `Isode standard support`
    pub(super) fn title(&self) -> String {
        let about = self.policy.model().about.first().map(|about| about.title.clone());
        self.name.map(str::to_owned).or(about).unwrap_or_else(|| "Support terms".to_owned())
    }

    pub(super) fn is_contract(&self) -> bool {
        self.name.is_some() && self.packages.first().is_some_and(|p| p.contract)
    }
}
