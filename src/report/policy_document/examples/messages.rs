//! Incidents that show how updates and replies are counted.

use crate::policy::model::{Cadence, Reply};
use crate::policy::{CadenceTiming, ReplyTiming, Timings};
use crate::time::calendar::Clock;
use crate::time::{Instant, Length, OffsetInstant};

use super::super::super::explanation::{Drawing, DrawnMark, Kind, MarkKind, Piece, Times, length};
use super::super::subject::Subject;
use super::example::{Clause, Decided, Example, Exemplified};
use super::promised::{Promised, floor};

/// The timings that belong to what is promised: of the same package and priority.
fn timings<'p>(one: &Promised<'p>) -> Option<&'p Timings> {
    let priority = one.policy.model().priority(one.priority)?;
    one.policy.tables.timings.get(usize::from(one.id.0))?.get(usize::from(priority.0))
}

/// `update P1 every 2 hours`
pub(super) fn updates(subject: &Subject<'_>, promised: &[Promised<'_>]) -> Option<Clause> {
    let mut terms = subject.packages.iter().flat_map(|package| &package.terms);
    terms.find(|terms| matches!(terms.cadence, Some(Cadence::Every { .. })))?;
    let clause = "Updates";
    let example = promised.iter().find_map(|one| {
        let timing = timings(one)?.cadence.as_ref()?;
        let clock = one.policy.clock(timing.counting.clock)?;
        one.openings().into_iter().find_map(|opened| update_example(one, timing, clock, opened, clause))
    });
    Some(Clause {
        title: clause.to_owned(),
        rule: "While an incident is not relieved, the customer hears of it at least so often: from the opening to the first \
               update, and from each update to the next."
            .to_owned(),
        example,
    })
}

fn update_example(
    one: &Promised<'_>,
    timing: &CadenceTiming,
    clock: &Clock,
    opened: Instant,
    clause: &str,
) -> Option<Example> {
    let interval = timing.interval.0;
    let after = |from: Instant, micros: i64| clock.add(from, Length(micros)).ok().map(floor);
    let start = clock.counts_as_opened(opened).ok()?;
    let in_time = after(start, interval / 4 * 3)?;
    let late = after(in_time, interval / 4 * 5)?;
    let mut incident = one.incident(opened);
    incident.updates = vec![in_time, late];
    let decided = one.decided(incident, late)?;
    let cadence = decided.explanation.decision.cadence.as_ref()?;
    let next = cadence.next_due.filter(|_| cadence.late == 1)?;
    let zone = clock.zone();
    let times = Times::new(zone, opened);
    let at = |at: Instant| times.instant(at);
    let caption = format!(
        "Opened as {} on {}, an update on {}, the next one on {}: the second one is late, as an update is due every {}; \
         the third is due {}.",
        one.priority,
        times.with_year(opened),
        at(in_time),
        at(late),
        length(interval),
        times.at(next)
    );
    let marks = [
        (opened, MarkKind::Event, "opened"),
        (in_time, MarkKind::Event, "update"),
        (late, MarkKind::Event, "update, late"),
        (next.instant(), MarkKind::Due, "next update due"),
    ];
    let drawing = drawing(times, clock, opened, next, &marks);
    Some(example(one, clause, decided, Exemplified::Updates, caption, drawing))
}

/// `reply P1 within 2 working hours`
pub(super) fn replies(subject: &Subject<'_>, promised: &[Promised<'_>]) -> Option<Clause> {
    let mut terms = subject.packages.iter().flat_map(|package| &package.terms);
    terms.find(|terms| matches!(terms.reply, Some(Reply::Within { .. })))?;
    let clause = "Replies to messages";
    let example = promised.iter().find_map(|one| {
        let timing = timings(one)?.reply.as_ref()?;
        let clock = one.policy.clock(timing.counting.clock)?;
        one.openings().into_iter().find_map(|opened| reply_example(one, timing, clock, opened, clause))
    });
    Some(Clause {
        title: clause.to_owned(),
        rule: "Each message of the customer is answered within the time of the reply. Of several messages that wait for an \
               answer, the first one counts."
            .to_owned(),
        example,
    })
}

fn reply_example(
    one: &Promised<'_>,
    timing: &ReplyTiming,
    clock: &Clock,
    opened: Instant,
    clause: &str,
) -> Option<Example> {
    let limit = timing.limit.0;
    let after = |from: Instant, micros: i64| clock.add(from, Length(micros)).ok().map(floor);
    let start = clock.counts_as_opened(opened).ok()?;
    let message = after(start, limit / 2)?;
    let answer = after(message, limit / 4 * 3)?;
    let mut incident = one.incident(opened);
    incident.messages = vec![message];
    // The decision before the answer says when it is due.
    let waiting = one.decided(incident.clone(), message)?;
    let due = waiting.explanation.decision.replies.as_ref()?.as_ref()?.next_due?;
    incident.updates = vec![answer];
    let decided = one.decided(incident, answer)?;
    let replies = decided.explanation.decision.replies.as_ref()?.as_ref()?;
    if (replies.answered, replies.late) != (1, 0) {
        return None;
    }
    let times = Times::new(clock.zone(), opened);
    let caption = format!(
        "Opened as {} on {}, a message of the customer on {}, answered on {}: in time, as the answer is due {}.",
        one.priority,
        times.with_year(opened),
        times.instant(message),
        times.instant(answer),
        times.at(due)
    );
    let marks = [
        (message, MarkKind::Event, "message"),
        (answer, MarkKind::Stop, "answered"),
        (due.instant(), MarkKind::Due, "due"),
    ];
    let drawing = drawing(times, clock, message, due, &marks);
    Some(example(one, clause, decided, Exemplified::Replies, caption, drawing))
}

fn example(
    one: &Promised<'_>,
    clause: &str,
    decided: Decided,
    of: Exemplified,
    caption: String,
    drawing: Drawing,
) -> Example {
    let Decided { incident, as_of, .. } = decided;
    Example { clause: clause.to_owned(), incident, package: one.id, as_of, of, caption, drawing }
}

/// The hours of a clock between two instants, with marks.
fn drawing(
    times: Times,
    clock: &Clock,
    from: Instant,
    to: OffsetInstant,
    marks: &[(Instant, MarkKind, &str)],
) -> Drawing {
    let to = to.instant();
    let mut pieces = Vec::new();
    let mut add = |a: Instant, b: Instant, kind: Kind| {
        if a < b {
            let label = format!("{}, {} to {}", kind.as_str(), times.instant(a), times.instant(b));
            pieces.push(Piece { from: a.0 - from.0, to: b.0 - from.0, kind, projected: false, label });
        }
    };
    let mut closed_from = from;
    for (open, close) in clock.stretches(from, to) {
        add(closed_from, open, Kind::Closed);
        add(open, close, Kind::Counted);
        closed_from = close;
    }
    add(closed_from, to, Kind::Closed);
    let mut drawn: Vec<DrawnMark> = marks
        .iter()
        .map(|(at, kind, what)| DrawnMark {
            at: at.0 - from.0,
            kind: *kind,
            label: format!("{what} {}", times.instant(*at)),
        })
        .collect();
    drawn.sort_by_key(|mark| mark.at);
    let labels: Vec<&str> = drawn.iter().map(|mark| mark.label.as_str()).collect();
    let alternative = format!("{}.", labels.join(", "));
    let span = to.0 - from.0;
    Drawing { span, pieces, marks: drawn, ticks: times.ticks(from, span), alternative }
}
