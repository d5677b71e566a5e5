//! What the compiler has to say: a code, a place, a sentence, and a way out.

mod code;
pub mod render;
mod suggest;
mod zones;

pub use code::{Code, RuleCode};
pub use suggest::{list, nearest, suggested_fix, suggestion, there_are};
pub use zones::{near_zone, zone_help};

use crate::span::Span;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Style.
    Note,
    /// Probably meant otherwise.
    Warning,
    /// The policy does not compile, or surely says what nobody means.
    Error,
}

impl Severity {
    /// `error`, `warning`, `note`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What would fix a finding, and leaves what the policy means as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does: `put the \`not\` in parentheses`.
    pub title: String,
    /// The changes; none overlaps another.
    pub edits: Vec<Edit>,
}

/// A text in the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What is there instead.
    pub text: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, the user's text in backticks.
    pub message: String,
    /// Where; `None` if there is no text to point at (a file that is missing).
    pub span: Option<Span>,
    /// What to write under the place.
    pub label: String,
    /// Other places that matter, with a word on each.
    pub related: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// How that can be done without a person, where it can.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            span: Some(span),
            label: String::new(),
            related: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// An error of no place within a text.
    pub fn global(code: Code, message: impl Into<String>) -> Self {
        let span = Span::new(crate::span::FileId(0), 0, 0);
        Self { span: None, ..Self::error(code, span, message) }
    }

    /// With a word under the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a way out, where there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// With what would fix it.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits });
        self
    }

    /// With another place that matters.
    #[must_use]
    pub fn related(mut self, span: Span, note: impl Into<String>) -> Self {
        self.related.push((span, note.into()));
        self
    }
}
