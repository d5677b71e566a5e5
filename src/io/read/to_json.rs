//! An incident as the JSON object that a reader takes.

use serde_json::{Map, Value, json};

use crate::engine::{FactValue, Incident};
use crate::time::{Instant, Length};

/// All that an incident says, by the names of its fields and facts.
pub fn to_json(incident: &Incident) -> Value {
    let at = |at: Instant| Value::String(at.rfc3339(None).to_string());
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(incident.id));
    out.insert("contract".to_owned(), json!(incident.contract));
    let texts = [
        ("priority", &incident.priority),
        ("customer_priority", &incident.customer_priority),
        ("vendor_priority", &incident.vendor_priority),
        ("channel", &incident.channel),
    ];
    out.extend(texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), json!(text.as_ref()?)))));
    out.insert("opened".to_owned(), at(incident.opened));
    let instants = [
        ("responded", incident.responded),
        ("relieved", incident.relieved),
        ("resolved", incident.resolved.or(incident.closed)),
    ];
    out.extend(instants.into_iter().filter_map(|(name, instant)| Some((name.to_owned(), at(instant?)))));
    let mut list = |name: &str, values: Vec<Value>| {
        if !values.is_empty() {
            out.insert(name.to_owned(), Value::Array(values));
        }
    };
    let waiting = incident.waiting.iter().map(|w| match w.to {
        Some(to) => json!({"from": at(w.from), "to": at(to), "on": w.on}),
        None => json!({"from": at(w.from), "on": w.on}),
    });
    list("waiting", waiting.collect());
    list("updates", incident.updates.iter().copied().map(at).collect());
    list("excluded", incident.excluded.iter().map(|(from, to)| json!({"from": at(*from), "to": at(*to)})).collect());
    let changes = incident.priority_changes.iter().map(|c| json!({"at": at(c.at), "to": c.to}));
    list("priority_changes", changes.collect());
    out.extend(incident.facts.iter().map(|(name, value)| (name.clone(), fact(value))));
    Value::Object(out)
}

fn fact(value: &FactValue) -> Value {
    match value {
        FactValue::Bool(value) => json!(value),
        // A whole number is written as one.
        FactValue::Number(number) => format!("{number}").parse::<i64>().map_or_else(|_| json!(number), |n| json!(n)),
        FactValue::Text(text) => json!(text),
        FactValue::Instant(at) => json!(at.rfc3339(None).to_string()),
        FactValue::Length(length) => json!(iso(*length)),
    }
}

/// ISO 8601, exact to the microsecond.
fn iso(length: Length) -> String {
    let (seconds, micros) = (length.0.div_euclid(1_000_000), length.0.rem_euclid(1_000_000));
    match micros {
        0 => format!("PT{seconds}S"),
        _ => format!("PT{seconds}.{micros:06}S"),
    }
}
