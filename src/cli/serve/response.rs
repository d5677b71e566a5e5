//! Texts as responses.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

/// A text of a type.
pub(super) fn text(media_type: &'static str, text: String) -> Response {
    ([(CONTENT_TYPE, media_type)], text).into_response()
}

/// A text that is JSON.
pub(super) fn json(text: String) -> Response {
    self::text("application/json", text)
}
