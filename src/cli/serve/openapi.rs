//! The description of the routes (OpenAPI 3.1): the routes from the handlers, the bodies from the policy.

use serde_json::{Map, Value, json};
use utoipa::openapi::{ContactBuilder, InfoBuilder, License, OpenApi, OpenApiBuilder};

use crate::io::read::Shape;
use crate::io::schema;
use crate::policy::Policy;

use super::schemas;

/// The errors that every request under `/v1` can end with.
const ERRORS: [(&str, &str); 7] = [
    ("400", "The request is malformed"),
    ("401", "The request does not bear the token"),
    ("403", "The request was sent to another name than this machine's, and the server has no token"),
    ("405", "The method is not allowed"),
    ("500", "The server failed"),
    ("503", "As many requests are running as may run at the same time"),
    ("504", "The request took too long"),
];
/// The errors of requests with a body.
const BODY_ERRORS: [(&str, &str); 4] = [
    ("406", "No form of the answer is accepted"),
    ("413", "The body is too large"),
    ("415", "The body is of another type"),
    ("422", "The body cannot be used: the code says why"),
];

/// What the routes are added to.
pub(super) fn about() -> OpenApi {
    let info = InfoBuilder::new()
        .title("relief")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("Support contracts as code: decides incidents by the policy of this server."))
        .contact(None::<ContactBuilder>.map(ContactBuilder::build))
        .license(Some(License::new("MIT OR Apache-2.0")));
    OpenApiBuilder::new().info(info.build()).build()
}

/// The whole document under a policy.
pub(super) fn document(described: &OpenApi, policy: &Policy, has_token: bool) -> Value {
    let mut document = serde_json::to_value(described).unwrap_or_default();
    let mut all = Map::new();
    let of_policy = [
        ("Incident", incident(policy)),
        ("Decision", schema::decision(policy)),
        ("Explanation", schema::explanation(policy)),
    ];
    for (name, schema) in of_policy {
        all.insert(name.to_owned(), component(name, schema));
    }
    all.extend(schemas::all());
    let mut components = json!({ "schemas": all });
    if has_token && let Some(components) = components.as_object_mut() {
        components.insert("securitySchemes".to_owned(), json!({ "token": { "type": "http", "scheme": "bearer" } }));
    }
    if let Some(document) = document.as_object_mut() {
        document.insert("components".to_owned(), components);
    }
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten().filter(|(path, _)| path.starts_with("/v1/")) {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let Some(body) = operation.get_mut("requestBody").and_then(Value::as_object_mut) {
                body.insert("required".to_owned(), json!(true));
            }
            add_errors(operation, method == "post", path.ends_with("/batch"));
            if has_token && let Some(operation) = operation.as_object_mut() {
                operation.insert("security".to_owned(), json!([{ "token": [] }]));
            }
        }
    }
    document
}

/// The schema of an incident, with the names that it can have as `contract`.
fn incident(policy: &Policy) -> Value {
    let model = policy.model();
    let mut schema = schema::incident(Shape::of(model));
    let names = policy.sold();
    if let Some(contract) = schema.pointer_mut("/properties/contract").and_then(Value::as_object_mut) {
        contract.insert("enum".to_owned(), json!(names));
    }
    if let (Some(schema), Some(name)) = (schema.as_object_mut(), names.first()) {
        let mut example = json!({ "id": "INC-7", "contract": name, "opened": "2026-03-27T16:00:00Z" });
        if let (Some(example), Some(priority)) = (example.as_object_mut(), model.priorities.first()) {
            example.insert("priority".to_owned(), json!(priority.name));
        }
        schema.insert("examples".to_owned(), json!([example]));
    }
    schema
}

/// A schema as a component: its references are from the root of the whole document.
fn component(name: &str, mut schema: Value) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        schema.shift_remove("$schema");
    }
    refer(&mut schema, &format!("#/components/schemas/{name}/$defs/"));
    schema
}

fn refer(value: &mut Value, to: &str) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match value {
                    Value::String(reference) if key == "$ref" => {
                        if let Some(rest) = reference.strip_prefix("#/$defs/") {
                            *reference = format!("{to}{rest}");
                        }
                    }
                    other => refer(other, to),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| refer(value, to)),
        _ => {}
    }
}

fn add_errors(operation: &mut Value, has_body: bool, streams: bool) {
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    let forms = responses.get("200").and_then(|ok| ok.pointer("/content")?.as_object()).map_or(0, Map::len);
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } });
    let errors = ERRORS.iter().chain(BODY_ERRORS.iter().filter(|_| has_body));
    for (status, description) in errors {
        let never = (*status == "406" && forms < 2) || (streams && ["413", "422", "504"].contains(status));
        if !never {
            responses.insert((*status).to_owned(), json!({ "description": description, "content": content }));
        }
    }
}
