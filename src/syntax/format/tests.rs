//! What the proof refuses: each is a fault that a formatter could have.

use crate::span::FileId;
use crate::syntax::{self, outline};

use super::proof::{Old, docs, prove};
use super::tokens::Tokens;

const OLD: &str = "\
/// What P1 is.
priority P1 // the first
priority P2
tier T {
    // above
    response P1 < 4 working hours
    channels - email
}
";

fn refused(new: &str) -> &'static str {
    let file = FileId(0);
    let Some(outline) = outline::outline(file, OLD) else { return "the old text cannot be read" };
    let old = Old { text: OLD, docs: docs(syntax::parse(file, OLD)), tokens: Tokens::new(OLD, &outline) };
    prove(file, old, new).err().unwrap_or("nothing")
}

#[test]
fn a_text_that_says_something_else_is_refused() {
    let laid = OLD.replace("P1 // the", "P1  // the");
    assert_eq!(refused(&laid), "nothing");
    let moved = "a word or a comment would be lost or moved";
    for (from, to, why) in [
        ("4 working", "5 working", "the new text would be read in another way"),
        ("4 working hours", "4 hours", "the new text would be read in another way"),
        ("P1 <", "P1, P2 <", "the new text would be read in another way"),
        ("hours\n", "hourss\n", "the new text does not parse"),
        ("  // the first", "", moved),
        ("  // the first", "\n// the first", moved),
        ("    // above\n", "", moved),
        ("tier T {\n    // above", "// above\ntier T {", moved),
        ("P1 is.\n", "P1 is.\n\n", "a doc comment would belong to another item"),
        ("    channels", "  channels", "the new text would be formatted differently again"),
        ("\ntier", "\n\n\ntier", "the new text would be formatted differently again"),
    ] {
        assert!(laid.contains(from), "{from}");
        assert_eq!(refused(&laid.replacen(from, to, 1)), why, "{from} -> {to}");
    }
}
