//! The decision of one incident.

use smallvec::SmallVec;

use crate::policy::model::Purpose;
use crate::policy::model::{Model, ObjectiveId, Package, PackageId, PriorityId, Treatment};
use crate::policy::{Choice, ClockId, Policy};
use crate::time::Instant;
use crate::value::Truth;

use super::asked_calendars::{ask_definitions, ask_remedies, ask_treatments};
use super::bind::{Bound, bind};
use super::conditions::{Facts, Needs};
use super::core::{self, Answers, Core, Refusal};
use super::decision::WarningCode;
use super::decision_fields::Decision;
use super::decision_ref::{DecisionRef, WarningRef};
use super::incident::Incident;
use super::openings::Openings;
use super::rejection::{RejectCode, Rejection};
use super::treatment::{Treated, treat, treated_as};
use super::{limits, remedies};

impl Policy {
    /// Decides one incident as of an instant.
    ///
    /// ```
    /// use relief::{Incident, Policy};
    ///
    /// let policy = Policy::standard()?;
    /// let mut incident = Incident::new("INC-7", "Gold", "2024-03-28T16:00:00Z".parse()?);
    /// let refused = policy.decide(&incident, "2024-04-02T09:30:00Z".parse()?);
    /// assert_eq!(refused.map_err(|rejection| rejection.code.as_str()), Err("no-priority"));
    ///
    /// incident.customer_priority = Some("P1".to_owned());
    /// let decision = policy.decide(&incident, "2024-04-02T09:30:00Z".parse()?)?;
    /// let response = decision.objective("response").ok_or("no limit")?;
    /// assert_eq!(response.due.map(|due| due.to_string()).as_deref(), Some("2024-04-02T12:00:00+01:00"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Why it cannot be decided.
    pub fn decide(&self, incident: &Incident, as_of: Instant) -> Result<Decision, Rejection> {
        let (decision, bound) = self.decide_bound(incident, None, as_of)?;
        let package = self.package(decision.package)?;
        let facts = self.facts_of(&bound, incident, package);
        Ok(decision.to_decision(package, &facts))
    }

    /// Decides one incident as of an instant, borrowing from the policy and the incident.
    ///
    /// # Errors
    /// Why it cannot be decided.
    #[doc(hidden)]
    pub fn decide_ref<'a>(&'a self, incident: &'a Incident, as_of: Instant) -> Result<DecisionRef<'a>, Rejection> {
        self.decide_bound(incident, None, as_of).map(|(decision, _)| decision)
    }

