//! The policy that decides.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use crate::embed::calendars;
use crate::facts::FactType;
use crate::io::read::Shape;
use crate::policy::Policy;
use crate::policy::model::Fact;

use super::super::app::App;

/// Show the policy that decides
///
/// Its fingerprint, the tiers and contracts that incidents can name, what incidents can have, and its texts.
#[utoipa::path(
    get,
    path = "/v1/policy",
    operation_id = "policy",
    responses((status = 200, description = "The policy", body = ref("#/components/schemas/Policy")))
)]
pub(super) async fn policy(State(app): State<Arc<App>>) -> Response {
    super::super::response::json(shown(&app.policy()).to_string() + "\n")
}

fn shown(policy: &Policy) -> Value {
    let model = policy.model();
    let shape = Shape::of(model);
    let priorities = shape.priorities.iter().map(|priority| json!({ "name": priority.name, "title": priority.title }));
    let files = policy.sources().iter().map(|(_, source)| {
        let built_in = source.is_carried();
        json!({ "name": source.name, "built_in": built_in, "text": source.text })
    });
    json!({
        "fingerprint": policy.fingerprint(),
        "names": policy.sold(),
        "priorities": priorities.collect::<Vec<_>>(),
        "objectives": model.objectives.iter().map(|objective| objective.name.as_str()).collect::<Vec<_>>(),
        "facts": shape.facts.iter().map(fact).collect::<Vec<_>>(),
        "instants": shape.declared.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(),
        "calendars": calendars(policy),
        "files": files.collect::<Vec<_>>(),
    })
}

fn fact(fact: &Fact) -> Value {
    let values = match &fact.kind {
        FactType::Enumeration(values) => json!(values),
        _ => Value::Null,
    };
    json!({ "name": fact.name, "type": fact.kind.words(), "values": values, "description": fact.description })
}
