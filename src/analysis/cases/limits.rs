//! Each limit: the last stop that keeps it, and the first that does not.

use crate::analysis::keeping::Promised;
use crate::policy::model::{Limit, ObjectiveId, Package, PackageId, PriorityId};
use crate::time::Instant;

use super::{Boundary, Case, Turns, Year, incident};
use crate::policy::Policy;

const HOUR: i64 = 3_600_000_000;

/// A limit of a package and priority.
pub(super) struct Timed<'p> {
    pub(super) policy: &'p Policy,
    pub(super) package: &'p Package,
    pub(super) priority: &'p str,
    pub(super) objective: ObjectiveId,
    pub(super) promised: Promised<'p>,
    pub(super) span: (Instant, Instant),
}

impl<'p> Timed<'p> {
    /// `Gold P1 response < 4 working hours`
    pub(super) fn words(&self, limit: Option<&Limit>) -> String {
        let limit = limit.map(|limit| self.policy.model().limit_words(limit)).unwrap_or_default();
        format!(
            "{} {} {} {limit}",
            self.package.name,
            self.priority,
            self.policy.model().objective_name(self.objective)
        )
    }

    /// The last stop that keeps the promise of an incident opened then, and the first that does not.
    pub(super) fn pair(&self, about: String, opened: Instant) -> Option<Boundary> {
        let last = self.promised.clock.known().map_or(i64::MAX / 4, |(_, to)| to.0);
        let end = self.promised.end(opened.0, last).filter(|end| *end > opened.0 && *end <= last)?;
        let case = |at: i64| {
            let mut incident = incident(self.package, Some(self.priority), opened);
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
                    let Some(timed) = self.timed(id, package, priority, name, objective, span) else { continue };
                    let terms = package.terms.get(usize::from(priority.0));
                    let promise = terms.and_then(|t| t.promise(objective));
                    let opened = timed.opening();
                    out.extend(timed.pair(timed.words(promise.map(|p| &p.limit)), opened));
                }
                out.extend(self.updates(id, package, priority, name, span));
            }
        }
        out
    }

    pub(super) fn timed(
        &self,
        id: PackageId,
        package: &'p Package,
        priority: PriorityId,
        name: &'p str,
        objective: ObjectiveId,
        span: (Instant, Instant),
    ) -> Option<Timed<'p>> {
        let timings = self.policy.tables.timings.get(usize::from(id.0))?.get(usize::from(priority.0))?;
        let timing = timings.timing(objective)?;
        let promised = Promised::of(self.policy, timing)?;
        Some(Timed { policy: self.policy, package, priority: name, objective, promised, span })
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
        let timings = self.policy.tables.timings.get(usize::from(id.0))?.get(usize::from(priority.0))?;
        let cadence = timings.cadence.as_ref()?;
        let promised = Promised::every(self.policy, cadence, true)?;
        let timed =
            Timed { policy: self.policy, package, priority: name, objective: ObjectiveId::RELIEF, promised, span };
        let opened = timed.opening();
        let last = promised.clock.known().map_or(i64::MAX / 4, |(_, to)| to.0);
        let end = promised.end(opened.0, last).filter(|end| *end <= last)?;
        let case = |at: i64| Case::new(incident(package, Some(name), opened), Instant(at));
        let about = format!("{} {name} update", package.name);
        Some(Boundary { about, turns: Turns::Updates, cases: [case(end - 1), case(end)] })
    }
}

impl Timed<'_> {
    /// An hour of an ordinary working day: the first whole hour of the span at which the clock runs, and
    /// has run for an hour.
    pub(super) fn opening(&self) -> Instant {
        let (from, to) = self.span;
        let first = from.0.div_euclid(HOUR) * HOUR + HOUR;
        let hours = (0..).map(|n| Instant(first + n * HOUR)).take_while(|at| *at < to).take(24 * 366);
        let runs = |at: &Instant| self.promised.clock.covers(*at) && self.promised.clock.covers(Instant(at.0 - HOUR));
        hours.into_iter().find(runs).unwrap_or(from)
    }
}
