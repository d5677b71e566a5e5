//! Random incidents with random waiting, decided under both: none contradicts what is said of all.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use relief::Policy;
use relief::internals::analysis::Comparison;

use super::minutes::{Minutes, clock_of, end, limited};
use super::sides::{Sides, sides};
use super::{about, aspect, compared, gains, loses};
use crate::twin::contract::{Contract, OBJECTIVES, PARTIES, PRIORITIES};
use crate::twin::decide::{Answer, Incident, decide};
use crate::twin::{DAY, HOUR, MINUTE, fixed_cases};

/// How an incident is made so that it might contradict.
#[derive(Debug, Clone)]
struct Attempt {
    objective: usize,
    /// Minutes after the first opening instant, and microseconds beside.
    opened: (i64, i64),
    party: &'static str,
    /// Which minutes are waited for: those that count for the one alone, for the other alone, for both.
    kinds: [bool; 3],
    /// How many of the stretches that these make are waited for, from a first one on.
    stretches: (usize, usize),
    /// Short waits besides, as minutes after the opening and their length.
    short: Vec<(i64, i64)>,
    /// Whether to stop where the one or the other is due.
    stop: (bool, i64),
    /// How long the waiting goes on at most.
    hours: i64,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let short = vec(
        prop_oneof![1 => (0..3000_i64, 1..HOUR), 1 => (0..3000_i64, Just(1)), 1 => (0..3000_i64, (1..300_i64).prop_map(|n| n * MINUTE))],
        0..3,
    );
    let kinds = prop_oneof![
        4 => Just([true, false, false]),
        4 => Just([false, true, false]),
        1 => Just([false, false, true]),
        2 => any::<[bool; 3]>(),
    ];
    (
        0..3_usize,
        (0..4000_i64, -1..2_i64),
        select(PARTIES.to_vec()),
        kinds,
        (0..4_usize, prop_oneof![1 => 0..4_usize, 2 => Just(100)]),
        short,
        (any::<bool>(), -1..2_i64),
        prop_oneof![1 => 1..48_i64, 2 => 48..400_i64],
    )
        .prop_map(|(objective, opened, party, kinds, stretches, short, stop, hours)| Attempt {
            objective,
            opened,
            party,
            kinds,
            stretches,
            short,
            stop,
            hours,
        })
}

/// Stretches in which what runs is of a wanted kind, minute by minute.
fn stretches(sides: &Sides, priority: usize, attempt: &Attempt, from: i64) -> Vec<(i64, i64)> {
    let minutes = |contract| {
        let contract: &Contract = contract;
        let limit = &contract.terms[priority].promises[attempt.objective].limit;
        clock_of(contract, priority, limit).map(|r| Minutes::new(r, from, 60))
    };
    let (Some(mut new), Some(mut old)) = (minutes(&sides.new), minutes(&sides.old)) else {
        return Vec::new();
    };
    let mut found: Vec<(i64, i64)> = Vec::new();
    for at in (0..attempt.hours * 60).map(|n| from.div_euclid(MINUTE) * MINUTE + n * MINUTE) {
        let runs = |m: &mut Minutes<'_>| m.counted(at, at + MINUTE).is_ok_and(|n| n > 0);
        let [only_new, only_old, both] = attempt.kinds;
        let wanted = match (runs(&mut new), runs(&mut old)) {
            (true, true) => both,
            (true, false) => only_new,
            (false, true) => only_old,
            (false, false) => false,
        };
        match found.last_mut() {
            Some(last) if wanted && last.1 == at => last.1 = at + MINUTE,
            _ if wanted => found.push((at, at + MINUTE)),
            _ => {}
        }
    }
    let (skip, take) = attempt.stretches;
    found.into_iter().skip(skip).take(take).collect()
}

fn incident(sides: &Sides, priority: usize, attempt: &Attempt) -> Incident {
    let span = sides.opened();
    let opened = (span.0 + attempt.opened.0 * MINUTE + attempt.opened.1).clamp(span.0, span.1 - 1);
    let mut waiting: Vec<(i64, Option<i64>, &'static str)> = Vec::new();
    for (from, to) in stretches(sides, priority, attempt, opened) {
        waiting.push((from, Some(to), attempt.party));
    }
    for (from, length) in &attempt.short {
        let from = opened + from * MINUTE;
        waiting.push((from, Some(from + length), attempt.party));
    }
    let mut priorities = [None; 3];
    priorities[2] = Some(priority);
    Incident { opened, waiting, priorities, ..Incident::default() }
}

fn stopped(incident: &Incident, objective: usize, at: i64) -> Incident {
    let mut out = incident.clone();
    match objective {
        0 => out.responded = Some(at),
        1 => out.relieved = Some(at),
        _ => out.resolved = Some(at),
    }
    out
}

fn status(answer: &Answer, objective: usize) -> &'static str {
    answer.objectives[objective].as_ref().map_or("none", |t| t.status)
}

