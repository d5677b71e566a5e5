//! Places in a text: bytes, lines and columns, and the UTF-16 units that editors count in.

use serde::Serialize;

/// The bytes `[start, end)` of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TextRange {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A line and a column, both counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column: in bytes, or in UTF-16 units, as the function says that returns it.
    pub column: u32,
}

impl TextRange {
    /// The bytes from `start` to `end`; a text is smaller than 4 GiB.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: fit(start), end: fit(end.max(start)) }
    }

    /// Nothing, at a byte.
    pub fn at(byte: u32) -> Self {
        Self { start: byte, end: byte }
    }

    /// For slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether a byte is in it, or directly behind it.
    pub fn touches(self, byte: u32) -> bool {
        self.start <= byte && byte <= self.end
    }

    /// Whether another range has a byte in common with it; an empty range has those around it.
    pub fn meets(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// Whether another range lies in it.
    pub fn holds(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<crate::span::Span> for TextRange {
    fn from(span: crate::span::Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

pub(super) fn fit(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Where the lines of a text begin.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Of a text. Lines end with `\n`.
    pub fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { starts: std::iter::once(0).chain(ends.map(|(at, _)| fit(at + 1))).collect() }
    }

    /// The line of a byte, counted from 0.
    pub fn line(&self, byte: u32) -> u32 {
        fit(self.starts.partition_point(|start| *start <= byte).saturating_sub(1))
    }

    /// The first byte of a line; of a line that is not there, the start of the last.
    pub fn start(&self, line: u32) -> u32 {
        self.starts.get(line as usize).or(self.starts.last()).copied().unwrap_or(0)
    }

    /// How many lines there are: one more than line breaks.
    pub fn count(&self) -> u32 {
        fit(self.starts.len())
    }

    /// Line and column of a byte, the column in bytes.
    pub fn position(&self, byte: u32) -> Position {
        let line = self.line(byte);
        Position { line, column: byte - self.start(line).min(byte) }
    }

    /// Line and column of a byte, the column in UTF-16 units.
    pub fn utf16_position(&self, text: &str, byte: u32) -> Position {
        let Position { line, .. } = self.position(byte);
        let before = text.get(self.start(line) as usize..floor(text, byte as usize)).unwrap_or("");
        Position { line, column: fit(before.encode_utf16().count()) }
    }

    /// The byte of a line and a column in bytes, moved back to where a character begins. A column behind the end of its
    /// line is that end, a line behind the last the end of the text.
    pub fn byte_of_utf8(&self, text: &str, position: Position) -> u32 {
        if position.line >= self.count() {
            return fit(text.len());
        }
        let start = self.start(position.line) as usize;
        let line = text.get(start..).unwrap_or("").split('\n').next().unwrap_or("").trim_end_matches('\r');
        fit(floor(text, start + (position.column as usize).min(line.len())))
    }

    /// The byte of a line and a column in UTF-16 units. A column behind the end of its line is that end, a line behind
    /// the last the end of the text.
    pub fn byte_of_utf16(&self, text: &str, position: Position) -> u32 {
        if position.line >= self.count() {
            return fit(text.len());
        }
        let start = self.start(position.line);
        let rest = text.get(start as usize..).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("").trim_end_matches('\r');
        let mut left = position.column as usize;
        for (at, c) in line.char_indices() {
            if left < c.len_utf16() {
                return start + fit(at);
            }
            left -= c.len_utf16();
        }
        start + fit(line.len())
    }
}

/// The byte of an offset in UTF-16 units from the start of a text, as the editors of web pages count.
pub fn byte_of_utf16_offset(text: &str, offset: u32) -> u32 {
    let mut left = offset as usize;
    for (at, c) in text.char_indices() {
        if left < c.len_utf16() {
            return fit(at);
        }
        left -= c.len_utf16();
    }
    fit(text.len())
}

/// The offset in UTF-16 units of a byte.
pub fn utf16_offset(text: &str, byte: u32) -> u32 {
    fit(text.get(..floor(text, byte as usize)).unwrap_or("").encode_utf16().count())
}

/// The nearest place at or before a byte where a character begins.
pub(super) fn floor(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_utf_16_there_and_back() {
        let text = "a\u{20ac}\n\u{1f600}b\r\nc";
        let lines = LineIndex::new(text);
        let at = |byte| (lines.utf16_position(text, byte).line, lines.utf16_position(text, byte).column);
        assert_eq!((at(0), at(4), at(5), at(9), at(10)), ((0, 0), (0, 2), (1, 0), (1, 2), (1, 3)));
        for (byte, _) in text.char_indices().filter(|(_, c)| *c != '\n') {
            let position = lines.utf16_position(text, fit(byte));
            assert_eq!(lines.byte_of_utf16(text, position), fit(byte));
            assert_eq!(byte_of_utf16_offset(text, utf16_offset(text, fit(byte))), fit(byte));
        }
        assert_eq!(lines.byte_of_utf16(text, Position { line: 1, column: 99 }), 10);
        assert_eq!(lines.byte_of_utf16(text, Position { line: 9, column: 0 }), 13);
        // Within a character.
        assert_eq!(lines.byte_of_utf16(text, Position { line: 1, column: 1 }), 5);
    }
}
