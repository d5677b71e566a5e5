//! What is decided by clocks and priorities, in plain values: the one meaning that a single decision
//! and a batch share. What hangs on conditions is asked of [`Answers`].

use smallvec::SmallVec;

use crate::policy::model::{ObjectiveId, Package, PackageId, PriorityId, Setter};
use crate::policy::{ClockId, Policy, Timing, Timings};
use crate::time::calendar::Horizon;
use crate::time::{Instant, Zone};

use super::bound::BoundIncident;
use super::conditions::Needs;
use super::decision::{Basis, Status};
use super::decision_ref::{CadenceAnswer, ObjectiveResult};
use super::timeline::Timeline;
use super::timing;

/// What conditions come to for one incident.
pub(super) trait Answers<'m> {
    /// The priority that the definitions decide, where they do.
    ///
    /// # Errors
    /// The clock of a calendar that does not know the year in which the incident was opened.
    fn defined(&mut self, id: PackageId, package: &'m Package) -> Result<Option<PriorityId>, ClockId>;

    /// The priority that an objective is timed by, and what it needs where that is not known.
    ///
    /// # Errors
    /// The clock of a calendar that does not know the year in which the incident was opened.
    fn timed_as(
        &mut self,
        id: PackageId,
        package: &'m Package,
        priority: PriorityId,
        objective: ObjectiveId,
        needs: &mut Needs<'m>,
    ) -> Result<PriorityId, ClockId>;
}

/// What clocks and priorities decide.
#[derive(Debug, Clone)]
pub(crate) struct Core<'m> {
    pub(crate) package: PackageId,
    pub(crate) priority: PriorityId,
    pub(crate) basis: Basis,
    /// One for each of the policy's objectives.
    pub(crate) objectives: Vec<Option<ObjectiveResult>>,
    pub(crate) cadence: Option<CadenceAnswer>,
    /// What the treatment of an objective hangs on.
    pub(super) unknown: Needs<'m>,
    /// Whether a change of priority turned a breach of each objective into none.
    pub(crate) lifted: SmallVec<[bool; 8]>,
}

impl Default for Core<'_> {
    /// Of no incident yet.
    fn default() -> Self {
        Self {
            package: PackageId(0),
            priority: PriorityId(0),
            basis: Basis::Customer,
            objectives: Vec::new(),
            cadence: None,
            unknown: Needs::default(),
            lifted: SmallVec::new(),
        }
    }
}

/// Why there is no decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    NoContract,
    NoPriority,
    NotInForce,
    NotYetOpen,
    /// The clock was asked beyond its years.
    Horizon(ClockId),
    /// The instant of the decision lies beyond what is known of time zones.
    ZoneHorizon,
}

/// Decides one incident of one of the packages that are sold under its contract's name.
pub(super) fn decide<'m, A: Answers<'m>>(
    policy: &'m Policy,
    given: &BoundIncident,
    sold: &[PackageId],
    answers: &mut A,
    as_of: Instant,
    core: &mut Core<'m>,
) -> Result<(), Refusal> {
    let any = sold.first().copied().ok_or(Refusal::NoContract)?;
    let version = version(policy, given, sold);
    let found = has_priority(initial(policy, given, version.unwrap_or(any), answers))?;
    let id = version.ok_or(Refusal::NotInForce)?;
    under(policy, given, id, found, answers, as_of, core)
}

/// Decides one incident of a package, whichever it names and whatever `in force` says.
pub(super) fn decide_as<'m, A: Answers<'m>>(
    policy: &'m Policy,
    given: &BoundIncident,
    id: PackageId,
    answers: &mut A,
    as_of: Instant,
    core: &mut Core<'m>,
) -> Result<(), Refusal> {
    let found = has_priority(initial(policy, given, id, answers))?;
    under(policy, given, id, found, answers, as_of, core)
}

/// The priority that an incident begins with, where it comes from, or the calendar that was asked beyond its years.
type Initial = Result<(PriorityId, Basis), Refusal>;

/// That there is no priority comes before what is wrong with versions and instants, and those before calendars.
fn has_priority(found: Initial) -> Result<Initial, Refusal> {
    match found {
        Err(refusal @ (Refusal::NoContract | Refusal::NoPriority)) => Err(refusal),
        other => Ok(other),
    }
}

fn under<'m, A: Answers<'m>>(
    policy: &'m Policy,
    given: &BoundIncident,
    id: PackageId,
    found: Initial,
    answers: &mut A,
    as_of: Instant,
    core: &mut Core<'m>,
) -> Result<(), Refusal> {
    if given.opened > as_of.0 {
        return Err(Refusal::NotYetOpen);
    }
    let package = policy.model().package(id).ok_or(Refusal::NoContract)?;
    if package.default_coverage().map_or(Zone::UTC, |c| c.zone).is_unknown(as_of) {
        return Err(Refusal::ZoneHorizon);
    }
    let (initial, basis) = found?;
    let timeline = Timeline::new(given, initial, as_of);
    let timings = policy.tables.timings.get(usize::from(id.0)).map_or(&[][..], Vec::as_slice);
    let mut case = Case { policy, package, timings, id, timeline: &timeline };
    (core.package, core.priority, core.basis) = (id, timeline.priority_at(as_of), basis);
    core.unknown.clear();
    case.objectives(answers, core).map_err(|(clock, _)| Refusal::Horizon(clock))?;
    core.cadence = case.cadence().map_err(|(clock, _)| Refusal::Horizon(clock))?;
    Ok(())
}

