//! How soon the messages of the customer were answered (`semantics` 3, "Replies").

use smallvec::SmallVec;

use crate::policy::model::PriorityId;
use crate::policy::{Comparison, ReplyTiming, Tables};
use crate::time::calendar::{Clock, Horizon};
use crate::time::{Instant, Length};

use super::decision_ref::ReplyAnswer;
use super::timeline::{Intervals, Timeline};
use super::timing::Run;

/// What happens to a wait, in the order in which it counts at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Message,
    Update,
    Relieved,
    Resolved,
}

/// What the waits have come to so far.
#[derive(Debug, Default)]
struct Waits {
    answered: u32,
    late: u32,
    longest: Option<i64>,
}

impl Waits {
    fn add(&mut self, timing: &ReplyTiming, elapsed: i64, answered: bool) {
        let kept = match timing.comparison {
            Comparison::Less => elapsed < timing.limit.0,
            Comparison::LessEqual | Comparison::By => elapsed <= timing.limit.0,
        };
        self.answered += u32::from(answered);
        self.late += u32::from(!kept);
        self.longest = self.longest.max(Some(elapsed));
    }
}

/// Measures the waits for a reply, up to the as-of instant.
pub(super) fn replies(
    tables: &Tables,
    timeline: &Timeline<'_>,
    timing: &ReplyTiming,
    priority: PriorityId,
) -> Result<ReplyAnswer, Horizon> {
    let clock = tables.clock(timing.counting.clock).ok_or(Horizon)?;
    let (opened, now) = (Instant(timeline.given.opened), timeline.as_of);
    clock.ask(opened, now)?;
    // No wait counts before the incident counts as opened.
    let first = clock.counts_as_opened(opened)?;
    let elapsed = |from: Instant, to: Instant, pauses: &Intervals| -> i64 {
        Run::new(clock, from.max(first), pauses).elapsed(to)
    };
    let mut waits = Waits::default();
    let mut since = None;
    for (at, event) in events(timeline) {
        since = match (event, since) {
            (Event::Message, None) => Some(at),
            (Event::Message, running) => running,
            (_, None) => None,
            (event, Some(from)) => {
                // A pause that began before the wait ended is cut there.
                let pauses = timeline.pauses(&timing.counting.parties, true, Some(at));
                waits.add(timing, elapsed(from, at, &pauses), event == Event::Update);
                None
            }
        };
        if event == Event::Resolved {
            break;
        }
    }
    let mut next_due = None;
    if let Some(from) = since {
        let pauses = timeline.pauses(&timing.counting.parties, true, None);
        waits.add(timing, elapsed(from, now, &pauses), false);
        next_due = due(clock, from.max(first), timing.limit, &pauses)?;
    }
    if let Some(next) = next_due {
        clock.ask(opened, now.max(next))?;
    }
    Ok(ReplyAnswer {
        priority,
        limit: timing.limit,
        comparison: timing.comparison,
        answered: waits.answered,
        late: waits.late,
        longest: waits.longest.map(Length),
        waiting_since: since,
        next_due,
        clock: timing.counting.clock,
        statement: timing.counting.statement,
    })
}

fn due(clock: &Clock, from: Instant, limit: Length, pauses: &Intervals) -> Result<Option<Instant>, Horizon> {
    Run::new(clock, from, pauses).due(limit.0)
}

/// What has happened to waits by now, in order.
fn events(timeline: &Timeline<'_>) -> SmallVec<[(Instant, Event); 8]> {
    let given = timeline.given;
    let messages = given.messages.iter().map(|at| (Instant(*at), Event::Message));
    let updates = given.updates.iter().map(|at| (Instant(*at), Event::Update));
    let relieved = timeline.relieved().map(|s| (s.at, Event::Relieved));
    let resolved = timeline.resolved().map(|s| (s.at, Event::Resolved));
    let all = messages.chain(updates).chain(relieved).chain(resolved);
    let mut all: SmallVec<[(Instant, Event); 8]> = all.filter(|(at, _)| *at <= timeline.as_of).collect();
    all.sort_unstable();
    all
}
