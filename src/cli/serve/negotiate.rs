//! The form of a response: by `format`, otherwise by `Accept`.

use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};

use crate::diagnostic::list;

use super::error::ApiError;

/// A form of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Svg,
    Html,
    Markdown,
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Svg => "svg",
            Self::Html => "html",
            Self::Markdown => "markdown",
        }
    }

    /// Its media type.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Svg => "image/svg+xml",
            Self::Html => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
        }
    }

    fn essence(self) -> &'static str {
        self.media_type().split(';').next().unwrap_or_default()
    }

    /// How much a media range of `Accept` prefers it: the more precise range counts.
    fn precision(self, range: &str) -> Option<u8> {
        let essence = self.essence();
        let whole = essence.split('/').next().unwrap_or_default();
        if range.eq_ignore_ascii_case(essence) {
            Some(2)
        } else if range.strip_suffix("/*").is_some_and(|kind| kind.eq_ignore_ascii_case(whole)) {
            Some(1)
        } else {
            (range == "*/*").then_some(0)
        }
    }
}

/// The form that a request asks for, of those that there are: by the parameter `format`, else by `Accept`, else the first.
///
/// # Errors
/// If there is no such form.
pub(super) fn form(headers: &HeaderMap, format: Option<&str>, forms: &[Form]) -> Result<Form, ApiError> {
    let names = || list(forms.iter().map(|form| form.name()));
    if let Some(format) = format {
        return forms.iter().copied().find(|form| form.name() == format).ok_or_else(|| {
            ApiError::bad_request("bad-query", format!("`format={format}`: expected one of {}", names()))
        });
    }
    let accepts = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let accepts = accepts.collect::<Vec<_>>().join(",");
    let ranges: Vec<(&str, f32)> = accepts.split(',').filter_map(range).collect();
    if ranges.is_empty() {
        return forms.first().copied().ok_or_else(ApiError::panicked);
    }
    let mut best: Option<(f32, Form)> = None;
    for form in forms {
        let precise = ranges.iter().filter_map(|(range, q)| Some((form.precision(range)?, *q)));
        let Some((_, q)) = precise.max_by_key(|(precision, _)| *precision) else { continue };
        if q > 0.0 && best.is_none_or(|(most, _)| q > most) {
            best = Some((q, *form));
        }
    }
    best.map(|(_, form)| form).ok_or_else(|| {
        let message = format!("none of the types that the request accepts can be sent; there are {}", names());
        ApiError::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", message)
    })
}

/// A media range, and how much it is wanted.
fn range(part: &str) -> Option<(&str, f32)> {
    let mut pieces = part.split(';').map(str::trim);
    let range = pieces.next().filter(|range| !range.is_empty())?;
    let q = pieces.find_map(|piece| piece.strip_prefix("q=").or_else(|| piece.strip_prefix("Q=")));
    Some((range, q.and_then(|q| q.parse().ok()).unwrap_or(1.0)))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const ALL: [Form; 4] = [Form::Json, Form::Svg, Form::Html, Form::Markdown];

    fn of(accept: &'static str) -> Option<Form> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        form(&headers, None, &ALL).ok()
    }

    #[test]
    fn the_form_is_the_one_that_is_wanted_most() {
        assert_eq!(form(&HeaderMap::new(), None, &ALL).ok(), Some(Form::Json));
        assert_eq!(form(&HeaderMap::new(), Some("svg"), &ALL).ok(), Some(Form::Svg));
        assert!(form(&HeaderMap::new(), Some("pdf"), &ALL).is_err());
        for (accept, expected) in [
            ("*/*", Some(Form::Json)),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Some(Form::Html)),
            ("image/*", Some(Form::Svg)),
            ("text/*;q=0.5, text/markdown", Some(Form::Markdown)),
            ("application/json;q=0.1, text/html;q=0.2", Some(Form::Html)),
            ("*/*, application/json;q=0", Some(Form::Svg)),
            ("application/pdf", None),
            ("", Some(Form::Json)),
        ] {
            assert_eq!(of(accept), expected, "{accept}");
        }
    }
}
