//! What stands behind the `?` of a request.

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::time::Instant;

use super::app;
use super::error::ApiError;

/// The parameters of a request, with errors as clients get them.
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        let bad = |e: QueryRejection| {
            ApiError::bad_request("bad-query", e.body_text()).help("`/openapi.json` lists the parameters of each route")
        };
        read.map(|Query(params)| Self(params)).map_err(bad)
    }
}

/// As of when incidents are decided.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AsOf {
    as_of: Option<String>,
}

impl AsOf {
    /// The instant; now, if none is given.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn instant(&self) -> Result<Instant, ApiError> {
        instant(self.as_of.as_deref())
    }
}

/// The instant of `as_of`; now, if there is none.
///
/// # Errors
/// If it cannot be read.
pub(super) fn instant(text: Option<&str>) -> Result<Instant, ApiError> {
    let Some(text) = text else { return Ok(app::now()) };
    // A `+` in a query is a space unless it is written as `%2B`.
    let read = Instant::parse(text).or_else(|e| Instant::parse(&text.replace(' ', "+")).map_err(|_| e));
    read.map_err(|e| {
        let help = "write an instant with its offset, such as `2026-01-31T09:00:00Z`";
        ApiError::bad_request("bad-instant", format!("`as_of`: {e}")).help(help)
    })
}
