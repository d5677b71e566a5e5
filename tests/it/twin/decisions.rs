//! Whole decisions: every key of the engine's is the twin's.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use relief::{Instant, Policy, PriorityChange, Waiting};

use super::contract::{Contract, OBJECTIVES, PRIORITIES};
use super::decide::{Answer, Cadence, Incident, Timed, decide};
use super::fixed_cases;
use super::places::place;
use super::strategy::{any_contract, incident};

pub fn given(incident: &Incident) -> relief::Incident {
    let name = |place: usize| PRIORITIES[place].to_owned();
    let mut out = relief::Incident::new("TWIN-1", "Twin", Instant(incident.opened));
    out.responded = incident.responded.map(Instant);
    out.relieved = incident.relieved.map(Instant);
    out.resolved = incident.resolved.map(Instant);
    out.closed = incident.closed.map(Instant);
    let waiting =
        |w: &(i64, Option<i64>, &str)| Waiting { from: Instant(w.0), to: w.1.map(Instant), on: w.2.to_owned() };
    out.waiting = incident.waiting.iter().map(waiting).collect();
    out.excluded = incident.excluded.iter().map(|e| (Instant(e.0), Instant(e.1)).into()).collect();
    out.updates = incident.updates.iter().copied().map(Instant).collect();
    out.priority_changes =
        incident.changes.iter().map(|c| PriorityChange { at: Instant(c.0), to: name(c.1) }).collect();
    let [customer, vendor, recorded] = incident.priorities.map(|p| p.map(name));
    (out.customer_priority, out.vendor_priority, out.priority) = (customer, vendor, recorded);
    out
}

/// A random policy's text, incidents of it, and an instant to decide them as of.
#[cfg(feature = "columnar")]
pub fn random(most: usize) -> impl Strategy<Value = (String, Vec<relief::Incident>, i64)> {
    let incidents = move |place| proptest::collection::vec(incident(place), 1..most);
    place().prop_flat_map(move |place| (any_contract(place), incidents(place))).prop_map(|(contract, all)| {
        let as_of = all.first().map_or(0, |(_, as_of)| *as_of);
        (contract.text(), all.iter().map(|(incident, _)| given(incident)).collect(), as_of)
    })
}

pub fn engine(policy: &Policy, incident: &Incident, as_of: i64) -> Result<Answer, &'static str> {
    let incident = given(incident);
    let decision = policy.decide_ref(&incident, Instant(as_of)).map_err(|rejection| rejection.code.as_str())?;
    let timed = |timed: &relief::internals::engine::ObjectiveResult| Timed {
        status: timed.status.as_str(),
        priority: usize::from(timed.priority.0),
        limit: timed.limit.map_or(-1, |limit| limit.0),
        comparison: timed.comparison.as_str(),
        elapsed: timed.elapsed.0,
        remaining: timed.remaining.map(|l| l.0),
        due: timed.due.map(|t| t.0),
        stopped: timed.stopped.map(|t| t.0),
        inferred: timed.inferred,
        share: timed.clauses().share.map(|share| (share.as_f64() * 100.0).round() as u8),
        clock: policy.clock(timed.clock()).unwrap().name().to_owned(),
    };
    let lifted = decision.warnings.iter().filter(|w| w.code == relief::internals::engine::WarningCode::BreachLifted);
    Ok(Answer {
        priority: usize::from(decision.priority.0),
        basis: decision.basis.as_str(),
        objectives: std::array::from_fn(|at| decision.objectives[at].as_ref().map(timed)),
        cadence: decision.cadence.map(|c| Cadence {
            interval: c.interval.0,
            next_due: c.next_due.map(|t| t.0),
            longest_gap: c.longest_gap.0,
            late: c.late,
        }),
        lifted: lifted.flat_map(|w| OBJECTIVES.into_iter().filter(|o| w.names.contains(o))).collect(),
    })
}

/// So that stops and decisions fall on what is due, a microsecond before it and after it too:
/// which objective's, which of its instants is moved there, and how far beside.
type Snap = Option<(usize, usize, i64)>;

fn snapped(contract: &Contract, incident: &Incident, as_of: i64, snap: Snap) -> (Incident, i64) {
    let (mut incident, mut as_of) = (incident.clone(), as_of);
    let Some((objective, which, beside)) = snap else {
        return (incident, as_of);
    };
    let due = decide(contract, &incident, as_of).ok().and_then(|a| a.objectives[objective].as_ref()?.due);
    let Some(at) = due.map(|due| due + beside).filter(|at| *at >= incident.opened) else {
        return (incident, as_of);
    };
    match which {
        0 => incident.responded = Some(at),
        1 => incident.relieved = Some(at),
        2 => incident.resolved = Some(at),
        _ => as_of = at,
    }
    (incident, as_of)
}

#[test]
fn decisions_agree_with_the_twin() {
    let snap = proptest::option::of((0..3_usize, 0..4_usize, -1..2_i64));
    let cases_of = place().prop_flat_map(move |place| (any_contract(place), incident(place), snap.clone()));
    TestRunner::new(fixed_cases(120))
        .run(&cases_of, |(contract, (incident, as_of), snap)| {
            let text = contract.text();
            let policy = Policy::from_text("twin.sla", &text);
            let policy = policy.map_err(|e| TestCaseError::fail(format!("{:?}\n{text}", e.diagnostics)))?;
            let (incident, as_of) = snapped(&contract, &incident, as_of, snap);
            let (twin, engine) = (decide(&contract, &incident, as_of), engine(&policy, &incident, as_of));
            prop_assert_eq!(
                &engine,
                &twin,
                "engine, then twin, as of {:?}\n{}{:#?}",
                Instant(as_of),
                text,
                given(&incident)
            );
            Ok(())
        })
        .unwrap();
}
