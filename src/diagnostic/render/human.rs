//! For a person at a terminal: the place underlined, the way out beneath it.

use std::fmt::{self, Write as _};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;
use crate::span::{FileId, Span};

/// A finding as miette sees it: one source, its labels, and further findings for other sources.
#[derive(Debug)]
pub struct Report {
    diagnostic: Diagnostic,
    source: Option<NamedSource<String>>,
    labels: Vec<LabeledSpan>,
    elsewhere: Vec<Elsewhere>,
}

/// A place in another text than the finding's own.
#[derive(Debug)]
struct Elsewhere {
    note: String,
    source: Option<NamedSource<String>>,
    labels: Vec<LabeledSpan>,
}

fn labeled(span: Span, text: &str, primary: bool) -> LabeledSpan {
    let text = (!text.is_empty()).then(|| text.to_owned());
    let range = span.range();
    if primary { LabeledSpan::new_primary_with_span(text, range) } else { LabeledSpan::new_with_span(text, range) }
}

fn named(sources: &Sources, file: FileId) -> Option<NamedSource<String>> {
    sources.get(file).map(|s| NamedSource::new(&s.name, s.text.clone()))
}

impl Report {
    /// A finding with the texts that it speaks of.
    pub fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let home = diagnostic.span.map(|s| s.file);
        let mut labels: Vec<LabeledSpan> = Vec::new();
        labels.extend(diagnostic.span.map(|span| labeled(span, &diagnostic.label, true)));
        let (here, there): (Vec<_>, Vec<_>) = diagnostic.related.iter().partition(|(s, _)| Some(s.file) == home);
        labels.extend(here.iter().map(|(span, note)| labeled(*span, note, false)));
        let elsewhere = there.iter().map(|(span, note)| Elsewhere {
            note: note.clone(),
            source: named(sources, span.file),
            labels: vec![labeled(*span, "", true)],
        });
        let elsewhere = elsewhere.collect();
        let source = home.and_then(|file| named(sources, file));
        Self { diagnostic: diagnostic.clone(), source, labels, elsewhere }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{} {}", self.diagnostic.code.id(), self.diagnostic.code.name())))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|s| s as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        if self.elsewhere.is_empty() {
            return None;
        }
        Some(Box::new(self.elsewhere.iter().map(|e| e as &dyn miette::Diagnostic)))
    }
}

impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.note)
    }
}

impl std::error::Error for Elsewhere {}

impl miette::Diagnostic for Elsewhere {
    fn severity(&self) -> Option<miette::Severity> {
        Some(miette::Severity::Advice)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|s| s as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// Findings one below the other, in the order given, `width` columns wide, in colour or not.
pub fn human(diagnostics: &[Diagnostic], sources: &Sources, color: bool, width: usize) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let report = Report::new(diagnostic, sources);
        if handler.render_report(&mut out, &report).is_err() {
            // Only where a span is of no text: the sentence still has to reach the reader.
            let _ = writeln!(out, "{} {}", diagnostic.code, diagnostic.message);
        }
        out.push('\n');
    }
    out
}
