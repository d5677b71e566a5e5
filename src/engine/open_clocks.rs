//! The clocks of an incident that have started and not stopped: of its objectives, of the next update and of a reply.

use crate::policy::model::{ObjectiveId, PriorityId};
use crate::policy::{Comparison, PartySet, Policy};
use crate::time::calendar::Clock;
use crate::time::{Instant, Length};

use super::bind::Bound;
use super::decision::{EscalationStatus, Status};
use super::decision_ref::{CadenceAnswer, DecisionRef, EscalationAnswer, ObjectiveResult, ReplyAnswer};
use super::incident::Incident;
use super::ledger::{Account, LedgerEnd, share_used};
use super::rejection::Rejection;
use super::timeline::Timeline;
use super::timing::Run;

/// What a clock times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClockSubject {
    /// An objective.
    Objective(ObjectiveId),
    /// The next update of a cadence.
    Update,
    /// The answer to a message.
    Reply,
    /// What has been used of an objective's limit when somebody is called: its number among the decision's escalations.
    Escalation(usize),
}

/// How a clock that has not stopped compares with its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenStatus {
    /// In time so far.
    Running,
    /// In time so far, and paused.
    Paused,
    /// Late.
    Breached,
    /// In time, without a microsecond left: late from the next covered instant.
    UsedUp,
    /// Of an escalation: not reached yet.
    Pending,
}

/// A clock that has started and not stopped, as of now.
#[derive(Debug)]
pub(crate) struct OpenClock<'a> {
    pub(crate) subject: ClockSubject,
    /// The priority that it is timed by.
    pub(crate) priority: PriorityId,
    pub(crate) clock: &'a Clock,
    pub(crate) status: OpenStatus,
    pub(crate) limit: Length,
    pub(crate) elapsed: Length,
    /// When the limit is used up; `None` if an open pause holds it back.
    pub(crate) due: Option<Instant>,
    /// Due if the clock paused for nobody.
    pub(crate) due_without_pauses: Option<Instant>,
    /// Where it starts to count: later than now if an `intake` moves it.
    pub(crate) counts_from: Instant,
    /// Whether a pause holds.
    pub(crate) paused: bool,
    /// The parties of the pauses that hold, in the order in which they began; of a clock that is not paused, the
    /// parties that are waited on all the same.
    pub(crate) waiting_on: Vec<&'a str>,
}

impl OpenClock<'_> {
    /// Limit less elapsed; negative if it is late on its own clock.
    pub(crate) fn left(&self) -> Length {
        Length(self.limit.0 - self.elapsed.0)
    }

    /// Elapsed over limit, in thousand millionths, rounded down; `None` if the limit has no length.
    pub(crate) fn used(&self) -> Option<i64> {
        share_used(self.elapsed.0, self.limit)
    }

    /// Whether the clock does not run because its calendar is closed, or because it has not begun to count.
    pub(crate) fn is_closed(&self, now: Instant) -> bool {
        now < self.counts_from || !self.clock.covers(now)
    }

    /// The next instant from which a closed clock runs again; `None` if its calendar does not know.
    pub(crate) fn next_opening(&self, now: Instant) -> Option<Instant> {
        let from = now.max(self.counts_from);
        let opening = self.clock.last_within(from, Length(0))?;
        self.clock.ask(from, opening).ok().map(|()| opening)
    }
}

