//! Where a condition is.

/// The place of a condition, as far as it limits what the condition can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// In the definition of a priority, which cannot ask for the priority.
    Definition,
    /// Anywhere else.
    Rule,
}
