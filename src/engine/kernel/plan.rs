//! What the incidents of one plan have in common.

use std::collections::HashMap;

use crate::policy::Timing;
use crate::policy::model::{PackageId, PriorityId};
use crate::time::calendar::Clock;

use super::super::decision::Basis;
use super::super::decision_ref::{ObjectiveResult, WarningRef};
use super::super::timing;

/// The number of a plan.
pub(crate) type PlanId = u32;

/// What the incidents of one plan have in common.
#[derive(Debug)]
pub(crate) struct Plan<'p> {
    pub(crate) package: PackageId,
    pub(crate) priority: PriorityId,
    pub(crate) basis: Basis,
    pub(crate) treated_as: Option<PriorityId>,
    pub(crate) channel_accepted: Option<bool>,
    /// One for each of the policy's objectives; `None` without a limit.
    pub(crate) limits: Vec<Option<PlannedLimit<'p>>>,
    pub(crate) warnings: Vec<WarningRef<'p>>,
}

/// The limit of an objective under a plan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlannedLimit<'p> {
    /// The priority that the objective is timed by.
    pub(crate) priority: PriorityId,
    pub(crate) timing: &'p Timing,
    pub(crate) clock: &'p Clock,
}

impl<'p> Plan<'p> {
    /// The objectives as they are before any clock is read; `None` without a limit.
    pub(crate) fn pending(&self) -> Vec<Option<ObjectiveResult<'p>>> {
        let pending = |limit: &PlannedLimit<'p>| timing::pending(limit.timing, self.priority, limit.priority);
        self.limits.iter().map(|limit| limit.as_ref().map(pending)).collect()
    }
}

/// The plans that were made so far.
#[derive(Debug, Default)]
pub(super) struct Plans<'p> {
    /// Nothing where incidents are decided one by one.
    pub(super) plans: Vec<Option<Plan<'p>>>,
    /// By package, priority, basis and treatment.
    pub(super) numbers: HashMap<(PackageId, PriorityId, Basis, u32), PlanId>,
}

impl<'p> Plans<'p> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.plans.len()
    }

    /// A plan; `None` if its incidents are decided one by one.
    #[inline]
    pub(super) fn get(&self, id: PlanId) -> Option<&Plan<'p>> {
        self.plans.get(id as usize).and_then(Option::as_ref)
    }
}
