//! Changes of texts.

use serde::Serialize;

use super::location::Location;

/// A new text in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextEdit {
    /// Where.
    pub location: Location,
    /// What is there instead.
    pub text: String,
}

/// A change of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it does.
    pub title: String,
    /// The edits; none overlaps another.
    pub edits: Vec<TextEdit>,
}

/// A text with edits applied, the last first. What is in no place of the text is left out.
pub(super) fn applied(text: &str, edits: &[&TextEdit]) -> String {
    let mut edits: Vec<&&TextEdit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.location.range);
    let mut out = text.to_owned();
    for edit in edits.into_iter().rev() {
        let range = edit.location.range.range();
        if out.get(range.clone()).is_some() {
            out.replace_range(range, &edit.text);
        }
    }
    out
}