impl Policy {
    /// Decides an incident, and returns its clocks that have started and not stopped.
    ///
    /// # Errors
    /// Why it cannot be decided.
    pub(crate) fn open_clocks<'a>(
        &'a self,
        incident: &'a Incident,
        as_of: Instant,
    ) -> Result<(DecisionRef<'a>, Vec<OpenClock<'a>>), Rejection> {
        let (decision, bound) = self.decide_bound(incident, None, as_of)?;
        let mut out = Vec::new();
        if decision.objectives.iter().flatten().any(is_open) {
            for accounted in self.accounted(&bound, incident, decision.package, as_of)? {
                let Some(account) = &accounted.account else { continue };
                let subject = ClockSubject::Objective(accounted.objective);
                out.extend(self.objective_clock(subject, accounted.priority, account, incident, as_of));
            }
        }
        out.extend(self.escalation_clocks(&decision, &bound, &out));
        out.extend(self.update_clock(&decision, &bound, incident));
        out.extend(self.reply_clock(&decision, &bound, incident));
        Ok((decision, out))
    }

    fn objective_clock<'a>(
        &self,
        subject: ClockSubject,
        priority: PriorityId,
        account: &Account<'a>,
        incident: &'a Incident,
        now: Instant,
    ) -> Option<OpenClock<'a>> {
        let status = match account.status? {
            _ if account.end_is != LedgerEnd::Now => return None,
            Status::Running if account.is_used_up(now) => OpenStatus::UsedUp,
            Status::Running => OpenStatus::Running,
            Status::Paused => OpenStatus::Paused,
            Status::Breached => OpenStatus::Breached,
            Status::Met | Status::Pending => return None,
        };
        let (paused, waiting_on) = self.waiting_on(incident, &account.timing.counting.parties, now);
        Some(OpenClock {
            subject,
            priority,
            clock: account.clock,
            status,
            limit: account.limit?,
            elapsed: Length(account.elapsed),
            due: account.due,
            due_without_pauses: account.due_without_pauses,
            counts_from: account.counts_from?,
            paused,
            waiting_on,
        })
    }

    /// The clocks of the escalations that are not reached yet, of objectives whose clocks are open.
    fn escalation_clocks<'a>(
        &'a self,
        decision: &DecisionRef<'a>,
        bound: &Bound<'_>,
        open: &[OpenClock<'a>],
    ) -> Vec<OpenClock<'a>> {
        let timeline = past(decision, bound);
        let excluded = timeline.pauses(&PartySet::default(), true, None);
        let clock = |(number, escalation): (usize, &EscalationAnswer<'_>)| {
            let is_timed = |c: &&OpenClock<'_>| match c.subject {
                ClockSubject::Objective(id) => self.model().objective_name(id) == escalation.objective,
                _ => false,
            };
            let (of, limit) = (open.iter().find(is_timed)?, escalation.length?);
            Some(OpenClock {
                subject: ClockSubject::Escalation(number),
                priority: of.priority,
                clock: of.clock,
                status: OpenStatus::Pending,
                limit,
                elapsed: of.elapsed,
                due: escalation.at,
                // If its calendar does not know so many years, it is not known.
                due_without_pauses: Run::new(of.clock, of.counts_from, &excluded).due(limit.0).ok().flatten(),
                counts_from: of.counts_from,
                paused: of.paused,
                waiting_on: of.waiting_on.clone(),
            })
        };
        let all = decision.escalations.iter().enumerate();
        all.filter(|(_, escalation)| escalation.status == EscalationStatus::Pending).filter_map(clock).collect()
    }

    fn update_clock<'a>(
        &'a self,
        decision: &DecisionRef<'a>,
        bound: &Bound<'_>,
        incident: &'a Incident,
    ) -> Option<OpenClock<'a>> {
        let CadenceAnswer { priority, interval, since, next_due, .. } = decision.cadence?;
        let timing = self.timings(decision, priority)?.cadence.as_ref()?;
        let clock = self.tables.clock(timing.counting.clock)?;
        let timeline = past(decision, bound);
        if timeline.relieved().is_some() {
            return None;
        }
        let compared = (ClockSubject::Update, priority, interval, Comparison::LessEqual);
        Some(self.wait_clock(compared, clock, &timing.counting.parties, (since, next_due), &timeline, incident))
    }

    fn reply_clock<'a>(
        &'a self,
        decision: &DecisionRef<'a>,
        bound: &Bound<'_>,
        incident: &'a Incident,
    ) -> Option<OpenClock<'a>> {
        let ReplyAnswer { priority, limit, comparison, waiting_since, next_due, .. } = decision.replies?;
        let timing = self.timings(decision, priority)?.reply.as_ref()?;
        let clock = self.tables.clock(timing.counting.clock)?;
        let since = waiting_since?.max(clock.counts_as_opened(incident.opened).ok()?);
        let compared = (ClockSubject::Reply, priority, limit, comparison);
        let timeline = past(decision, bound);
        Some(self.wait_clock(compared, clock, &timing.counting.parties, (since, next_due), &timeline, incident))
    }

    /// The clock of an update or a reply that is waited for since an instant, and is due as it was decided.
    fn wait_clock<'a>(
        &self,
        (subject, priority, limit, comparison): (ClockSubject, PriorityId, Length, Comparison),
        clock: &'a Clock,
        parties: &PartySet,
        (since, due): (Instant, Option<Instant>),
        timeline: &Timeline<'_>,
        incident: &'a Incident,
    ) -> OpenClock<'a> {
        let now = timeline.as_of;
        let pauses = timeline.pauses(parties, true, None);
        let elapsed = Run::new(clock, since, &pauses).elapsed(now);
        let excluded = timeline.pauses(&PartySet::default(), true, None);
        // If its calendar does not know so many years, it is not known.
        let due_without_pauses = Run::new(clock, since, &excluded).due(limit.0).ok().flatten();
        let (paused, waiting_on) = self.waiting_on(incident, parties, now);
        let is_late = match comparison {
            Comparison::Less => elapsed >= limit.0,
            Comparison::LessEqual | Comparison::By => elapsed > limit.0,
        };
        let status = match due {
            _ if is_late => OpenStatus::Breached,
            _ if paused => OpenStatus::Paused,
            Some(due) if due <= now => OpenStatus::UsedUp,
            _ => OpenStatus::Running,
        };
        let elapsed = Length(elapsed);
        let counts_from = since;
        OpenClock {
            subject,
            priority,
            clock,
            status,
            limit,
            elapsed,
            due,
            due_without_pauses,
            counts_from,
            paused,
            waiting_on,
        }
    }

    /// Whether a wait for one of the parties that a clock pauses for holds, and who is waited on: those parties, or if
    /// there are none, any.
    fn waiting_on<'a>(&self, incident: &'a Incident, pausing: &PartySet, now: Instant) -> (bool, Vec<&'a str>) {
        let mut holding: Vec<(Instant, bool, &str)> = Vec::new();
        for wait in incident.waiting.iter().filter(|w| w.from <= now && w.to.is_none_or(|to| to > now)) {
            holding.push((wait.from, pausing.contains(self.tables.parties.number(&wait.on)), &wait.on));
        }
        holding.sort_by_key(|(from, ..)| *from);
        let paused = holding.iter().any(|(_, pauses, _)| *pauses);
        let mut parties = Vec::new();
        for (_, _, party) in holding.iter().filter(|(_, pauses, _)| *pauses == paused) {
            if !parties.contains(party) {
                parties.push(*party);
            }
        }
        (paused, parties)
    }

    fn timings(&self, decision: &DecisionRef<'_>, priority: PriorityId) -> Option<&crate::policy::Timings> {
        self.tables.timings.get(usize::from(decision.package.0))?.get(usize::from(priority.0))
    }
}

/// What has happened by the instant of a decision. The priority plays no part in pauses and stops.
fn past<'b>(decision: &DecisionRef<'_>, bound: &'b Bound<'_>) -> Timeline<'b> {
    Timeline::new(&bound.given, decision.priority, decision.as_of)
}

fn is_open(result: &ObjectiveResult) -> bool {
    result.stopped.is_none() && !result.ended && result.status != Status::Pending
}
