//! A whole decision, by stepping.

use std::collections::BTreeSet;

use super::super::timing::{Off, Reading, Unknown};
use super::known::{Course, Incident, Known};
use super::limit::{Base, Missing};
use super::messages::{CadenceAnswer, ReplyAnswer};
use super::policy::{Policy, Promise};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timed {
    pub status: &'static str,
    pub priority: usize,
    pub limit: Option<i64>,
    pub comparison: &'static str,
    pub elapsed: i64,
    pub remaining: Option<i64>,
    pub due: Option<i64>,
    pub stopped: Option<i64>,
    pub inferred: bool,
    pub share: Option<u8>,
    pub clock: String,
}

/// An objective: what was timed, if it has a limit, and whether the resolution ended it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objective {
    pub name: &'static str,
    pub timed: Option<Timed>,
    pub ended: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub priority: usize,
    pub basis: &'static str,
    pub treated_as: Option<usize>,
    pub objectives: Vec<Objective>,
    pub cadence: Option<CadenceAnswer>,
    pub replies: Option<ReplyAnswer>,
    /// The objectives whose breach a change to a less urgent priority turned into none.
    pub lifted: Vec<&'static str>,
    pub stop_without_start: Vec<&'static str>,
    pub limit_unknown: BTreeSet<&'static str>,
    pub treatment_unknown: BTreeSet<&'static str>,
}

/// The decision, or the code of the rejection.
pub fn decide(policy: &Policy, incident: &Incident, as_of: i64) -> Result<Answer, &'static str> {
    let declared = policy.fields();
    let fields = incident.fields.iter().filter(|(name, _)| declared.contains(name)).map(|(_, at)| at);
    if fields.chain(&incident.messages).any(|at| *at < incident.plain.opened) {
        return Err("out-of-order");
    }
    let [customer, vendor, recorded] = incident.plain.priorities;
    let order = if policy.vendor_sets {
        [(vendor, "vendor"), (recorded, "recorded"), (customer, "provisional")]
    } else {
        [(customer, "customer"), (recorded, "recorded"), (vendor, "vendor")]
    };
    let (priority, basis) = order.into_iter().find_map(|(p, b)| Some((p?, b))).ok_or("no-priority")?;
    if as_of < incident.plain.opened {
        return Err("not-yet-open");
    }
    if !(Reading { calendar: None, ..policy.coverage(0) }).knows(as_of - 1) {
        return Err("calendar-horizon");
    }
    let known = Known::new(policy, incident, as_of, priority);
    let current = known.priority_at(as_of);
    let mut answer = Answer {
        priority: current,
        basis,
        treated_as: known.treated_as(current)?,
        objectives: Vec::new(),
        cadence: None,
        replies: None,
        lifted: Vec::new(),
        stop_without_start: Vec::new(),
        limit_unknown: BTreeSet::new(),
        treatment_unknown: BTreeSet::new(),
    };
    if policy.terms.iter().any(|t| t.cadence.is_some() || t.reply.is_some()) {
        let (priority, missing) = known.priority_of_updates()?;
        answer.treatment_unknown.extend(missing);
        answer.cadence = known.cadence(priority)?;
        answer.replies = known.replies(priority)?;
    }
    for objective in policy.objectives() {
        let course = known.course(objective);
        let (objective_answer, open) = known.objective(objective, course)?;
        let name = objective_answer.name;
        answer.limit_unknown.extend(open.limits);
        answer.treatment_unknown.extend(open.treatments);
        let status = objective_answer.timed.as_ref().map(|t| t.status);
        if status == Some("pending") && course == (Course::NotStarted { stopped: true }) {
            answer.stop_without_start.push(name);
        }
        if status != Some("breached") && known.lifted(objective, course) {
            answer.lifted.push(name);
        }
        answer.objectives.push(objective_answer);
    }
    Ok(answer)
}

/// The facts that an answer depends on.
#[derive(Default)]
struct Open {
    limits: Missing,
    treatments: Missing,
}

/// A statement, and the priority that it is of: the treated one, then the untreated one.
struct Held<'a> {
    promise: &'a Promise,
    priorities: (usize, usize),
}

