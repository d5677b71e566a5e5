//! What a rule is.

use crate::diagnostic::{Code, Diagnostic, RuleCode, Severity};
use crate::span::Span;

use super::root::Root;

/// A lint rule: one problem, whose page says why it is one.
#[derive(Debug)]
pub struct Rule {
    /// What it is called, and its page.
    pub info: RuleCode,
    /// What it is about.
    pub group: Group,
    /// How bad its findings are: what surely loses money or breaks a promise is an error, what is probably
    /// meant otherwise a warning, style a note.
    pub severity: Severity,
    /// What several roots that share a file have to say of it.
    pub across: Across,
    /// All findings of one root.
    pub(super) check: fn(&Root<'_>) -> Vec<Diagnostic>,
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Calendars, zones, working time.
    Clocks,
    /// Limits, shares, who promises what to whom.
    Promises,
    /// Conditions, priorities, treatments, remedies.
    Rules,
    /// What keeps a policy easy to read and to change.
    Upkeep,
}

/// When a finding of a file that several roots share is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Across {
    /// Where any of them has it.
    Any,
    /// Where all of them have it: what one root does not use, another may.
    All,
}

impl Group {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 4] = [Self::Clocks, Self::Promises, Self::Rules, Self::Upkeep];

    /// As `--select` takes it: `clocks`, `promises`, `rules`, `upkeep`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clocks => "clocks",
            Self::Promises => "promises",
            Self::Rules => "rules",
            Self::Upkeep => "upkeep",
        }
    }
}

impl Rule {
    /// Its code.
    pub fn code(&'static self) -> Code {
        Code::Rule(&self.info)
    }

    /// How its findings are allowed, to end a help where they are commonly meant.
    pub(super) fn or_allow(&self) -> String {
        format!("if it is meant, write `// relief: allow({}) why` above it", self.info.name)
    }

    /// A finding of it at a place.
    pub(super) fn at(&'static self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: self.severity, ..Diagnostic::error(self.code(), span, message) }
    }
}
