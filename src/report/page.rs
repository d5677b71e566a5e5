//! The skeleton and the style of the HTML pages: one file that needs nothing else, for screens and paper, light and dark.

use sha2::{Digest as _, Sha256};

use super::escape::html_escaped;
use super::explanation::{DARK, STYLE, patterns};

const PAGE: &str = include_str!("page.css");

/// A page.
pub(super) struct Page<'a> {
    pub(super) title: &'a str,
    /// A style in addition to that of all pages.
    pub(super) style: &'a str,
    /// HTML.
    pub(super) body: &'a str,
    /// The only script that may run; without it the page says the same.
    pub(super) script: Option<&'a str>,
}

impl Page<'_> {
    pub(super) fn to_html(&self) -> String {
        let allowed = self.script.map(|script| format!("; script-src 'sha256-{}'", base64(&Sha256::digest(script))));
        let script = self.script.map(|script| format!("<script>{script}</script>"));
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
             content=\"width=device-width,initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'{}\"><title>{}</title><style>{PAGE}{STYLE}{DARK}\n{}\
             </style></head><body>\n<svg width=\"0\" height=\"0\" aria-hidden=\"true\" style=\"position:absolute\">{}\
             </svg>\n{}{}</body></html>\n",
            allowed.unwrap_or_default(),
            html_escaped(self.title),
            self.style,
            patterns(),
            self.body,
            script.unwrap_or_default()
        )
    }
}

/// Bytes in the base-64 alphabet, as a content security policy writes a hash.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for part in bytes.chunks(3) {
        let byte = |at: usize| u32::from(part.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let place = usize::try_from(bits >> (18 - 6 * at) & 63).ok();
            let letter = place.and_then(|place| ALPHABET.get(place)).filter(|_| at <= part.len());
            out.push(letter.map_or('=', |letter| char::from(*letter)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_the_standard() {
        let written: Vec<String> =
            ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|t| base64(t.as_bytes())).to_vec();
        assert_eq!(written, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
    }
}
