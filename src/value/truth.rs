//! Kleene's strong three-valued logic (`semantics` 7): what is missing is unknown, never false.

use serde::Serialize;

/// True, false, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// `yes`
    #[serde(rename = "yes")]
    True,
    /// `no`
    #[serde(rename = "no")]
    False,
    /// Hangs on a missing fact.
    Unknown,
}

impl Truth {
    /// Both: false where either is, unknown where neither is false and one is unknown.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Unknown,
        }
    }

    /// Either: true where either is, unknown where neither is true and one is unknown.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::False, Self::False) => Self::False,
            _ => Self::Unknown,
        }
    }

    /// The opposite; unknown stays unknown.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }

    /// `yes`, `no` or `unknown`, as decisions write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::True => "yes",
            Self::False => "no",
            Self::Unknown => "unknown",
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}
