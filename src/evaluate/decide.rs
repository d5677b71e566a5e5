//! The decision of one incident, step by step in the order of `semantics`.

use crate::calendar::Horizon;
use crate::policy::model::{Model, Objective, Package, PackageId, PriorityId, Setter};
use crate::policy::{Policy, Tables};
use crate::syntax::ast::Purpose;
use crate::value::{Instant, Truth};

use super::bind::{Bound, bind};
use super::conditions::{Facts, Needs};
use super::decision::{Basis, Decision, Status, Timed, Warning, WarningCode};
use super::incident::Incident;
use super::life::Life;
use super::rejection::{RejectCode, Rejection};
use super::treatment::{Treated, treat, treated_as};
use super::{remedies, timing};

impl Policy {
    /// Decides one incident as of an instant.
    ///
    /// # Errors
    /// Why it cannot be decided.
    pub fn decide<'a>(&'a self, incident: &'a Incident, as_of: Instant) -> Result<Decision<'a>, Rejection> {
        let bound = bind(self, incident)?;
        // Whether there is a priority at all hangs on no version; that there is one comes first.
        let any = bound.sold.first().copied().unwrap_or(PackageId(0));
        self.priority(&bound, any, as_of)?;
        let package = self.version(&bound)?;
        self.decide_under(incident, &bound, package, as_of)
    }

    /// Decides one incident under a tier or contract of the policy, whichever it names and whatever `in force` says.
    ///
    /// # Errors
    /// Why it cannot be decided.
    pub fn decide_as<'a>(
        &'a self,
        incident: &'a Incident,
        package: PackageId,
        as_of: Instant,
    ) -> Result<Decision<'a>, Rejection> {
        let bound = bind(self, incident)?;
        self.decide_under(incident, &bound, package, as_of)
    }

    /// Why an incident cannot be bound to this policy, where it cannot: everything that hangs on
    /// neither version nor clock.
    ///
    /// # Errors
    /// The rejection.
    pub fn vet(&self, incident: &Incident) -> Result<(), Rejection> {
        bind(self, incident).map(|_| ())
    }

    fn decide_under<'a>(
        &'a self,
        incident: &'a Incident,
        bound: &Bound<'a>,
        id: PackageId,
        as_of: Instant,
    ) -> Result<Decision<'a>, Rejection> {
        let model = &self.model;
        let (initial, basis) = self.priority(bound, id, as_of)?;
        if incident.opened > as_of {
            let (opened, now) = (incident.opened.rfc3339(None), as_of.rfc3339(None));
            return Err(Rejection::new(
                RejectCode::NotYetOpen,
                format!("opened at {opened}, after the as-of instant {now}"),
            ));
        }
        let package = self.package(id)?;
        let facts = facts(bound, package);
        let life = Life::new(bound, initial, as_of);
        let mut case = Case { model, tables: &self.tables, package, id, facts, life: &life, warnings: Vec::new() };
        let priority = life.priority_at(as_of);
        let objectives = case.objectives().map_err(|(clock, _)| self.horizon(clock))?;
        let cadence = case.cadence().map_err(|(clock, _)| self.horizon(clock))?;
        let treated = treat(model, package, &facts, priority, Purpose::Remedies);
        let warnings = case.warnings;
        Ok(Decision {
            policy: self,
            id: &incident.id,
            package: id,
            priority,
            basis,
            treated_as: treated_as(package, &facts, priority),
            as_of,
            channel_accepted: incident.channel.as_ref().and_then(|c| Some(package.channels.as_ref()?.contains(c))),
            objectives,
            cadence,
            remedies: remedies::answer(model, package, &facts, &treated),
            warnings,
        })
    }

    fn package(&self, id: PackageId) -> Result<&Package, Rejection> {
        let missing = || Rejection::new(RejectCode::UnknownContract, "there is no such contract");
        self.model.package(id).ok_or_else(missing)
    }

    /// The priority that an incident begins with, and where it comes from.
    fn priority(&self, bound: &Bound<'_>, id: PackageId, as_of: Instant) -> Result<(PriorityId, Basis), Rejection> {
        let package = self.package(id)?;
        let by = |priority: Option<PriorityId>, basis| priority.map(|p| (p, basis));
        let customer = by(bound.customer, Basis::Customer);
        let recorded = by(bound.recorded, Basis::Recorded);
        let vendor = by(bound.vendor, Basis::Vendor);
        let defined = || by(self.defined(&facts(bound, package)), Basis::Definition);
        let found = match package.setter {
            Setter::Customer => customer.or(recorded).or(vendor).or_else(defined),
            Setter::Vendor => vendor.or(recorded).or_else(defined).or(by(bound.customer, Basis::Provisional)),
        };
        // An event log may give none before its first change.
        let first = bound.changes.first().filter(|(at, _)| *at <= as_of);
        let found = found.or_else(|| by(first.map(|(_, to)| *to), Basis::Recorded));
        found.ok_or_else(|| {
            let message = "no priority is given, and the definitions decide none from what is known";
            Rejection::new(RejectCode::NoPriority, message)
        })
    }

    /// The first definition that is true, unless one before it is unknown.
    fn defined(&self, facts: &Facts<'_>) -> Option<PriorityId> {
        for (at, priority) in (0_u16..).zip(&self.model.priorities) {
            match priority.definition.as_ref().map(|d| facts.truth(d, None)) {
                None | Some(Truth::False) => {}
                Some(Truth::True) => return Some(PriorityId(at)),
                Some(Truth::Unknown) => return None,
            }
        }
        None
    }

    /// The version of the contract that was in force when the incident was opened.
    fn version(&self, bound: &Bound<'_>) -> Result<PackageId, Rejection> {
        let opened = bound.incident.opened;
        let force = |id: &PackageId| self.model.package(*id).and_then(|p| p.in_force);
        let current =
            bound.sold.iter().copied().find(|id| force(id).is_none_or(|f| f.start <= opened && opened < f.end));
        current.ok_or_else(|| {
            let mut dates: Vec<_> = bound.sold.iter().filter_map(force).map(|f| (f.from, f.to)).collect();
            dates.sort_unstable();
            let dates: Vec<String> = dates.iter().map(|(from, to)| format!("{from} to {to}")).collect();
            let name = &bound.incident.contract;
            let message = format!(
                "opened at {}, and `{name}` is in force from {}",
                opened.rfc3339(None),
                dates.join(" and from ")
            );
            Rejection::new(RejectCode::NotInForce, message)
        })
    }

    fn horizon(&self, clock: crate::policy::ClockId) -> Rejection {
        let clock = self.tables.clock(clock);
        let name = clock.map_or("", |c| c.name());
        let years = clock.and_then(|c| c.years()).map(|y| format!("{} to {}", y.from, y.to)).unwrap_or_default();
        let lists = self.model.calendars.iter().find(|c| c.name == name).map(|c| c.lists.join("`, `"));
        let way = match lists.filter(|lists| !lists.is_empty()) {
            Some(lists) => format!("it needs further years of `{lists}`, as `relief rule calendar-horizon` tells"),
            None => "no calendar counts further".to_owned(),
        };
        let message = format!("the calendar `{name}` knows the years {years}, and is asked beyond them: {way}");
        Rejection::new(RejectCode::CalendarHorizon, message)
    }
}

