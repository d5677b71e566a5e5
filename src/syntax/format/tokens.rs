//! The tokens of a file with what is between them: comments and blank lines.

use crate::syntax::outline::{Group, Part};

/// A comment, from its slashes to its last letter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Comment<'t> {
    pub(super) text: &'t str,
    /// It follows something on its line.
    pub(super) trailing: bool,
    /// A blank line precedes it.
    pub(super) blank: bool,
}

/// A token and what precedes it.
#[derive(Debug)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    pub(super) comments: Vec<Comment<'t>>,
    /// A blank line precedes it, behind the comments.
    pub(super) blank: bool,
    /// A space precedes it on a line.
    pub(super) space: bool,
    start: usize,
}

/// The tokens of a file, and at last one without text for the file's end.
#[derive(Debug)]
pub(super) struct Tokens<'t> {
    list: Vec<Token<'t>>,
}

/// What stands where there is no token.
static END: Token<'static> = Token { text: "", comments: Vec::new(), blank: false, space: false, start: 0 };

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str, outline: &Group) -> Self {
        let mut spans = Vec::new();
        collect(outline, &mut spans);
        spans.push((text.len(), text.len()));
        let mut list: Vec<Token<'t>> = Vec::with_capacity(spans.len());
        let mut at = 0;
        let (mut last, mut before_last) = ("", "");
        for (start, end) in spans {
            let (comments, blank) = between(text, at, start);
            let word = text.get(start..end).unwrap_or("");
            list.push(Token { text: word, comments, blank, space: spaced(before_last, last, word), start });
            (before_last, last) = (last, word);
            at = end;
        }
        Self { list }
    }

    pub(super) fn get(&self, index: usize) -> &Token<'t> {
        self.list.get(index).unwrap_or(&END)
    }

    pub(super) fn all(&self) -> &[Token<'t>] {
        &self.list
    }

    /// The number of the token at the end of the file.
    pub(super) fn end(&self) -> usize {
        self.list.len().saturating_sub(1)
    }

    /// The tokens of a group.
    pub(super) fn range(&self, group: &Group) -> std::ops::Range<usize> {
        let index = |byte: Option<u32>| {
            let byte = byte.unwrap_or(0) as usize;
            self.list.partition_point(|t| t.start < byte)
        };
        let first = index(edge(group, |parts| parts.first()));
        first..index(edge(group, |parts| parts.last())).max(first) + 1
    }

    /// The number of a part's first token.
    pub(super) fn first(&self, part: &Part) -> usize {
        match part {
            Part::Token(span) => self.list.partition_point(|t| t.start < span.start as usize),
            Part::Group(group) => self.range(group).start,
        }
    }

    /// How wide tokens are on one line, without columns.
    pub(super) fn width(&self, range: std::ops::Range<usize>) -> usize {
        let mut width = 0;
        for index in range.clone() {
            let token = self.get(index);
            width += usize::from(token.space && index != range.start) + token.text.chars().count();
        }
        width
    }

    /// Whether a comment is among tokens: then they cannot share a line.
    pub(super) fn commented(&self, range: std::ops::Range<usize>) -> bool {
        range.skip(1).any(|index| !self.get(index).comments.is_empty())
    }

    /// Whether a blank line stands somewhere between a token and the one before.
    pub(super) fn parted(&self, index: usize) -> bool {
        let token = self.get(index);
        token.blank || token.comments.iter().any(|c| c.blank)
    }
}

fn collect(group: &Group, out: &mut Vec<(usize, usize)>) {
    for part in &group.parts {
        match part {
            Part::Token(span) => out.push((span.start as usize, span.end as usize)),
            Part::Group(group) => collect(group, out),
        }
    }
}

/// Where the token at an edge of a group begins.
fn edge(group: &Group, side: impl Fn(&[Part]) -> Option<&Part> + Copy) -> Option<u32> {
    match side(&group.parts)? {
        Part::Token(span) => Some(span.start),
        Part::Group(group) => edge(group, side),
    }
}

/// The comments between two bytes, and whether a blank line follows the last.
fn between(text: &str, start: usize, end: usize) -> (Vec<Comment<'_>>, bool) {
    let mut comments = Vec::new();
    let mut rest = text.get(start..end).unwrap_or("");
    let lines = |white: &str| white.bytes().filter(|b| *b == b'\n').count();
    while let Some((white, from)) = rest.find("//").and_then(|at| rest.split_at_checked(at)) {
        let length = from.find('\n').unwrap_or(from.len());
        let (comment, behind) = from.split_at_checked(length).unwrap_or((from, ""));
        // The first byte of a file begins a line of its own.
        let trailing = comments.is_empty() && start > 0 && lines(white) == 0;
        comments.push(Comment { text: comment.trim_end(), trailing, blank: lines(white) > 1 });
        rest = behind;
    }
    (comments, lines(rest) > 1)
}

/// Whether a space is between two tokens on one line.
fn spaced(before_last: &str, last: &str, next: &str) -> bool {
    match (last, next) {
        ("", _) | (_, "" | "," | ")" | "]") | ("(" | "[", _) | ("{", "}") => false,
        // A sign has a space on both sides, the stroke of a range none.
        (_, "-") => last == "channels",
        ("-", _) => before_last == "channels",
        _ => true,
    }
}
