//! The schema of a decision, from the tables of its fields.

use serde_json::{Map, Value, json};

use crate::engine::EscalationStatus;
use crate::engine::decision_fields::{HEAD, TAIL};
use crate::engine::fields::{CADENCE, DETAILS, ESCALATIONS, FieldInfo, FieldType, OBJECTIVE, REMEDY, REPLIES};
use crate::policy::Policy;

use super::{DIALECT, nullable};

/// The schema of one decision under a policy: a line of the output.
pub fn decision(policy: &Policy) -> Value {
    let objectives: Vec<&str> = policy.model().objectives.iter().map(|o| o.name.as_str()).collect();
    let remedies: Vec<&str> = policy.model().remedies.iter().map(|r| r.name.as_str()).collect();
    let mut properties = properties(&HEAD);
    properties.extend(refer(&objectives, "objective"));
    properties.insert("cadence".to_owned(), json!({"$ref": "#/$defs/cadence"}));
    properties.insert("replies".to_owned(), json!({"anyOf": [{"$ref": "#/$defs/replies"}, {"type": "null"}]}));
    properties.extend(self::properties(&ESCALATIONS));
    properties.insert(
        "remedies".to_owned(),
        json!({
            "type": "object",
            "required": remedies,
            "properties": refer(&remedies, "remedy"),
            "additionalProperties": false
        }),
    );
    properties.extend(self::properties(&TAIL));
    let required: Vec<&str> = names(&HEAD).chain(objectives).chain(["remedies"]).chain(names(&TAIL)).collect();
    json!({
        "$schema": DIALECT,
        "title": "Decision",
        "type": "object",
        "required": required,
        "properties": properties,
        "$defs": {
            "objective": {"oneOf": [
                {"type": "object", "required": ["status"],
                 "properties": {"status": {"const": "none"}, "ended": {"const": "resolved"}},
                 "additionalProperties": false},
                with_limit()
            ]},
            "cadence": object(&CADENCE),
            "replies": object(&REPLIES),
            "remedy": object(&REMEDY),
        },
    })
}

/// An objective with a limit: all of its fields, and a status that is not `none`.
fn with_limit() -> Value {
    let mut schema = object(&OBJECTIVE);
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        // With `--details`.
        properties.extend(self::properties(&DETAILS));
        properties.insert("ended".to_owned(), json!({"const": "resolved"}));
    }
    if let Some(words) = schema.pointer_mut("/properties/status/enum").and_then(Value::as_array_mut) {
        words.retain(|word| word != "none");
    }
    schema
}

fn names(fields: &[FieldInfo]) -> impl Iterator<Item = &str> {
    fields.iter().map(|field| field.name)
}

/// An object for each name, as defined under `$defs`.
fn refer(names: &[&str], definition: &str) -> Map<String, Value> {
    let path = format!("#/$defs/{definition}");
    names.iter().map(|name| ((*name).to_owned(), json!({"$ref": path}))).collect()
}

fn object(fields: &[FieldInfo]) -> Value {
    let required: Vec<&str> = names(fields).collect();
    json!({"type": "object", "required": required, "properties": properties(fields)})
}

fn properties(fields: &[FieldInfo]) -> Map<String, Value> {
    fields.iter().map(|field| (field.name.to_owned(), property(field))).collect()
}

fn property(field: &FieldInfo) -> Value {
    let mut schema = match field.kind {
        FieldType::Id | FieldType::Name | FieldType::Priority => json!({"type": "string"}),
        FieldType::Fingerprint => json!({"type": "string", "pattern": "^[0-9a-f]{12}$"}),
        FieldType::Words(words) => json!({"enum": words()}),
        FieldType::Seconds => json!({"type": "integer"}),
        FieldType::Count => json!({"type": "integer", "minimum": 0}),
        FieldType::Instant => json!({"type": "string", "format": "date-time"}),
        FieldType::Truth => json!({"type": "boolean"}),
        FieldType::Share => json!({"type": "number", "minimum": 0, "maximum": 1}),
        FieldType::Names => json!({"type": "array", "items": {"type": "string"}, "uniqueItems": true}),
        FieldType::SecondsByName => json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        FieldType::Ratio => json!({"type": "number", "minimum": 0}),
        FieldType::Place => json!({"type": "object", "required": ["file", "line"],
            "properties": {"file": {"type": "string"}, "line": {"type": "integer"}}}),
        FieldType::Escalations => json!({"type": "array", "items": {
            "type": "object",
            "required": ["to", "objective", "at", "status"],
            "properties": {
                "to": {"type": "string"},
                "objective": {"type": "string"},
                "at": {"type": ["string", "null"], "format": "date-time"},
                "status": {"enum": EscalationStatus::ALL.map(EscalationStatus::as_str)}
            }
        }}),
        FieldType::Warnings => json!({"type": "array", "items": {
            "type": "object",
            "required": ["code", "names"],
            "properties": {
                "code": {"type": "string"},
                "names": {"type": "array", "items": {"type": "string"}}
            }
        }}),
    };
    if let Some(object) = schema.as_object_mut() {
        if field.nullable {
            nullable(object);
        }
        object.insert("description".to_owned(), json!(field.doc));
    }
    schema
}
