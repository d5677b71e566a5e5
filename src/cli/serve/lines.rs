//! Lines of a body that comes in pieces.

use memchr::{memchr, memrchr};

use super::app::MAX_BODY;

/// About this many bytes of lines are decided at once.
const PIECE: usize = 64 << 10;
/// What some programs put before a text in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Lines that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Whole lines, and the number of the first.
    Whole(u64, Vec<u8>),
    /// The number of a line that is longer than [`MAX_BODY`] and is gone.
    TooLong(u64),
}

/// Cuts bytes into lines, and keeps what is not a whole line yet.
#[derive(Debug)]
pub(super) struct Lines {
    kept: Vec<u8>,
    /// The number of the line that comes next.
    line: u64,
    /// Whether the rest of a line that is too long is skipped.
    skips: bool,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { kept: Vec::new(), line: 1, skips: false }
    }

    /// Takes bytes and hands out the lines that are whole.
    pub(super) fn push(&mut self, mut bytes: &[u8], each: &mut impl FnMut(Piece)) {
        while !bytes.is_empty() {
            let end = memchr(b'\n', bytes).map(|at| at + 1);
            let used = if self.skips || !self.kept.is_empty() {
                let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
                self.go_on(part, end.is_some(), each);
                part.len()
            } else {
                let window = bytes.get(..PIECE).unwrap_or(bytes);
                match memrchr(b'\n', window).map(|at| at + 1).or(end) {
                    Some(end) => {
                        self.hand_out(bytes.get(..end).unwrap_or_default().to_vec(), each);
                        end
                    }
                    None => {
                        self.go_on(bytes, false, each);
                        bytes.len()
                    }
                }
            };
            bytes = bytes.get(used..).unwrap_or_default();
        }
    }

    /// A part of a line, up to its end if that is there.
    fn go_on(&mut self, part: &[u8], ends: bool, each: &mut impl FnMut(Piece)) {
        if !self.skips && self.kept.len() + part.len() > MAX_BODY + usize::from(ends) {
            self.kept = Vec::new();
            self.skips = true;
            each(Piece::TooLong(self.line));
        }
        match (self.skips, ends) {
            (true, true) => {
                self.skips = false;
                self.line += 1;
            }
            (true, false) => {}
            (false, _) => {
                self.kept.extend_from_slice(part);
                if ends {
                    let line = std::mem::take(&mut self.kept);
                    self.hand_out(line, each);
                }
            }
        }
    }

    /// Hands out lines, of which only a single one can be too long.
    fn hand_out(&mut self, mut lines: Vec<u8>, each: &mut impl FnMut(Piece)) {
        let first = self.line;
        if first == 1 && lines.starts_with(MARK) {
            lines.drain(..MARK.len());
        }
        self.line += lines.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        if lines.len() > MAX_BODY + 1 {
            each(Piece::TooLong(first));
        } else {
            each(Piece::Whole(first, lines));
        }
    }

    /// The last line, if it has no end.
    pub(super) fn finish(mut self, each: &mut impl FnMut(Piece)) {
        if !self.kept.is_empty() {
            let line = std::mem::take(&mut self.kept);
            self.hand_out(line, each);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(pieces: &[&[u8]]) -> Vec<Piece> {
        let (mut lines, mut out) = (Lines::new(), Vec::new());
        let mut each = |piece| out.push(piece);
        pieces.iter().for_each(|piece| lines.push(piece, &mut each));
        lines.finish(&mut each);
        out
    }

    /// The lines one by one, with their numbers.
    fn single(pieces: Vec<Piece>) -> Vec<(u64, String)> {
        let mut out = Vec::new();
        for piece in pieces {
            match piece {
                Piece::TooLong(line) => out.push((line, "too long".to_owned())),
                Piece::Whole(first, bytes) => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    out.extend((first..).zip(text.lines().map(str::to_owned)));
                }
            }
        }
        out
    }

    #[test]
    fn lines_are_the_same_however_the_bytes_come() {
        let long = "x".repeat(MAX_BODY);
        let text = format!("\u{feff}one\n\ntwo\n{long}\n{long}y\n{long}{long}\nlast");
        let whole = single(cut(&[text.as_bytes()]));
        let expected = [(1, "one"), (2, ""), (3, "two"), (4, &*long), (5, "too long"), (6, "too long"), (7, "last")];
        assert!(whole.iter().map(|(line, text)| (*line, text.as_str())).eq(expected));
        for size in [1000, 4096, PIECE, PIECE + 1, MAX_BODY, MAX_BODY + 1] {
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            assert!(single(cut(&pieces)) == whole, "in pieces of {size}");
        }
        assert_eq!(single(cut(&[b"a", b"b\nc", b"\n", b""])), [(1, "ab".to_owned()), (2, "c".to_owned())]);
    }
}
