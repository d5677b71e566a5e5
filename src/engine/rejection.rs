//! Why an incident has no decision. One bad row never costs the rest.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with an incident. If several apply, the first in this order is reported
/// (`interface`, "Incidents that are rejected").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RejectCode {
    /// Not parseable, or not an object.
    BadRecord,
    /// A required field is missing or empty.
    MissingField,
    /// An earlier row has this id.
    DuplicateId,
    /// An instant cannot be read.
    BadInstant,
    /// Something happened before it could have.
    OutOfOrder,
    /// An interval cannot be read.
    BadInterval,
    /// A priority that the policy does not declare.
    UnknownPriority,
    /// A fact that is not of its declared type.
    BadFact,
    /// No tier or contract that is sold has this name.
    UnknownContract,
    /// Nothing gives the incident a priority.
    NoPriority,
    /// No version of the contract was in force when the incident was opened.
    NotInForce,
    /// Opened after the instant of the decision.
    NotYetOpen,
    /// A clock leaves the years that its holiday list knows.
    CalendarHorizon,
}

impl RejectCode {
    /// All of them, in that order.
    pub const ALL: [Self; 13] = [
        Self::BadRecord,
        Self::MissingField,
        Self::DuplicateId,
        Self::BadInstant,
        Self::OutOfOrder,
        Self::BadInterval,
        Self::UnknownPriority,
        Self::BadFact,
        Self::UnknownContract,
        Self::NoPriority,
        Self::NotInForce,
        Self::NotYetOpen,
        Self::CalendarHorizon,
    ];

    /// `bad-record`, ...
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadRecord => "bad-record",
            Self::MissingField => "missing-field",
            Self::DuplicateId => "duplicate-id",
            Self::BadInstant => "bad-instant",
            Self::OutOfOrder => "out-of-order",
            Self::BadInterval => "bad-interval",
            Self::UnknownPriority => "unknown-priority",
            Self::BadFact => "bad-fact",
            Self::UnknownContract => "unknown-contract",
            Self::NoPriority => "no-priority",
            Self::NotInForce => "not-in-force",
            Self::NotYetOpen => "not-yet-open",
            Self::CalendarHorizon => "calendar-horizon",
        }
    }
}

impl fmt::Display for RejectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why an incident has no decision.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejection {
    /// The code.
    pub code: RejectCode,
    /// What was expected and what was found, and a suggestion where there is one.
    pub message: String,
}

impl Rejection {
    /// A rejection.
    pub fn new(code: RejectCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// An earlier row has the id.
    pub(crate) fn duplicate(id: &str) -> Self {
        Self::new(RejectCode::DuplicateId, format!("an earlier row has the id `{id}`"))
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Rejection {}
