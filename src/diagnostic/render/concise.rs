//! A line a finding, as editors and `grep` like it.

use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// `file:line:column: severity code name: message`
pub fn concise(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        if let Some(place) = diagnostic.span.and_then(|span| sources.place(span)) {
            let _ = write!(out, "{}:{}:{}: ", place.file, place.line, place.column);
        }
        let Diagnostic { code, severity, .. } = diagnostic;
        let message = one_line(&diagnostic.message);
        let _ = writeln!(out, "{} {code} {}: {message}", severity.as_str(), code.name());
    }
    out
}

/// A sentence without what would end its line or move a cursor.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().map(super::excerpt::harmless).collect()
}
