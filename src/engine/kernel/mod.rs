//! Many incidents under one policy, as of one instant. Clocks are walked by the core that decides one
//! incident; what conditions come to is asked of them once for each fact key and remembered.

#[cfg(feature = "columnar")]
mod at_once;
#[cfg(feature = "columnar")]
mod columns;
mod layout;
#[cfg(feature = "columnar")]
mod plan;
#[cfg(feature = "columnar")]
mod plans;
#[cfg(feature = "columnar")]
mod row_plans;
mod table;
#[cfg(feature = "columnar")]
mod timed_rows;

use crate::facts::{FactValue, Scalar};
use smallvec::SmallVec;

use crate::policy::model::Purpose;
use crate::policy::model::{Model, ObjectiveId, Package, PackageId, PriorityId};
use crate::policy::{Choice, ClockId, Policy};
use crate::time::Instant;

use super::asked_calendars::{ask_definitions, ask_remedies, ask_treatments};
use super::bound::BoundIncident;
use super::conditions::{Facts, Needs};
use super::core::{self, Answers, Core, Refusal};
use super::decide::{accepted, defined, facts};
#[cfg(feature = "columnar")]
use super::decision::Basis;
use super::decision_ref::{RemedyAnswer, WarningRef};
use super::openings::{self, Openings};
use super::treatment::{Treated, treat, treated_as};
use super::{limits, remedies};
use layout::Layout;
#[cfg(feature = "columnar")]
use plan::Plans;
use table::Table;

#[cfg(feature = "columnar")]
pub(crate) use columns::{
    ALONE, AskedColumns, AskedTimes, Coded, DecidedColumns, IncidentColumns, MISSING, TimedColumns,
};
pub(crate) use layout::FactKey;
#[cfg(feature = "columnar")]
pub(crate) use plan::{Plan, PlanId};

/// The number of an answer about a remedy: see [`Kernel::remedy`].
pub(crate) type RemedyId = u32;

/// The number of none.
const UNKNOWN: RemedyId = RemedyId::MAX;

/// What was decided of one incident.
#[derive(Debug, Default)]
pub(crate) struct Outcome<'p> {
    pub(crate) core: Core<'p>,
    pub(crate) treated_as: Option<PriorityId>,
    pub(crate) channel_accepted: Option<bool>,
    /// One for each remedy of the policy, in its order.
    pub(crate) remedies: SmallVec<[RemedyId; 8]>,
}

