//! The texts that a policy was read from, by number, with their names and lines.

use crate::span::{FileId, Span};

/// One text: a policy file, a holiday list.
#[derive(Debug, Clone)]
pub struct Source {
    /// What a person calls it: its path as given, or `<isode/isode.sla>` for a carried one.
    pub name: String,
    /// The text.
    pub text: String,
    line_starts: Vec<u32>,
}

impl Source {
    fn new(name: String, text: String) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        let line_starts =
            std::iter::once(0).chain(starts.map(|(i, _)| u32::try_from(i + 1).unwrap_or(u32::MAX))).collect();
        Self { name, text, line_starts }
    }

    /// Whether the program carries it.
    pub fn is_carried(&self) -> bool {
        self.name.starts_with('<')
    }

    /// The line, counted from 1, on which a byte stands.
    pub fn line(&self, byte: u32) -> usize {
        self.line_starts.partition_point(|start| *start <= byte)
    }

    /// Line and column of a byte, both counted from 1; the column in characters.
    pub fn place(&self, byte: u32) -> (usize, usize) {
        let line = self.line(byte);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = self.text.get(start as usize..byte as usize).unwrap_or("");
        (line, before.chars().count() + 1)
    }
}

/// Where something stands, for a person: lines and columns counted from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'s> {
    /// What the text is called.
    pub file: &'s str,
    /// The first line.
    pub line: usize,
    /// The first column.
    pub column: usize,
    /// The last line.
    pub end_line: usize,
    /// One past the last column.
    pub end_column: usize,
}

/// All texts of one policy.
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Adds a text and gives its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(Source::new(name.into(), text.into()));
        id
    }

    /// The text of a number.
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.0.get(id.0 as usize)
    }

    /// Where a span stands, for a person; nothing where it is of no text here.
    pub fn place(&self, span: Span) -> Option<Place<'_>> {
        let source = self.get(span.file)?;
        let (line, column) = source.place(span.start);
        let (end_line, end_column) = source.place(span.end);
        Some(Place { file: &source.name, line, column, end_line, end_column })
    }

    /// What stands at a span; nothing where the span is of no text here.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).and_then(|s| s.text.get(span.range())).unwrap_or("")
    }

    /// All texts, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.0.iter().enumerate().map(|(i, s)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), s))
    }
}
