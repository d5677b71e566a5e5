//! What a policy promises, ready to be shown by an incident.

use crate::engine::{Explanation, Incident, Ledger};
use crate::policy::model::{Limit, Objective, ObjectiveId, Package, PackageId, Promise};
use crate::policy::{LimitRule, Policy, Timing};
use crate::time::calendar::Clock;
use crate::time::{Date, Instant, LocalTime, MICROS_PER_SECOND};

use super::super::subject::Subject;
use super::example::Decided;

const MINUTE: i64 = 60 * MICROS_PER_SECOND;
const HOUR: i64 = 60 * MINUTE;
/// The year of an example if the policy names none.
const YEAR: i32 = 2026;
/// So many instants of opening are tried.
const TRIED: usize = 60;

/// A limit that is promised for one priority.
#[derive(Clone, Copy)]
pub(super) struct Promised<'p> {
    pub(super) policy: &'p Policy,
    pub(super) id: PackageId,
    pub(super) package: &'p Package,
    pub(super) priority: &'p str,
    pub(super) objective: &'p Objective,
    pub(super) promise: &'p Promise,
    pub(super) timing: &'p Timing,
    pub(super) clock: &'p Clock,
    /// The instants in which an example may be opened.
    pub(super) range: (Instant, Instant),
}

/// All limits of the packages; those that show best in a drawing come first.
pub(super) fn all<'p>(subject: &Subject<'p>) -> Vec<Promised<'p>> {
    let policy = subject.policy;
    let model = policy.model();
    let mut out = Vec::new();
    for (id, package) in subject.ids.iter().zip(&subject.packages) {
        let Some(range) = range(policy, package) else { continue };
        let timings = policy.tables.timings.get(usize::from(id.0)).into_iter().flatten();
        for ((priority, terms), timings) in model.priorities.iter().zip(&package.terms).zip(timings) {
            for (objective_id, objective) in model.objective_ids().zip(&model.objectives) {
                let Some(promise) = terms.promise(objective_id) else { continue };
                let limits = timings.objectives.get(objective_id.index()).map_or(&[][..], |choice| &choice.limits);
                let Some(timing) = limits.iter().flatten().find(|timing| timing.counting.statement == promise.span)
                else {
                    continue;
                };
                let Some(clock) = policy.clock(timing.counting.clock) else { continue };
                let priority = &priority.name;
                out.push(Promised { policy, id: *id, package, priority, objective, promise, timing, clock, range });
            }
        }
    }
    out.sort_by_key(|one| (!one.objective.from.is_empty(), !one.promise.circumstances.is_empty(), one.distance()));
    out
}

/// The instants in which examples may be opened: those in force, of years that the calendars know.
fn range(policy: &Policy, package: &Package) -> Option<(Instant, Instant)> {
    let zone = package.default_coverage().map_or(crate::time::Zone::UTC, |coverage| coverage.zone);
    let listed = policy.model().calendars.iter().filter_map(|calendar| calendar.listed_years());
    let listed = listed.reduce(|a, b| crate::time::calendar::Years { from: a.from.max(b.from), to: a.to.min(b.to) });
    let year = match (package.in_force, listed) {
        (Some(force), _) => force.from.year(),
        // The last year but one, so that what is opened late in the year can still be decided.
        (None, Some(years)) => (years.to - 1).max(years.from),
        (None, None) => YEAR,
    };
    let first = |year: i32, month: u32| Date::from_ymd(year, month, 1).map(|date| zone.wall(LocalTime::on(date, 0)));
    let (mut from, mut to) = (first(year, 3)?, first(year + 1, 1)?);
    if let Some(force) = package.in_force {
        from = if from < force.end { from.max(force.start) } else { force.start };
        to = to.max(from).min(force.end);
        if to <= from {
            to = force.end;
        }
    }
    (from < to).then_some((from, to))
}

