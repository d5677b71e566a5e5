//! The standard layout of a file, as the smallest edits that lead to it.

use std::path::Path;

use crate::span::FileId;
use crate::syntax::format;

use super::edit::TextEdit;
use super::host::Snapshot;
use super::location::Location;
use super::text::{TextRange, fit};

/// The edits that give a file the standard layout: none if it has it, `None` if the file has errors.
pub fn format(snapshot: &Snapshot, file: &Path) -> Option<Vec<TextEdit>> {
    let document = snapshot.document(file).filter(|document| document.is_policy())?;
    let new = format::format(FileId(0), document.text()).ok()?;
    let edits = white_space_edits(document.text(), &new);
    let edit = |(range, text)| TextEdit { location: Location::new(file, range), text };
    Some(edits.into_iter().map(edit).collect())
}

/// The edits of [`format()`] that lie in the item which a brace at the end of `byte` closes; none where nothing is to
/// be done or something cannot be.
pub fn format_on_brace(snapshot: &Snapshot, file: &Path, byte: u32) -> Vec<TextEdit> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let text = document.text();
    if byte == 0 || text.get(byte as usize - 1..byte as usize) != Some("}") {
        return Vec::new();
    }
    let closed = byte - 1;
    let Some(innermost) = crate::syntax::blocks::open_at(text, closed as usize).pop() else { return Vec::new() };
    let line = document.lines().start(document.lines().line(innermost.head));
    let block = TextRange { start: line, end: byte };
    let edits = format(snapshot, file).unwrap_or_default();
    edits.into_iter().filter(|edit| block.holds(edit.location.range)).collect()
}

/// The edits between two texts that differ in white space alone.
pub(super) fn white_space_edits(old: &str, new: &str) -> Vec<(TextRange, String)> {
    let mut out = Vec::new();
    let (mut a, mut b) = (0, 0);
    loop {
        let (old_gap, new_gap) = (gap(old, a), gap(new, b));
        if old_gap != new_gap {
            out.push((TextRange::new(a, a + old_gap.len()), new_gap.to_owned()));
        }
        a += old_gap.len();
        b += new_gap.len();
        let word = |text: &str, from: usize| {
            let rest = text.get(from..).unwrap_or("");
            rest.find(char::is_whitespace).unwrap_or(rest.len())
        };
        // The layout may put white space within what had none: `{x}`. The shorter piece is compared.
        let length = word(old, a).min(word(new, b));
        if length == 0 {
            // The texts differ in more than white space, or both are at their ends.
            if a < old.len() || b < new.len() {
                return vec![(TextRange { start: 0, end: fit(old.len()) }, new.to_owned())];
            }
            return out;
        }
        if old.get(a..a + length) != new.get(b..b + length) {
            return vec![(TextRange { start: 0, end: fit(old.len()) }, new.to_owned())];
        }
        a += length;
        b += length;
    }
}

/// The smallest part of a text that differs from another text, and what is there in the other; `None` if they are alike.
pub(super) fn changed_part(old: &str, new: &str) -> Option<(TextRange, String)> {
    if old == new {
        return None;
    }
    let same = |(a, b): &((usize, char), (usize, char))| a.1 == b.1;
    let start = old.char_indices().zip(new.char_indices()).take_while(same).last();
    let start = start.map_or(0, |((at, c), _)| at + c.len_utf8());
    let (old_rest, new_rest) = (old.get(start..)?, new.get(start..)?);
    let behind = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(a, b)| a == b);
    let behind: usize = behind.map(|(c, _)| c.len_utf8()).sum();
    let text = new.get(start..new.len() - behind)?.to_owned();
    Some((TextRange::new(start, old.len() - behind), text))
}

/// The white space at a byte.
fn gap(text: &str, from: usize) -> &str {
    let rest = text.get(from..).unwrap_or("");
    let end = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
    rest.get(..end).unwrap_or("")
}
