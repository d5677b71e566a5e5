//! A finding as miette reads it, so that any handler of miette can show it.

use std::fmt;

use miette::{LabeledSpan, SourceCode};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;
use crate::span::FileId;

use super::excerpt::{Excerpt, Label, harmless};

/// A finding as miette sees it: one source, its labels, and further findings for other sources.
#[derive(Debug)]
pub struct Report {
    pub(super) diagnostic: Diagnostic,
    source: Option<Excerpt>,
    labels: Vec<LabeledSpan>,
    elsewhere: Vec<Elsewhere>,
}

/// A place in another text than the finding's own.
#[derive(Debug)]
struct Elsewhere {
    note: String,
    source: Option<Excerpt>,
    labels: Vec<LabeledSpan>,
}

/// What a file shows at some places.
fn excerpt(sources: &Sources, file: Option<FileId>, labels: &[Label<'_>]) -> (Option<Excerpt>, Vec<LabeledSpan>) {
    match file.and_then(|f| sources.get(f)) {
        Some(source) => {
            let (excerpt, labels) = Excerpt::new(source, labels);
            (Some(excerpt), labels)
        }
        None => (None, Vec::new()),
    }
}

/// A name or a number that is longer is cut where it is repeated in a sentence.
const LONGEST_WORD: usize = 100;

/// A sentence with nothing in it that a terminal obeys, and no word that fills the screen.
fn tame(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(1_000));
    let mut word = 0_usize;
    for c in text.chars() {
        word = if c.is_whitespace() { 0 } else { word + 1 };
        match word {
            0..=LONGEST_WORD => out.push(if c == '\n' { c } else { harmless(c) }),
            _ if word == LONGEST_WORD + 1 => out.push_str("...`"),
            _ => {}
        }
    }
    out
}

impl Report {
    /// A finding with the texts that it speaks of.
    pub fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let mut diagnostic = diagnostic.clone();
        diagnostic.message = tame(&diagnostic.message);
        diagnostic.help = diagnostic.help.map(|help| tame(&help));
        let home = diagnostic.span.map(|s| s.file);
        let (here, there): (Vec<_>, Vec<_>) = diagnostic.related.iter().partition(|(s, _)| Some(s.file) == home);
        let own = diagnostic.span.map(|span| Label { span, text: &diagnostic.label, primary: true });
        let others = here.iter().map(|(span, note)| Label { span: *span, text: note, primary: false });
        let (source, labels) = excerpt(sources, home, &own.into_iter().chain(others).collect::<Vec<_>>());
        let elsewhere = there.iter().map(|(span, note)| {
            let label = Label { span: *span, text: "", primary: true };
            let (source, labels) = excerpt(sources, Some(span.file), &[label]);
            Elsewhere { note: tame(note), source, labels }
        });
        let elsewhere = elsewhere.collect();
        Self { diagnostic, source, labels, elsewhere }
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
