//! What the value of a measure is compared with.

use crate::value::Decimal;

/// A value that a measure is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// The value; that of `target` is the share promised. In a `base` tier, whose target is not known, 0.
    pub share: Decimal,
    /// Whether it was written as `target`.
    pub target: bool,
}
