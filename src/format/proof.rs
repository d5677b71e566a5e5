//! The proof that a new text says what the old one said: it must never change a contract.

use crate::span::FileId;
use crate::syntax::{self, outline};

use super::tokens::Tokens;

/// What a text is when its white space is forgotten.
#[derive(Debug, PartialEq, Eq)]
enum Event<'t> {
    Token(&'t str),
    /// A comment, and whether it follows something on its line.
    Comment(&'t str, bool),
}

/// Compares two texts.
///
/// # Errors
/// What differs.
pub(super) fn prove(file: FileId, old: &str, new: &str) -> Result<(), &'static str> {
    let again = syntax::parse(file, new);
    if !again.errors.is_empty() {
        return Err("the new text does not parse");
    }
    if !outline::same_tree(old, new) {
        return Err("the new text would be read in another way");
    }
    let (before, after) = (outline::outline(file, old), outline::outline(file, new));
    let (Some(before), Some(after)) = (before, after) else { return Err("the new text cannot be read as tokens") };
    if events(&Tokens::new(old, &before)) != events(&Tokens::new(new, &after)) {
        return Err("a word or a comment would be lost or moved");
    }
    let docs = |parsed: syntax::Parsed| parsed.file.items.into_iter().map(|i| i.doc).collect::<Vec<_>>();
    if docs(syntax::parse(file, old)) != docs(again) {
        return Err("a doc comment would be of another item");
    }
    if super::lay_out(file, new).as_deref() != Some(new) {
        return Err("the new text would be laid out again in another way");
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
