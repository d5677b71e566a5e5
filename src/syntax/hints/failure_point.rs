//! Where a statement could not be read further.

use crate::syntax::grammar::Rule;

/// Where a statement could not be read on.
pub(in crate::syntax) struct FailurePoint<'a> {
    /// What precedes the token, and what follows it.
    pub(in crate::syntax) before: &'a str,
    /// Whether the token is on the line of what is before it.
    pub(in crate::syntax) same_line: bool,
    /// The token; empty at the end.
    pub(in crate::syntax) token: &'a str,
    pub(in crate::syntax) after: &'a str,
    /// What the statement is.
    pub(in crate::syntax) rule: Rule,
    /// What could have stood there.
    pub(in crate::syntax) expected: &'a [Rule],
}
