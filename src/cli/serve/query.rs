//! What stands behind the `?` of a request.

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::diagnostic::zone_help;
use crate::embed;
use crate::time::{Instant, Zone};

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

/// How incidents are read, and as of when they are decided.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadParams {
    as_of: Option<String>,
    timezone: Option<String>,
}

/// The same, understood.
#[derive(Debug)]
pub(super) struct Reading {
    /// The instant of the decisions.
    pub(super) as_of: Instant,
    timezone: Option<String>,
}

impl ReadParams {
    /// What they say.
    ///
    /// # Errors
    /// If there is no such zone, or the instant cannot be read.
    pub(super) fn reading(self) -> Result<Reading, ApiError> {
        Reading::new(self.as_of.as_deref(), self.timezone)
    }
}

impl Reading {
    /// Of the parameters `as_of` and `timezone`; as of now, if there is no `as_of`.
    ///
    /// # Errors
    /// If there is no such zone, or the instant cannot be read.
    pub(super) fn new(as_of: Option<&str>, timezone: Option<String>) -> Result<Self, ApiError> {
        if let Some(name) = timezone.as_deref().filter(|name| Zone::parse(name).is_none()) {
            let message = format!("`timezone`: there is no time zone `{name}`");
            return Err(ApiError::bad_request("bad-timezone", message).help(zone_help(name)));
        }
        let Some(text) = as_of else { return Ok(Self { as_of: app::now(), timezone }) };
        let zone = timezone.as_deref();
        // A `+` in a query is a space unless it is written as `%2B`.
        let read = embed::instant(text, zone).or_else(|e| embed::instant(&text.replace(' ', "+"), zone).map_err(|_| e));
        let as_of = read.map_err(|e| {
            let help = "write an instant with its offset, such as `2026-01-31T09:00:00Z`";
            ApiError::bad_request("bad-instant", format!("`as_of`: {e}")).help(help)
        })?;
        Ok(Self { as_of, timezone })
    }

    /// The zone of times without an offset.
    pub(super) fn zone(&self) -> Option<&str> {
        self.timezone.as_deref()
    }
}
