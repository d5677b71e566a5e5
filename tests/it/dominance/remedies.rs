//! Remedies: every value of the facts, missing ones too, decided under both.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use relief::internals::analysis::{About, Verdict};
use relief::internals::value::Truth;
use relief::{FactValue, Incident, Instant, Policy};

use super::deciding::proof_holds;
use super::{Tally, aspect, compared, gains, loses};
use crate::twin::contract::PRIORITIES;
use crate::twin::fixed_cases;

const LEAVES: [&str; 15] = [
    "vip",
    "vip",
    "not vip",
    "vip is known",
    "count < 1",
    "count >= 1",
    "count between 1 and 2",
    "place is here",
    "place in [here, there]",
    "place is not known",
    "channel is email",
    "priority is P1",
    "priority at least P2",
    "contract is NewTier",
    "expected is P1",
];

#[derive(Debug, Clone)]
struct Package {
    word: &'static str,
    when: String,
    unless: Option<String>,
    treatments: Vec<(usize, &'static str, String)>,
}

fn condition() -> impl Strategy<Value = String> {
    select(LEAVES.to_vec()).prop_map(str::to_owned).prop_recursive(3, 6, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..3).prop_map(|parts| format!("({})", parts.join(" and "))),
            vec(inner.clone(), 2..3).prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("not ({part})")),
        ]
    })
}

/// A treatment asks of no contract, and a package of its own.
fn treatment() -> impl Strategy<Value = (usize, &'static str, String)> {
    (0..3_usize, select(vec!["P1", "P2", "P3", "expected"]), condition())
}

fn package() -> impl Strategy<Value = Package> {
    let treatments = prop_oneof![2 => Just(Vec::new()), 1 => vec(treatment(), 1..3)];
    (select(vec!["will", "may"]), condition(), proptest::option::of(condition()), treatments)
        .prop_map(|(word, when, unless, treatments)| Package { word, when, unless, treatments })
}

/// Two packages, often nearly alike.
fn packages() -> impl Strategy<Value = [Package; 2]> {
    let alike = (package(), condition(), condition(), 0..6_u8).prop_map(|(old, a, b, how)| {
        let mut new = old.clone();
        match how {
            0 => new.when = format!("({} or {a})", old.when),
            1 => new.when = format!("({} and {a})", old.when),
            2 => new.unless = None,
            3 => new.word = if old.word == "will" { "may" } else { "will" },
            4 => new.treatments.push((0, "P3", b)),
            _ => new.when = format!("({0} or {0})", old.when),
        }
        [old, new]
    });
    prop_oneof![3 => alike, 2 => [package(), package()]]
}

fn text(packages: &[Package; 2]) -> String {
    let mut out =
        "facts {\n    vip bool\n    count number\n    place here | there | nowhere\n    expected priority\n}\n\
                   priority P1\npriority P2\npriority P3\nremedy fix { may provide when vip }\n"
            .to_owned();
    for (name, package) in ["OldTier", "NewTier"].into_iter().zip(packages) {
        let unless = package.unless.as_ref().map_or(String::new(), |u| format!(" unless {u}"));
        out += &format!("tier {name} customisable {{\n    response none\n");
        out += &format!("    remedy fix {{ {} provide when {}{unless} }}\n", package.word, package.when);
        for (from, to, when) in &package.treatments {
            out += &format!("    treat {} as {to} for remedies when {when}\n", PRIORITIES[*from]);
        }
        out += "}\n";
    }
    out + "contract Old extends OldTier { customer \"One\" }\ncontract New extends NewTier { customer \"One\" }\n"
}

