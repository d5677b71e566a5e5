//! JSON Schemas (2020-12) of what is read and written.

mod decision;
mod files;

pub use decision::decision;
pub use files::{calendar, mapping};

use serde_json::{Map, Value, json};

use crate::io::read::{Field, Shape};
use crate::policy::model::FactType;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of an incident in JSON or YAML, with the facts and priorities of a policy.
pub fn incident(shape: Shape<'_>) -> Value {
    let names: Vec<&str> = shape.priorities.iter().map(|p| p.name.as_str()).collect();
    let priority = if names.is_empty() { json!({"type": ["string", "null"]}) } else { one_of(&names) };
    let mut properties = Map::new();
    for field in Field::ALL {
        properties.insert(field.name().to_owned(), field_schema(field, &priority));
    }
    for fact in shape.facts {
        let mut schema = fact_schema(&fact.kind, &priority);
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
                "description": "RFC 3339; a local time only where a time zone is given to read it in",
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

/// One of these, or missing.
fn one_of(names: &[&str]) -> Value {
    let mut values: Vec<Value> = names.iter().map(|n| json!(n)).collect();
    values.extend([Value::Null, json!("")]);
    json!({"enum": values})
}

fn list(item: &Value, description: &str) -> Value {
    json!({"description": description, "anyOf": [{"type": "array", "items": item}, {"enum": [null, ""]}]})
}

fn field_schema(field: Field, priority: &Value) -> Value {
    let text = |description: &str| json!({"description": description, "type": "string", "minLength": 1});
    let said = |description: &str| {
        let mut schema = priority.clone();
        if let Some(object) = schema.as_object_mut() {
            object.insert("description".to_owned(), json!(description));
        }
        schema
    };
    match field {
        Field::Id => json!({
            "description": "unlike that of any other incident; an integer is taken as its text",
            "anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}]
        }),
        Field::Contract => text("the name of a tier or contract"),
        Field::Opened => instant(),
        Field::Responded | Field::Relieved | Field::Resolved => maybe_instant(),
        Field::Waiting => {
            let item = json!({
                "type": "object",
                "required": ["from"],
                "properties": {
                    "from": instant(),
                    "to": maybe_instant(),
                    "on": {"type": ["string", "null"], "default": "customer"}
                }
            });
            list(&item, "when it waited, and on whom; without `to` it still does")
        }
        Field::Excluded => {
            let item = json!({
                "type": "object",
                "required": ["from", "to"],
                "properties": {"from": instant(), "to": instant()}
            });
            list(&item, "the time between a stop that was taken back and the reopening")
        }
        Field::Updates => list(&instant(), "when the customer heard"),
        Field::PriorityChanges => {
            let item = json!({
                "type": "object",
                "required": ["at", "to"],
                "properties": {"at": instant(), "to": {"type": "string", "minLength": 1}}
            });
            list(&item, "when the priority became another")
        }
        Field::Priority => said("as recorded, by whomever"),
        Field::CustomerPriority => said("as the customer set it"),
        Field::VendorPriority => said("as the vendor set it"),
        Field::Channel => json!({"description": "the channel that it came in by", "type": ["string", "null"]}),
    }
}

fn fact_schema(kind: &FactType, priority: &Value) -> Value {
    match kind {
        FactType::Bool => json!({"anyOf": [{"type": ["boolean", "null"]}, {"const": ""}]}),
        FactType::Number => json!({"anyOf": [{"type": ["number", "null"]}, {"const": ""}]}),
        FactType::Text => json!({"type": ["string", "null"]}),
        FactType::Instant => maybe_instant(),
        FactType::Duration => json!({"type": ["string", "null"], "examples": ["4 hours", "PT4H"]}),
        FactType::Priority => priority.clone(),
        FactType::Enumeration(values) => one_of(&values.iter().map(String::as_str).collect::<Vec<_>>()),
    }
}

#[cfg(test)]
mod tests;
