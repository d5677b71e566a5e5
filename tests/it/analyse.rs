//! The analysis of conditions against its slow obvious twin: every assignment, decided one by one.

use proptest::prelude::*;
use relief::internals::analysis::{Analysis, Ask, Found};
use relief::internals::policy::model::PackageId;
use relief::internals::time::Length;
use relief::internals::value::{Truth, Truths};
use relief::{FactValue, Incident, Instant, Policy};

const OPENED: &str = "2026-03-03T12:00:00Z";

/// Facts with the values that are tried: more than the analysis tries, and none (the last) too.
struct Set {
    declared: &'static str,
    leaves: &'static [&'static str],
    values: Vec<(&'static str, Vec<Option<FactValue>>)>,
}

fn text(text: &str) -> Option<FactValue> {
    Some(FactValue::Text(text.to_owned()))
}

fn first() -> Set {
    let number = |n: f64| Some(FactValue::Number(n));
    Set {
        declared: "vip bool\n count number\n place here | there | nowhere",
        leaves: &[
            "vip",
            "vip is known",
            "count < 1",
            "count >= 1",
            "count <= 2",
            "count > 2",
            "count between 1 and 2",
            "count in [1, 2]",
            "count is not 1",
            "place is here",
            "place in [here, there]",
            "place is not nowhere",
            "place is known",
            "channel is email",
            "channel in [email, portal]",
            "channel is known",
            "priority is P1",
            "priority at least P2",
            "contract is Acme",
            "contract extends Gold",
        ],
        values: vec![
            ("vip", vec![Some(FactValue::Bool(true)), Some(FactValue::Bool(false)), None]),
            ("count", vec![number(0.0), number(1.0), number(1.5), number(2.0), number(7.0), None]),
            ("place", vec![text("here"), text("there"), text("nowhere"), None]),
        ],
    }
}

fn second() -> Set {
    let length = |n: i64| Some(FactValue::Length(Length(n)));
    let at = |t: &str| Some(FactValue::Instant(Instant::parse(t).unwrap()));
    let hour = 3_600_000_000;
    Set {
        declared: "site text\n age duration\n since instant\n expected priority",
        leaves: &[
            "site is \"a\"",
            "site in [\"a\", \"b\"]",
            "site is not \"other\"",
            "age < 1 hour",
            "age <= 1 hour",
            "age between 1 hour and 2 hours",
            "age > 2 hours",
            "age is 2 hours",
            "since < 2026-01-01T00:00:00Z",
            "since >= 2026-02-01T00:00:00Z",
            "since is 2026-01-01T00:00:00Z",
            "expected is P1",
            "expected at least P2",
            "expected is known",
        ],
        values: vec![
            ("site", vec![text("a"), text("b"), text("c"), text("other"), None]),
            ("age", vec![length(1), length(hour), length(hour + 1), length(2 * hour), length(3 * hour), None]),
            (
                "since",
                vec![
                    at("2025-12-31T23:59:59.999999Z"),
                    at("2026-01-01T00:00:00Z"),
                    at("2026-01-01T00:00:00.000001Z"),
                    at("2026-02-01T00:00:00Z"),
                    None,
                ],
            ),
            ("expected", vec![text("P1"), text("P2"), text("P3"), None]),
        ],
    }
}

fn condition(leaves: &'static [&'static str]) -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(leaves).prop_map(str::to_owned);
    leaf.prop_recursive(4, 10, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("not ({part})")),
        ]
    })
}

fn policy(set: &Set, one: &str, other: &str) -> Policy {
    let text = format!(
        "facts {{ {} }}\npriority P1\npriority P2\npriority P3\n\
         tier Gold customisable {{ response none }}\ntier Silver {{ response none }}\ncontract Acme extends Gold {{ }}\n\
         remedy one {{ may provide when {one} }}\nremedy other {{ may provide when {other} }}\n",
        set.declared
    );
    Policy::from_text("random", &text).unwrap()
}

/// Both remedies' answers for an incident.
fn answers(policy: &Policy, incident: &Incident) -> [Truth; 2] {
    let decision = policy.decide(incident, incident.opened).unwrap();
    let mut entitled = decision.remedies.iter().map(|(_, remedy)| remedy.entitled);
    [entitled.next().unwrap(), entitled.next().unwrap()]
}

fn incident(contract: &str, priority: &str) -> Incident {
    let mut incident = Incident::new("i", contract, Instant::parse(OPENED).unwrap());
    incident.priority = Some(priority.to_owned());
    incident
}

/// Every pair of answers that some incident gets.
fn brute(policy: &Policy, set: &Set) -> Vec<[Truth; 2]> {
    let mut seen = Vec::new();
    let count: usize = set.values.iter().map(|(_, v)| v.len()).product();
    for mut at in 0..count {
        let mut facts = Vec::new();
        for (name, values) in &set.values {
            facts.push((*name, values[at % values.len()].clone()));
            at /= values.len();
        }
        for contract in ["Gold", "Silver", "Acme"] {
            for priority in ["P1", "P2", "P3"] {
                for channel in [Some("email"), Some("portal"), Some("post"), None] {
                    let mut incident = incident(contract, priority);
                    incident.channel = channel.map(str::to_owned);
                    for (name, value) in &facts {
                        if let Some(value) = value {
                            incident.set_fact(*name, value.clone());
                        }
                    }
                    let found = answers(policy, &incident);
                    if !seen.contains(&found) {
                        seen.push(found);
                    }
                }
            }
        }
    }
    seen
}

