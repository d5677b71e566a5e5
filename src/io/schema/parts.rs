//! Parts of the schemas of reports.

use serde_json::{Map, Value, json};

/// An object that has all of these properties.
pub(super) fn object<const N: usize>(description: &str, properties: [(&str, Value); N]) -> Value {
    let required: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        properties.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let mut schema = json!({"type": "object", "required": required, "properties": properties});
    describe(&mut schema, description);
    schema
}

fn describe(schema: &mut Value, description: &str) {
    if let Some(schema) = schema.as_object_mut().filter(|_| !description.is_empty()) {
        schema.shift_insert(0, "description".to_owned(), json!(description));
    }
}

pub(super) fn list(description: &str, items: Value) -> Value {
    json!({"description": description, "type": "array", "items": items})
}

pub(super) fn text(description: &str) -> Value {
    json!({"description": description, "type": "string"})
}

pub(super) fn count(description: &str) -> Value {
    json!({"description": description, "type": "integer", "minimum": 0})
}

pub(super) fn share(description: &str) -> Value {
    let description = format!("{description}, rounded down at nine digits");
    json!({"description": description, "type": ["number", "null"], "minimum": 0, "maximum": 1})
}

pub(super) fn seconds(description: &str) -> Value {
    json!({"description": format!("{description}, in whole seconds"), "type": "integer", "minimum": 0})
}

pub(super) fn texts(description: &str) -> Value {
    list(description, json!({"type": "string"}))
}

pub(super) fn or_null(schema: Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

pub(super) fn maybe_text(description: &str) -> Value {
    json!({"description": description, "type": ["string", "null"]})
}

fn date() -> Value {
    json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
}

/// The dates of a version, both included.
pub(super) fn version() -> Value {
    json!({"type": "array", "prefixItems": [date(), date()], "minItems": 2, "maxItems": 2})
}

/// A statement of a policy.
pub(super) fn statement() -> Value {
    object(
        "the statement of the policy",
        [("text", text("on one line")), ("file", text("the file")), ("line", count("counted from 1"))],
    )
}