impl<'p> Promised<'p> {
    /// How far the limit is from one that is easily seen on a timeline.
    fn distance(&self) -> i64 {
        match self.timing.rule {
            LimitRule::Length(length) => (length.0 - 4 * HOUR).abs(),
            LimitRule::Date(_) | LimitRule::MultipleOfDate(..) => 0,
        }
    }

    /// The length of the limit, if it has one.
    pub(super) fn length(&self) -> Option<i64> {
        match self.timing.rule {
            LimitRule::Length(length) => Some(length.0),
            LimitRule::Date(_) | LimitRule::MultipleOfDate(..) => None,
        }
    }

    /// Whether it is a multiple of the limit of another objective; then how many times, and of which.
    pub(super) fn multiple(&self) -> Option<(String, ObjectiveId)> {
        match &self.promise.limit {
            Limit::Multiple(times, of) => Some((times.to_string(), *of)),
            _ => None,
        }
    }

    /// The covered stretches in which examples may be opened. Of a clock that always runs they are the days from 08:00 to
    /// 20:00.
    pub(super) fn stretches(&self) -> Vec<(Instant, Instant)> {
        let (from, to) = self.range;
        match self.clock.spec() {
            Some(_) => {
                let mut all = self.clock.stretches(from, to);
                all.retain(|(a, b)| from <= *a && *b <= to);
                all
            }
            None => {
                let zone = self.clock.zone();
                let first = zone.local(from).date();
                let at = |day: i32, hour: i64| zone.wall(LocalTime::on(first.plus(day), hour * HOUR));
                let days = (0..370).map(|day| (at(day, 8), at(day, 20)));
                days.filter(|(a, b)| from <= *a && *b <= to).collect()
            }
        }
    }

    /// Instants at which an example may be opened: soon after the beginning of a stretch.
    pub(super) fn openings(&self) -> Vec<Instant> {
        let opening = |(from, to): &(Instant, Instant)| floor(Instant(from.0 + HOUR.min((to.0 - from.0) / 4)));
        let mut all: Vec<Instant> = self.stretches().iter().map(opening).collect();
        all.truncate(TRIED);
        all
    }

    /// An incident of the priority, opened at an instant. What starts a clock that starts later happens at once.
    pub(super) fn incident(&self, opened: Instant) -> Incident {
        self.incident_started(opened, opened)
    }

    /// As [`incident`](Self::incident), with the instant of what starts the clock.
    pub(super) fn incident_started(&self, opened: Instant, started: Instant) -> Incident {
        let mut incident = Incident::new("example", self.package.name.clone(), opened);
        incident.priority = Some(self.priority.to_owned());
        for field in &self.objective.from {
            incident.set_instant(self.policy.model().field_name(*field), started);
        }
        incident
    }

    /// Stops the clock of an incident, and decides it.
    pub(super) fn stopped(&self, mut incident: Incident, stop: Instant) -> Option<Decided> {
        let field = self.objective.until.first()?;
        incident.set_instant(self.policy.model().field_name(*field), stop);
        self.decided(incident, stop)
    }

    /// Decides an incident.
    pub(super) fn decided(&self, incident: Incident, as_of: Instant) -> Option<Decided> {
        let explanation = self.policy.explain_as(&incident, self.id, as_of).ok()?;
        Some(Decided { incident, as_of, explanation })
    }

    /// The ledger of the objective.
    pub(super) fn ledger<'e>(&self, explanation: &'e Explanation) -> Option<&'e Ledger> {
        explanation.ledgers.get(&self.objective.name)?.as_ref()
    }

    /// An instant so much covered time later, at a whole minute.
    pub(super) fn after(&self, from: Instant, micros: i64) -> Option<Instant> {
        self.clock.add(from, crate::time::Length(micros)).ok().map(floor)
    }
}

/// The whole minute that an instant is in.
pub(super) fn floor(at: Instant) -> Instant {
    Instant(at.0.div_euclid(MINUTE) * MINUTE)
}