/// Every assignment: facts and channel.
fn incidents(priority: &str) -> Vec<Incident> {
    let text = |t: &str| Some(FactValue::Text(t.to_owned()));
    let number = |n: f64| Some(FactValue::Number(n));
    let facts = [
        ("vip", vec![Some(FactValue::Bool(true)), Some(FactValue::Bool(false)), None]),
        ("count", vec![number(0.0), number(1.0), number(3.0), None]),
        ("place", vec![text("here"), text("there"), text("nowhere"), None]),
        ("expected", vec![text("P1"), text("P2"), text("P3"), None]),
    ];
    let mut found = Vec::new();
    for channel in [Some("email"), Some("post"), None] {
        let mut incident = Incident::new("R-1", "New", Instant::parse("2026-03-03T12:00:00Z").unwrap());
        incident.priority = Some(priority.to_owned());
        incident.channel = channel.map(str::to_owned);
        found.push(incident);
    }
    for (name, values) in facts {
        let with = |incident: &Incident, value: &Option<FactValue>| {
            let mut out = incident.clone();
            if let Some(value) = value {
                out.set_fact(name, value.clone());
            }
            out
        };
        found = found.iter().flat_map(|i| values.iter().map(|v| with(i, v)).collect::<Vec<_>>()).collect();
    }
    found
}

/// Loss and gain over all assignments; of those alone that leave no fact out, too.
fn brute(policy: &Policy, priority: &str) -> [Verdict; 2] {
    let mut seen = [(false, false); 2];
    for incident in incidents(priority) {
        let [new, old] = ["New", "Old"].map(|name| {
            let mut incident = incident.clone();
            incident.contract = name.to_owned();
            let decision = policy.decide_ref(&incident, incident.opened).unwrap();
            let answer = &decision.remedies[0];
            (answer.entitled == Truth::True, answer.committed)
        });
        let worse = |new: (bool, bool), old: (bool, bool)| old.0 && (!new.0 || old.1 && !new.1);
        // A channel can be left out as any fact can.
        let whole = incident.facts.len() == 4 && incident.channel.is_some();
        for (at, counted) in [true, whole].into_iter().enumerate() {
            seen[at].0 |= counted && worse(new, old);
            seen[at].1 |= counted && worse(old, new);
        }
    }
    seen.map(|(loses, gains)| Verdict::of(loses, gains))
}

#[test]
fn remedies_agree_with_trying_all() {
    let tally = Tally::default();
    let (open, apart) = (Cell::new(0), Cell::new(0));
    TestRunner::new(fixed_cases(800))
        .run(&packages(), |packages| {
            let text = text(&packages);
            let policy = Policy::from_text("remedies.sla", &text);
            let policy = policy.map_err(|e| TestCaseError::fail(format!("{:?}\n{text}", e.diagnostics)))?;
            let comparison = compared(&policy, "New", "Old");
            for priority in PRIORITIES {
                let Some(found) = aspect(&comparison, &About::Remedy("fix".to_owned()), priority) else {
                    return Err(TestCaseError::fail(format!("nothing is said of {priority}: {comparison:#?}\n{text}")));
                };
                if found.open.is_some() {
                    open.set(open.get() + 1);
                    continue;
                }
                let [all, whole] = brute(&policy, priority);
                tally.count(all);
                if all != whole && found.verdict == whole {
                    apart.set(apart.get() + 1);
                }
                let treated = packages.iter().any(|p| !p.treatments.is_empty());
                // Where a treatment hangs on a fact, what is said is said of incidents that have it, at the least.
                let least = if treated { whole } else { all };
                for told in [loses, gains] {
                    let within = (!told(least) || told(found.verdict)) && (!told(found.verdict) || told(all));
                    prop_assert!(within, "{} is {:?} to {:?}: {:#?}\n{}", priority, least, all, found, text);
                }
                if let Err(why) = proof_holds(&policy, found) {
                    return Err(TestCaseError::fail(format!("{why}: {found:#?}\n{text}")));
                }
            }
            Ok(())
        })
        .unwrap();
    println!("not analysed: {}, agreeing only without missing facts: {}", open.get(), apart.get());
    tally.is_mixed(4);
}
