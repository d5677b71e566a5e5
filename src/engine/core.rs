//! Decides everything except conditions; used for one incident and for many. [`Answers`] supplies what conditions come
//! to.

use smallvec::SmallVec;

use crate::policy::model::{Objective, ObjectiveId, Package, PackageId, PriorityId, Setter};
use crate::policy::{Branch, Choice, ClockId, Policy, Timing, Timings};
use crate::time::calendar::Horizon;
use crate::time::{Instant, Zone};

use super::bound::BoundIncident;
use super::conditions::Needs;
use super::decision::{Basis, Status};
use super::decision_ref::{CadenceAnswer, EscalationAnswer, ObjectiveResult, ReplyAnswer};
use super::limited::LimitedCourse;
use super::timeline::Timeline;
use super::{escalations, replies, timing};

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

    /// The place of the limit that holds for an objective timed by a priority, and what it needs where that is not
    /// known. `written` is the untreated priority.
    fn limit(
        &mut self,
        id: PackageId,
        package: &'m Package,
        written: PriorityId,
        timed: (ObjectiveId, PriorityId),
        choice: &Choice,
        needs: &mut Needs<'m>,
    ) -> Result<u16, ClockId>;

    /// The priority that updates and replies are timed by, and what it needs where that is not known.
    fn updated_as(
        &mut self,
        id: PackageId,
        package: &'m Package,
        priority: PriorityId,
        needs: &mut Needs<'m>,
    ) -> Result<PriorityId, ClockId>;
}

/// What clocks and priorities decide.
#[derive(Debug, Clone)]
pub(crate) struct Core<'m> {
    pub(crate) package: PackageId,
    pub(crate) priority: PriorityId,
    /// The priority that it began with.
    pub(super) initial: PriorityId,
    pub(crate) basis: Basis,
    /// One for each of the policy's objectives.
    pub(crate) objectives: Vec<Option<ObjectiveResult<'m>>>,
    /// Whether the resolution ended each objective before it was due.
    pub(crate) ended: SmallVec<[bool; 8]>,
    pub(crate) cadence: Option<CadenceAnswer>,
    pub(crate) replies: Option<ReplyAnswer>,
    /// In the order of the statements.
    pub(crate) escalations: Vec<EscalationAnswer<'m>>,
    /// What the treatment of an objective, or of updates, depends on.
    pub(super) unknown: Needs<'m>,
    /// What the limit of an objective depends on.
    pub(super) limit_unknown: Needs<'m>,
    /// Whether each objective has a stop and never started.
    pub(crate) stray: SmallVec<[bool; 8]>,
    /// Whether a change of priority turned a breach of each objective into none.
    pub(crate) lifted: SmallVec<[bool; 8]>,
}

impl Default for Core<'_> {
    /// Of no incident yet.
    fn default() -> Self {
        Self {
            package: PackageId(0),
            priority: PriorityId(0),
            initial: PriorityId(0),
            basis: Basis::Customer,
            objectives: Vec::new(),
            ended: SmallVec::new(),
            cadence: None,
            replies: None,
            escalations: Vec::new(),
            unknown: Needs::default(),
            limit_unknown: Needs::default(),
            stray: SmallVec::new(),
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
    let version = version(policy, Instant(given.opened), sold);
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
pub(super) type Initial = Result<(PriorityId, Basis), Refusal>;

/// A missing priority is reported first, then errors of versions and instants, then those of calendars.
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
    core.initial = initial;
    core.unknown.clear();
    core.limit_unknown.clear();
    case.objectives(answers, core).map_err(|(clock, _)| Refusal::Horizon(clock))?;
    case.updates(answers, core).map_err(|(clock, _)| Refusal::Horizon(clock))?;
    Ok(())
}

/// Calls `each` with the course and the limit of every objective of an incident that a package has decided.
pub(super) fn each_limited<'m, A: Answers<'m>>(
    policy: &'m Policy,
    given: &BoundIncident,
    id: PackageId,
    answers: &mut A,
    as_of: Instant,
    mut each: impl FnMut(ObjectiveId, &Timeline<'_>, LimitedCourse<'m>) -> Result<(), Horizon>,
) -> Result<(), Refusal> {
    let package = policy.model().package(id).ok_or(Refusal::NoContract)?;
    let (first, _) = initial(policy, given, id, answers)?;
    let timeline = Timeline::new(given, first, as_of);
    let timings = policy.tables.timings.get(usize::from(id.0)).map_or(&[][..], Vec::as_slice);
    let case = Case { policy, package, timings, id, timeline: &timeline };
    for (id, objective) in policy.model().objective_ids().zip(&policy.model().objectives) {
        let unknown = (&mut Needs::default(), &mut Needs::default());
        let limited = case.limited(answers, id, objective, unknown).map_err(|(clock, _)| Refusal::Horizon(clock))?;
        let clock = limited.timing.map_or(ClockId(0), |timing| timing.counting.clock);
        each(id, &timeline, limited).map_err(|_| Refusal::Horizon(clock))?;
    }
    Ok(())
}

/// The priority that an incident begins with, and where it comes from.
pub(super) fn initial<'m, A: Answers<'m>>(
    policy: &'m Policy,
    given: &BoundIncident,
    id: PackageId,
    answers: &mut A,
) -> Initial {
    let package = policy.model().package(id).ok_or(Refusal::NoContract)?;
    // Changes change a priority that the incident has when it is opened; without one there is none.
    let set = [given.customer, given.recorded, given.vendor];
    first_priority(package, set, || answers.defined(id, package)).map_err(Refusal::Horizon)?.ok_or(Refusal::NoPriority)
}

/// The priority that an incident begins with, of those that the customer set, was recorded and the vendor set, or else
/// what the definitions decide; and where it comes from.
///
/// # Errors
/// As `defined` says.
#[inline]
pub(super) fn first_priority(
    package: &Package,
    [customer, recorded, vendor]: [Option<PriorityId>; 3],
    defined: impl FnOnce() -> Result<Option<PriorityId>, ClockId>,
) -> Result<Option<(PriorityId, Basis)>, ClockId> {
    let by = |priority: Option<PriorityId>, basis| priority.map(|p| (p, basis));
    let (set, otherwise) = match package.general.setter() {
        Setter::Customer => {
            let set = by(customer, Basis::Customer).or(by(recorded, Basis::Recorded));
            (set.or(by(vendor, Basis::Vendor)), None)
        }
        Setter::Vendor => {
            let set = by(vendor, Basis::Vendor).or(by(recorded, Basis::Recorded));
            (set, by(customer, Basis::Provisional))
        }
    };
    Ok(match set {
        Some(_) => set,
        None => by(defined()?, Basis::Definition).or(otherwise),
    })
}

/// The version of the contract that was in force when the incident was opened.
#[inline]
pub(super) fn version(policy: &Policy, opened: Instant, sold: &[PackageId]) -> Option<PackageId> {
    let force = |id: &PackageId| policy.model().package(*id).and_then(|p| p.in_force);
    sold.iter().copied().find(|id| force(id).is_none_or(|f| f.start <= opened && opened < f.end))
}

/// A package with its limits by priority.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sold<'m> {
    pub(super) id: PackageId,
    pub(super) package: &'m Package,
    pub(super) timings: &'m [Timings],
}