    /// Decides one incident under a tier or contract of the policy, whichever it names and whatever `in force` says.
    ///
    /// # Errors
    /// Why it cannot be decided.
    #[doc(hidden)]
    pub fn decide_as<'a>(
        &'a self,
        incident: &'a Incident,
        package: PackageId,
        as_of: Instant,
    ) -> Result<DecisionRef<'a>, Rejection> {
        self.decide_bound(incident, Some(package), as_of).map(|(decision, _)| decision)
    }

    /// Decides an incident under a package, or under that which was in force of those that its contract names.
    pub(super) fn decide_bound<'a>(
        &'a self,
        incident: &'a Incident,
        under: Option<PackageId>,
        as_of: Instant,
    ) -> Result<(DecisionRef<'a>, Bound<'a>), Rejection> {
        let bound = bind(self, incident)?;
        let channel = incident.channel.as_deref();
        let mut asked = DirectAnswers::new(self, &bound, channel);
        let mut core = Core::default();
        let decided = match under {
            None => core::decide(self, &bound.given, bound.sold, &mut asked, as_of, &mut core),
            Some(package) => core::decide_as(self, &bound.given, package, &mut asked, as_of, &mut core),
        };
        decided.map_err(|refusal| self.refused(refusal, &bound, incident, as_of))?;
        let package = self.package(core.package)?;
        let facts = self.facts_of(&bound, incident, package);
        ask_treatments(&self.model, package, &facts, core.priority)
            .and_then(|()| ask_remedies(package, &facts.openings))
            .map_err(|clock| self.refused(Refusal::Horizon(clock), &bound, incident, as_of))?;
        let treated = asked.treated(package, core.priority, Purpose::Remedies);
        let decision = DecisionRef {
            policy: self,
            id: &incident.id,
            package: core.package,
            priority: core.priority,
            initial: core.initial,
            basis: core.basis,
            treated_as: treated_as(package, &facts, core.priority),
            as_of,
            channel_accepted: channel.and_then(|c| accepted(package, c)),
            remedies: remedies::answer(&self.model, package, &facts, treated),
            warnings: core.warnings(&self.model),
            objectives: core.objectives,
            ended: core.ended,
            details: Vec::new(),
            cadence: core.cadence,
            escalations: core.escalations,
            replies: core.replies,
        };
        Ok((decision, bound))
    }

    /// Why an incident cannot be bound to this policy, where it cannot: everything that hangs on
    /// neither version nor clock.
    ///
    /// # Errors
    /// The rejection.
    #[doc(hidden)]
    pub fn vet(&self, incident: &Incident) -> Result<(), Rejection> {
        bind(self, incident).map(|_| ())
    }

    /// What conditions may ask of an incident that is bound.
    pub(super) fn facts_of<'b>(
        &'b self,
        bound: &'b Bound<'_>,
        incident: &'b Incident,
        package: &'b Package,
    ) -> Facts<'b> {
        let openings = Openings::new(&self.tables, &bound.openings, package);
        facts(&bound.slots, incident.channel.as_deref(), openings, package)
    }

    pub(super) fn package(&self, id: PackageId) -> Result<&Package, Rejection> {
        let missing = || Rejection::new(RejectCode::UnknownContract, "there is no such contract");
        self.model.package(id).ok_or_else(missing)
    }

    /// A refusal in words.
    pub(super) fn refused(
        &self,
        refusal: Refusal,
        bound: &Bound<'_>,
        incident: &Incident,
        as_of: Instant,
    ) -> Rejection {
        let opened = incident.opened.rfc3339(None);
        match refusal {
            Refusal::NoContract => Rejection::new(RejectCode::UnknownContract, "there is no such contract"),
            Refusal::NoPriority => {
                let message = "no priority is given, and the definitions decide none from what is known";
                Rejection::new(RejectCode::NoPriority, message)
            }
            Refusal::NotInForce => {
                let force = |id: &PackageId| self.model.package(*id).and_then(|p| p.in_force);
                let mut dates: Vec<_> = bound.sold.iter().filter_map(force).map(|f| (f.from, f.to)).collect();
                dates.sort_unstable();
                let dates: Vec<String> = dates.iter().map(|(from, to)| format!("{from} to {to}")).collect();
                let name = &incident.contract;
                let message = format!("opened at {opened}, and `{name}` is in force from {}", dates.join(" and from "));
                Rejection::new(RejectCode::NotInForce, message)
            }
            Refusal::NotYetOpen => {
                let message = format!("opened at {opened}, after the as-of instant {}", as_of.rfc3339(None));
                Rejection::new(RejectCode::NotYetOpen, message)
            }
            Refusal::ZoneHorizon => after_2099(),
            Refusal::Horizon(clock) => self.beyond(clock),
        }
    }
}

impl Policy {
    /// Why nothing can be said of an instant that a clock does not know.
    pub(crate) fn beyond(&self, clock: ClockId) -> Rejection {
        let clock = self.tables.clock(clock);
        if clock.is_some_and(|clock| clock.years().is_none()) {
            return after_2099();
        }
        let name = clock.map_or("", |clock| clock.name());
        let years = clock.and_then(|clock| clock.years()).map(|years| format!("{} to {}", years.from, years.to));
        let years = years.unwrap_or_default();
        let lists = self.model.calendars.iter().find(|c| c.name == name).map(|c| c.lists.join("`, `"));
        let way = match lists.filter(|lists| !lists.is_empty()) {
            Some(lists) => format!("it needs further years of `{lists}`, as `relief rule calendar-horizon` tells"),
            None => "no calendar counts further".to_owned(),
        };
        let message = format!("the calendar `{name}` knows the years {years}, and is asked beyond them: {way}");
        Rejection::new(RejectCode::CalendarHorizon, message)
    }
}

fn after_2099() -> Rejection {
    let message =
        "an instant of the decision lies after 2099: the rules of time zones are known to the end of that year";
    Rejection::new(RejectCode::CalendarHorizon, message)
}

impl<'m> Core<'m> {
    /// What a person should look at.
    pub(super) fn warnings(&self, model: &'m Model) -> Vec<WarningRef<'m>> {
        let mut warnings = Vec::new();
        if !self.unknown.0.is_empty() {
            warnings.push(WarningRef { code: WarningCode::TreatmentUnknown, names: self.unknown.0.clone() });
        }
        if !self.limit_unknown.0.is_empty() {
            warnings.push(WarningRef { code: WarningCode::LimitUnknown, names: self.limit_unknown.0.clone() });
        }
        let of_objectives = [(WarningCode::BreachLifted, &self.lifted), (WarningCode::StopWithoutStart, &self.stray)];
        for (code, objectives) in of_objectives.into_iter().filter(|(_, objectives)| objectives.contains(&true)) {
            let concerned = model.objectives.iter().zip(objectives).filter(|(_, concerned)| **concerned);
            let names = concerned.map(|(objective, _)| objective.name.as_str()).collect();
            warnings.push(WarningRef { code, names });
        }
        warnings
    }

    /// Whether there is anything that a person should look at.
    pub(super) fn warns(&self) -> bool {
        !self.unknown.0.is_empty()
            || !self.limit_unknown.0.is_empty()
            || self.lifted.contains(&true)
            || self.stray.contains(&true)
    }
}

/// Whether a channel is one of those that a package names; nothing where it names none.
pub(super) fn accepted(package: &Package, channel: &str) -> Option<bool> {
    Some(package.general.channels()?.iter().any(|c| c == channel))
}

/// What conditions may ask of an incident of a package.
pub(super) fn facts<'b>(
    slots: &'b [crate::facts::Scalar<&'b str>],
    channel: Option<&'b str>,
    openings: Openings<'b>,
    package: &'b Package,
) -> Facts<'b> {
    Facts { slots, channel, contract: &package.name, lineage: &package.lineage, openings, assumed: None }
}

