//! One pass over the characters before pest sees them: how deep brackets nest, where comments
//! stand, which text is never closed.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{FileId, Span};

/// What the pass found.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Every comment, from its slashes to the end of its line, in order.
    pub(crate) comments: Vec<Span>,
    /// Nesting beyond the limit: the file is not parsed.
    pub(crate) too_deep: Option<Diagnostic>,
}

/// How deep brackets and braces may nest.
pub(crate) const MAX_DEPTH: usize = 64;

pub(crate) fn scan(file: FileId, text: &str) -> Scan {
    let mut found = Scan::default();
    let mut depth = 0_usize;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => skip_text(&mut chars),
            '/' if chars.peek().is_some_and(|(_, next)| *next == '/') => {
                let rest = text.get(at..).unwrap_or("");
                let length = rest.find('\n').unwrap_or(rest.len());
                found.comments.push(Span::new(file, at, at + rest.get(..length).unwrap_or("").trim_end().len()));
                while chars.next_if(|(_, c)| *c != '\n').is_some() {}
            }
            '(' | '{' | '[' => {
                depth += 1;
                if depth > MAX_DEPTH && found.too_deep.is_none() {
                    let message = format!("brackets are nested more than {MAX_DEPTH} deep");
                    let error = Diagnostic::error(Code::TooDeep, Span::new(file, at, at + 1), message);
                    let help = "split the condition, or close a bracket that was meant to end earlier";
                    found.too_deep = Some(error.label("one bracket too many").help(help));
                }
            }
            ')' | '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// To the closing quotation mark, or to the end of the line where there is none.
fn skip_text(chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) {
    while let Some((_, c)) = chars.next_if(|(_, c)| *c != '\n') {
        match c {
            '"' => return,
            '\\' => {
                chars.next_if(|(_, c)| *c != '\n');
            }
            _ => {}
        }
    }
}

/// The doc comment directly above `start`: its `///` lines without their slashes.
pub(crate) fn doc_above(text: &str, start: usize) -> Option<String> {
    let before = text.get(..start)?;
    let mut lines: Vec<&str> = Vec::new();
    // The item's own line comes first; what is on it before the item must be blank.
    let mut above = before.rsplit('\n');
    if !above.next()?.trim().is_empty() {
        return None;
    }
    for line in above {
        match line.trim().strip_prefix("///") {
            Some(doc) if !doc.starts_with('/') => lines.push(doc.strip_prefix(' ').unwrap_or(doc)),
            _ => break,
        }
    }
    lines.reverse();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
