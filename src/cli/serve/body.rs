//! Bodies that are read whole.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, EXPECT};
use axum::http::{HeaderMap, StatusCode};
use http_body_util::BodyExt as _;
use serde::de::{DeserializeOwned, IgnoredAny};
use tokio::time::timeout;

use super::app::MAX_BODY;
use super::error::ApiError;

/// This much of a body that is too large is read and dropped, in this time.
const MOST_DRAINED: usize = 16 * MAX_BODY;
const DRAIN: Duration = Duration::from_secs(2);

/// A body that is JSON, of at most [`MAX_BODY`] bytes.
#[derive(Debug)]
pub(super) struct JsonText(pub(super) String);

impl<S: Send + Sync> FromRequest<S> for JsonText {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        check_type(&parts.headers, &["application/json"])?;
        let length = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > MAX_BODY as u64) {
            // Who waits for leave to send need not.
            if !parts.headers.contains_key(EXPECT) {
                let mut body = body;
                drain(&mut body).await;
            }
            return Err(ApiError::too_large());
        }
        let text = whole(body).await?;
        match serde_json::from_str::<IgnoredAny>(&text) {
            Ok(_) => Ok(Self(text)),
            Err(e) => Err(ApiError::bad_request("bad-json", format!("the body is not JSON: {e}"))),
        }
    }
}

impl JsonText {
    /// What it says.
    ///
    /// # Errors
    /// If it is of another form.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_str(&self.0).map_err(|e| {
            let help = "`/openapi.json` has the schema of the body";
            ApiError::unprocessable("unexpected-json", format!("the body: {e}")).help(help)
        })
    }
}

async fn whole(mut body: Body) -> Result<String, ApiError> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ApiError::bad_request("broken-body", "the body broke off"))?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > MAX_BODY {
            drain(&mut body).await;
            return Err(ApiError::too_large());
        }
        bytes.extend_from_slice(&data);
    }
    String::from_utf8(bytes).map_err(|_| ApiError::bad_request("bad-json", "the body is not text in UTF-8"))
}

/// Reads some of what a client still sends, so that it gets the answer: a connection that is closed before is reset.
async fn drain(body: &mut Body) {
    let read = async {
        let mut rest = MOST_DRAINED;
        while let Some(Ok(frame)) = body.frame().await {
            let length = frame.data_ref().map_or(0, axum::body::Bytes::len);
            match rest.checked_sub(length) {
                Some(left) => rest = left,
                None => return,
            }
        }
    };
    let _ = timeout(DRAIN, read).await;
}

/// Checks that a body is of one of these types and not packed.
///
/// # Errors
/// If it is of another type.
pub(super) fn check_type(headers: &HeaderMap, expected: &[&str]) -> Result<(), ApiError> {
    let unsupported = |message: String| ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-type", message);
    let text = |name| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    if let Some(packed) = text(CONTENT_ENCODING).filter(|packed| !packed.eq_ignore_ascii_case("identity")) {
        return Err(unsupported(format!("the body is packed by `{packed}`")).help("send it without `Content-Encoding`"));
    }
    let first = expected.first().copied().unwrap_or_default();
    let found = text(CONTENT_TYPE);
    let essence = found.as_deref().map(|found| found.split(';').next().unwrap_or_default().trim());
    if essence.is_some_and(|essence| expected.iter().any(|known| known.eq_ignore_ascii_case(essence))) {
        return Ok(());
    }
    let found = essence.map_or_else(|| "none".to_owned(), |essence| format!("`{essence}`"));
    let message = format!("a body of the type `{first}` was expected, found {found}");
    Err(unsupported(message).help(format!("send the header `Content-Type: {first}`")))
}