fn facts<'b>(bound: &'b Bound<'_>, package: &'b Package) -> Facts<'b> {
    Facts {
        slots: &bound.slots,
        channel: bound.incident.channel.as_deref(),
        contract: &package.name,
        lineage: &package.lineage,
        assumed: None,
    }
}

/// One incident under one package.
struct Case<'m, 'c> {
    model: &'m Model,
    tables: &'m Tables,
    package: &'m Package,
    id: PackageId,
    facts: Facts<'c>,
    life: &'c Life<'c>,
    warnings: Vec<Warning<'m>>,
}

/// The clock that was asked beyond its years.
type Beyond = (crate::policy::ClockId, Horizon);

impl<'m> Case<'m, '_> {
    fn timings(&self, priority: PriorityId) -> Option<&'m crate::policy::Timings> {
        self.tables.timings.get(usize::from(self.id.0))?.get(usize::from(priority.0))
    }

    fn timing(&self, objective: Objective, priority: PriorityId) -> Option<&'m crate::policy::Timing> {
        self.timings(priority)?.objectives.get(objective as usize)?.as_ref()
    }

    fn objectives(&mut self) -> Result<[Option<Timed>; 3], Beyond> {
        let mut out = [None, None, None];
        let mut unknown = Needs::default();
        let mut lifted: Vec<&'static str> = Vec::new();
        for (objective, slot) in Objective::ALL.into_iter().zip(&mut out) {
            let at = self.life.stop(objective).map_or(self.life.as_of, |s| s.at);
            let written = self.life.priority_at(at);
            let priority = match treat(self.model, self.package, &self.facts, written, Purpose::Objective(objective)) {
                Treated::Known(priority) => priority,
                Treated::Open { needs, .. } => {
                    unknown.join(&needs);
                    written
                }
            };
            if let Some(timing) = self.timing(objective, priority) {
                let timed = timing::time(self.tables, self.life, objective, timing, priority, self.start(objective));
                *slot = Some(timed.map_err(|h| (timing.clock, h))?);
            }
            let breached = slot.as_ref().is_some_and(|t| t.status == Status::Breached);
            if !breached && self.lifted(objective, at) {
                lifted.push(objective.word());
            }
        }
        if !unknown.0.is_empty() {
            self.warnings.push(Warning { code: WarningCode::TreatmentUnknown, names: unknown.0 });
        }
        if !lifted.is_empty() {
            self.warnings.push(Warning { code: WarningCode::BreachLifted, names: lifted });
        }
        Ok(out)
    }

    /// Where an objective's clock starts: at `opened`, or where the policy says `restart` at the
    /// last change of priority before its stop (or now).
    fn start(&self, objective: Objective) -> Instant {
        let opened = self.life.bound.incident.opened;
        if !self.package.restart {
            return opened;
        }
        let stop = self.life.stop(objective).map(|s| s.at);
        let changes = self.life.changes(stop.unwrap_or(self.life.as_of));
        let before = changes.map(|(at, ..)| at).filter(|at| stop.is_none_or(|stop| *at < stop));
        before.last().unwrap_or(opened)
    }

    /// Whether a change to a less urgent priority, up to `until`, came when the limit of the more
    /// urgent one had failed already.
    fn lifted(&self, objective: Objective, until: Instant) -> bool {
        let mut start = self.life.bound.incident.opened;
        for (at, from, to) in self.life.changes(until) {
            if to > from
                && let Some(timing) = self.timing(objective, from)
            {
                let before = Life::new(self.life.bound, from, at);
                // A calendar that is asked beyond its years here is one that no clock of the incident runs on.
                let timed = timing::time(self.tables, &before, objective, timing, from, start);
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

    fn cadence(&self) -> Result<Option<super::decision::CadenceAnswer>, Beyond> {
        let at = self.life.stop(Objective::Relief).map_or(self.life.as_of, |s| s.at);
        let priority = self.life.priority_at(at);
        let Some(timing) = self.timings(priority).and_then(|t| t.cadence) else { return Ok(None) };
        timing::cadence(self.tables, self.life, timing).map(Some).map_err(|h| (timing.clock, h))
    }
}
