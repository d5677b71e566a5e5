//! The page at `/`, packed: most clients take it as it is.

use std::io::Read as _;
use std::path::Path;
use std::sync::OnceLock;

use axum::body::Bytes;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use sha2::{Digest as _, Sha256};

use crate::cli::exit::{Failure, plain};
use crate::cli::input_files::open;

/// The page of `web/`, as the build script found it; empty if it was not built.
const BUILT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/page.html.gz"));
/// What is shown in its place.
const SMALL: &[u8] = include_bytes!("index.html");
/// A page of `--page` is at most 64 MiB.
const MAX_PAGE: u64 = 64 << 20;
/// The page may run its own scripts and WebAssembly, and load nothing from elsewhere.
const SECURITY_POLICY: &str = "default-src 'self' 'unsafe-inline' data: blob:; script-src 'self' 'unsafe-inline' \
                               'wasm-unsafe-eval' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// A page.
pub(super) struct Page {
    packed: Bytes,
    unpacked: OnceLock<Bytes>,
    /// The same for both, as what they show is.
    tag: String,
}

impl Page {
    /// The page of the program: that of `web/`, or the small one if it was built without.
    pub(super) fn built_in() -> Self {
        if BUILT.is_empty() { Self::pack(Bytes::from_static(SMALL)) } else { Self::new(Bytes::from_static(BUILT)) }
    }

    /// The page of a file.
    ///
    /// # Errors
    /// If it cannot be read, or is larger than 64 MiB.
    pub(super) fn of_file(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let mut page = Vec::new();
        let read = open(&name).and_then(|file| file.take(MAX_PAGE + 1).read_to_end(&mut page));
        read.map_err(|e| Failure::new(format!("`--page {name}`: {}", plain(&e))))?;
        if page.len() as u64 > MAX_PAGE {
            return Err(Failure::new(format!("`--page {name}`: a page of at most 64 MiB was expected")));
        }
        Ok(Self::pack(page.into()))
    }

    fn pack(page: Bytes) -> Self {
        let mut packed = Vec::new();
        // Reading and writing memory does not fail.
        let _ = GzEncoder::new(&*page, Compression::fast()).read_to_end(&mut packed);
        let new = Self::new(packed.into());
        let _ = new.unpacked.set(page);
        new
    }

    fn new(packed: Bytes) -> Self {
        let hash = Sha256::digest(&packed);
        let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let tag = format!("W/\"{digits}\"");
        Self { packed, unpacked: OnceLock::new(), tag }
    }

    /// The answer to a client, in the form that it accepts; nothing but that it has not changed if the client has it.
    pub(super) fn response(&self, headers: &HeaderMap) -> Response {
        let common = [
            ("content-security-policy", SECURITY_POLICY),
            (CACHE_CONTROL.as_str(), "no-cache"),
            (VARY.as_str(), ACCEPT_ENCODING.as_str()),
            (ETAG.as_str(), &self.tag),
        ];
        let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        if known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == self.tag)) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let content_type = [(CONTENT_TYPE, "text/html; charset=utf-8")];
        if accepts_gzip(headers) {
            return (common, content_type, [(CONTENT_ENCODING, "gzip")], self.packed.clone()).into_response();
        }
        (common, content_type, self.unpacked().clone()).into_response()
    }

    fn unpacked(&self) -> &Bytes {
        self.unpacked.get_or_init(|| {
            let mut page = Vec::new();
            // What the build script packed.
            let _ = GzDecoder::new(&*self.packed).read_to_end(&mut page);
            page.into()
        })
    }
}

/// Whether a client can unpack what is packed.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let ranges = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut any = false;
    for range in ranges.flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let coding = parts.next().unwrap_or_default();
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let accepted = quality.is_none_or(|quality| quality.parse::<f32>().is_ok_and(|quality| quality > 0.0));
        if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") {
            return accepted;
        }
        any |= coding == "*" && accepted;
    }
    any
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_page_is_packed_for_those_that_accept_it() {
        let of = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accept));
            accepts_gzip(&headers)
        };
        for accept in ["gzip", "deflate, GZIP;q=0.5, br", "x-gzip", "*", "br, *;q=0.1", "gzip, *;q=0"] {
            assert!(of(accept), "{accept}");
        }
        for accept in ["", "identity", "br, deflate", "gzip;q=0", "gzip; q=0.0, *", "*;q=0", "gzip;q=x", "notgzip"] {
            assert!(!of(accept), "{accept}");
        }
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
