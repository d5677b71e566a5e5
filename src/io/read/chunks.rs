//! Files cut into pieces of whole records or lines, so that many can be read at once.

use std::io;

use memchr::{memchr, memrchr, memrchr2};

use super::format::Input;
use super::lines::MAX_RECORD;

/// About this many bytes are in a piece: a few thousand rows.
#[cfg(any(feature = "cli", feature = "columnar", feature = "fuzzing", test))]
pub(crate) const PIECE: usize = 512 << 10;

/// How a file's records end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// At the end of a line.
    Line,
    /// At the end of a line that is in no quoted cell.
    Csv { delimiter: u8 },
}

/// A piece of a file.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// The line on which it starts, from 1.
    pub(super) line: u64,
    /// Whether it represents one record that was too long and is gone.
    pub(super) too_long: bool,
    /// Whether the file is known to end with it.
    pub(super) last: bool,
}

/// Cuts a file.
pub(super) struct Chunks {
    input: Input,
    ends: Ends,
    carry: Vec<u8>,
    /// The line that was reached.
    pub(super) line: u64,
    piece: usize,
    /// Why the file cannot be read further: kept until what was read before is given out.
    failed: Option<io::Error>,
}

/// How many lines end in these bytes.
pub(super) fn newlines(bytes: &[u8]) -> u64 {
    bytes.chunks(4096).map(|part| part.iter().map(|b| u64::from(*b == b'\n')).sum::<u64>()).sum()
}

impl Chunks {
    /// The rest of a file, from a line on, in pieces of about this many bytes.
    pub(super) fn new(input: Input, ends: Ends, line: u64, piece: usize) -> Self {
        Self { input, ends, carry: Vec::new(), line, piece: piece.max(1), failed: None }
    }

    /// The next piece; nothing at the end of the file. Where reading fails, the whole records before come first, and
    /// `line` is then that of the record that could not be read.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let mut bytes = std::mem::take(&mut self.carry);
        let mut wanted = self.piece;
        loop {
            bytes.reserve(wanted.saturating_sub(bytes.len()));
            let last = match self.read(&mut bytes, wanted) {
                Ok(last) => last,
                Err(error) => return self.broken(bytes, error),
            };
            if bytes.len() > MAX_RECORD
                && let Some(end) = self.too_long(&bytes)
            {
                return self.skip(bytes, end, last).map(Some);
            }
            if last {
                return Ok((!bytes.is_empty()).then(|| self.piece(bytes, true)));
            }
            if let Some(cut) = self.last(&bytes) {
                self.carry.extend_from_slice(bytes.get(cut..).unwrap_or_default());
                bytes.truncate(cut);
                return Ok(Some(self.piece(bytes, false)));
            }
            wanted = (bytes.len() * 2).max(self.piece);
        }
    }

    /// Reads until this many bytes are held; whether the file ends before.
    fn read(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> io::Result<bool> {
        while let Some(missing) = wanted.checked_sub(bytes.len()).filter(|missing| *missing > 0) {
            let chunk = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                chunk => chunk?,
            };
            if chunk.is_empty() {
                return Ok(true);
            }
            let taken = chunk.len().min(missing);
            bytes.extend_from_slice(chunk.get(..taken).unwrap_or_default());
            self.input.consume(taken);
        }
        Ok(false)
    }

    /// The whole records that were read before an error.
    fn broken(&mut self, mut bytes: Vec<u8>, error: io::Error) -> io::Result<Option<Piece>> {
        let cut = self.last(&bytes).unwrap_or(0);
        let rest = bytes.get(cut..).unwrap_or_default();
        let blank = if self.ends == Ends::Line { 0 } else { newlines(rest.get(..blank(rest)).unwrap_or_default()) };
        bytes.truncate(cut);
        if bytes.is_empty() {
            self.line += blank;
            return Err(error);
        }
        self.failed = Some(error);
        let piece = self.piece(bytes, false);
        self.line += blank;
        Ok(Some(piece))
    }

    fn piece(&mut self, bytes: Vec<u8>, last: bool) -> Piece {
        let line = self.line;
        self.line += newlines(&bytes);
        Piece { bytes, line, too_long: false, last }
    }

    /// Where the last whole record ends.
    fn last(&self, bytes: &[u8]) -> Option<usize> {
        match self.ends {
            Ends::Line => memrchr(b'\n', bytes).map(|at| at + 1),
            Ends::Csv { delimiter } => last_record(bytes, delimiter),
        }
    }

    /// Where the first record ends, where it is too long; the inner `None` if it does not end here.
    fn too_long(&self, bytes: &[u8]) -> Option<Option<usize>> {
        match self.ends {
            Ends::Line => {
                let end = memchr(b'\n', bytes);
                (end.unwrap_or(bytes.len()) > MAX_RECORD).then(|| end.map(|at| at + 1))
            }
            Ends::Csv { delimiter } => {
                let blank = blank(bytes);
                let record = bytes.get(blank..).unwrap_or_default();
                let end = Records::new(delimiter).end(record);
                (end.unwrap_or(record.len()) > MAX_RECORD).then(|| end.map(|end| blank + end))
            }
        }
    }

    /// Leaves out a record that is too long.
    fn skip(&mut self, bytes: Vec<u8>, end: Option<usize>, last: bool) -> io::Result<Piece> {
        let blank = if self.ends == Ends::Line { 0 } else { blank(&bytes) };
        self.line += newlines(bytes.get(..blank).unwrap_or_default());
        let piece = Piece { bytes: Vec::new(), line: self.line, too_long: true, last: false };
        if let Some(end) = end {
            self.line += newlines(bytes.get(blank..end).unwrap_or_default());
            self.carry = bytes.get(end..).unwrap_or_default().to_vec();
            return Ok(piece);
        }
        let mut records = Records::new(if let Ends::Csv { delimiter } = self.ends { delimiter } else { b'\n' });
        if self.ends != Ends::Line {
            records.end(bytes.get(blank..).unwrap_or_default());
        }
        self.line += newlines(bytes.get(blank..).unwrap_or_default());
        drop(bytes);
        loop {
            let chunk = if last { &[][..] } else { self.input.fill_buf()? };
            if chunk.is_empty() {
                break;
            }
            let end = match self.ends {
                Ends::Line => memchr(b'\n', chunk).map(|at| at + 1),
                Ends::Csv { .. } => records.end(chunk),
            };
            let used = end.unwrap_or(chunk.len());
            self.line += newlines(chunk.get(..used).unwrap_or_default());
            self.input.consume(used);
            if end.is_some() {
                break;
            }
        }
        Ok(piece)
    }
}

