//! What the server says of itself.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use prometheus_client::encoding::prometheus_text::CONTENT_TYPE;
use serde_json::json;
use utoipa::openapi::OpenApi;

use super::super::app::App;
use super::super::openapi;
use super::super::response::text;

/// Show the page
#[utoipa::path(
    get,
    path = "/",
    operation_id = "page",
    responses(
        (status = 200, description = "A page for people", body = String, content_type = "text/html"),
        (status = 304, description = "The page that the client has")
    )
)]
pub(super) async fn page(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    app.page.response(&headers)
}

/// Tell whether the server can decide
///
/// It can as long as it answers. `reload` says whether the policy files have errors, in which case the last policy without
/// errors decides.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "health",
    responses((status = 200, description = "The server can decide", body = ref("#/components/schemas/Health")))
)]
pub(super) async fn health(State(app): State<Arc<App>>) -> Response {
    let loaded = app.loaded();
    let health = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "policy": loaded.policy.fingerprint(),
        "loaded": loaded.at.rfc3339(None).to_string(),
        "reload": { "error": loaded.error.as_deref() },
    });
    super::super::response::json(health.to_string() + "\n")
}

/// Count requests and incidents
///
/// In the text format of Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "metrics",
    responses((status = 200, description = "The metrics", body = String, content_type = "text/plain"))
)]
pub(super) async fn metrics(State(app): State<Arc<App>>) -> Response {
    text(CONTENT_TYPE, app.metrics.text())
}

/// The description of the routes, but for what depends on the policy.
#[derive(Clone)]
pub(in crate::cli::serve) struct Described(Arc<OpenApi>);

impl Described {
    pub(in crate::cli::serve) fn new(described: OpenApi) -> Self {
        Self(Arc::new(described))
    }
}

/// The description of all routes, with the incidents and decisions of the policy.
pub(super) async fn openapi(State(app): State<Arc<App>>, Extension(described): Extension<Described>) -> Response {
    let document = openapi::document(&described.0, &app.policy(), app.token.is_some());
    super::super::response::json(serde_json::to_string_pretty(&document).unwrap_or_default() + "\n")
}