impl<'p> Outcome<'p> {
    /// What a person should look at.
    pub(crate) fn warnings(&self, model: &'p Model) -> Vec<WarningRef<'p>> {
        if self.core.warns() { self.core.warnings(model) } else { Vec::new() }
    }
}

/// Where the treatments of one priority lead for one fact key, and which limits hold.
#[derive(Debug, PartialEq)]
struct Treatment<'p> {
    /// The priority that each objective is timed by, and what it needs where that is open.
    timed: Vec<(PriorityId, Needs<'p>)>,
    /// The limit of each objective that holds for that priority, and what it needs where that is open.
    limits: Vec<(Result<u16, ClockId>, Needs<'p>)>,
    /// The same for the untreated priority.
    untreated: Vec<(Result<u16, ClockId>, Needs<'p>)>,
    /// The priority that updates and replies are timed by, and what it needs where that is open.
    updated: (PriorityId, Needs<'p>),
    treated_as: Option<PriorityId>,
    channel_accepted: Option<bool>,
    /// A calendar that was asked beyond its years.
    beyond: Option<ClockId>,
}

/// What was asked of one package so far.
#[derive(Debug, Default)]
struct Memory {
    treatments: Table,
    treatment_mask: FactKey,
    definitions: Table,
    /// By the places of [`Basis`].
    #[cfg(feature = "columnar")]
    plans: [Table; Basis::ALL.len()],
    /// One for each remedy, with the bits that it hangs on.
    remedies: Vec<(FactKey, Table)>,
}

/// Decides incident after incident.
#[derive(Debug)]
pub(crate) struct Kernel<'p> {
    policy: &'p Policy,
    as_of: Instant,
    layout: Layout,
    /// The bits that the definitions read.
    definition_mask: FactKey,
    /// One value of each class met, by fact; the first is the missing one.
    values: Vec<Vec<Scalar<String>>>,
    /// One channel of each class met.
    channels: Vec<Option<Box<str>>>,
    memories: Vec<Option<Box<Memory>>>,
    treatments: Vec<Treatment<'p>>,
    remedies: Vec<RemedyAnswer<'p>>,
    #[cfg(feature = "columnar")]
    plans: Plans<'p>,
}

/// Set in an answer that names the clock of a calendar that was asked beyond its years.
const BEYOND: u32 = 1 << 31;

/// One above the number of the priority that the definitions decide; zero where they decide none.
fn number(defined: Result<Option<PriorityId>, ClockId>) -> u32 {
    match defined {
        Ok(priority) => priority.map_or(0, |p| u32::from(p.0) + 1),
        Err(clock) => BEYOND | u32::from(clock.0),
    }
}

/// What [`number`] was made of.
fn defined_by(number: u32) -> Result<Option<PriorityId>, ClockId> {
    let place = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
    match number {
        0 => Ok(None),
        beyond if beyond & BEYOND != 0 => Err(ClockId(place(beyond ^ BEYOND))),
        priority => Ok(Some(PriorityId(place(priority - 1)))),
    }
}

impl<'p> Kernel<'p> {
    /// A kernel; nothing where the policy's conditions tell so much apart that remembering is in vain.
    pub(crate) fn new(policy: &'p Policy, as_of: Instant) -> Option<Self> {
        let model = policy.model();
        let layout = Layout::new(model, &policy.tables.openings)?;
        let definitions = model.priorities.iter().filter_map(|p| p.definition.as_ref());
        let definition_mask = definitions.fold(0, |mask, d| mask | layout.mask(d));
        let values = vec![vec![Scalar::Missing]; model.facts.len()];
        Some(Self {
            policy,
            as_of,
            layout,
            definition_mask,
            values,
            channels: Vec::new(),
            memories: Vec::new(),
            treatments: Vec::new(),
            remedies: Vec::new(),
            #[cfg(feature = "columnar")]
            plans: Plans::default(),
        })
    }

    /// The policy and the instant that it decides by.
    pub(crate) fn asked(&self) -> (&'p Policy, Instant) {
        (self.policy, self.as_of)
    }

    /// The bits of a channel.
    pub(crate) fn channel(&mut self, name: &str) -> FactKey {
        let bits = self.layout.channel(name);
        let class = self.layout.channel_of(bits);
        if self.channels.len() <= class {
            self.channels.resize(class + 1, None);
        }
        if let Some(place @ None) = self.channels.get_mut(class) {
            *place = Some(name.into());
        }
        bits
    }

    /// The bits of what a fact says; nothing where that is not of its type.
    pub(crate) fn value(&mut self, number: usize, value: &FactValue) -> Option<FactKey> {
        let fact = self.policy.model().facts.get(number)?;
        let scalar = fact.kind.scalar(value, self.policy.model().priority_names()).ok()?;
        Some(self.fact(number, scalar))
    }

    fn fact(&mut self, number: usize, value: Scalar<&str>) -> FactKey {
        let bits = self.layout.fact(number, value);
        let class = self.layout.fact_of(number, bits);
        if let Some(values) = self.values.get_mut(number) {
            if values.len() <= class {
                values.resize(class + 1, Scalar::Missing);
            }
            if let Some(place @ Scalar::Missing) = values.get_mut(class).filter(|_| class > 0) {
                *place = value.into_owned();
            }
        }
        bits
    }

    /// An answer about a remedy.
    pub(crate) fn remedy(&self, id: RemedyId) -> Option<&RemedyAnswer<'p>> {
        self.remedies.get(id as usize)
    }

    /// The answers about remedies that were found so far, by their numbers.
    #[cfg(feature = "columnar")]
    pub(crate) fn remedies(&self) -> impl ExactSizeIterator<Item = &RemedyAnswer<'p>> {
        self.remedies.iter()
    }

    /// Decides an incident of one of the packages that are sold under its contract's name, in the place of what
    /// was decided before.
    ///
    /// # Errors
    /// Why there is no decision.
    pub(crate) fn decide(
        &mut self,
        given: &BoundIncident,
        sold: &[PackageId],
        fact_key: FactKey,
        outcome: &mut Outcome<'p>,
    ) -> Result<(), Refusal> {
        let (policy, as_of) = (self.policy, self.as_of);
        let states = openings::states(&policy.tables, Instant(given.opened));
        let fact_key = fact_key | self.layout.openings(&states);
        let mut asked = CachedAnswers { kernel: self, fact_key, last: None };
        core::decide(policy, given, sold, &mut asked, as_of, &mut outcome.core)?;
        let core = &outcome.core;
        let package = policy.model().package(core.package).ok_or(Refusal::NoContract)?;
        let treatment = asked.treatment(core.package, package, core.priority);
        let treatment = self.treatments.get(treatment as usize).ok_or(Refusal::NoContract)?;
        if let Some(clock) = treatment.beyond {
            return Err(Refusal::Horizon(clock));
        }
        ask_remedies(package, &Openings::new(&policy.tables, &states, package)).map_err(Refusal::Horizon)?;
        (outcome.treated_as, outcome.channel_accepted) = (treatment.treated_as, treatment.channel_accepted);
        let whole = self.key(0, core.priority);
        let memory = self.memory(core.package, package);
        outcome.remedies.clear();
        for (mask, table) in &memory.remedies {
            outcome.remedies.push(table.get(fact_key & *mask | whole).unwrap_or(UNKNOWN));
        }
        for (number, answer) in outcome.remedies.iter_mut().enumerate().filter(|(_, answer)| **answer == UNKNOWN) {
            *answer = self.remedy_of(core.package, package, number, core.priority, fact_key);
        }
        Ok(())
    }

    /// A fact key together with a priority, which stands above its bits.
    fn key(&self, fact_key: FactKey, priority: PriorityId) -> FactKey {
        fact_key | FactKey::from(priority.0) << self.layout.bits
    }

    fn memory(&mut self, id: PackageId, package: &Package) -> &mut Memory {
        let at = usize::from(id.0);
        if self.memories.len() <= at {
            self.memories.resize_with(at + 1, || None);
        }
        let layout = &self.layout;
        let lay_out = || {
            let treatments = layout.treatments(package);
            let remedies = package.remedies.iter().map(|remedy| {
                let favoured = remedy.favoured.as_ref().map_or(0, |c| layout.mask(c));
                (treatments | layout.mask(&remedy.entitled) | favoured, Table::default())
            });
            let treatment_mask = treatments | layout.limits(package) | layout.channel_mask();
            Box::new(Memory { treatment_mask, remedies: remedies.collect(), ..Memory::default() })
        };
        #[expect(clippy::indexing_slicing, reason = "the room was made above")]
        self.memories[at].get_or_insert_with(lay_out)
    }

    /// Asks the conditions themselves, with a value of each class of the fact key.
    fn ask<T>(&self, package: &'p Package, fact_key: FactKey, ask: impl FnOnce(&'p Model, &Facts<'_>) -> T) -> T {
        let mut slots: Vec<Scalar<&str>> = Vec::with_capacity(self.values.len());
        for (number, held) in self.values.iter().enumerate() {
            slots.push(held.get(self.layout.fact_of(number, fact_key)).map_or(Scalar::Missing, Scalar::borrowed));
        }
        let channel = self.channels.get(self.layout.channel_of(fact_key)).and_then(Option::as_deref);
        let states = self.layout.openings_of(fact_key);
        let openings = Openings::new(&self.policy.tables, &states, package);
        ask(self.policy.model(), &facts(&slots, channel, openings, package))
    }

    /// The priority that the definitions decide.
    fn defined(
        &mut self,
        id: PackageId,
        package: &'p Package,
        fact_key: FactKey,
    ) -> Result<Option<PriorityId>, ClockId> {
        let key = fact_key & self.definition_mask;
        let answer = match self.memory(id, package).definitions.get(key) {
            Some(answer) => answer,
            None => {
                let answer = number(self.ask(package, fact_key, |model, facts| {
                    ask_definitions(model, facts)?;
                    Ok(defined(model, facts))
                }));
                self.memory(id, package).definitions.put(key, answer);
                answer
            }
        };
        defined_by(answer)
    }

    #[cold]
    fn remedy_of(
        &mut self,
        id: PackageId,
        package: &'p Package,
        number: usize,
        priority: PriorityId,
        fact_key: FactKey,
    ) -> RemedyId {
        let whole = self.key(0, priority);
        let memory = self.memory(id, package);
        let Some((mask, _)) = memory.remedies.get(number) else { return 0 };
        let key = fact_key & *mask | whole;
        let answer = self.ask(package, fact_key, |model, facts| {
            let treated = treat(model, package, facts, priority, Purpose::Remedies);
            let mut answers = remedies::answer(model, package, facts, &treated);
            (number < answers.len()).then(|| answers.swap_remove(number))
        });
        let Some(answer) = answer else { return 0 };
        let held = self.remedies.iter().position(|r| *r == answer).unwrap_or_else(|| {
            self.remedies.push(answer);
            self.remedies.len() - 1
        });
        let held = u32::try_from(held).unwrap_or(0);
        if let Some((_, table)) = self.memory(id, package).remedies.get_mut(number) {
            table.put(key, held);
        }
        held
    }

    fn treatment_of(&mut self, id: PackageId, package: &'p Package, priority: PriorityId, fact_key: FactKey) -> u32 {
        let whole = self.key(0, priority);
        let memory = self.memory(id, package);
        let key = fact_key & memory.treatment_mask | whole;
        if let Some(found) = memory.treatments.get(key) {
            return found;
        }
        let timings = self.policy.tables.timings.get(usize::from(id.0)).map_or(&[][..], Vec::as_slice);
        let found = self.ask(package, fact_key, |model, facts| {
            let by = |purpose| match treat(model, package, facts, priority, purpose) {
                Treated::Known(priority) => (priority, Needs::default()),
                Treated::Open { needs, .. } => (priority, needs),
            };
            let timed: Vec<_> = model.objective_ids().map(|objective| by(Purpose::Objective(objective))).collect();
            let limit = |(objective, timed): (usize, PriorityId)| {
                let timings = timings.get(usize::from(timed.0));
                let mut needs = Needs::default();
                let choice = timings.and_then(|t| t.objectives.get(objective));
                let limit = choice.map_or(Ok(0), |c| limits::holds(model, &c.branch, facts, priority, &mut needs));
                (limit, needs)
            };
            Treatment {
                limits: timed.iter().map(|(timed, _)| *timed).enumerate().map(limit).collect(),
                untreated: timed.iter().map(|_| priority).enumerate().map(limit).collect(),
                timed,
                updated: by(Purpose::Updates),
                treated_as: treated_as(package, facts, priority),
                channel_accepted: facts.channel.and_then(|c| accepted(package, c)),
                beyond: ask_treatments(model, package, facts, priority).err(),
            }
        });
        let same = |t: &Treatment<'_>| *t == found;
        let held = self.treatments.iter().position(same).unwrap_or_else(|| {
            self.treatments.push(found);
            self.treatments.len() - 1
        });
        let held = u32::try_from(held).unwrap_or(0);
        self.memory(id, package).treatments.put(key, held);
        held
    }
}

/// The answers of a kernel about one incident.
struct CachedAnswers<'k, 'p> {
    kernel: &'k mut Kernel<'p>,
    fact_key: FactKey,
    last: Option<(PackageId, PriorityId, u32)>,
}

impl<'p> CachedAnswers<'_, 'p> {
    fn treatment(&mut self, id: PackageId, package: &'p Package, priority: PriorityId) -> u32 {
        match self.last {
            Some((of, by, found)) if of == id && by == priority => found,
            _ => {
                let found = self.kernel.treatment_of(id, package, priority, self.fact_key);
                self.last = Some((id, priority, found));
                found
            }
        }
    }
}

