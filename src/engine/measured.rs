//! How long the objectives of an incident took on their clocks, for limits that are yet to be found.

use crate::policy::model::{ObjectiveId, PackageId, PriorityId};
use crate::policy::{Comparison, PartySet, Policy};
use crate::span::Span;
use crate::time::calendar::{Clock, Horizon};
use crate::time::{Instant, Length};

use super::core;
use super::coverage_clocks::CoverageClocks;
use super::decide::DirectAnswers;
use super::decision_ref::DecisionRef;
use super::incident::Incident;
use super::limited::LimitedCourse;
use super::rejection::Rejection;
use super::timeline::Timeline;
use super::timing::Run;

/// What ends the time of an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MeasuredEnd {
    /// Its stop.
    Stop,
    /// The resolution of the incident.
    Resolution,
    /// The instant of the decision: it has not stopped.
    Now,
}

/// The time that an objective took, on its clock and less its pauses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured<'a> {
    pub(crate) objective: ObjectiveId,
    /// The priority that times it.
    pub(crate) priority: PriorityId,
    /// The statement that limits it; `None` if nothing does. It is then measured on the coverage and does not pause.
    pub(crate) statement: Option<Span>,
    pub(crate) clock: &'a Clock,
    /// How elapsed time is compared with the limit.
    pub(crate) comparison: Comparison,
    pub(crate) elapsed: Length,
    pub(crate) end: MeasuredEnd,
}

impl Policy {
    /// Decides an incident, under a package if one is given, and measures each objective that has started, whether or
    /// not it has a limit. What has no limit and needs years that its calendar does not know is left out.
    ///
    /// # Errors
    /// Why it cannot be decided.
    pub(crate) fn measured<'a>(
        &'a self,
        incident: &'a Incident,
        under: Option<PackageId>,
        as_of: Instant,
        coverages: &'a CoverageClocks,
    ) -> Result<(DecisionRef<'a>, Vec<Measured<'a>>), Rejection> {
        let (decision, bound) = self.decide_bound(incident, under, as_of)?;
        let package = decision.package;
        let mut answers = DirectAnswers::new(self, &bound, incident.channel.as_deref());
        let mut out = Vec::with_capacity(self.model().objectives.len());
        let each =
            core::each_limited(self, &bound.given, package, &mut answers, as_of, |objective, timeline, limited| {
                let clock = match limited.timing {
                    Some(timing) => self.tables.clock(timing.counting.clock),
                    None => coverages.of(package, limited.priority),
                };
                match clock.map(|clock| measure(clock, objective, timeline, &limited)) {
                    Some(Ok(measured)) => out.extend(measured),
                    Some(Err(horizon)) if limited.timing.is_some() => return Err(horizon),
                    Some(Err(_)) | None => {}
                }
                Ok(())
            });
        each.map_err(|refusal| self.refused(refusal, &bound, incident, as_of))?;
        Ok((decision, out))
    }
}

/// The time of one objective; `None` if it has not started.
fn measure<'a>(
    clock: &'a Clock,
    objective: ObjectiveId,
    timeline: &Timeline<'_>,
    limited: &LimitedCourse<'a>,
) -> Result<Option<Measured<'a>>, Horizon> {
    let Some(start) = limited.start.filter(|_| !limited.ended_before_start()) else { return Ok(None) };
    let course = &limited.course;
    let (at, end) = match (course.stop, course.ended) {
        (Some(stop), _) => (stop.at, MeasuredEnd::Stop),
        (None, Some(ended)) => (ended, MeasuredEnd::Resolution),
        (None, None) => (timeline.as_of, MeasuredEnd::Now),
    };
    let nobody = PartySet::default();
    let parties = limited.timing.map_or(&nobody, |timing| &timing.counting.parties);
    let pauses = timeline.pauses(parties, limited.excludes, course.end());
    clock.ask(course.start.unwrap_or(start), at)?;
    let elapsed = Run::new(clock, clock.counts_as_opened(start)?, &pauses).elapsed(at);
    Ok(Some(Measured {
        objective,
        priority: limited.priority,
        statement: limited.timing.map(|timing| timing.counting.statement),
        clock,
        comparison: limited.timing.map_or(Comparison::LessEqual, |timing| timing.comparison),
        elapsed: Length(elapsed),
        end,
    }))
}
