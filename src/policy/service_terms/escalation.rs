//! Who is called before a limit is missed (`semantics` 11).

use std::fmt;

use crate::span::Span;
use crate::time::Duration;
use crate::value::Decimal;

use super::super::ids::PriorityId;
use super::super::objective::ObjectiveId;

/// `escalate P1 to duty_manager at 50% of response`
#[derive(Debug, Clone, PartialEq)]
pub struct Escalation {
    /// The priorities that it concerns, the most urgent first. Each has a limit for the objective; in a `base` tier,
    /// which no incident names, it need not.
    pub priorities: Vec<PriorityId>,
    /// Who is called.
    pub to: Recipient,
    /// Whose clock counts.
    pub objective: ObjectiveId,
    /// When.
    pub point: EscalationPoint,
    /// Where it is.
    pub span: Span,
}

/// Who is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A name: `duty_manager`.
    Name(String),
    /// A text: `"Head of support"`.
    Text(String),
}

/// How much of a limit has been used, as written. [`Timing`](crate::policy::Timing) has the lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EscalationPoint {
    /// `at 50% of`: a share above 0 and at most 1.
    Share(Decimal),
    /// `after 2 working hours of`
    After(Duration),
    /// `30 minutes before ... is due`
    BeforeDue(Duration),
}

impl Recipient {
    /// The name or the text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Name(text) | Self::Text(text) => text,
        }
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
