//! The 151 cases of the standard packages, computed apart from any engine: every key agrees.

use std::path::Path;

use relief::{FactValue, Incident, Instant, Policy, Waiting};
use serde_json::Value;

fn read(name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(Path::new("tests/standard").join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn instant(value: &Value) -> Option<Instant> {
    value.as_str().map(|text| Instant::parse(text).unwrap())
}

fn incident(policy: &Policy, record: &Value) -> Incident {
    let text = |key: &str| record[key].as_str().map(str::to_owned);
    let mut incident =
        Incident::new(text("id").unwrap(), text("contract").unwrap(), instant(&record["opened"]).unwrap());
    incident.responded = instant(&record["responded"]);
    incident.relieved = instant(&record["relieved"]);
    incident.resolved = instant(&record["resolved"]);
    incident.priority = text("priority");
    incident.customer_priority = text("customer_priority");
    incident.vendor_priority = text("vendor_priority");
    incident.channel = text("channel");
    for waiting in record["waiting"].as_array().into_iter().flatten() {
        let on = waiting["on"].as_str().unwrap_or("customer").to_owned();
        incident.waiting.push(Waiting { from: instant(&waiting["from"]).unwrap(), to: instant(&waiting["to"]), on });
    }
    for fact in &policy.model().facts {
        match &record[&fact.name] {
            Value::Bool(value) => incident.set_fact(&fact.name, FactValue::Bool(*value)),
            Value::String(text) => incident.set_fact(&fact.name, FactValue::Text(text.clone())),
            _ => {}
        }
    }
    incident
}

/// Where two values differ: instants compared as instants, lists as sets.
fn differences(path: &str, expected: &Value, found: &Value, out: &mut Vec<String>) {
    let differ = match (expected, found) {
        (Value::Object(keys), _) => {
            for (key, value) in keys.iter().filter(|(k, _)| *k != "as_of" && *k != "warnings") {
                differences(&format!("{path}.{key}"), value, &found[key], out);
            }
            false
        }
        (Value::Array(a), Value::Array(b)) => {
            let sorted = |list: &[Value]| {
                let mut texts: Vec<String> = list.iter().map(Value::to_string).collect();
                texts.sort();
                texts
            };
            sorted(a) != sorted(b)
        }
        (Value::String(a), Value::String(b)) => {
            a != b && (Instant::parse(a).is_err() || Instant::parse(a) != Instant::parse(b))
        }
        _ => expected != found,
    };
    if differ {
        out.push(format!("{path}: expected {expected}, found {found}"));
    }
}

fn agrees(policy: &Policy) {
    let as_of = Instant::parse("2026-06-15T12:00:00Z").unwrap();
    let mut out = Vec::new();
    let (incidents, expected) = (read("incidents.jsonl"), read("expected.jsonl"));
    assert_eq!((incidents.len(), expected.len()), (151, 151));
    for (record, expected) in incidents.iter().zip(&expected) {
        let incident = incident(policy, record);
        let decision = policy.decide(&incident, as_of).unwrap();
        differences(&incident.id, expected, &serde_json::to_value(&decision).unwrap(), &mut out);
    }
    assert!(out.is_empty(), "{}", out.join("\n"));
}

#[test]
fn the_carried_packages_agree_with_the_cases() {
    agrees(&Policy::standard().unwrap());
}
