//! What a test expects and what was found, in words.

/// Expected and found, each in the same few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Assertion {
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) holds: bool,
    /// What else may help to see why.
    pub(super) note: Option<String>,
}

impl Assertion {
    pub(super) fn new(expected: impl Into<String>, found: impl Into<String>, holds: bool) -> Self {
        Self { expected: expected.into(), found: found.into(), holds, note: None }
    }

    /// Words that hold where they are the same.
    pub(super) fn words(expected: impl Into<String>, found: impl Into<String>) -> Self {
        let (expected, found) = (expected.into(), found.into());
        let holds = expected == found;
        Self::new(expected, found, holds)
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}
