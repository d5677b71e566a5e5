//! The words, texts, comments and signs of any text, whatever they mean together.

/// A piece of a text that is not white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lexeme<'t> {
    /// Its first byte.
    pub(crate) start: usize,
    /// It itself.
    pub(crate) text: &'t str,
    /// What it is.
    pub(crate) kind: LexemeKind,
}

/// What a [`Lexeme`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LexemeKind {
    /// From two slashes to the end of the line.
    Comment,
    /// From a quotation mark to the next, or to the end of the line.
    Text,
    /// A name, a word of the language, a number with what belongs to it.
    Word,
    /// Any other character.
    Sign,
}

impl Lexeme<'_> {
    /// One past its last byte.
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The lexemes of a text, in order.
pub(crate) fn lexemes(text: &str) -> impl Iterator<Item = Lexeme<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + (rest.len() - rest.trim_start().len());
        let rest = text.get(start..)?;
        let first = rest.chars().next()?;
        let (length, kind) = match first {
            '"' => (text_length(rest), LexemeKind::Text),
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), LexemeKind::Comment),
            c if is_word(c) => (word_length(rest), LexemeKind::Word),
            c => (c.len_utf8(), LexemeKind::Sign),
        };
        let piece = rest.get(..length)?;
        let piece = if kind == LexemeKind::Comment { piece.trim_end() } else { piece };
        at = start + length;
        Some(Lexeme { start, text: piece, kind })
    })
}

/// Whether a character belongs to words: names, numbers, dates, shares.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '%')
}

/// How long a word is. A slash between letters belongs to it: `Europe/London`.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = text.get(end..).unwrap_or("");
        end += rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let mut behind = text.get(end..).unwrap_or("").chars();
        match (behind.next(), behind.next()) {
            (Some('/'), Some(next)) if next.is_ascii_alphabetic() => end += 1,
            _ => return end,
        }
    }
}

fn text_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return at,
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}
