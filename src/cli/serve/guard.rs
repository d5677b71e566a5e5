//! What each request passes before its handler: the log, the token, the limits.

use std::any::Any;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, HOST, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::app::App;
use super::error::ApiError;

/// Logs and counts a request.
pub(super) async fn observe(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = began();
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = {
        let _runs = app.metrics.runs();
        next.run(request).await
    };
    let (took, status) = (began.elapsed(), response.status().as_u16());
    // Whatever a client calls its method.
    let counted = if is_usual(&method) { method.as_str() } else { "other" };
    app.metrics.answered(counted, &route, status, took);
    let took_ms = took.as_secs_f64() * 1_000.0;
    if response.status().is_server_error() {
        tracing::warn!(method = %method, path, status, took_ms, "request");
    } else {
        tracing::info!(method = %method, path, status, took_ms, "request");
    }
    response
}

#[expect(clippy::disallowed_methods, reason = "how long a request took is logged")]
fn began() -> Instant {
    Instant::now()
}

fn is_usual(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH]
        .contains(method)
}

/// Has clients keep nothing and guess no types.
pub(super) async fn restrict(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Only the page is the same for everybody.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The answer to a request on which a handler panicked.
pub(super) fn panicked(app: &App, _: &(dyn Any + Send)) -> Response {
    app.metrics.panicked();
    ApiError::panicked().into_response()
}

/// Lets pass what bears the token. Without a token, only what was sent to this machine by its own name: else a page from
/// elsewhere could have its own name lead here.
pub(super) async fn authorize(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match &app.token {
        Some(token) => {
            let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
            if !header.is_some_and(|header| token.is_borne_by(header)) {
                return ApiError::unauthorized().into_response();
            }
        }
        None if !is_local(request.headers(), request.uri().host()) => {
            let message = "the request was sent to another name than `localhost` or the address of this machine";
            let error = ApiError::new(StatusCode::FORBIDDEN, "foreign-host", message)
                .help("start the server with a token to reach it by other names");
            return error.into_response();
        }
        None => {}
    }
    next.run(request).await
}

/// Whether a request names this machine alone.
fn is_local(headers: &HeaderMap, host: Option<&str>) -> bool {
    let named = headers.get(HOST).and_then(|value| value.to_str().ok()).or(host);
    // A client without it is no browser.
    let Some(named) = named else { return true };
    let name = match named.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => named.split(':').next().unwrap_or_default(),
    };
    let is_loopback = |address: IpAddr| address.to_canonical().is_loopback();
    name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(is_loopback)
}

/// Gives a request its slot, if one is free.
pub(super) async fn admit(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let Some(slot) = app.slot() else { return ApiError::too_many_requests().into_response() };
    request.extensions_mut().insert(slot);
    next.run(request).await
}

/// Answers in time.
pub(super) async fn in_time(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let limit = app.limits.timeout;
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::timed_out(limit.as_secs()).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_local() {
        let of = |host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static(host));
            is_local(&headers, None)
        };
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:80", "127.9.9.9", "[::1]:8080", "[::ffff:127.0.0.1]"] {
            assert!(of(host), "{host}");
        }
        for host in ["example.com", "localhost.example.com", "10.0.0.1", "", "[::2]", "127.0.0.1.example.com"] {
            assert!(!of(host), "{host}");
        }
        assert!(is_local(&HeaderMap::new(), None));
        assert!(!is_local(&HeaderMap::new(), Some("example.com")));
    }
}