/// What became of an incident under NEW and under OLD, where both decide it.
fn outcome(sides: &Sides, priority: usize, attempt: &Attempt) -> Option<(Incident, [&'static str; 2])> {
    let open = incident(sides, priority, attempt);
    // Only what is asked: another objective's calendar is no matter.
    let only = |contract: &Contract| {
        let mut out = contract.clone();
        for terms in &mut out.terms {
            terms.cadence = None;
        }
        out
    };
    let both = [only(&sides.new), only(&sides.old)];
    let aim = if attempt.stop.0 { &both[0] } else { &both[1] };
    let far = open.opened + 60 * DAY;
    let due = decide(aim, &stopped(&open, attempt.objective, far), far).ok()?;
    let due = due.objectives[attempt.objective].as_ref()?.due?;
    let stop = (due + attempt.stop.1).max(open.opened);
    let incident = stopped(&open, attempt.objective, stop);
    let mut statuses = [""; 2];
    for (contract, status_of) in both.iter().zip(&mut statuses) {
        *status_of = status(&decide(contract, &incident, stop).ok()?, attempt.objective);
    }
    Some((incident, statuses))
}

fn contradicts(
    sides: &Sides,
    comparison: &Comparison,
    priority: usize,
    attempt: &Attempt,
    told: &[Cell<u32>; 2],
) -> Result<(), TestCaseError> {
    let Some((incident, [new, old])) = outcome(sides, priority, attempt) else {
        return Ok(());
    };
    let about = about(attempt.objective);
    let Some(found) = aspect(comparison, &about, PRIORITIES[priority]) else {
        prop_assert_eq!(new, old, "nothing is said");
        return Ok(());
    };
    let kept = |status: &str| matches!(status, "met" | "none");
    let verdict = found.overall();
    let what =
        || format!("{new} and {old} {}: {incident:#?}\n{found:#?}\n{}", OBJECTIVES[attempt.objective], sides.text());
    if kept(new) && old == "breached" {
        told[0].set(told[0].get() + 1);
        prop_assert!(loses(verdict), "NEW loses, {}", what());
    }
    if kept(old) && new == "breached" {
        told[1].set(told[1].get() + 1);
        prop_assert!(gains(verdict), "NEW gains, {}", what());
    }
    Ok(())
}

#[test]
fn no_incident_with_waiting_contradicts() {
    let told = [Cell::new(0), Cell::new(0)];
    TestRunner::new(fixed_cases(40))
        .run(
            &(sides(3), vec(attempt(), 12), weighted(0.5, any::<bool>())),
            |((_, mut sides, priority), tries, waits)| {
                // Both pause for someone, more often than chance has it.
                if waits.is_some() {
                    for contract in [&mut sides.old, &mut sides.new] {
                        for promise in contract.terms.iter_mut().flat_map(|t| &mut t.promises) {
                            promise.pausing = vec!["customer"];
                        }
                    }
                }
                let text = sides.text();
                let policy = Policy::from_text("sides.sla", &text);
                let policy = policy.map_err(|e| TestCaseError::fail(format!("{:?}\n{text}", e.diagnostics)))?;
                let comparison = compared(&policy, "New", "Old");
                for mut attempt in tries {
                    if waits.is_some() {
                        attempt.party = "customer";
                    }
                    contradicts(&sides, &comparison, priority, &attempt, &told)?;
                }
                Ok(())
            },
        )
        .unwrap();
    println!("lost and gained: {told:?}");
    assert!(told.iter().all(|n| n.get() >= 10), "{told:?}: the incidents show too little");
}

/// The arrays answer as the engine that steps.
#[test]
fn the_arrays_agree_with_the_twin() {
    TestRunner::new(fixed_cases(30))
        .run(&(sides(3), vec((0..4000_i64, -1..2_i64), 6)), |((_, sides, priority), openings)| {
            let span = sides.opened();
            for (objective, (minute, beside)) in (0..3).cycle().zip(openings) {
                let opened = (span.0 + minute * MINUTE + beside).clamp(span.0, span.1 - 1);
                let contract = &sides.new;
                let limit = &contract.terms[priority].promises[objective].limit;
                let Some(reading) = clock_of(contract, priority, limit) else {
                    continue;
                };
                let mut minutes = Minutes::new(reading, opened, 60);
                let found = limited(contract, priority, limit, &mut minutes, opened);
                let Ok(end) = found.and_then(|l| end(l, &mut minutes)) else {
                    continue;
                };
                let mut contract = contract.clone();
                for terms in &mut contract.terms {
                    let kept = terms.promises[objective].clone();
                    let response = terms.promises[0].limit.clone();
                    for promise in &mut terms.promises[1..] {
                        promise.limit = crate::twin::contract::Limit::None;
                    }
                    terms.promises[0].limit = response;
                    terms.promises[objective] = kept;
                    terms.cadence = None;
                }
                let mut given = Incident { opened, ..Incident::default() };
                given.priorities[2] = Some(priority);
                for (stop, expected) in [(end - 1, "met"), (end, "breached")] {
                    if let Ok(answer) =
                        decide(&contract, &stopped(&given, objective, stop.max(opened)), stop.max(opened))
                        && stop >= opened
                    {
                        prop_assert_eq!(status(&answer, objective), expected, "{}\n{:?}", sides.text(), given);
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}
