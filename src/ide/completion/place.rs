//! Where in a file something is to be written: in which block, and behind what.

use crate::syntax::blocks::{Block, open_at};
use crate::syntax::lexemes::{Lexeme, LexemeKind, lexemes};

use super::super::text::{TextRange, floor};

/// A place where something is to be written.
#[derive(Debug)]
pub(super) struct Place {
    /// The word before it, which is replaced.
    pub(super) range: TextRange,
    /// What is around it.
    pub(super) at: Where,
}

/// What is around a place.
#[derive(Debug)]
pub(super) enum Where {
    /// A comment, and what is before the place in it.
    Comment(String),
    /// A text in quotation marks, and what is before it in its statement.
    Text(String),
    /// Neither.
    Code(Code),
}

/// A place in a block.
#[derive(Debug)]
pub(super) struct Code {
    /// The block.
    pub(super) block: Block,
    /// The byte behind its opening brace.
    pub(super) block_start: usize,
    /// The statement that the place is in or behind, up to the word before the place.
    pub(super) before: String,
    /// Whether a statement may begin here.
    pub(super) fresh: bool,
}

impl Place {
    /// `None` where nothing can be written: between braces that open no block.
    pub(super) fn of(text: &str, byte: u32) -> Option<Self> {
        let byte = floor(text, byte as usize);
        let around = lexemes(text).take_while(|lexeme| lexeme.start < byte).last().filter(|l| reaches(l, byte, text));
        let word = around.filter(|lexeme| lexeme.kind == LexemeKind::Word);
        let start = word.map_or(byte, |word| word.start);
        if let Some(comment) = around.filter(|lexeme| lexeme.kind == LexemeKind::Comment) {
            let before = text.get(comment.start..byte)?.to_owned();
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let length = before.len() - before.trim_end_matches(is_name).len();
            return Some(Self { range: TextRange::new(byte - length, byte), at: Where::Comment(before) });
        }
        if let Some(quoted) = around.filter(|lexeme| lexeme.kind == LexemeKind::Text) {
            let line = text.get(..quoted.start)?.rsplit('\n').next()?.to_owned();
            let inner = quoted.end() - usize::from(quoted.text.len() > 1 && quoted.text.ends_with('"'));
            return Some(Self {
                range: TextRange::new(quoted.start + 1, inner.max(quoted.start + 1)),
                at: Where::Text(line),
            });
        }
        let within = open_at(text, start).pop()?;
        let (begin, fresh) = statement(text, within.block, within.from as usize, start);
        let code = Code {
            block: within.block,
            block_start: within.from as usize,
            before: text.get(begin..start)?.to_owned(),
            fresh,
        };
        Some(Self {
            range: TextRange::new(start, word.map_or(byte, |word| word.end().min(byte).max(start))),
            at: Where::Code(code),
        })
    }
}

/// Whether a lexeme holds the place at a byte. A comment goes to the end of its line, blanks included.
fn reaches(lexeme: &Lexeme<'_>, byte: usize, text: &str) -> bool {
    match lexeme.kind {
        LexemeKind::Comment => !text.get(lexeme.start..byte).is_some_and(|before| before.contains('\n')),
        LexemeKind::Text => byte < lexeme.end() || !lexeme.text.ends_with('"') || lexeme.text.len() == 1,
        LexemeKind::Word => byte <= lexeme.end(),
        LexemeKind::Sign => false,
    }
}

/// Where the statement that a place is in begins, and whether another one may begin at the place.
fn statement(text: &str, block: Block, from: usize, at: usize) -> (usize, bool) {
    let words = block.words();
    // In these blocks any line begins something.
    let lines = matches!(block, Block::Facts | Block::Holidays | Block::Incident | Block::Expect);
    let mut begin: Option<usize> = None;
    let mut depth = 0_usize;
    let mut last: Option<Lexeme<'_>> = None;
    let on_new_line = |last: &Option<Lexeme<'_>>, start: usize| {
        let end = last.map_or(from, |last| last.end());
        last.is_none()
            || last.is_some_and(|l| matches!(l.text, "{" | "}"))
            || text.get(end..start).is_some_and(|gap| gap.contains('\n'))
    };
    for lexeme in lexemes(text.get(from..at).unwrap_or("")).filter(|lexeme| lexeme.kind != LexemeKind::Comment) {
        let lexeme = Lexeme { start: lexeme.start + from, ..lexeme };
        match lexeme.text {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    begin = None;
                }
            }
            word if depth == 0 => {
                let first = on_new_line(&last, lexeme.start);
                let leads = words.contains(&word) || lines;
                let goes_on = last.is_some_and(|last| matches!(last.text, "," | "|" | "and" | "or" | "not"));
                if begin.is_none() || first && leads && !goes_on {
                    begin = Some(lexeme.start);
                }
            }
            _ => {}
        }
        last = Some(lexeme);
    }
    let goes_on = last.is_some_and(|last| matches!(last.text, "," | "|" | "and" | "or" | "not" | "(" | "["));
    let fresh = on_new_line(&last, at) && !goes_on;
    (begin.unwrap_or(at), fresh)
}
