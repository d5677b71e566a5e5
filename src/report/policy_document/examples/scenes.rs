//! Incidents that show how limits are counted. Each is tried on the policy until the decision shows the clause.

use crate::engine::{Excluded, Incident, Ledger, PriorityChange, SegmentReason, Status, Waiting};
use crate::policy::Comparison;
use crate::policy::model::{Limit, StageField};
use crate::time::calendar::{CountedDays, Moment};
use crate::time::{Instant, LocalTime, MICROS_PER_SECOND};

use super::super::super::explanation::{Times, and, length, party};
use super::super::dates::minute;
use super::super::terms::{happens, title};
use super::captions::timed;
use super::example::{Clause, Decided};
use super::promised::{Promised, floor};

const HOUR: i64 = 3_600 * MICROS_PER_SECOND;

fn nothing_more(_: Times, _: &Ledger) -> String {
    String::new()
}

/// The first decided incident that shows what it is to show.
fn first<'p, 'c>(
    promised: impl Iterator<Item = &'c Promised<'p>>,
    make: impl Fn(&Promised<'p>, Instant) -> Option<Decided>,
    shows: impl Fn(&Ledger) -> bool,
) -> Option<(Promised<'p>, Decided)>
where
    'p: 'c,
{
    for one in promised {
        for opened in one.openings() {
            if let Some(decided) = make(one, opened).filter(|d| one.ledger(&d.explanation).is_some_and(&shows)) {
                return Some((*one, decided));
            }
        }
    }
    None
}

/// Only covered time counts: over a holiday if there is one, else over a weekend or a night.
pub(super) fn hours(promised: &[Promised<'_>]) -> Option<Clause> {
    let on_calendars = || promised.iter().filter(|one| one.clock.spec().is_some() && one.length().is_some());
    on_calendars().next()?;
    let clause = "Only covered time counts";
    let example = (0..3).find_map(|wish| {
        let (one, decided) = on_calendars().find_map(|one| over_a_gap(one, wish).map(|decided| (*one, decided)))?;
        timed(&one, clause, decided, nothing_more, None)
    });
    Some(Clause {
        title: clause.to_owned(),
        rule:
            "A limit in working hours or working days counts the hours of its calendar alone. What lies between them \
               does not count: nights, weekends, holidays and other closures."
                .to_owned(),
        example,
    })
}

/// An incident that is opened before a gap in the hours, and stopped after it: with `wish` 0 over a holiday or another
/// closure with a name, with 1 over more than a night, with 2 over any gap.
fn over_a_gap(one: &Promised<'_>, wish: usize) -> Option<Decided> {
    let limit = one.length()?;
    let stretches = one.stretches();
    let gaps = stretches.iter().zip(stretches.iter().skip(1)).filter(|((_, end), (next, _))| match wish {
        0 => one.clock.closed_names(*end, *next).iter().any(|closed| closed.name.is_some()),
        1 => next.0 - end.0 > 30 * HOUR,
        _ => true,
    });
    for ((from, end), _) in gaps.take(20) {
        let before = (limit / 3).min((end.0 - from.0) / 2);
        let opened = floor(Instant(end.0 - before)).max(*from);
        let decided = one.after(opened, limit / 4 * 3).and_then(|stop| one.stopped(one.incident(opened), stop));
        let shows = |ledger: &Ledger| {
            let closed = |named: bool| {
                ledger.segments.iter().any(|s| s.reason == SegmentReason::Closed && (!named || s.detail.is_some()))
            };
            ledger.status == Some(Status::Met) && closed(wish == 0)
        };
        if let Some(decided) = decided.filter(|decided| one.ledger(&decided.explanation).is_some_and(shows)) {
            return Some(decided);
        }
    }
    None
}

/// `<`: the limit itself is late.
pub(super) fn less_than(promised: &[Promised<'_>]) -> Option<Clause> {
    let rule = "“<” means less than: a stop exactly at the limit is late.";
    at_the_limit(promised, "Less than a limit", rule, Comparison::Less, Status::Breached)
}

/// `<=`: the limit itself is in time.
pub(super) fn at_most(promised: &[Promised<'_>]) -> Option<Clause> {
    let rule = "“<=” and “within” mean at most: a stop exactly at the limit is in time.";
    at_the_limit(promised, "At most a limit", rule, Comparison::LessEqual, Status::Met)
}

fn at_the_limit(
    promised: &[Promised<'_>],
    clause: &str,
    rule: &str,
    comparison: Comparison,
    status: Status,
) -> Option<Clause> {
    let such = || promised.iter().filter(|one| one.length().is_some() && one.timing.comparison == comparison);
    such().next()?;
    // A length that was written shows the clause better than a multiple of another one.
    let in_order = such().filter(|one| one.multiple().is_none()).chain(such().filter(|one| one.multiple().is_some()));
    let exactly = |one: &Promised<'_>, opened| {
        let stop = one.clock.add(opened, crate::time::Length(one.length()?)).ok()?;
        one.stopped(one.incident(opened), stop)
    };
    let found = first(in_order, exactly, |ledger| {
        ledger.status == Some(status) && ledger.limit_us == Some(ledger.elapsed_us) && ledger.comparison == comparison
    });
    let example = found.and_then(|(one, decided)| timed(&one, clause, decided, nothing_more, None));
    Some(Clause { title: clause.to_owned(), rule: rule.to_owned(), example })
}

/// `within N x response`
pub(super) fn multiple(promised: &[Promised<'_>]) -> Option<Clause> {
    let multiples = || promised.iter().filter(|one| one.multiple().is_some());
    multiples().next()?;
    let clause = "A multiple of another limit";
    let make = |one: &Promised<'_>, opened| {
        let stop = one.after(opened, one.length()? / 5 * 4)?;
        one.stopped(one.incident(opened), stop)
    };
    let example = first(multiples(), make, |ledger| ledger.status == Some(Status::Met)).and_then(|(one, decided)| {
        let (times, of) = one.multiple()?;
        let name = one.policy.model().objective_name(of);
        let limit = decided.explanation.ledgers.get(name)?.as_ref()?.limit_us?;
        let why = format!(", which is {times} times the {} of the {name}", length(limit));
        timed(&one, clause, decided, nothing_more, Some(why))
    });
    Some(Clause {
        title: clause.to_owned(),
        rule: "“3 x response” is three times the time that is promised for the response, however soon the response in \
               fact was. The same hours count."
            .to_owned(),
        example,
    })
}

/// `by end of next working day`
pub(super) fn date(promised: &[Promised<'_>]) -> Option<Clause> {
    let dates = || promised.iter().filter(|one| matches!(one.promise.limit, Limit::Date(_)));
    let limit = dates().find_map(|one| match one.promise.limit {
        Limit::Date(limit) => Some(limit),
        _ => None,
    })?;
    let clause = "A date as a limit";
    let make = |one: &Promised<'_>, opened: Instant| {
        let open = one.decided(one.incident(opened), opened)?;
        let due = one.ledger(&open.explanation)?.due?.instant();
        let stop = floor(Instant(due.0 - HOUR.min((due.0 - opened.0) / 4)));
        one.stopped(one.incident(opened), stop)
    };
    let shown = first(dates(), make, |l| l.status == Some(Status::Met) && l.comparison == Comparison::By);
    let example = shown.and_then(|(one, decided)| timed(&one, clause, decided, nothing_more, None));
    let moment = match limit.moment {
        Moment::End => "The limit is the end of the hours of that day.",
        Moment::At(_) => "The limit is that time of that day.",
        Moment::SameTime => "The limit is the time of day at which the incident was opened.",
    };
    let days = match limit.counted {
        CountedDays::Working => "Days with hours are counted, beginning with the first one after the opening.",
        CountedDays::All => "All days are counted, beginning with the one after the opening.",
    };
    Some(Clause { title: clause.to_owned(), rule: format!("“{limit}”: {days} {moment}"), example })
}

/// `intake until 15:00`
pub(super) fn intake(promised: &[Promised<'_>]) -> Option<Clause> {
    let with_intake = || promised.iter().filter_map(|one| Some((one, one.clock.spec()?.intake?)));
    let (_, until) = with_intake().next()?;
    let clause = "What comes in late in the day";
    let example = with_intake().find_map(|(one, until)| {
        let zone = one.clock.zone();
        let late = |from: &Instant| {
            let of_day = i64::from(until) * 60 * MICROS_PER_SECOND + HOUR / 2;
            zone.wall(LocalTime::on(zone.local(*from).date(), of_day))
        };
        let decided = one.openings().iter().map(late).find_map(|opened| {
            let open = one.decided(one.incident(opened), opened)?;
            let ledger = one.ledger(&open.explanation)?;
            let due = ledger.due?.instant();
            let start = ledger.counts_from?.instant();
            let stop = floor(Instant(due.0 - HOUR.min((due.0 - start.0) / 4)));
            let decided = one.stopped(one.incident(opened), stop)?;
            let shown = one.ledger(&decided.explanation)?;
            let is_late = shown.counts_from.is_some_and(|from| from.instant() > opened);
            (is_late && shown.status == Some(Status::Met)).then_some(decided)
        })?;
        let more = |times: Times, ledger: &Ledger| {
            ledger.counts_from.map(|from| format!(", counted from {}", times.at(from))).unwrap_or_default()
        };
        timed(one, clause, decided, more, None)
    });
    let rule = format!("What comes in after {} counts as opened when the next day with hours begins.", minute(until));
    Some(Clause { title: clause.to_owned(), rule, example })
}

/// A clock that does not start with the opening.
pub(super) fn later_start(promised: &[Promised<'_>]) -> Option<Clause> {
    let later = || promised.iter().filter(|one| !one.objective.from.is_empty());
    let first_one = later().next()?;
    let clause = "A clock that starts later";
    let make = |one: &Promised<'_>, opened: Instant| {
        let started = Instant(opened.0 + HOUR);
        let open = one.decided(one.incident_started(opened, started), started)?;
        let due = one.ledger(&open.explanation)?.due?.instant();
        let stop = floor(Instant(due.0 - HOUR.min((due.0 - started.0) / 4)));
        one.stopped(one.incident_started(opened, started), stop)
    };
    let shows = |ledger: &Ledger| {
        let is_later = ledger.segments.iter().any(|segment| segment.reason == SegmentReason::BeforeStart);
        is_later && ledger.status == Some(Status::Met)
    };
    let found = first(later(), make, shows);
    let named = found.as_ref().map_or(first_one.objective, |(one, _)| one.objective);
    let example = found.and_then(|(one, decided)| {
        let model = one.policy.model();
        let fields: Vec<String> = one.objective.from.iter().map(|field| happens(model, *field)).collect();
        let more = |times: Times, ledger: &Ledger| {
            ledger.counts_from.map(|from| format!(", {} on {}", and(&fields), times.at(from))).unwrap_or_default()
        };
        timed(&one, clause, decided, more, None)
    });
    let rule = format!(
        "Some clocks start after the opening, as the table of what is timed says. An example is “{}”.",
        title(named)
    );
    Some(Clause { title: clause.to_owned(), rule, example })
}

/// `pausing while waiting on customer`
pub(super) fn waiting(promised: &[Promised<'_>]) -> Option<Clause> {
    let pausing = || promised.iter().filter(|one| !one.promise.clauses.pausing.is_empty());
    pausing().next()?;
    let mut parties: Vec<String> =
        pausing().flat_map(|one| &one.promise.clauses.pausing).map(|name| party(name)).collect();
    parties.sort();
    parties.dedup();
    let clause = "Waiting";
    let make = |one: &Promised<'_>, opened| {
        let limit = one.length()?;
        let on = one.promise.clauses.pausing.first()?.clone();
        let (from, to) = (one.after(opened, limit / 4)?, one.after(opened, limit / 4 * 3)?);
        let stop = one.after(opened, limit / 4 * 5)?;
        let mut incident = one.incident(opened);
        incident.waiting.push(Waiting { from, to: Some(to), on });
        one.stopped(incident, stop)
    };
    let shows = |ledger: &Ledger| ledger.paused_us > 0 && ledger.status == Some(Status::Met);
    let example = first(pausing(), make, shows).and_then(|(one, decided)| {
        let on = decided.incident.waiting.first()?.clone();
        let more = move |times: Times, _: &Ledger| {
            let to = on.to.map(|to| times.instant(to)).unwrap_or_default();
            format!(", waiting on {} from {} to {to}", party(&on.on), times.instant(on.from))
        };
        timed(&one, clause, decided, more, Some("; the waiting does not count".to_owned()))
    });
    let rule = format!(
        "A limit that is “pausing” does not count the time in which the party that it names is waited on: here {}. The \
         other limits go on.",
        and(&parties)
    );
    Some(Clause { title: clause.to_owned(), rule, example })
}

/// Between a stop that was taken back and the reopening.
pub(super) fn reopened(promised: &[Promised<'_>]) -> Option<Clause> {
    let excluding = || promised.iter().filter(|one| one.objective.excludes_reopened && one.length().is_some());
    excluding().next()?;
    let clause = "Reopened incidents";
    let make = |one: &Promised<'_>, opened| {
        let limit = one.length()?;
        let (from, to) = (one.after(opened, limit / 4)?, one.after(opened, limit / 4 * 3)?);
        let stop = one.after(to, limit / 4)?;
        let mut incident = one.incident(opened);
        incident.excluded.push(Excluded::from((from, to)));
        one.stopped(incident, stop)
    };
    let shows = |ledger: &Ledger| ledger.excluded_us > 0 && ledger.status == Some(Status::Met);
    // Only the stops of relief and resolution are taken back.
    let taken_back = |one: &&Promised<'_>| {
        one.objective.until.iter().any(|field| matches!(field, StageField::Relieved | StageField::Resolved))
    };
    let example = first(excluding().filter(taken_back), make, shows).and_then(|(one, decided)| {
        let (from, to) = decided.incident.excluded.first()?.interval();
        let stops = happens(one.policy.model(), *one.objective.until.first()?);
        let more = move |times: Times, _: &Ledger| {
            format!(", {stops} on {}, reopened on {}", times.instant(from), times.instant(to))
        };
        timed(&one, clause, decided, more, Some("; the time between does not count".to_owned()))
    });
    Some(Clause {
        title: clause.to_owned(),
        rule: "If an incident is reopened after it was relieved or resolved, the time between does not count, and the \
               clock goes on."
            .to_owned(),
        example,
    })
}

/// What a change of priority comes to.
pub(super) fn priority_change(promised: &[Promised<'_>]) -> Option<Clause> {
    let mut pairs = Vec::new();
    for one in promised {
        let slower = promised.iter().find(|other| {
            let same = (other.id, &other.objective.name) == (one.id, &one.objective.name);
            same && other.length().zip(one.length()).is_some_and(|(slower, length)| slower > length)
        });
        pairs.extend(slower.map(|slower| (one, slower)));
    }
    let (one, _) = pairs.first()?;
    let clause = "A change of priority";
    let decided = |urgent: &Promised<'_>, slower: &Promised<'_>, opened: Instant| {
        let limit = urgent.length()?;
        let at = urgent.after(opened, limit / 4)?;
        let stop = urgent.after(at, limit / 2)?;
        let mut incident: Incident = slower.incident(opened);
        incident.priority_changes.push(PriorityChange { at, to: urgent.priority.to_owned() });
        let decided = urgent.stopped(incident, stop)?;
        let ledger = urgent.ledger(&decided.explanation)?;
        (ledger.limit_us == Some(limit) && ledger.status == Some(Status::Met)).then_some(decided)
    };
    let example = pairs.iter().find_map(|(urgent, slower)| {
        let decided = urgent.openings().into_iter().find_map(|opened| decided(urgent, slower, opened))?;
        let change = decided.incident.priority_changes.first()?.clone();
        let more =
            move |times: Times, _: &Ledger| format!(", changed to {} on {}", change.to, times.instant(change.at));
        timed(urgent, clause, decided, more, None)
    });
    let rule = match one.package.general.restart {
        Some(_) => "After a change of priority the limit of the new priority holds, and its clock starts anew.",
        None => {
            "After a change of priority the limit of the new priority holds. Its clock still runs from the opening of the \
             incident."
        }
    };
    Some(Clause { title: clause.to_owned(), rule: rule.to_owned(), example })
}
