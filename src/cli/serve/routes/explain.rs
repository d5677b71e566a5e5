//! One incident as a story.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::embed;

use super::super::app::{App, Slot};
use super::super::body::JsonText;
use super::super::error::ApiError;
use super::super::negotiate::{Form, form};
use super::super::query::{Params, Reading};
use super::super::response::text;
use super::super::work;

const FORMS: [Form; 4] = [Form::Json, Form::Svg, Form::Html, Form::Markdown];

/// How an incident is explained.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExplainParams {
    as_of: Option<String>,
    timezone: Option<String>,
    format: Option<String>,
}

/// Explain the decision of one incident
///
/// What was promised, what counted and why, and what follows. The form is that of `format`, otherwise the one that
/// `Accept` prefers.
#[utoipa::path(
    post,
    path = "/v1/explain",
    operation_id = "explain",
    params(
        ("as_of" = Option<String>, Query, format = DateTime, description = "The instant of the decision; now, if it is missing"),
        ("timezone" = Option<String>, Query, format = "timezone", description = "The zone of times without an offset, such as Europe/London"),
        ("format" = inline(Option<ExplainFormat>), Query, description = "The form of the answer")
    ),
    request_body(content = ref("#/components/schemas/Incident"), content_type = "application/json"),
    responses((status = 200, description = "The explanation", content(
        (ref("#/components/schemas/Explanation") = "application/json"),
        (String = "image/svg+xml"),
        (String = "text/html"),
        (String = "text/markdown")
    )))
)]
pub(super) async fn explain(
    State(app): State<Arc<App>>,
    Extension(slot): Extension<Slot>,
    Params(query): Params<ExplainParams>,
    headers: HeaderMap,
    body: JsonText,
) -> Result<Response, ApiError> {
    let reading = Reading::new(query.as_of.as_deref(), query.timezone)?;
    let form = form(&headers, query.format.as_deref(), &FORMS)?;
    let policy = app.policy();
    let explained = work::run(slot, move || {
        embed::explain(&policy, &body.0, reading.as_of, reading.zone()).map(|explained| match form {
            Form::Json => explained.json() + "\n",
            Form::Svg => explained.svg(),
            Form::Html => explained.html(),
            Form::Markdown => explained.markdown(),
        })
    });
    Ok(shown(form, explained.await??))
}

/// What `format` can be.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes the parameter")]
pub(super) enum ExplainFormat {
    Json,
    Svg,
    Html,
    Markdown,
}

/// A text in a form. A page that it is shown in lets it do nothing.
pub(super) fn shown(form: Form, written: String) -> Response {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";
    ([("content-security-policy", policy), ("vary", "accept")], text(form.media_type(), written)).into_response()
}
