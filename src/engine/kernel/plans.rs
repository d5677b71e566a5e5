//! What is decided of an incident before any clock is read. Incidents of one package, one priority and one answer of the
//! treatments share a plan.

use crate::policy::LimitRule;
use crate::policy::model::{Package, PackageId, PriorityId};

use super::super::core::{Core, Sold};
use super::super::decision::Basis;
use super::layout::FactKey;
use super::plan::{Plan, PlanId, PlannedLimit};
use super::{CachedAnswers, Kernel};

impl<'p> Kernel<'p> {
    /// The plans that were made so far, by their numbers.
    pub(crate) fn plans(&self) -> impl ExactSizeIterator<Item = Option<&Plan<'p>>> {
        self.plans.plans.iter().map(Option::as_ref)
    }

    /// The plan of an incident of a package and priority, if it was found before.
    #[inline]
    pub(super) fn known_plan(
        &self,
        id: PackageId,
        priority: PriorityId,
        basis: Basis,
        fact_key: FactKey,
    ) -> Option<PlanId> {
        let memory = self.memories.get(usize::from(id.0))?.as_ref()?;
        let key = fact_key & memory.treatment_mask | self.key(0, priority);
        memory.plans.get(basis as usize)?.get(key)
    }

    /// The plan of an incident of a package and priority.
    #[cold]
    pub(super) fn new_plan(
        &mut self,
        id: PackageId,
        package: &'p Package,
        (priority, basis): (PriorityId, Basis),
        fact_key: FactKey,
    ) -> PlanId {
        let treatment = self.treatment_of(id, package, priority, fact_key);
        let by = (id, priority, basis, treatment);
        let number = match self.plans.numbers.get(&by) {
            Some(number) => *number,
            None => {
                let made = self.make_plan(id, package, (priority, basis), fact_key);
                let number = PlanId::try_from(self.plans.plans.len()).unwrap_or(PlanId::MAX);
                self.plans.plans.push(made);
                self.plans.numbers.insert(by, number);
                number
            }
        };
        let mask = self.memory(id, package).treatment_mask;
        let key = self.key(fact_key & mask, priority);
        if let Some(plans) = self.memory(id, package).plans.get_mut(basis as usize) {
            plans.put(key, number);
        }
        number
    }

    /// A plan; `None` if its incidents are decided one by one: if something else than objectives is timed, a
    /// limit is a date or has escalations, or a calendar or zone is asked beyond its years.
    fn make_plan(
        &mut self,
        id: PackageId,
        package: &'p Package,
        (priority, basis): (PriorityId, Basis),
        fact_key: FactKey,
    ) -> Option<Plan<'p>> {
        let policy = self.policy;
        let timings = policy.tables.timings.get(usize::from(id.0)).map_or(&[][..], Vec::as_slice);
        let others = timings.iter().any(|t| t.cadence.is_some() || t.reply.is_some());
        if others || package.default_coverage().is_some_and(|c| c.zone.is_unknown(self.as_of)) {
            return None;
        }
        let sold = Sold { id, package, timings };
        let mut core = Core::default();
        let mut limits = Vec::new();
        let mut asked = CachedAnswers { kernel: self, fact_key, last: None };
        for objective in policy.model().objective_ids() {
            let unknown = (&mut core.unknown, &mut core.limit_unknown);
            let (priority, timing) = sold.limit(&mut asked, objective, priority, unknown).ok()?;
            limits.push(match timing {
                None => None,
                Some(timing) if !matches!(timing.rule, LimitRule::Length(_)) || !timing.escalations.is_empty() => {
                    return None;
                }
                Some(timing) => {
                    let clock = policy.tables.clock(timing.counting.clock)?;
                    Some(PlannedLimit { priority, timing, clock })
                }
            });
        }
        let treatment = asked.treatment(id, package, priority);
        let treatment = self.treatments.get(treatment as usize).filter(|t| t.beyond.is_none())?;
        Some(Plan {
            package: id,
            priority,
            basis,
            treated_as: treatment.treated_as,
            channel_accepted: treatment.channel_accepted,
            limits,
            warnings: core.warnings(policy.model()),
        })
    }
}