impl<'p> Answers<'p> for CachedAnswers<'_, 'p> {
    fn defined(&mut self, id: PackageId, package: &'p Package) -> Result<Option<PriorityId>, ClockId> {
        self.kernel.defined(id, package, self.fact_key)
    }

    fn timed_as(
        &mut self,
        id: PackageId,
        package: &'p Package,
        priority: PriorityId,
        objective: ObjectiveId,
        needs: &mut Needs<'p>,
    ) -> Result<PriorityId, ClockId> {
        if package.treatments.is_empty() {
            return Ok(priority);
        }
        let treatment = self.treatment(id, package, priority);
        let Some(treatment) = self.kernel.treatments.get(treatment as usize) else { return Ok(priority) };
        if let Some(clock) = treatment.beyond {
            return Err(clock);
        }
        Ok(match treatment.timed.get(objective.index()) {
            Some((timed, open)) => {
                needs.join(open);
                *timed
            }
            None => priority,
        })
    }

    fn limit(
        &mut self,
        id: PackageId,
        package: &'p Package,
        written: PriorityId,
        (objective, timed): (ObjectiveId, PriorityId),
        _: &Choice,
        needs: &mut Needs<'p>,
    ) -> Result<u16, ClockId> {
        let treatment = self.treatment(id, package, written);
        let Some(treatment) = self.kernel.treatments.get(treatment as usize) else { return Ok(0) };
        let limits = if timed == written { &treatment.untreated } else { &treatment.limits };
        match limits.get(objective.index()) {
            Some((limit, open)) => {
                needs.join(open);
                *limit
            }
            None => Ok(0),
        }
    }

    fn updated_as(
        &mut self,
        id: PackageId,
        package: &'p Package,
        priority: PriorityId,
        needs: &mut Needs<'p>,
    ) -> Result<PriorityId, ClockId> {
        if package.treatments.is_empty() {
            return Ok(priority);
        }
        let treatment = self.treatment(id, package, priority);
        let Some(treatment) = self.kernel.treatments.get(treatment as usize) else { return Ok(priority) };
        if let Some(clock) = treatment.beyond {
            return Err(clock);
        }
        needs.join(&treatment.updated.1);
        Ok(treatment.updated.0)
    }
}
