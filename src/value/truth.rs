//! Kleene's strong three-valued logic (`semantics` 7): what is missing is unknown, never false.

use serde::{Deserialize, Serialize};

/// True, false, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::True, Self::False, Self::Unknown];
}

/// What conditions are put together in by Kleene's tables.
pub trait Kleene: Copy + From<Truth> {
    /// Both: false where either is, unknown where neither is false and one is unknown.
    #[must_use]
    fn and(self, other: Self) -> Self;

    /// The opposite; unknown stays unknown.
    #[must_use]
    fn negate(self) -> Self;

    /// Either: true where either is, unknown where neither is true and one is unknown.
    #[must_use]
    fn or(self, other: Self) -> Self {
        self.negate().and(other.negate()).negate()
    }

    /// Whether what is still to be asked of a conjunction (or else a disjunction) cannot change it.
    fn settles(self, _conjunction: bool) -> bool {
        false
    }
}

impl Kleene for Truth {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Unknown,
        }
    }

    fn negate(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::False, Self::False) => Self::False,
            _ => Self::Unknown,
        }
    }

    fn settles(self, conjunction: bool) -> bool {
        self == Self::from(!conjunction)
    }
}

impl Truth {
    /// `yes`, `no` or `unknown`, as decisions write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::True => "yes",
            Self::False => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// Truths that are possible: a set of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truths(u8);

impl Truths {
    /// No truth at all.
    pub const NONE: Self = Self(0);
    /// Only true.
    pub const TRUE: Self = Self(1);
    /// Only false.
    pub const FALSE: Self = Self(2);
    /// Only unknown.
    pub const UNKNOWN: Self = Self(4);
    /// True or false.
    pub const KNOWN: Self = Self(1 | 2);
    /// Anything but true.
    pub const NOT_TRUE: Self = Self(2 | 4);
    /// Anything but false.
    pub const NOT_FALSE: Self = Self(1 | 4);

    /// The truths of either set.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the sets have a truth in common.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether all of these are among the others.
    pub fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether more than one truth is possible.
    pub fn open(self) -> bool {
        self.0.count_ones() > 1
    }
}

impl From<Truth> for Truths {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::TRUE,
            Truth::False => Self::FALSE,
            Truth::Unknown => Self::UNKNOWN,
        }
    }
}

/// Every truth that some choice of one from each set leads to.
impl Kleene for Truths {
    fn and(self, other: Self) -> Self {
        if self == Self::NONE || other == Self::NONE {
            return Self::NONE;
        }
        let both = |a: Self, b: Self| self.meets(a) && other.meets(b);
        let mut out = Self::NONE;
        for (holds, truth) in [
            (both(Self::TRUE, Self::TRUE), Self::TRUE),
            (self.meets(Self::FALSE) || other.meets(Self::FALSE), Self::FALSE),
            (both(Self::UNKNOWN, Self::NOT_FALSE) || both(Self::NOT_FALSE, Self::UNKNOWN), Self::UNKNOWN),
        ] {
            if holds {
                out = out.with(truth);
            }
        }
        out
    }

    fn negate(self) -> Self {
        let Self(bits) = self;
        Self(bits & 4 | (bits & 1) << 1 | (bits & 2) >> 1)
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}
