//! Each limit: the last stop that keeps it, and the first that does not.

use crate::analysis::goal::Goal;
use crate::analysis::keeping::Promised;
use crate::analysis::witness::Witness;
use crate::analysis::{Analysis, Ask, Found, Side};
use crate::engine::Incident;
use crate::policy::model::{Condition, Limit, ObjectiveId, Package, PackageId, PriorityId};
use crate::policy::{Branch, Policy, Timing};
use crate::time::Instant;
use crate::value::Truths;

use super::{Boundary, Case, Turns, Year, incident};

const HOUR: i64 = 3_600_000_000;

/// A limit of a package and priority, in circumstances in which it holds.
pub(super) struct Timed<'p> {
    pub(super) policy: &'p Policy,
    pub(super) package: &'p Package,
    pub(super) priority: &'p str,
    pub(super) objective: ObjectiveId,
    pub(super) promised: Promised<'p>,
    pub(super) span: (Instant, Instant),
    /// The circumstances: empty where the limit always holds.
    pub(super) found: Witness,
}

impl<'p> Timed<'p> {
    /// `Gold P1 response`; the circumstances follow where they matter: `Gold P1 response, if `vip` is true,`.
    pub(super) fn name(&self) -> String {
        let model = self.policy.model();
        let name = format!("{} {} {}", self.package.name, self.priority, model.objective_name(self.objective));
        if self.always() { name } else { format!("{name}, if {},", self.found.words(model)) }
    }

    /// `Gold P1 response < 4 working hours`; a limit that depends on circumstances is named by them.
    fn words(&self, limit: Option<&Limit>) -> String {
        let limit = limit.filter(|_| self.always()).map(|limit| self.policy.model().limit_words(limit));
        format!("{} {}", self.name(), limit.as_deref().unwrap_or("limit"))
    }

    fn always(&self) -> bool {
        self.found == Witness::default()
    }

    /// An incident that the limit holds for.
    pub(super) fn incident(&self, opened: Instant) -> Incident {
        let mut incident = incident(self.package, Some(self.priority), opened);
        self.found.apply(&mut incident);
        incident
    }

    /// The last stop that keeps the promise of an incident opened then, and the first that does not.
    pub(super) fn pair(&self, about: String, opened: Instant) -> Option<Boundary> {
        let last = last(&self.promised);
        let end = self.promised.end(opened.0, last).filter(|end| *end > opened.0 && *end <= last)?;
        let case = |at: i64| {
            let mut incident = self.incident(opened);
            self.policy.start(&mut incident, self.objective, opened);
            self.policy.stop(&mut incident, self.objective, Instant(at));
            Case::new(incident, Instant(at))
        };
        Some(Boundary { about, turns: Turns::Objective(self.objective), cases: [case(end - 1), case(end)] })
    }
}

impl<'p> Year<'p> {
    pub(super) fn limits(&self) -> Vec<Boundary> {
        let mut out = Vec::new();
        for (id, package) in self.packages() {
            let Some(span) = self.span(package) else { continue };
            for (priority, name) in self.priorities() {
                for objective in self.policy.model().objective_ids() {
                    let terms = package.terms.get(usize::from(priority.0));
                    let promise = terms.and_then(|t| t.promise(objective));
                    for timed in self.timed(id, package, priority, name, objective, span) {
                        let opened = timed.opening();
                        out.extend(timed.pair(timed.words(promise.map(|p| &p.limit)), opened));
                    }
                }
                out.extend(self.updates(id, package, priority, name, span));
                out.extend(self.replies(id, package, priority, name, span));
            }
        }
        out
    }

