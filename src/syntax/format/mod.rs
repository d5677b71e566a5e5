//! The one canonical layout of a policy file, which proves itself before anybody sees it.
//!
//! Statements stay where the writer put them, and so do comments and blank lines; texts are never
//! touched. What is decided here is only white space:
//!
//! * four spaces a block, a statement a line, at most one blank line in a row and none at a block's
//!   start or end;
//! * the words that lead the statements of a block form a column. Statements between two blank lines that
//!   all have one leading word are a table of their own: its column is theirs alone;
//! * priorities and days of neighbouring statements with one word form a second column; so do the names
//!   of terms and facts, two spaces before what follows;
//! * a statement that does not fit into a line is broken at `when` and `unless`, then before `or`, then
//!   before `and`; a list behind a comma.
//!
//! Each of this depends on the words, on which comments follow something on their line and on where blank
//! lines are, and on nothing else of the old layout: this is why twice is once.

mod columns;
mod conditions;
mod proof;
#[cfg(test)]
mod tests;
mod tokens;
mod writer;

use crate::diagnostic::Diagnostic;
use crate::span::FileId;
use crate::syntax::{self, outline};

use tokens::Tokens;
use writer::Writer;

/// Why a file was not formatted.
#[derive(Debug)]
pub enum Refused {
    /// It does not parse.
    Errors(Vec<Diagnostic>),
    /// The new text would not have said the same: what differs. This is a fault of the formatter.
    Fault(&'static str),
}

/// The text in the canonical layout, proven to be the same tokens and comments in the same order, the
/// same tree, and to be laid out already.
///
/// # Errors
/// Where the text does not parse, or the proof fails.
pub fn format(file: FileId, text: &str) -> Result<String, Refused> {
    let parsed = syntax::parse(file, text);
    if !parsed.errors.is_empty() {
        return Err(Refused::Errors(parsed.errors));
    }
    let docs = proof::docs(parsed);
    let outline = outline::outline(file, text).ok_or(Refused::Fault("the text cannot be read as tokens"))?;
    let tokens = Tokens::new(text, &outline);
    let laid = Writer::new(&tokens).file(&outline);
    proof::prove(file, proof::Old { text, docs, tokens }, &laid).map_err(Refused::Fault)?;
    Ok(laid)
}
