//! What `compare` says of shares, held against the attainment of whole sets of incidents.

use std::fmt::Write as _;

use relief::internals::analysis::{About, Proof, Side};
use relief::internals::engine::DecisionRef;
use relief::internals::report::{Attainments, Judgement};
use relief::{Incident, Instant, Policy};

use super::claims::Rng;
use super::{aspect, compared, loses, side};

const PRIORITIES: [&str; 3] = ["P1", "P2", "P3"];
const SHARES: [&str; 5] = ["50%", "50%", "66%", "75%", ""];
/// The largest number of incidents in time that a share above needs beside a late one.
const MOST: usize = 3;

/// Statements of one objective, each for some of the priorities, and treatments.
fn package(rng: &mut Rng) -> String {
    let mut groups = vec![Vec::new(); 3];
    for priority in PRIORITIES {
        let group = rng.below(3);
        groups[group].push(priority);
    }
    let mut out = String::new();
    for group in groups.into_iter().filter(|group| !group.is_empty()) {
        let limit = if rng.chance(10) { "none".to_owned() } else { format!("{} < 1 hour", rng.pick(&SHARES)) };
        let _ = writeln!(out, "    response {} {limit}", group.join(", "));
    }
    if rng.chance(40) {
        let (from, to) = (rng.below(3), rng.below(2));
        let to = PRIORITIES[(from + 1 + to) % 3];
        let when = rng.pick(&["f", "f or g", "not f"]);
        let _ = writeln!(out, "    treat {} as {to} for response when {when}", PRIORITIES[from]);
    }
    out
}

fn text(rng: &mut Rng) -> String {
    let mut out = String::new();
    for priority in PRIORITIES {
        let _ = writeln!(out, "priority {priority}");
    }
    out.push_str("facts { f bool  g bool }\n");
    for name in ["Old", "New"] {
        let _ = writeln!(out, "tier {name} {{\n    coverage always\n{}}}", package(rng));
    }
    out
}

/// Incidents of every priority and of all values of the facts, each in time and late.
fn incidents() -> Vec<[Incident; 2]> {
    let opened = Instant::parse("2026-03-02T09:00:00Z").unwrap();
    let mut out = Vec::new();
    for priority in PRIORITIES {
        for f in [None, Some(false), Some(true)] {
            for g in [None, Some(false), Some(true)] {
                let mut incident = Incident::new("one", "Old", opened);
                incident.priority = Some(priority.to_owned());
                for (name, value) in [("f", f), ("g", g)] {
                    if let Some(value) = value {
                        incident.set_fact(name, relief::FactValue::Bool(value));
                    }
                }
                let mut met = incident.clone();
                met.responded = Some(opened);
                out.push([met, incident]);
            }
        }
    }
    out
}

fn decide<'d>(side: Side<'d>, incident: &'d Incident, as_of: Instant) -> DecisionRef<'d> {
    side.policy.decide_as(incident, side.id, as_of).unwrap()
}

/// What the statements of both sides come to over a set of incidents, with how many there are of each: whether NEW
/// attains all of its own, and the priorities of late incidents that an OLD statement misses.
fn judged(new: Side<'_>, old: Side<'_>, set: &[(&Incident, usize)], as_of: Instant) -> (bool, Vec<String>) {
    let attained = |side| {
        let mut all = Attainments::default();
        let mut decisions = Vec::new();
        for (incident, count) in set {
            let decision = decide(side, incident, as_of);
            (0..*count).for_each(|_| all.add(&decision));
            decisions.push((decision, *count));
        }
        let missed = |a: &relief::internals::report::Attainment| match a.judgement() {
            Judgement::Missed => true,
            Judgement::Attained | Judgement::NoData => false,
            Judgement::NoTarget => a.all().breached > 0,
        };
        let missed: Vec<_> = all.iter().filter(|a| missed(a)).map(|a| a.statement).collect();
        let of = decisions.iter().filter(|(decision, count)| {
            let timed = decision.objective(relief::internals::policy::model::ObjectiveId::RESPONSE);
            *count > 0 && timed.is_some_and(|t| missed.contains(&t.statement()) && t.status == relief::Status::Breached)
        });
        of.map(|(d, _)| d.policy.model().priority_name(d.priority).to_owned()).collect::<Vec<_>>()
    };
    (attained(new).is_empty(), attained(old))
}

/// Whether the incidents of a proof make NEW attain its share and OLD miss its own.
fn shows(new: Side<'_>, old: Side<'_>, proof: &Proof) -> bool {
    let Some(others) = &proof.others else {
        let target = |side| {
            let timed = decide(side, &proof.incident, proof.as_of);
            let timed =
                timed.objective(relief::internals::policy::model::ObjectiveId::RESPONSE).unwrap().clauses().share;
            timed.map_or(1.0, |t| t.as_f64())
        };
        return target(new) < target(old);
    };
    let set = [(&proof.incident, 1), (&others.incident, others.count as usize)];
    let (kept, missed) = judged(new, old, &set, proof.as_of);
    let fewer = [(&proof.incident, 1), (&others.incident, others.count as usize - 1)];
    kept && !missed.is_empty() && !judged(new, old, &fewer, proof.as_of).0
}

#[test]
fn no_set_of_incidents_contradicts_what_is_said_of_shares() {
    let mut rng = Rng::new(90);
    let incidents = incidents();
    let as_of = Instant::parse("2026-03-03T09:00:00Z").unwrap();
    let about = About::Share("response".to_owned());
    let (mut said, mut worse, mut together) = (0, 0, 0);
    for _ in 0..60 {
        let text = text(&mut rng);
        let policy = Policy::from_text("shares.sla", &text).unwrap_or_else(|e| panic!("{text}\n{e:?}"));
        let (new, old) = (side(&policy, "New"), side(&policy, "Old"));
        let comparison = compared(&policy, "New", "Old");
        assert!(comparison.aspects.iter().all(|a| a.open.is_none()), "{text}");
        let mut lost = Vec::new();
        for [_, late] in &incidents {
            for [met, _] in &incidents {
                for (late_count, met_count) in (1..=2).flat_map(|a| (0..=MOST).map(move |b| (a, b))) {
                    let (kept, missed) = judged(new, old, &[(late, late_count), (met, met_count)], as_of);
                    if kept {
                        lost.extend(missed);
                    }
                }
            }
        }
        for priority in PRIORITIES {
            let response = aspect(&comparison, &super::about(0), priority).map(|a| a.overall());
            let share = aspect(&comparison, &about, priority);
            let claimed = response.is_some_and(loses) || share.is_some_and(|a| loses(a.verdict));
            let found = lost.iter().any(|p| p == priority);
            assert_eq!(claimed, found, "{priority}: {share:?}\n{text}");
            said += 1;
            worse += usize::from(found);
            for proof in share.iter().filter_map(|a| a.proof.as_ref()) {
                together += usize::from(proof.others.is_some());
                assert!(shows(new, old, proof), "{proof:?}\n{text}");
            }
            assert!(share.is_none_or(|a| a.verdict.at_least() || a.proof.is_some()), "{share:?}\n{text}");
        }
    }
    assert!(said > 150 && worse > 30 && worse < said - 30 && together > 20, "{worse} of {said}, {together} together");
}
