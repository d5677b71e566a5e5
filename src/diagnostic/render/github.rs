//! Workflow commands of GitHub Actions: each finding becomes a note beside the line that it is about.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;

/// `::warning file=...,line=...::message`, a line each.
pub fn github(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let _ = write!(out, "::{command} ");
        if let Some(place) = diagnostic.span.and_then(|span| sources.place(span)) {
            let _ = write!(out, "file={},line={},endLine={}", property(place.file), place.line, place.end_line);
            // Columns are of one line only.
            if place.line == place.end_line {
                let _ = write!(out, ",col={},endColumn={}", place.column, place.end_column);
            }
            out.push(',');
        }
        let help = diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let title = property(&format!("{} {}", diagnostic.code, diagnostic.code.name()));
        let _ = writeln!(out, "title={title}::{}", data(&format!("{}{help}", diagnostic.message)));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
