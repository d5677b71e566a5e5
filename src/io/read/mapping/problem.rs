//! What is wrong with a mapping file.

/// A mapping of more than 1 MiB is refused.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// What is wrong, and a text near which it stands, searched for from a key on.
pub(super) struct Problem {
    pub(super) message: String,
    pub(super) needle: Option<String>,
    pub(super) after: &'static str,
}

pub(super) fn problem(after: &'static str, needle: &str, message: String) -> Problem {
    Problem { message, needle: Some(needle.to_owned()), after }
}
