//! Errors as clients get them: `{"error": {"code", "message", "help"}}`.

use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::embed::EmbedError;
use crate::engine::Rejection;

/// An error that a client gets.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    help: Option<String>,
    header: Option<(HeaderName, &'static str)>,
}

impl ApiError {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), help: None, header: None }
    }

    /// With what to do about it.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.header = Some((name, value));
        self
    }

    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn unprocessable(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "the request does not bear the token of this server")
            .help("send the header `Authorization: Bearer TOKEN`")
            .header(WWW_AUTHENTICATE, "Bearer")
    }

    pub(super) fn not_found(path: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", format!("there is nothing at `{path}`"))
            .help("`/openapi.json` lists all routes")
    }

    pub(super) fn method_not_allowed(method: &str, allowed: &'static str) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", format!("`{method}` is not allowed here"))
            .help(format!("use {allowed}"))
            .header(ALLOW, allowed)
    }

    pub(super) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "a body of at most 1 MiB was expected, found a larger one",
        )
        .help("`/v1/decide/batch` takes any number of incidents, each on a line of at most 1 MiB")
    }

    pub(super) fn too_many_requests() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "as many requests are running as may run at the same time")
            .help("try again in a second; `relief serve --max-requests N` allows more")
            .header(RETRY_AFTER, "1")
    }

    pub(super) fn timed_out(seconds: u64) -> Self {
        Self::new(StatusCode::GATEWAY_TIMEOUT, "timed-out", format!("the request took longer than {seconds} s"))
            .help("`relief serve --timeout SECONDS` allows more")
    }

    pub(super) fn panicked() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the server failed on this request")
            .help("this is a fault of relief: please report it with the request")
    }

    /// The body.
    pub(super) fn json(&self) -> Value {
        json!({ "error": { "code": self.code, "message": self.message, "help": self.help } })
    }
}

impl From<Rejection> for ApiError {
    fn from(rejection: Rejection) -> Self {
        Self::unprocessable(rejection.code.as_str(), rejection.message)
    }
}

impl From<EmbedError> for ApiError {
    fn from(error: EmbedError) -> Self {
        Self::unprocessable("not-possible", error.to_string())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let headers = [(CONTENT_TYPE, "application/json")];
        let mut response = (self.status, headers, self.json().to_string()).into_response();
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
