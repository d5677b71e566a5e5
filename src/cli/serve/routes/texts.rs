//! Policies that are sent as texts.

use std::collections::BTreeMap;

use axum::Extension;
use axum::response::Response;
use serde::Deserialize;

use crate::diagnostic::list;
use crate::embed::Texts;

use super::super::app::{Slot, now};
use super::super::body::JsonText;
use super::super::error::ApiError;
use super::super::response::json;
use super::super::work;

/// Texts by their names, and which of them is meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Files {
    pub(super) files: BTreeMap<String, String>,
    pub(super) root: Option<String>,
}

/// Check a policy for errors
///
/// The files can import each other and what is built in. The answer is the JSON of `relief lint` with errors alone.
#[utoipa::path(
    post,
    path = "/v1/check",
    operation_id = "check",
    request_body(content = ref("#/components/schemas/Files"), content_type = "application/json"),
    responses((status = 200, description = "What is wrong", body = ref("#/components/schemas/Findings")))
)]
pub(super) async fn check(Extension(slot): Extension<Slot>, body: JsonText) -> Result<Response, ApiError> {
    of_texts(slot, &body, |texts, root| texts.check(root)).await
}

/// Find errors and likely mistakes in a policy
///
/// The answer is that of `relief lint --output-format json`; in addition, a finding that asks `did you mean ...?` has a
/// fix.
#[utoipa::path(
    post,
    path = "/v1/lint",
    operation_id = "lint",
    request_body(content = ref("#/components/schemas/Files"), content_type = "application/json"),
    responses((status = 200, description = "What was found", body = ref("#/components/schemas/Findings")))
)]
pub(super) async fn lint(Extension(slot): Extension<Slot>, body: JsonText) -> Result<Response, ApiError> {
    of_texts(slot, &body, |texts, root| texts.lint(root, now())).await
}

/// Run the tests of a policy
///
/// The answer is that of `relief test --coverage --output-format json`.
#[utoipa::path(
    post,
    path = "/v1/test",
    operation_id = "test",
    request_body(content = ref("#/components/schemas/Files"), content_type = "application/json"),
    responses((status = 200, description = "How the tests ended", body = ref("#/components/schemas/Tests")))
)]
pub(super) async fn test(Extension(slot): Extension<Slot>, body: JsonText) -> Result<Response, ApiError> {
    of_texts(slot, &body, |texts, root| texts.tests(root)).await
}

async fn of_texts(slot: Slot, body: &JsonText, work: fn(&Texts, &str) -> String) -> Result<Response, ApiError> {
    let files: Files = body.read()?;
    let root = root(&files)?;
    let texts = Texts::new(files.files);
    work::run(slot, move || work(&texts, &root)).await.map(json)
}

/// The text that is meant: the one that is named, or the only one.
///
/// # Errors
/// If that is none.
pub(super) fn root(files: &Files) -> Result<String, ApiError> {
    let names = || list(files.files.keys().map(String::as_str));
    let unknown = |message: String| ApiError::unprocessable("unknown-root", message);
    match &files.root {
        Some(root) if files.files.contains_key(root) => Ok(root.clone()),
        Some(_) if files.files.is_empty() => Err(unknown("`files` has no file".to_owned())),
        Some(root) => Err(unknown(format!("`root`: there is no file `{root}`; there are {}", names()))),
        None => match files.files.keys().collect::<Vec<_>>().as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(unknown("`files` has no file".to_owned())),
            _ => Err(unknown(format!("`root` is missing: it is one of {}", names()))),
        },
    }
}