/// Answers asked of the conditions themselves.
pub(super) struct DirectAnswers<'m, 'b> {
    policy: &'m Policy,
    bound: &'b Bound<'b>,
    channel: Option<&'b str>,
    /// Where the treatments led that were asked last: for one purpose most often as for the others.
    last: Option<(PriorityId, SmallVec<[bool; 8]>, Treated<'m>)>,
}

impl<'m, 'b> DirectAnswers<'m, 'b> {
    pub(super) fn new(policy: &'m Policy, bound: &'b Bound<'b>, channel: Option<&'b str>) -> Self {
        Self { policy, bound, channel, last: None }
    }

    fn facts<'f>(&'f self, package: &'f Package) -> Facts<'f> {
        let openings = Openings::new(&self.policy.tables, &self.bound.openings, package);
        facts(&self.bound.slots, self.channel, openings, package)
    }

    pub(super) fn treated(&mut self, package: &'m Package, priority: PriorityId, purpose: Purpose) -> &Treated<'m> {
        let asks = |t: &Treatment| t.from == priority && t.purposes.contains(&purpose);
        let alike = |(of, asked, _): &(PriorityId, SmallVec<[bool; 8]>, Treated<'_>)| {
            *of == priority && package.treatments.iter().map(asks).eq(asked.iter().copied())
        };
        let known = self.last.take().filter(alike).unwrap_or_else(|| {
            let facts = self.facts(package);
            let treated = treat(self.policy.model(), package, &facts, priority, purpose);
            (priority, package.treatments.iter().map(asks).collect(), treated)
        });
        let (.., treated) = self.last.insert(known);
        treated
    }
}

impl<'m> DirectAnswers<'m, '_> {
    /// The priority that counts for a purpose: the untreated one, and what the treatment needs, where that is unknown.
    fn priority_for(
        &mut self,
        package: &'m Package,
        priority: PriorityId,
        purpose: Purpose,
        needs: &mut Needs<'m>,
    ) -> Result<PriorityId, ClockId> {
        ask_treatments(self.policy.model(), package, &self.facts(package), priority)?;
        Ok(match self.treated(package, priority, purpose) {
            Treated::Known(priority) => *priority,
            Treated::Open { needs: open, .. } => {
                needs.join(open);
                priority
            }
        })
    }
}

impl<'m> Answers<'m> for DirectAnswers<'m, '_> {
    fn defined(&mut self, _: PackageId, package: &'m Package) -> Result<Option<PriorityId>, ClockId> {
        let facts = self.facts(package);
        ask_definitions(self.policy.model(), &facts)?;
        Ok(defined(self.policy.model(), &facts))
    }

    fn timed_as(
        &mut self,
        _: PackageId,
        package: &'m Package,
        priority: PriorityId,
        objective: ObjectiveId,
        needs: &mut Needs<'m>,
    ) -> Result<PriorityId, ClockId> {
        self.priority_for(package, priority, Purpose::Objective(objective), needs)
    }

    fn limit(
        &mut self,
        _: PackageId,
        package: &'m Package,
        written: PriorityId,
        _: (ObjectiveId, PriorityId),
        choice: &Choice,
        needs: &mut Needs<'m>,
    ) -> Result<u16, ClockId> {
        limits::holds(self.policy.model(), &choice.branch, &self.facts(package), written, needs)
    }

    fn updated_as(
        &mut self,
        _: PackageId,
        package: &'m Package,
        priority: PriorityId,
        needs: &mut Needs<'m>,
    ) -> Result<PriorityId, ClockId> {
        self.priority_for(package, priority, Purpose::Updates, needs)
    }
}

/// The first definition that is true, unless one before it is unknown.
pub(super) fn defined(model: &Model, facts: &Facts<'_>) -> Option<PriorityId> {
    for (at, priority) in (0_u16..).zip(&model.priorities) {
        match priority.definition.as_ref().map(|d| facts.truth(d, None)) {
            None | Some(Truth::False) => {}
            Some(Truth::True) => return Some(PriorityId(at)),
            Some(Truth::Unknown) => return None,
        }
    }
    None
}