/// The priority that an incident begins with, and where it comes from.
fn initial<'m, A: Answers<'m>>(policy: &'m Policy, given: &BoundIncident, id: PackageId, answers: &mut A) -> Initial {
    let package = policy.model().package(id).ok_or(Refusal::NoContract)?;
    let by = |priority: Option<PriorityId>, basis| priority.map(|p| (p, basis));
    let customer = by(given.customer, Basis::Customer);
    let recorded = by(given.recorded, Basis::Recorded);
    let vendor = by(given.vendor, Basis::Vendor);
    let (set, otherwise) = match package.setter {
        Setter::Customer => (customer.or(recorded).or(vendor), None),
        Setter::Vendor => (vendor.or(recorded), by(given.customer, Basis::Provisional)),
    };
    let found = match set {
        Some(_) => set,
        None => by(answers.defined(id, package).map_err(Refusal::Horizon)?, Basis::Definition).or(otherwise),
    };
    // Changes change a priority that the incident has when it is opened; without one there is none.
    found.ok_or(Refusal::NoPriority)
}

/// The version of the contract that was in force when the incident was opened.
fn version(policy: &Policy, given: &BoundIncident, sold: &[PackageId]) -> Option<PackageId> {
    let opened = Instant(given.opened);
    let force = |id: &PackageId| policy.model().package(*id).and_then(|p| p.in_force);
    sold.iter().copied().find(|id| force(id).is_none_or(|f| f.start <= opened && opened < f.end))
}

/// One incident under one package.
struct Case<'m, 'c> {
    policy: &'m Policy,
    package: &'m Package,
    timings: &'m [Timings],
    id: PackageId,
    timeline: &'c Timeline<'c>,
}

/// The clock that was asked beyond its years.
type Beyond = (ClockId, Horizon);

impl<'m> Case<'m, '_> {
    fn timings(&self, priority: PriorityId) -> Option<&'m Timings> {
        self.timings.get(usize::from(priority.0))
    }

    fn timing(&self, objective: ObjectiveId, priority: PriorityId) -> Option<&'m Timing> {
        self.timings(priority)?.objectives.get(objective.index())?.as_ref()
    }

    fn objectives<A: Answers<'m>>(&mut self, answers: &mut A, core: &mut Core<'m>) -> Result<(), Beyond> {
        let count = self.policy.model().objectives.len();
        core.objectives.resize(count, None);
        core.lifted.resize(count, false);
        let slots = core.objectives.iter_mut().zip(&mut core.lifted);
        for (objective, (slot, lifted)) in self.policy.model().objective_ids().zip(slots) {
            let at = self.timeline.stop(objective).map_or(self.timeline.as_of, |s| s.at);
            let written = self.timeline.priority_at(at);
            let timed_as = answers.timed_as(self.id, self.package, written, objective, &mut core.unknown);
            let priority = timed_as.map_err(|clock| (clock, Horizon))?;
            *slot = match self.timing(objective, priority) {
                None => None,
                Some(timing) => {
                    let start = self.start(objective);
                    let timed = timing::time(&self.policy.tables, self.timeline, objective, timing, priority, start);
                    Some(timed.map_err(|h| (timing.clock, h))?)
                }
            };
            let breached = slot.as_ref().is_some_and(|t| t.status == Status::Breached);
            *lifted = !breached && self.lifted(objective, at);
        }
        Ok(())
    }

    /// Where an objective's clock starts: at `opened`, or where the policy says `restart` at the
    /// last change of priority before its stop (or now).
    fn start(&self, objective: ObjectiveId) -> Instant {
        let opened = Instant(self.timeline.given.opened);
        if !self.package.restart {
            return opened;
        }
        let stop = self.timeline.stop(objective).map(|s| s.at);
        let changes = self.timeline.changes(stop.unwrap_or(self.timeline.as_of));
        let before = changes.map(|(at, ..)| at).filter(|at| stop.is_none_or(|stop| *at < stop));
        before.last().unwrap_or(opened)
    }

    /// Whether a change to a less urgent priority, up to `until`, came when the limit of the more
    /// urgent one had failed already.
    fn lifted(&self, objective: ObjectiveId, until: Instant) -> bool {
        let mut start = Instant(self.timeline.given.opened);
        for (at, from, to) in self.timeline.changes(until) {
            if to > from
                && let Some(timing) = self.timing(objective, from)
            {
                // The objective had not stopped then, whatever would have been inferred at the time: a stop that is
                // recorded later, or taken back, is none before.
                let before = Timeline::running(self.timeline.given, from, at);
                // A calendar that is asked beyond its years here is one that no clock of the incident runs on.
                let timed = timing::time(&self.policy.tables, &before, objective, timing, from, start);
                if timed.is_ok_and(|t| t.status == Status::Breached) {
                    return true;
                }
            }
            if self.package.restart {
                start = at;
            }
        }
        false
    }

    fn cadence(&self) -> Result<Option<CadenceAnswer>, Beyond> {
        let at = self.timeline.stop(ObjectiveId::RELIEF).map_or(self.timeline.as_of, |s| s.at);
        let priority = self.timeline.priority_at(at);
        let Some(timing) = self.timings(priority).and_then(|t| t.cadence) else { return Ok(None) };
        timing::cadence(&self.policy.tables, self.timeline, timing).map(Some).map_err(|h| (timing.clock, h))
    }
}
