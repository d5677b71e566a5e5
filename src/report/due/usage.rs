//! How much of a limit is used, as a sign and as a colour.

use super::{DueItem, DueStatus};

/// How much of a limit is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Usage {
    /// Less than half.
    Low,
    /// From half to three quarters.
    Half,
    /// From three quarters to all of it.
    High,
    /// It is late.
    Over,
}

impl Usage {
    pub(super) fn of(item: &DueItem) -> Self {
        match (item.status, item.used) {
            (DueStatus::Breached, _) => Self::Over,
            (DueStatus::UsedUp, _) => Self::High,
            (_, Some(used)) if used > 1_000_000_000 => Self::Over,
            (_, Some(used)) if used >= 750_000_000 => Self::High,
            (_, Some(used)) if used >= 500_000_000 => Self::Half,
            _ => Self::Low,
        }
    }

    /// A sign of two characters, with more ink the more is used.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Low => " .",
            Self::Half => " :",
            Self::High => " !",
            Self::Over => "!!",
        }
    }

    /// The parameters of the escape sequence that selects its colour.
    pub(super) fn color(self) -> &'static str {
        match self {
            Self::Low => "32",
            Self::Half => "33",
            Self::High => "35",
            Self::Over => "31;1",
        }
    }
}