impl<'m> Sold<'m> {
    /// The priority that times an objective of an incident with an untreated one, and the limit that holds. What is not
    /// known is added to the needs of treatments and to those of limits.
    ///
    /// # Errors
    /// The clock of a calendar that does not know the year in which the incident was opened.
    pub(super) fn limit<A: Answers<'m>>(
        self,
        answers: &mut A,
        objective: ObjectiveId,
        written: PriorityId,
        (unknown, limit_unknown): (&mut Needs<'m>, &mut Needs<'m>),
    ) -> Result<(PriorityId, Option<&'m Timing>), ClockId> {
        let priority = answers.timed_as(self.id, self.package, written, objective, unknown)?;
        let timing = match choice(self.timings, objective, priority) {
            None => None,
            Some(choice) => match choice.only() {
                Some(timing) => timing.as_ref(),
                None => {
                    let timed = (objective, priority);
                    let at = answers.limit(self.id, self.package, written, timed, choice, limit_unknown)?;
                    choice.limits.get(usize::from(at)).and_then(Option::as_ref)
                }
            },
        };
        Ok((priority, timing))
    }
}

fn choice(timings: &[Timings], objective: ObjectiveId, priority: PriorityId) -> Option<&Choice> {
    timings.get(usize::from(priority.0))?.objectives.get(objective.index())
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

    fn choice(&self, objective: ObjectiveId, priority: PriorityId) -> Option<&'m Choice> {
        choice(self.timings, objective, priority)
    }

    fn objectives<A: Answers<'m>>(&mut self, answers: &mut A, core: &mut Core<'m>) -> Result<(), Beyond> {
        let objectives = &self.policy.model().objectives;
        core.objectives.clear();
        core.ended.clear();
        core.lifted.clear();
        core.stray.clear();
        core.escalations.clear();
        let mut called: Vec<(u16, EscalationAnswer<'m>)> = Vec::new();
        for (id, objective) in self.policy.model().objective_ids().zip(objectives) {
            let unknown = (&mut core.unknown, &mut core.limit_unknown);
            let limited = self.limited(answers, id, objective, unknown)?;
            let (course, timing) = (limited.course, limited.timing);
            let at = course.end().unwrap_or(self.timeline.as_of);
            let result = match timing {
                None => None,
                Some(timing) => {
                    let escalations =
                        escalations::escalations(self.policy, self.package, self.timeline, &limited, timing);
                    called.extend(escalations.map_err(|h| (timing.counting.clock, h))?);
                    self.result(&limited, timing)?
                }
            };
            // What has no limit is neither pending nor ended.
            let pending = timing.is_some() && course.start.is_none() && course.ended.is_none();
            core.stray.push(pending && course.stray_stop);
            core.ended.push(timing.is_some() && result.is_none());
            let breached = result.as_ref().is_some_and(|t| t.status == Status::Breached);
            core.lifted.push(!breached && self.lifted(answers, id, objective, at));
            core.objectives.push(result);
        }
        // Those of one statement are of one objective.
        called.sort_by_key(|(place, _)| *place);
        core.escalations.extend(called.into_iter().map(|(_, escalation)| escalation));
        Ok(())
    }

    /// The course of an objective, and what limits it. What is not known is added to the needs of treatments and to those of limits.
    fn limited<A: Answers<'m>>(
        &self,
        answers: &mut A,
        id: ObjectiveId,
        objective: &Objective,
        unknown: (&mut Needs<'m>, &mut Needs<'m>),
    ) -> Result<LimitedCourse<'m>, Beyond> {
        let course = self.timeline.course(objective);
        let at = course.end().unwrap_or(self.timeline.as_of);
        let written = self.timeline.priority_at(at);
        let sold = Sold { id: self.id, package: self.package, timings: self.timings };
        let (priority, timing) = sold.limit(answers, id, written, unknown).map_err(|clock| (clock, Horizon))?;
        let start = course.start.map(|first| self.start(first, course.end()));
        Ok(LimitedCourse { course, start, priority, timing, excludes: objective.excludes_reopened })
    }

    /// An objective with a limit; `None` where the resolution ended it in time.
    fn result(&self, limited: &LimitedCourse<'m>, timing: &'m Timing) -> Result<Option<ObjectiveResult<'m>>, Beyond> {
        let LimitedCourse { course, priority, excludes, .. } = limited;
        if limited.ended_before_start() {
            return Ok(None);
        }
        match limited.start {
            None => Ok(Some(timing::pending(timing, self.timeline.priority_at(self.timeline.as_of), *priority))),
            Some(start) => {
                timing::time(&self.policy.tables, self.timeline, course, *excludes, timing, *priority, start)
                    .map_err(|h| (timing.counting.clock, h))
            }
        }
    }

    /// The start of a clock: `first`, or with `restart` the last change of priority before its end (or now), if that is
    /// later.
    fn start(&self, first: Instant, end: Option<Instant>) -> Instant {
        if self.package.general.restart.is_none() {
            return first;
        }
        let changes = self.timeline.changes(end.unwrap_or(self.timeline.as_of));
        let before = changes.map(|(at, ..)| at).filter(|at| end.is_none_or(|end| *at < end));
        before.last().map_or(first, |at| at.max(first))
    }

    /// Whether a change to a less urgent priority, up to `until`, came when the limit of the more
    /// urgent one had failed already.
    fn lifted<A: Answers<'m>>(&self, answers: &mut A, id: ObjectiveId, objective: &Objective, until: Instant) -> bool {
        let mut restarted = None;
        for (at, from, to) in self.timeline.changes(until) {
            if to > from
                && let Some(choice) = self.choice(id, from)
            {
                let limit = match choice.branch {
                    Branch::Limit(at) => Ok(at),
                    // What it needs is reported for the priority that counts.
                    Branch::When { .. } => {
                        answers.limit(self.id, self.package, from, (id, from), choice, &mut Needs::default())
                    }
                };
                // A calendar that is asked beyond its years here is one that no clock of the incident runs on.
                let Ok(limit) = limit else { continue };
                // Stops are ignored here: one that is recorded later, or taken back, did not exist then.
                let before = Timeline::running(self.timeline.given, from, at);
                let course = before.course(objective);
                let timing = choice.limits.get(usize::from(limit)).and_then(Option::as_ref);
                if let (Some(timing), Some(first)) = (timing, course.start) {
                    let start = restarted.map_or(first, |at: Instant| at.max(first));
                    // A calendar that is asked beyond its years here is one that no clock of the incident runs on.
                    let excludes = objective.excludes_reopened;
                    let timed = timing::time(&self.policy.tables, &before, &course, excludes, timing, from, start);
                    if timed.is_ok_and(|t| t.is_some_and(|t| t.status == Status::Breached)) {
                        return true;
                    }
                }
            }
            if self.package.general.restart.is_some() {
                restarted = Some(at);
            }
        }
        false
    }

    fn updates<A: Answers<'m>>(&self, answers: &mut A, core: &mut Core<'m>) -> Result<(), Beyond> {
        (core.cadence, core.replies) = (None, None);
        let says = |t: &Timings| t.cadence.is_some() || t.reply.is_some();
        if !self.timings.iter().any(says) {
            return Ok(());
        }
        let at = self.timeline.relieved().map_or(self.timeline.as_of, |s| s.at);
        let written = self.timeline.priority_at(at);
        let priority = answers.updated_as(self.id, self.package, written, &mut core.unknown);
        let priority = priority.map_err(|clock| (clock, Horizon))?;
        let Some(timings) = self.timings(priority) else { return Ok(()) };
        if let Some(timing) = &timings.cadence {
            let cadence = timing::cadence(&self.policy.tables, self.timeline, timing, priority);
            core.cadence = Some(cadence.map_err(|h| (timing.counting.clock, h))?);
        }
        if let Some(timing) = &timings.reply {
            let replies = replies::replies(&self.policy.tables, self.timeline, timing, priority);
            core.replies = Some(replies.map_err(|h| (timing.counting.clock, h))?);
        }
        Ok(())
    }
}
