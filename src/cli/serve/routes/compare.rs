//! Two tiers or contracts.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::diagnostic::render;
use crate::embed::{Texts, compare as compare_sides};
use crate::policy::Policy;

use super::super::app::{App, Slot};
use super::super::body::JsonText;
use super::super::error::ApiError;
use super::super::negotiate::{Form, form};
use super::super::query::Params;
use super::super::work;
use super::explain::shown;
use super::texts::{Files, root};

const FORMS: [Form; 3] = [Form::Json, Form::Html, Form::Markdown];

/// How a comparison is shown.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CompareParams {
    format: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sides {
    old: Side,
    new: Side,
}

/// A tier or contract of the server's policy, or of texts.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a name, or an object with `name` and `files`")]
enum Side {
    Name(String),
    Texts(NamedTexts),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedTexts {
    name: String,
    files: BTreeMap<String, String>,
    root: Option<String>,
}

impl Side {
    fn name(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::Texts(texts) => &texts.name,
        }
    }

    /// Its policy.
    ///
    /// # Errors
    /// If the texts have errors.
    fn policy(&self, of_server: &Arc<Policy>) -> Result<Arc<Policy>, ApiError> {
        let Self::Texts(NamedTexts { files, root: named, .. }) = self else { return Ok(Arc::clone(of_server)) };
        let files = Files { files: files.clone(), root: named.clone() };
        let root = root(&files)?;
        Texts::new(&files.files).policy(&root).map(Arc::new).map_err(|errors| {
            let text = render::concise(&errors.diagnostics, &errors.sources);
            ApiError::unprocessable("policy-errors", text.trim_end()).help("`/v1/check` reports them as JSON")
        })
    }
}

/// What `format` can be.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes the parameter")]
pub(super) enum CompareFormat {
    Json,
    Html,
    Markdown,
}

/// Compare two tiers or contracts
///
/// What `new` changes for the customer against `old`, and whether it is proved to be nowhere worse (`at_least`). Each is a
/// name of the server's policy, or a name of a policy that is sent.
#[utoipa::path(
    post,
    path = "/v1/compare",
    operation_id = "compare",
    params(("format" = inline(Option<CompareFormat>), Query, description = "The form of the answer")),
    request_body(content = ref("#/components/schemas/Sides"), content_type = "application/json"),
    responses((status = 200, description = "The comparison", content(
        (ref("#/components/schemas/Comparisons") = "application/json"),
        (String = "text/html"),
        (String = "text/markdown")
    )))
)]
pub(super) async fn compare(
    State(app): State<Arc<App>>,
    Extension(slot): Extension<Slot>,
    Params(query): Params<CompareParams>,
    headers: HeaderMap,
    body: JsonText,
) -> Result<Response, ApiError> {
    let form = form(&headers, query.format.as_deref(), &FORMS)?;
    let sides: Sides = body.read()?;
    let policy = app.policy();
    let compared = work::run(slot, move || {
        let (old, new) = (sides.old.policy(&policy)?, sides.new.policy(&policy)?);
        let compared = compare_sides((&new, sides.new.name()), (&old, sides.old.name()))?;
        Ok::<String, ApiError>(match form {
            Form::Html => compared.html(),
            Form::Markdown => compared.markdown(),
            Form::Json | Form::Svg => {
                let mut out = json!({ "at_least": compared.at_least() });
                let pairs: Value = serde_json::from_str(&compared.json()).unwrap_or_default();
                if let (Some(out), Value::Object(pairs)) = (out.as_object_mut(), pairs) {
                    out.extend(pairs);
                }
                out.to_string() + "\n"
            }
        })
    });
    Ok(shown(form, compared.await??))
}
