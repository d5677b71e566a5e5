//! What measures need of an incident besides its decision: whether it is left out of them, and while it was downtime
//! (`semantics` 12).

use smallvec::SmallVec;

use crate::policy::Policy;
use crate::policy::model::{Condition, Package, PackageId, PriorityId};
use crate::time::Instant;
use crate::value::Truth;

use super::bind::Bound;
use super::core::{self, Refusal};
use super::decide::DirectAnswers;
use super::decision_ref::DecisionRef;
use super::incident::Incident;
use super::rejection::Rejection;
use super::timeline::Timeline;

/// Intervals in microseconds, in order and apart.
pub(crate) type Stretches = SmallVec<[(i64, i64); 2]>;

/// A decided incident, as the measures of its contract see it.
#[derive(Debug)]
pub(crate) struct MeasuredIncident<'a> {
    pub(crate) decision: DecisionRef<'a>,
    pub(crate) opened: Instant,
    /// Whether it was resolved, inferred or not.
    pub(crate) is_resolved: bool,
    /// What each version of its contract that measures anything asks of it; the one that decided it is among them.
    pub(crate) versions: SmallVec<[VersionAnswers; 2]>,
}

/// What one version of a contract asks of an incident.
#[derive(Debug)]
pub(crate) struct VersionAnswers {
    pub(crate) package: PackageId,
    /// Whether the incident is left out of the version's measures.
    pub(crate) left_out: Truth,
    /// While it was downtime.
    pub(crate) down: Stretches,
    /// While it is unknown whether it was.
    pub(crate) unknown: Stretches,
}

impl Policy {
    /// Decides an incident, under a package or under the version of its contract that was in force, and answers what
    /// measures ask of it. Under a package, the other versions of the contract ask nothing.
    ///
    /// # Errors
    /// Why it cannot be decided, or the calendar of a condition that does not know when it was opened.
    pub(crate) fn decide_for_measures<'a>(
        &'a self,
        incident: &'a Incident,
        under: Option<PackageId>,
        as_of: Instant,
    ) -> Result<MeasuredIncident<'a>, Rejection> {
        let (decision, bound) = self.decide_bound(incident, under, as_of)?;
        let refused = |refusal| self.refused(refusal, &bound, incident, as_of);
        let mut answers = DirectAnswers::new(self, &bound, incident.channel.as_deref());
        let first = core::initial(self, &bound.given, decision.package, &mut answers);
        let (first, _) = first.map_err(refused)?;
        let timeline = Timeline::new(&bound.given, first, as_of);
        let asking: &[PackageId] = match &under {
            Some(package) => std::slice::from_ref(package),
            None => bound.sold,
        };
        let mut versions = SmallVec::new();
        for id in asking {
            let package = self.package(*id)?;
            if *id == decision.package || package.service.availability.is_some() {
                let question = Question { policy: self, bound: &bound, incident, package };
                let answers = question.answers(*id, &timeline, first, decision.priority);
                versions.push(answers.map_err(refused)?);
            }
        }
        let is_resolved = timeline.resolved().is_some();
        Ok(MeasuredIncident { opened: incident.opened, is_resolved, versions, decision })
    }
}

/// An incident as a package asks about it.
struct Question<'a, 'b> {
    policy: &'a Policy,
    bound: &'b Bound<'a>,
    incident: &'a Incident,
    package: &'a Package,
}

impl Question<'_, '_> {
    fn truth(&self, condition: &Condition, priority: PriorityId) -> Result<Truth, Refusal> {
        let facts = self.policy.facts_of(self.bound, self.incident, self.package);
        facts.openings.ask(condition).map_err(Refusal::Horizon)?;
        Ok(facts.truth(condition, Some(priority)))
    }

    /// `first` is the priority that the incident began with, `now` that of its decision.
    fn answers(
        &self,
        id: PackageId,
        timeline: &Timeline<'_>,
        first: PriorityId,
        now: PriorityId,
    ) -> Result<VersionAnswers, Refusal> {
        let service = &self.package.service;
        let except = service.measured.as_ref().and_then(|measured| measured.except.as_ref());
        let left_out = except.map_or(Ok(Truth::False), |except| self.truth(except, now))?;
        let mut out = VersionAnswers { package: id, left_out, down: Stretches::new(), unknown: Stretches::new() };
        let Some(availability) = service.availability.as_ref().filter(|_| left_out != Truth::True) else {
            return Ok(out);
        };
        let end = timeline.relieved().map_or(timeline.as_of, |stop| stop.at);
        let mut begin = (self.incident.opened, first);
        let changes = timeline.changes(end).map(|(at, _, to)| (at, to));
        for (at, to) in changes.chain([(end, first)]) {
            let (from, priority) = std::mem::replace(&mut begin, (at, to));
            if from >= at {
                continue;
            }
            let stretches = match self.truth(&availability.down, priority)? {
                Truth::True => &mut out.down,
                Truth::Unknown => &mut out.unknown,
                Truth::False => continue,
            };
            match stretches.last_mut() {
                Some(last) if last.1 == from.0 => last.1 = at.0,
                _ => stretches.push((from.0, at.0)),
            }
        }
        for (from, to, _) in timeline.numbered_excluded() {
            remove(&mut out.down, (from, to));
            remove(&mut out.unknown, (from, to));
        }
        Ok(out)
    }
}

/// Takes an interval out of others.
fn remove(stretches: &mut Stretches, (from, to): (i64, i64)) {
    if stretches.iter().all(|(start, end)| to <= *start || *end <= from) {
        return;
    }
    let parts = stretches.iter().flat_map(|(start, end)| [(*start, from.min(*end)), (to.max(*start), *end)]);
    *stretches = parts.filter(|(start, end)| start < end).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_out_leaves_both_sides() {
        let without = |cut: (i64, i64)| {
            let mut stretches = Stretches::from_slice(&[(0, 10), (20, 30)]);
            remove(&mut stretches, cut);
            stretches.into_vec()
        };
        assert_eq!(without((3, 5)), [(0, 3), (5, 10), (20, 30)]);
        assert_eq!(without((5, 25)), [(0, 5), (25, 30)]);
        assert_eq!(without((-5, 40)), []);
        assert_eq!(without((10, 20)), [(0, 10), (20, 30)]);
        assert_eq!(without((0, 10)), [(20, 30)]);
    }
}