impl Known<'_> {
    fn objective(&self, objective: usize, course: Course) -> Result<(Objective, Open), Unknown> {
        let name = self.policy.objective_name(objective);
        let mut open = Open::default();
        let written = self.priority_at(course.end().unwrap_or(self.as_of));
        let (priority, treatments) = self.treated(objective, written)?;
        open.treatments = treatments;
        let (promise, limits) = self.promise(objective, priority, written)?;
        open.limits = limits;
        let none = |ended: bool| Objective { name, timed: None, ended };
        let Some(promise) = promise else {
            return Ok((none(false), open));
        };
        let held = Held { promise, priorities: (priority, written) };
        if let Course::NotStarted { .. } | Course::EndedBefore(_) = course {
            let Some(ahead) = self.ahead(promise, held.priorities, &mut open.limits)? else {
                return Ok((none(false), open));
            };
            if let Course::EndedBefore(_) = course {
                return Ok((none(true), open));
            }
            let timed = Timed {
                status: "pending",
                priority,
                limit: ahead.limit,
                comparison: ahead.comparison,
                elapsed: 0,
                remaining: None,
                due: None,
                stopped: None,
                inferred: false,
                share: promise.share,
                clock: ahead.reading.calendar.map_or("always", |c| &c.name).to_owned(),
            };
            return Ok((Objective { name, timed: Some(timed), ended: false }, open));
        }
        let Some(timed) = self.timed(objective, course, &held, &mut open.limits)? else {
            return Ok((none(false), open));
        };
        let ended = matches!(course, Course::Ended { .. });
        let shown = !ended || timed.status == "breached";
        Ok((Objective { name, timed: shown.then_some(timed), ended }, open))
    }

    /// The objective on a clock that has started; nothing where there is no limit.
    fn timed(
        &self,
        objective: usize,
        course: Course,
        held: &Held<'_>,
        missing: &mut Missing,
    ) -> Result<Option<Timed>, Unknown> {
        let (Course::Running { start: first }
        | Course::Stopped { start: first, .. }
        | Course::Ended { start: first, .. }) = course
        else {
            return Ok(None);
        };
        let end = course.end().unwrap_or(self.as_of);
        // A change at the stop itself does not restart what has stopped.
        let restarted = self.changes.iter().rfind(|c| c.0 < end || course.end().is_none()).map(|c| c.0);
        let opened = restarted.filter(|_| self.policy.restart).map_or(first, |at| at.max(first));
        let Some(base) = self.limit(held.promise, held.priorities, opened, missing)? else {
            return Ok(None);
        };
        let Base { reading, start, limit, date, comparison } = base;
        let mut off: Vec<Off> = self.pauses(&held.promise.pausing);
        let paused = off.iter().any(|(a, b)| *a <= self.as_of && *b == i64::MAX);
        if objective > 0 {
            off.extend(&self.excluded);
        }
        if let Some(end) = course.end() {
            off.retain(|o| o.0 < end);
            off.iter_mut().for_each(|o| o.1 = o.1.min(end));
        }
        let elapsed = reading.counted(start, end, &off);
        let moved = |t: i64| reading.counted(start, t, &off) < reading.counted(start, t, &[]);
        let due = match date {
            Some(t) if !moved(t) => Some(t),
            _ => reading.reach(start, limit, &off)?,
        };
        Self::ask(reading, first, end.max(due.unwrap_or(end)))?;
        let fails = match comparison {
            "<" => elapsed >= limit,
            "<=" => elapsed > limit,
            _ => due.is_some_and(|due| end > due),
        };
        let status = match (course.end(), fails) {
            (_, true) => "breached",
            (Some(_), false) => "met",
            (None, false) if paused => "paused",
            (None, false) => "running",
        };
        let (stopped, inferred) = match course {
            Course::Stopped { at, inferred, .. } => (Some(at), inferred),
            _ => (None, false),
        };
        Ok(Some(Timed {
            status,
            priority: held.priorities.0,
            limit: Some(limit),
            comparison,
            elapsed,
            remaining: matches!(status, "paused" | "running").then_some(limit - elapsed),
            due,
            stopped,
            inferred,
            share: held.promise.share,
            clock: reading.calendar.map_or("always", |c| &c.name).to_owned(),
        }))
    }

    /// Whether it was breached when a change to a less urgent priority came.
    fn lifted(&self, objective: usize, course: Course) -> bool {
        let (Course::Running { start } | Course::Stopped { start, .. } | Course::Ended { start, .. }) = course else {
            return false;
        };
        let end = course.end().unwrap_or(self.as_of);
        (0..self.changes.len()).any(|n| {
            let ((at, to), from) = (self.changes[n], if n == 0 { self.priority } else { self.changes[n - 1].1 });
            if at > end || to <= from || start > at {
                return false;
            }
            let mut before = self.incident.clone();
            before.plain.changes = self.changes[..n].to_vec();
            let mut then = Known::new(self.policy, &before, at, self.priority);
            // Seen from the decision, the clock still ran: nothing that counts as its stop came before.
            let excluded = before.plain.excluded.iter().filter(|e| e.0 < at);
            then.excluded = excluded.map(|e| (e.0, e.1.min(at))).collect();
            let breached = || -> Result<bool, Unknown> {
                let (Some(promise), mut missing) = then.promise(objective, from, from)? else {
                    return Ok(false);
                };
                let held = Held { promise, priorities: (from, from) };
                let timed = then.timed(objective, Course::Running { start }, &held, &mut missing)?;
                Ok(timed.is_some_and(|t| t.status == "breached"))
            };
            breached().unwrap_or(false)
        })
    }
}