    /// Every limit that an objective can have, each in circumstances in which it holds.
    pub(super) fn timed(
        &self,
        id: PackageId,
        package: &'p Package,
        priority: PriorityId,
        name: &'p str,
        objective: ObjectiveId,
        span: (Instant, Instant),
    ) -> Vec<Timed<'p>> {
        let policy = self.policy;
        let timings = Side { policy, id }.timings(priority);
        let Some(choice) = timings.and_then(|timings| timings.objectives.get(objective.index())) else {
            return Vec::new();
        };
        let timed = |timing: &'p Timing, found: Witness| {
            let promised = Promised::of(policy, timing)?;
            Some(Timed { policy, package, priority: name, objective, promised, span, found })
        };
        if let Some(only) = choice.only() {
            return only.iter().filter_map(|timing| timed(timing, Witness::default())).collect();
        }
        let analysis = Analysis::opened_in(&policy.model, Some(span), span.0);
        let ask = |condition, wanted| Goal::Ask(Ask { condition, package: Some(id), priority: Some(priority), wanted });
        let treatments = package.treatments.iter().filter(|treatment| treatment.from == priority);
        let untreated = Goal::All(treatments.map(|treatment| ask(&treatment.condition, Truths::FALSE)).collect());
        let limits = (0_u16..).zip(&choice.limits);
        let limits = limits.filter_map(|(at, timing)| {
            let goal = untreated.clone().and(holds(&choice.branch, at, &ask));
            match analysis.find_goal(&goal) {
                Found::Witness(found) => timed(timing.as_ref()?, found),
                Found::Never | Found::Unanalysed => None,
            }
        });
        limits.collect()
    }

    /// The longest silence that an update interval allows, and a microsecond more.
    fn updates(
        &self,
        id: PackageId,
        package: &'p Package,
        priority: PriorityId,
        name: &'p str,
        span: (Instant, Instant),
    ) -> Option<Boundary> {
        let cadence = Side { policy: self.policy, id }.timings(priority)?.cadence.as_ref()?;
        let promised = Promised::every(self.policy, cadence, true)?;
        let (opened, end) = opening_and_end(&promised, span)?;
        let case = |at: i64| Case::new(incident(package, Some(name), opened), Instant(at));
        let about = format!("{} {name} update", package.name);
        Some(Boundary { about, turns: Turns::Updates, cases: [case(end - 1), case(end)] })
    }

    /// The last reply in time to a message of the opening instant, and the first that is late.
    fn replies(
        &self,
        id: PackageId,
        package: &'p Package,
        priority: PriorityId,
        name: &'p str,
        span: (Instant, Instant),
    ) -> Option<Boundary> {
        let reply = Side { policy: self.policy, id }.timings(priority)?.reply.as_ref()?;
        let promised = Promised::reply(self.policy, reply)?;
        let (opened, end) = opening_and_end(&promised, span)?;
        let case = |at: i64| {
            let mut incident = incident(package, Some(name), opened);
            incident.messages.push(opened);
            incident.updates.push(Instant(at));
            Case::new(incident, Instant(at))
        };
        let about = format!("{} {name} reply", package.name);
        Some(Boundary { about, turns: Turns::Replies, cases: [case(end - 1), case(end)] })
    }
}

impl Timed<'_> {
    /// When an incident is opened that the limit holds for.
    pub(super) fn opening(&self) -> Instant {
        self.found.opened.unwrap_or_else(|| opening(&self.promised, self.span))
    }
}

/// An hour of an ordinary working day: the first whole hour of the span at which the clock runs, and has run for an
/// hour.
fn opening(promised: &Promised<'_>, (from, to): (Instant, Instant)) -> Instant {
    let first = from.0.div_euclid(HOUR) * HOUR + HOUR;
    let hours = (0..).map(|n| Instant(first + n * HOUR)).take_while(|at| *at < to).take(24 * 366);
    let runs = |at: &Instant| promised.clock.covers(*at) && promised.clock.covers(Instant(at.0 - HOUR));
    hours.into_iter().find(runs).unwrap_or(from)
}

/// An opening instant, and one past the last stop that keeps the promise of it.
fn opening_and_end(promised: &Promised<'_>, span: (Instant, Instant)) -> Option<(Instant, i64)> {
    let opened = opening(promised, span);
    let end = promised.end(opened.0, last(promised)).filter(|end| *end <= last(promised))?;
    Some((opened, end))
}

/// The last instant that the clock knows.
fn last(promised: &Promised<'_>) -> i64 {
    promised.clock.known().map_or(i64::MAX / 4, |(_, to)| to.0)
}

/// The incidents for which the limit of a place surely holds: its conditions are true and those before it false.
fn holds<'c>(branch: &'c Branch, place: u16, ask: &impl Fn(&'c Condition, Truths) -> Goal<'c>) -> Goal<'c> {
    match branch {
        Branch::Limit(at) => Goal::settled(*at == place),
        Branch::When { conditions, otherwise } => {
            conditions.iter().rev().fold(holds(otherwise, place, ask), |rest, (condition, branch)| {
                let here = ask(condition, Truths::TRUE).and(holds(branch, place, ask));
                here.or(ask(condition, Truths::FALSE).and(rest))
            })
        }
    }
}
