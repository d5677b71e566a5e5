//! JSON Schemas (2020-12) of what is read and written.

mod credits;
mod decision;
mod due;
mod explanation;
mod files;
mod parts;
mod promise;
mod report;

pub use credits::credits;
pub use decision::decision;
pub use due::{due, due_columns};
pub use explanation::explanation;
pub use files::{calendar, mapping};
pub use promise::promise;
pub use report::report;

use crate::facts::FactType;
use serde_json::{Map, Value, json};

use crate::engine::{Field, FieldKind};
use crate::io::read::Shape;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of an incident in JSON or YAML, with the facts and priorities of a policy.
pub fn incident(shape: Shape<'_>) -> Value {
    let priority = FactType::Priority.json_schema(shape.priority_names());
    let mut properties = Map::new();
    for field in Field::ALL {
        properties.insert(field.name().to_owned(), field_schema(field, &priority));
    }
    for field in shape.declared {
        properties.insert(field.name.clone(), maybe_instant());
    }
    for fact in shape.facts {
        let mut schema = fact.kind.json_schema(shape.priority_names());
        if let (Some(object), Some(words)) = (schema.as_object_mut(), &fact.description) {
            object.insert("description".to_owned(), json!(words));
        }
        properties.insert(fact.name.clone(), schema);
    }
    json!({
        "$schema": DIALECT,
        "title": "Incident",
        "description": "One incident: a line of JSON lines, or an item of a JSON or YAML list.",
        "type": "object",
        "required": ["id", "contract", "opened"],
        "properties": properties,
        "$defs": {
            "instant": {
                "description": "RFC 3339; a local time only if a time zone is given",
                "type": "string",
                "examples": ["2026-01-31T09:00:00Z"]
            },
        },
    })
}

fn instant() -> Value {
    json!({"$ref": "#/$defs/instant"})
}

/// An instant, null or the empty text, which are missing as well.
fn maybe_instant() -> Value {
    json!({"anyOf": [instant(), {"type": "null"}]})
}

fn list(item: &Value) -> Value {
    json!({"anyOf": [{"type": "array", "items": item}, {"enum": [null, ""]}]})
}

/// The schema of a field: by its type, with its description.
fn field_schema(field: Field, priority: &Value) -> Value {
    let object = |required: &[&str], properties: Value| json!({"type": "object", "required": required, "properties": properties});
    let mut schema = match field.kind() {
        FieldKind::Id => json!({"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}]}),
        FieldKind::Name => json!({"type": "string", "minLength": 1}),
        FieldKind::Priority => priority.clone(),
        FieldKind::Text => json!({"type": ["string", "null"]}),
        FieldKind::Instant if field.is_required() => instant(),
        FieldKind::Instant => maybe_instant(),
        FieldKind::Instants => list(&instant()),
        FieldKind::Waiting => {
            let on = json!({"type": ["string", "null"], "default": "customer"});
            list(&object(&["from"], json!({"from": instant(), "to": maybe_instant(), "on": on})))
        }
        FieldKind::Intervals => {
            let why = json!({"description": "why it was reopened", "type": ["string", "null"]});
            list(&object(&["from", "to"], json!({"from": instant(), "to": instant(), "why": why})))
        }
        FieldKind::Changes => {
            let to = json!({"type": "string", "minLength": 1});
            list(&object(&["at", "to"], json!({"at": instant(), "to": to})))
        }
    };
    if let Some(object) = schema.as_object_mut() {
        object.shift_insert(0, "description".to_owned(), json!(field.doc()));
    }
    schema
}

/// Lets a schema of one type or of some words be null as well.
fn nullable(schema: &mut Map<String, Value>) {
    if let Some(kind) = schema.get_mut("type") {
        *kind = json!([kind.take(), "null"]);
    }
    if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    }
}

#[cfg(test)]
mod tests;
