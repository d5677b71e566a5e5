//! Places in files.

use std::path::Path;

use serde::Serialize;

use super::text::TextRange;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Location {
    /// The path of the file; that of a built-in one is in angle brackets, and [`built_in_text`](super::built_in_text)
    /// has its text.
    pub file: String,
    /// The bytes.
    pub range: TextRange,
}

impl Location {
    pub(super) fn new(path: &Path, range: TextRange) -> Self {
        Self { file: path.to_string_lossy().into_owned(), range }
    }
}
