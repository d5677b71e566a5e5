//! Characters that nobody sees, and that text copied from elsewhere brings along.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{FileId, Span};

/// Each of them that stands outside of texts and comments: the first of its line, and at most `most`.
pub(super) fn find(file: FileId, text: &str, most: usize) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let (mut in_text, mut found_on_line) = (false, false);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' => (in_text, found_on_line) = (false, false),
            '"' => in_text = !in_text,
            '\\' if in_text => {
                chars.next_if(|(_, c)| *c != '\n');
            }
            '/' if !in_text && chars.peek().is_some_and(|(_, next)| *next == '/') => {
                while chars.next_if(|(_, c)| *c != '\n').is_some() {}
            }
            c if !in_text && !found_on_line && is_invisible(c) => {
                found_on_line = true;
                let span = Span::new(file, at, at + c.len_utf8());
                found.push(Diagnostic::error(Code::Syntax, span, format!("found {} here", name(c))).help(help(c)));
                if found.len() >= most {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

fn is_invisible(c: char) -> bool {
    let blank = c.is_whitespace() && !matches!(c, ' ' | '\t' | '\r' | '\n');
    blank
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// What a person calls it.
fn name(c: char) -> String {
    let name = match c {
        '\u{A0}' | '\u{202F}' => "a non-breaking space",
        '\u{AD}' => "a soft hyphen",
        '\u{200B}' => "a space of no width",
        '\u{FEFF}' => "a byte order mark",
        c if c.is_whitespace() => "an unusual space",
        _ => "an invisible character",
    };
    format!("{name} (U+{:04X})", u32::from(c))
}

/// What to do about it.
fn help(c: char) -> &'static str {
    match c.is_whitespace() {
        true => "put an ordinary blank in its place: it came along with text that was copied",
        false => "delete it, or write the line again: it came with copied text",
    }
}