fn agrees(set: &Set, one: &str, other: &str) {
    let policy = policy(set, one, other);
    let model = policy.model();
    let analysis = Analysis::new(model);
    let seen = brute(&policy, set);
    let conditions: Vec<_> = model.packages[0].remedies.iter().map(|r| &r.entitled).collect();
    let wishes = [Truths::TRUE, Truths::FALSE, Truths::UNKNOWN, Truths::NOT_TRUE, Truths::NOT_FALSE];
    for first in wishes {
        for second in wishes {
            let expected = seen.iter().any(|[a, b]| first.meets((*a).into()) && second.meets((*b).into()));
            match analysis.find(&[Ask::of(conditions[0], first), Ask::of(conditions[1], second)]) {
                Found::Never => assert!(!expected, "{one} {first:?}, {other} {second:?}: there is an incident"),
                Found::Unanalysed => panic!("{one}, {other}: not analysed"),
                Found::Witness(witness) => {
                    let contract = witness.package.map_or("Gold", |p| model.package(p).unwrap().name.as_str());
                    let priority = witness.priority.map_or("P1", |p| model.priority_name(p));
                    let mut incident = incident(contract, priority);
                    witness.apply(&mut incident);
                    let [a, b] = answers(&policy, &incident);
                    let holds = first.meets(a.into()) && second.meets(b.into());
                    assert!(holds, "{one} {first:?}, {other} {second:?}: {}", witness.words(model));
                    assert!(expected);
                }
            }
        }
    }
    // Under a contract and a priority that are settled.
    let package = PackageId(2);
    let asks = [Ask {
        package: Some(package),
        priority: Some(model.priority("P2").unwrap()),
        ..Ask::of(conditions[0], Truths::TRUE)
    }];
    if let Found::Witness(witness) = analysis.find(&asks) {
        let mut incident = incident("Acme", "P2");
        witness.apply(&mut incident);
        assert_eq!(answers(&policy, &incident)[0], Truth::True);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn conditions_are_analysed_as_by_trying_all(one in condition(first().leaves), other in condition(first().leaves)) {
        agrees(&first(), &one, &other);
    }

    #[test]
    fn thresholds_and_texts_are_analysed_as_by_trying_all(
        one in condition(second().leaves), other in condition(second().leaves)
    ) {
        agrees(&second(), &one, &other);
    }
}

#[test]
fn what_takes_too_long_is_said_to_be_not_analysed() {
    // A pigeon-hole principle: nine pigeons in eight holes.
    let (pigeons, holes) = (9, 8);
    let facts: String = (0..pigeons * holes).map(|n| format!("f{n} bool\n")).collect();
    let at = |p: usize, h: usize| format!("f{}", p * holes + h);
    let mut parts: Vec<String> =
        (0..pigeons).map(|p| format!("({})", (0..holes).map(|h| at(p, h)).collect::<Vec<_>>().join(" or "))).collect();
    for h in 0..holes {
        for p in 0..pigeons {
            for q in 0..p {
                parts.push(format!("(not {} or not {})", at(p, h), at(q, h)));
            }
        }
    }
    let text = format!(
        "facts {{ {facts} }}\npriority P1\ntier Gold {{ response none }}\nremedy one {{ may provide when {} }}\n",
        parts.join(" and ")
    );
    let policy = Policy::from_text("pigeons", &text).unwrap();
    let condition = &policy.model().packages[0].remedies[0].entitled;
    let analysis = Analysis::new(policy.model());
    assert_eq!(analysis.find(&[Ask::of(condition, Truths::TRUE)]), Found::Unanalysed);
}

#[test]
fn openings_are_told_apart_together() {
    let text = "calendar office { timezone Europe/London open mon-fri 09:00-17:00 }\n\
                calendar long { timezone Europe/London open mon-fri 08:00-18:00 }\n\
                priority P1\ntier T { response < 1 hour }\ncontract Far extends C { zone Asia/Tokyo }\n\
                tier C customisable { response < 1 hour }\n";
    let found = |condition: &str| {
        let policy = Policy::from_text("openings.sla", &format!("{text}remedy a {{ may provide when {condition} }}"));
        let policy = policy.unwrap();
        let model = policy.model();
        let analysis = Analysis::new(model);
        let condition = &model.packages[0].remedies[0].entitled;
        let ask = |package| {
            let found = analysis.find(&[Ask { package, ..Ask::of(condition, Truths::TRUE) }]);
            // Without a package the zone is open: what is found need not be an instant.
            if let (Some(_), Found::Witness(witness)) = (package, &found)
                && let Some(opened) = witness.opened
            {
                let mut incident = Incident::new("1", "T", opened);
                incident.priority = Some("P1".to_owned());
                let decision = policy.decide_ref(&incident, opened).unwrap();
                assert_eq!(decision.remedies[0].entitled, Truth::True, "{}", witness.words(model));
            }
            found
        };
        [ask(Some(PackageId(0))), ask(None)].map(|found| found.never())
    };
    // The office closes no later than the long one, in one zone.
    assert_eq!(found("opened within office and not opened within long"), [true, false]);
    let zone = "in Europe/London";
    assert_eq!(found(&format!("opened within office {zone} and not opened within long {zone}")), [true, true]);
    assert_eq!(found("opened within long and not opened within office"), [false, false]);
    assert_eq!(found("opened within office and opened within office in Asia/Tokyo"), [true, false]);
    assert_eq!(found("opened within long and opened within long in Asia/Dubai"), [false, false]);
}
