//! The proof that a new text says what the old one said: it must never change a contract.

use crate::span::FileId;
use crate::syntax::{self, Parsed, outline};

use super::tokens::Tokens;
use super::writer::Writer;

/// What a text is when its white space is forgotten.
#[derive(Debug, PartialEq, Eq)]
enum Event<'t> {
    Token(&'t str),
    /// A comment, and whether it follows something on its line.
    Comment(&'t str, bool),
}

/// The doc comment of each item.
type Docs = Vec<Option<String>>;

/// Keeps of a parsed file what the proof needs.
pub(super) fn docs(parsed: Parsed) -> Docs {
    parsed.file.items.into_iter().map(|item| item.doc).collect()
}

/// The text as the writer left it.
pub(super) struct Old<'t> {
    pub(super) text: &'t str,
    pub(super) docs: Docs,
    pub(super) tokens: Tokens<'t>,
}

/// Compares a text with the one that it was laid out from.
///
/// # Errors
/// What differs.
pub(super) fn prove(file: FileId, old: Old<'_>, new: &str) -> Result<(), &'static str> {
    let parsed = syntax::parse(file, new);
    if !parsed.errors.is_empty() {
        return Err("the new text does not parse");
    }
    let again = docs(parsed);
    if !outline::same_tree(old.text, new) {
        return Err("the new text would be read in another way");
    }
    let Some(outline) = outline::outline(file, new) else { return Err("the new text cannot be read as tokens") };
    let tokens = Tokens::new(new, &outline);
    if events(&old.tokens) != events(&tokens) {
        return Err("a word or a comment would be lost or moved");
    }
    if old.docs != again {
        return Err("a doc comment would belong to another item");
    }
    if Writer::new(&tokens).file(&outline) != new {
        return Err("the new text would be formatted differently again");
    }
    Ok(())
}

fn events<'t>(tokens: &Tokens<'t>) -> Vec<Event<'t>> {
    let mut events = Vec::new();
    for token in tokens.all() {
        events.extend(token.comments.iter().map(|c| Event::Comment(c.text, c.trailing)));
        events.push(Event::Token(token.text));
    }
    events
}
