//! For a person at a terminal: the place underlined, and how to fix it beneath.

use std::fmt::Write as _;

use miette::{GraphicalReportHandler, GraphicalTheme};

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

use super::report::Report;

/// A sentence in lines of at most `width` columns, so that what is in backticks stays together.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    let mut quoted = false;
    let mut piece = String::new();
    let flush = |piece: &mut String, out: &mut String, column: &mut usize| {
        let length = piece.chars().count();
        if *column > 0 && *column + 1 + length > width {
            out.push('\n');
            *column = 0;
        } else if *column > 0 {
            out.push(' ');
            *column += 1;
        }
        out.push_str(piece);
        *column += length;
        piece.clear();
    };
    for word in text.split(' ') {
        if !piece.is_empty() {
            piece.push(' ');
        }
        piece.push_str(word);
        quoted ^= word.matches('`').count() % 2 == 1;
        if !quoted || piece.len() > width {
            flush(&mut piece, &mut out, &mut column);
        }
    }
    if !piece.is_empty() {
        flush(&mut piece, &mut out, &mut column);
    }
    out
}

/// Findings one below the other, in the order given, `width` columns wide, in colour or not.
pub fn human(diagnostics: &[Diagnostic], sources: &Sources, color: bool, width: usize) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let mut report = Report::new(diagnostic, sources);
        if diagnostic.fix.is_some() {
            let help = report.diagnostic.help.as_ref().map(|help| format!("{help}; "));
            report.diagnostic.help = Some(format!("{}`--fix` does it", help.unwrap_or_default()));
        }
        // Beside `  help: `, the longest of what precedes a sentence, and the margin behind.
        let room = width.saturating_sub(14).max(30);
        report.diagnostic.message = wrapped(&report.diagnostic.message, room);
        report.diagnostic.help = report.diagnostic.help.map(|help| wrapped(&help, room));
        if handler.render_report(&mut out, &report).is_err() {
            // Only where a span is of no text: the sentence still has to reach the reader.
            let _ = writeln!(out, "{} {}", diagnostic.code, diagnostic.message);
        }
        out.push('\n');
    }
    out
}
