//! One incident.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;

use crate::embed::read_incident;
use crate::engine::Rejection;

use super::super::app::{App, Slot};
use super::super::body::JsonText;
use super::super::error::ApiError;
use super::super::query::{Params, ReadParams};
use super::super::response::json;
use super::super::work;

/// Decide one incident
///
/// The answer is the line that `relief eval` writes.
#[utoipa::path(
    post,
    path = "/v1/decide",
    operation_id = "decide",
    params(
        ("as_of" = Option<String>, Query, format = DateTime, description = "The instant of the decision; now, if it is missing"),
        ("timezone" = Option<String>, Query, format = "timezone", description = "The zone of times without an offset, such as Europe/London")
    ),
    request_body(content = ref("#/components/schemas/Incident"), content_type = "application/json"),
    responses((status = 200, description = "The decision", body = ref("#/components/schemas/Decision")))
)]
pub(super) async fn decide(
    State(app): State<Arc<App>>,
    Extension(slot): Extension<Slot>,
    Params(query): Params<ReadParams>,
    body: JsonText,
) -> Result<Response, ApiError> {
    let reading = query.reading()?;
    let policy = app.policy();
    let decided = work::run(slot, move || {
        let incident = read_incident(&policy, &body.0, reading.as_of, reading.zone())?;
        let decision = policy.decide(&incident, reading.as_of)?;
        Ok::<String, Rejection>(serde_json::to_string(&decision).unwrap_or_default())
    });
    match decided.await? {
        Ok(text) => {
            app.metrics.decided(1);
            Ok(json(text + "\n"))
        }
        Err(rejection) => {
            app.metrics.rejected(rejection.code.as_str());
            Err(rejection.into())
        }
    }
}
