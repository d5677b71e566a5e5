//! The schema of an explanation.

use serde_json::{Map, Value, json};

use crate::engine::{LedgerEnd, SegmentReason, Status};
use crate::io::read::Shape;
use crate::policy::{Comparison, Policy};

use super::{DIALECT, decision, incident};

/// The schema of one explanation under a policy: a line of `relief explain --output-format json`.
pub fn explanation(policy: &Policy) -> Value {
    let model = policy.model();
    let objectives: Vec<&str> = model.objectives.iter().map(|o| o.name.as_str()).collect();
    let remedies: Vec<&str> = model.remedies.iter().map(|r| r.name.as_str()).collect();
    let mut definitions = Map::new();
    let mut embed = |name: &str, mut schema: Value| {
        // References are from the root of the whole.
        if let Some(inner) = schema.as_object_mut().and_then(|schema| schema.shift_remove("$defs"))
            && let Value::Object(inner) = inner
        {
            definitions.extend(inner);
        }
        if let Some(schema) = schema.as_object_mut() {
            schema.shift_remove("$schema");
        }
        definitions.insert(name.to_owned(), schema);
    };
    embed("decision", decision(policy));
    embed("incident", incident(Shape::of(model)));
    definitions.insert("ledger".to_owned(), ledger());
    definitions.insert("segment".to_owned(), segment());
    definitions.insert("statement".to_owned(), object(vec![("text", text()), ("file", text()), ("line", whole())]));
    let promise = object(vec![
        ("text", text()),
        ("file", text()),
        ("line", whole()),
        ("from", described(text(), "the tier or contract that says it")),
        ("source", described(or_null(text()), "the words of the source, if the policy quotes them")),
    ]);
    definitions.insert("promise".to_owned(), promise);
    definitions.insert("conditions".to_owned(), object(conditions()));
    let mut remedy = vec![("text", text()), ("file", text()), ("line", whole())];
    remedy.extend(conditions());
    remedy.push(("favoured", or_null(refer("conditions"))));
    definitions.insert("remedy-explanation".to_owned(), object(remedy));
    let each = |names: &[&str], schema: Value| {
        let properties: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), schema.clone())).collect();
        json!({"type": "object", "required": names, "properties": properties, "additionalProperties": false})
    };
    let mut schema = object(vec![
        ("decision", refer("decision")),
        ("incident", refer("incident")),
        ("promises", each(&objectives, or_null(refer("promise")))),
        ("ledgers", each(&objectives, or_null(refer("ledger")))),
        ("priority", or_null(refer("statement"))),
        ("remedies", each(&remedies, refer("remedy-explanation"))),
        ("timezone", described(text(), "the time zone of the contract")),
        ("in_force", or_null(json!({"type": "array", "items": text(), "minItems": 2, "maxItems": 2}))),
    ]);
    if let Some(object) = schema.as_object_mut() {
        object.shift_insert(0, "$schema".to_owned(), json!(DIALECT));
        object.shift_insert(1, "title".to_owned(), json!("Explanation"));
        object.insert("$defs".to_owned(), Value::Object(definitions));
    }
    schema
}

fn ledger() -> Value {
    let words: Vec<&str> = Status::ALL.map(Status::as_str).into_iter().chain(["none"]).collect();
    let mark = object(vec![("at", instant()), ("mark", text()), ("detail", or_null(text()))]);
    let nearest = object(vec![
        ("latest_stop", described(or_null(instant()), "of a breach, the latest stop in time")),
        ("left_us", described(or_null(whole()), "of a limit that was met, what was left on its clock")),
        ("left_wall_us", described(or_null(whole()), "due less the stop")),
    ]);
    object(vec![
        ("objective", text()),
        ("calendar", text()),
        ("timezone", text()),
        ("status", json!({"enum": words})),
        ("opened", instant()),
        ("counts_from", or_null(instant())),
        ("stopped", or_null(instant())),
        ("end", instant()),
        ("end_is", json!({"enum": LedgerEnd::ALL.map(LedgerEnd::as_str)})),
        ("due", or_null(instant())),
        ("comparison", json!({"enum": Comparison::ALL.map(Comparison::as_str)})),
        ("limit_us", or_null(whole())),
        ("elapsed_us", whole()),
        ("paused_us", whole()),
        ("excluded_us", whole()),
        ("paused_by", json!({"type": "object", "additionalProperties": whole()})),
        ("segments", json!({"type": "array", "items": refer("segment")})),
        ("marks", json!({"type": "array", "items": mark})),
        ("nearest", or_null(nearest)),
        ("due_without_pauses", or_null(instant())),
        ("used", or_null(json!({"type": "number", "minimum": 0}))),
    ])
}

fn segment() -> Value {
    object(vec![
        ("from", instant()),
        ("to", instant()),
        ("length_us", json!({"type": "integer", "minimum": 1})),
        ("counted", json!({"type": "boolean"})),
        ("reason", json!({"enum": SegmentReason::ALL.map(SegmentReason::as_str)})),
        ("detail", described(or_null(text()), "the closure, why it is excluded, or the party")),
        ("projected", described(json!({"type": "boolean"}), "whether it is yet to come")),
    ])
}

fn conditions() -> Vec<(&'static str, Value)> {
    let texts = json!({"type": "array", "items": text()});
    let fact = object(vec![("name", text()), ("description", or_null(text())), ("type", text())]);
    let unknown = object(vec![("text", text()), ("facts", json!({"type": "array", "items": fact}))]);
    vec![("holds", texts.clone()), ("fails", texts), ("unknown", json!({"type": "array", "items": unknown}))]
}

/// An object that has all these keys.
fn object(keys: Vec<(&str, Value)>) -> Value {
    let required: Vec<&str> = keys.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        keys.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({"type": "object", "required": required, "properties": properties})
}

fn refer(definition: &str) -> Value {
    json!({"$ref": format!("#/$defs/{definition}")})
}

fn text() -> Value {
    json!({"type": "string"})
}

fn whole() -> Value {
    json!({"type": "integer"})
}

fn instant() -> Value {
    json!({"type": "string", "format": "date-time"})
}

fn or_null(schema: Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

fn described(mut schema: Value, description: &str) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.shift_insert(0, "description".to_owned(), json!(description));
    }
    schema
}
