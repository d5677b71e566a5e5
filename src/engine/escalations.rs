//! Who is called before a limit is missed, and when (`semantics` 11).

use crate::policy::model::Package;
use crate::policy::{LimitRule, Policy, ReachedAt, Timing};
use crate::time::Length;
use crate::time::calendar::Horizon;

use super::decision::EscalationStatus;
use super::decision_ref::EscalationAnswer;
use super::limited::LimitedCourse;
use super::timeline::Timeline;
use super::timing::{self, Run};

/// The escalations of one objective that has a limit, each with its place among those of the package.
pub(super) fn escalations<'m>(
    policy: &'m Policy,
    package: &'m Package,
    timeline: &Timeline<'_>,
    limited: &LimitedCourse<'m>,
    timing: &'m Timing,
) -> Result<Vec<(u16, EscalationAnswer<'m>)>, Horizon> {
    if timing.escalations.is_empty() || limited.ended_before_start() {
        return Ok(Vec::new());
    }
    let clock = policy.tables.clock(timing.counting.clock).ok_or(Horizon)?;
    let end = limited.course.end();
    let pauses = timeline.pauses(&timing.counting.parties, limited.excludes, end);
    let started = match limited.start {
        None => None,
        Some(start) => {
            let reading = timing::read(&policy.tables, timeline, &limited.course, timing, start, &pauses)?;
            Some((Run::new(clock, reading.start, &pauses), reading))
        }
    };
    let mut out = Vec::new();
    for escalation in &timing.escalations {
        let Some(said) = package.service.escalations.get(usize::from(escalation.place)) else { continue };
        let length = match &started {
            None => None,
            Some((_, reading)) => Some(length(escalation.reached_at, reading.limit)?),
        };
        let at = match (&started, length) {
            (Some((run, reading)), Some(length)) => {
                // The whole of a date is the date itself, whatever time is left until then.
                let whole = length == reading.limit && !matches!(timing.rule, LimitRule::Length(_));
                if whole { reading.due } else { run.due(length.0)? }
            }
            _ => None,
        };
        let first = limited.course.start.or(limited.start);
        if let (Some(at), Some(first)) = (at, first) {
            clock.ask(first, at.max(first))?;
        }
        let status = match (at, end) {
            (Some(at), end) if at <= end.unwrap_or(timeline.as_of) => EscalationStatus::Reached,
            (_, Some(_)) => EscalationStatus::Avoided,
            (_, None) => EscalationStatus::Pending,
        };
        let objective = policy.model().objective_name(said.objective);
        let clock = timing.counting.clock;
        out.push((escalation.place, EscalationAnswer { to: said.to.as_str(), objective, at, length, status, clock }));
    }
    Ok(out)
}

/// How much of a limit has been used when an escalation is reached.
fn length(point: ReachedAt, limit: Length) -> Result<Length, Horizon> {
    Ok(match point {
        ReachedAt::Share(share) => Length(share.times_up(limit.0).ok_or(Horizon)?),
        ReachedAt::Elapsed(length) => length,
        ReachedAt::Remaining(length) => Length((limit.0 - length.0).max(0)),
    })
}