/// How many bytes of blank lines are at the front.
pub(super) fn blank(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count()
}

/// Where we are in a CSV record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the start of a cell.
    Start,
    /// In a cell that is not quoted, or behind the quotation mark that ends one.
    Plain,
    Quoted,
    /// Behind a quotation mark in a quoted cell.
    Mark,
}

/// Finds the end of a record, byte by byte, as `csv-core` would.
#[derive(Debug, Clone, Copy)]
pub(super) struct Records {
    delimiter: u8,
    state: State,
}

impl Records {
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, state: State::Start }
    }

    /// One past the end of the record that is read, where it ends in these bytes.
    pub(super) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, byte) in bytes.iter().enumerate() {
            self.state = match (self.state, *byte) {
                (State::Quoted, b'"') => State::Mark,
                (State::Quoted, _) | (State::Mark, b'"') => State::Quoted,
                (_, b'\n' | b'\r') => {
                    self.state = State::Start;
                    return Some(at + 1);
                }
                (_, byte) if byte == self.delimiter => State::Start,
                (State::Start, b'"') => State::Quoted,
                _ => State::Plain,
            };
        }
        None
    }
}

/// One past the end of the last whole record, of bytes that start with a record: from quotation mark
/// to quotation mark.
fn last_record(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let ends = |from: usize, to: usize| {
        let plain = bytes.get(from..to)?;
        memrchr2(b'\n', b'\r', plain).map(|at| from + at + 1)
    };
    let (mut from, mut found) = (0, None);
    loop {
        let Some(mark) = next_mark(bytes, from) else {
            return ends(from, bytes.len()).or(found);
        };
        found = ends(from, mark).or(found);
        let opens = match mark.checked_sub(1).and_then(|before| bytes.get(before)) {
            // At the start of a cell; a mark that ends a quoted one just before is no such start.
            Some(before) => *before == delimiter || matches!(before, b'\n' | b'\r'),
            None => true,
        };
        from = mark + 1;
        if opens {
            loop {
                let Some(mark) = next_mark(bytes, from) else { return found };
                from = mark + 1;
                if bytes.get(from) != Some(&b'"') {
                    break;
                }
                from += 1;
            }
        }
    }
}

fn next_mark(bytes: &[u8], from: usize) -> Option<usize> {
    memchr(b'"', bytes.get(from..)?).map(|at| from + at)
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a test that fails should stop at once")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_last_record_is_the_one_that_stepping_finds(text in "[a,\"\n\r]{0,40}") {
            let bytes = text.as_bytes();
            let mut slow = None;
            let mut from = 0;
            while let Some(end) = Records::new(b',').end(&bytes[from..]) {
                from += end;
                slow = Some(from);
            }
            prop_assert_eq!(last_record(bytes, b','), slow);
        }

        #[test]
        fn records_end_where_the_library_says(text in "[a,\"\n\r]{1,40}") {
            let bytes = &text.as_bytes()[blank(text.as_bytes())..];
            let (mut out, mut ends) = ([0; 64], [0; 64]);
            let mut core = csv_core::Reader::new();
            let (result, read, ..) = core.read_record(bytes, &mut out, &mut ends);
            let ended = result == csv_core::ReadRecordResult::Record;
            prop_assert_eq!(Records::new(b',').end(bytes), ended.then_some(read));
        }
    }
}
