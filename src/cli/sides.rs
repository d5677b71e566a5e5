//! The two tiers or contracts of a comparison, as a command line names them.

/// A tier or contract as it was asked for: of a file of its own, or of the policy.
pub(super) struct Wanted<'a> {
    /// The file; without one it is of the policy.
    pub(super) file: Option<&'a str>,
    pub(super) name: &'a str,
}

impl<'a> Wanted<'a> {
    /// Reads `NAME` or `FILE:NAME`.
    pub(super) fn of(text: &'a str) -> Self {
        match text.rsplit_once(':') {
            Some((file, name)) => Self { file: Some(file), name },
            None => Self { file: None, name: text },
        }
    }
}
