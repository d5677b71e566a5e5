//! From tokens to lines.

use std::collections::HashMap;
use std::ops::Range;

use crate::syntax::outline::{Form, Group, Kind, Part};

use super::columns::{self, Column};
use super::tokens::Tokens;

/// No line is longer where it can be broken.
pub(super) const WIDTH: usize = 110;
/// How far a block is set in.
pub(super) const STEP: usize = 4;

/// A line: what is on it, and the comment behind that.
#[derive(Debug, Default)]
struct Line {
    indent: usize,
    text: String,
    /// How many letters the text has: counted as it grows, since some lines cannot be broken.
    width: usize,
    comment: Option<String>,
}

impl Line {
    fn comment(indent: usize, text: &str) -> Self {
        Self { indent, text: text.to_owned(), width: text.chars().count(), comment: None }
    }
}

/// Lays tokens out.
pub(super) struct Writer<'a> {
    pub(super) tokens: &'a Tokens<'a>,
    lines: Vec<Line>,
    line: Line,
    /// Where tokens go on in the next line when a comment ends theirs.
    pub(super) onward: usize,
    /// How far the statement is set in: its brace is there when it cannot follow its words.
    indent: usize,
    columns: HashMap<usize, Column>,
    /// The token whose comments are written already.
    flushed: Option<usize>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(tokens: &'a Tokens<'a>) -> Self {
        Self {
            tokens,
            lines: Vec::new(),
            line: Line::default(),
            onward: 0,
            indent: 0,
            columns: HashMap::new(),
            flushed: None,
        }
    }

    pub(super) fn file(mut self, outline: &Group) -> String {
        self.statements(&outline.parts, self.tokens.end(), 0);
        self.end_line();
        render(&mut self.lines)
    }

    /// The statements of a block, and the comments before the token that ends it.
    fn statements(&mut self, parts: &[Part], end: usize, indent: usize) {
        let groups: Vec<&Group> = parts.iter().filter_map(group).collect();
        columns::place(self.tokens, &groups, &mut self.columns);
        let mut start = true;
        for group in groups {
            let Kind::Statement(form) = group.kind else { continue };
            let range = self.tokens.range(group);
            self.start_statement(range.start, indent, start);
            self.statement(group, form, range, indent);
            start = false;
        }
        self.own_comments(end, indent, start);
    }

    /// The comments between statements, and a blank line where there was one.
    fn start_statement(&mut self, index: usize, indent: usize, block_start: bool) {
        let written = self.own_comments(index, indent, block_start);
        self.end_line();
        if self.tokens.get(index).blank && (written || !block_start) {
            self.lines.push(Line::default());
        }
        self.line.indent = indent;
        self.flushed = Some(index);
    }

    /// The comments before a token, each on its own line, with the blank lines between them. Says whether
    /// there were any that did not follow something else.
    fn own_comments(&mut self, index: usize, indent: usize, mut block_start: bool) -> bool {
        let mut written = false;
        for comment in &self.tokens.get(index).comments {
            if comment.trailing {
                self.line.comment = Some(comment.text.to_owned());
                continue;
            }
            self.end_line();
            if comment.blank && !block_start {
                self.lines.push(Line::default());
            }
            (block_start, written) = (false, true);
            self.line = Line::comment(indent, comment.text);
        }
        self.flushed = Some(index);
        written
    }

    fn statement(&mut self, group: &Group, form: Form, range: Range<usize>, indent: usize) {
        (self.indent, self.onward) = (indent, indent + STEP);
        let brace = group.parts.iter().position(|p| matches!(p, Part::Token(_)) && self.text_of(p) == "{");
        let head = brace.map_or(range.end, |at| group.parts.get(at).map_or(range.end, |p| self.tokens.first(p) + 1));
        if brace.is_some() {
            // Further in than what the block holds.
            self.onward += STEP;
        }
        if group.parts.iter().any(|p| matches!(p, Part::Group(g) if g.kind == Kind::Condition)) {
            self.with_conditions(group, form, range.clone());
        } else {
            self.head(form, range.start..head);
        }
        if let Some(brace) = brace {
            let close = range.end - 1;
            let inside = group.parts.get(brace + 1..group.parts.len() - 1).unwrap_or_default();
            if !inside.is_empty() || !self.tokens.get(close).comments.is_empty() {
                self.statements(inside, close, indent + STEP);
                self.end_line();
                self.line.indent = indent;
            }
            self.put(close);
        }
    }

    /// A statement without conditions, or an item up to its brace.
    fn head(&mut self, form: Form, range: Range<usize>) {
        let words = match form {
            Form::Words(words) => words,
            Form::Fact => 1,
            Form::Term | Form::Declared => 2,
            Form::Provide | Form::Free => 0,
        };
        let value = range.start + words;
        let aligned = words > 0 && value < range.end && !self.tokens.commented(range.clone());
        if aligned {
            for index in range.start..value {
                self.put(index);
            }
            self.onward = self.column_of(value);
            self.fill(value..range.end);
        } else {
            self.fill(range);
        }
    }

    /// Puts tokens on as few lines as they need: a line ends behind a comma or before a `|`.
    pub(super) fn fill(&mut self, range: Range<usize>) {
        let mut start = range.start;
        while start < range.end {
            let ends = |i: &usize| self.tokens.get(*i).text == "," || self.tokens.get(i + 1).text == "|";
            let end = (start..range.end).find(ends).map_or(range.end, |i| i + 1);
            if start > range.start && self.reach(start..end) > WIDTH {
                self.break_before(start, self.onward);
            }
            for index in start..end {
                self.put(index);
            }
            start = end;
        }
    }

    /// Ends the line before a token, which begins another one.
    pub(super) fn break_before(&mut self, index: usize, indent: usize) {
        if self.flushed != Some(index) {
            self.own_comments_within(index, indent);
        }
        self.end_line();
        self.line.indent = indent;
    }

    /// The comments between two tokens of a statement: no blank lines there.
    fn own_comments_within(&mut self, index: usize, indent: usize) {
        for comment in &self.tokens.get(index).comments {
            if comment.trailing {
                self.line.comment = Some(comment.text.to_owned());
            } else {
                self.end_line();
                self.line = Line::comment(indent, comment.text);
            }
        }
        self.flushed = Some(index);
    }

    /// Writes the comments before a token, if any: its line is then a new one.
    pub(super) fn lead(&mut self, index: usize) {
        let token = self.tokens.get(index);
        if self.flushed != Some(index) && !token.comments.is_empty() {
            let indent = if token.text == "{" { self.indent } else { self.onward };
            self.break_before(index, indent);
        }
    }

    /// Puts a token where it belongs on its line.
    pub(super) fn put(&mut self, index: usize) {
        self.lead(index);
        let gap = self.column_of(index) - self.column();
        self.line.text.extend(std::iter::repeat_n(' ', gap));
        let text = self.tokens.get(index).text;
        self.line.text.push_str(text);
        self.line.width += gap + text.chars().count();
    }

    /// The column behind what is on the line.
    pub(super) fn column(&self) -> usize {
        self.line.indent + self.line.width
    }

    /// The column at which a token would stand.
    pub(super) fn column_of(&self, index: usize) -> usize {
        self.column_behind(index, self.column())
    }

    fn column_behind(&self, index: usize, at: usize) -> usize {
        if at == self.line.indent {
            return at;
        }
        match self.columns.get(&index) {
            Some(column) => (self.indent + column.at).max(at + column.gap),
            None => at + usize::from(self.tokens.get(index).space),
        }
    }

    /// Up to which column tokens would reach on this line.
    pub(super) fn reach(&self, range: Range<usize>) -> usize {
        range.fold(self.column(), |at, i| self.column_behind(i, at) + self.tokens.get(i).text.chars().count())
    }

    fn end_line(&mut self) {
        if !self.line.text.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
    }

    pub(super) fn text_of(&self, part: &Part) -> &'a str {
        self.tokens.get(self.tokens.first(part)).text
    }
}

fn group(part: &Part) -> Option<&Group> {
    match part {
        Part::Group(group) => Some(group),
        Part::Token(_) => None,
    }
}

/// The lines as a text; the comments behind neighbouring ones form a column.
fn render(lines: &mut [Line]) -> String {
    let mut out = String::new();
    let together = |a: &Line, b: &Line| a.comment.is_some() && b.comment.is_some() && a.indent == b.indent;
    for run in lines.chunk_by(together) {
        let width = run.iter().map(|line| line.width).max().unwrap_or(0);
        for line in run {
            if !line.text.is_empty() {
                out.extend(std::iter::repeat_n(' ', line.indent));
                out.push_str(&line.text);
            }
            if let Some(comment) = &line.comment {
                out.extend(std::iter::repeat_n(' ', width - line.width + 2));
                out.push_str(comment);
            }
            out.push('\n');
        }
    }
    out
}
