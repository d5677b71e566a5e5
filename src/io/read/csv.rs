//! CSV and TSV records, read into one buffer and never larger than they may be.

use std::io::{self, BufRead as _, Read as _};

use csv_core::ReadRecordResult;
use serde_json::{Map, Value};

use super::format::{Failing, Input};
use super::layout::{KnownLayout, Layout};
use super::lines::MAX_RECORD;
use super::messages::not_text;

/// A header of more columns than these is none.
const MAX_COLUMNS: usize = 1 << 16;
const FIRST_BUFFER: usize = 4096;
/// The header, and what separates its cells, is looked for within this many bytes.
const HEAD: u64 = 1 << 16;

/// What was found where a record was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A record with the right number of cells.
    Record,
    /// One with another number of cells.
    Cells(usize),
    /// One longer than [`MAX_RECORD`], which is gone.
    TooLong,
    /// One with bytes that are no text in a column that is read.
    NotText(usize),
    /// One that ends with the file, within a quoted cell that opened this many lines below its first.
    Unclosed(u64),
    /// There is no further one.
    End,
}

impl Found {
    /// What is wrong with a record under a header, of a text that should be of this encoding.
    pub(super) fn problem(self, header: &[String], encoding: &str) -> String {
        match self {
            Self::Cells(count) => format!("{} cells were expected, found {count}", header.len()),
            Self::NotText(column) => {
                let name = header.get(column).map_or("", String::as_str);
                not_text(name, encoding)
            }
            Self::Unclosed(below) => {
                let place = match below {
                    0 => "on this line".to_owned(),
                    1 => "on the line below".to_owned(),
                    lines => format!("{lines} lines below"),
                };
                format!("a quotation mark that opens {place} is never closed: everything after it is one text")
            }
            Self::TooLong | Self::Record | Self::End => {
                "a record of at most 16 MiB was expected, found a longer one: is a quotation mark never closed?"
                    .to_owned()
            }
        }
    }
}

/// Reads records; holds the last one.
pub(super) struct Records {
    input: Input,
    core: csv_core::Reader,
    delimiter: char,
    /// The cells of the last record, one after the other.
    text: String,
    ends: Vec<usize>,
    cells: usize,
    /// The columns of the last record that hold bytes which are no text.
    foreign: Vec<usize>,
    /// The names of the columns.
    pub(super) header: Vec<String>,
    /// The line on which the last record starts, from 1.
    pub(super) line: u64,
    next_line: u64,
}

impl Records {
    /// Reads the header; a file without one has no columns.
    pub(super) fn new(mut input: Input, wanted: &KnownLayout<'_>) -> io::Result<(Self, Found, Layout)> {
        let skip = wanted.skip.unwrap_or(0);
        for _ in 0..skip {
            if !skip_line(&mut input)? {
                break;
            }
        }
        let mut head = Vec::new();
        let failed = (&mut input).take(HEAD).read_to_end(&mut head).err();
        let mut layout = Layout::find(&head, wanted);
        layout.lines += skip;
        head.drain(..layout.skipped);
        // Where reading fails, what was read before comes first.
        let input = Box::new(io::Cursor::new(head).chain(Failing(failed)).chain(input));
        let mut records = Self { input, next_line: layout.lines + 1, ..Self::under(Vec::new(), layout.delimiter) };
        records.ends = vec![0; MAX_COLUMNS];
        let found = records.next()?;
        let cells: Vec<String> = (0..records.cells).filter_map(|i| records.cell(i)).map(str::to_owned).collect();
        records.header = cells;
        // Room enough to tell a row with too many cells from one that nobody can have meant.
        records.ends = vec![0; records.header.len() * 2 + 64];
        Ok((records, found, layout))
    }

    /// Whether nothing but empty lines is left.
    pub(super) fn is_over(&mut self) -> io::Result<bool> {
        self.skip_empty_lines()?;
        Ok(self.input.fill_buf()?.is_empty())
    }

    /// What is needed to read on elsewhere: the rest of the input, the delimiter, the header, and the line
    /// that was reached.
    pub(super) fn rest(self) -> (Input, u8, Vec<String>, u64) {
        (self.input, u8::try_from(self.delimiter).unwrap_or(b','), self.header, self.next_line)
    }

    /// A reader of records that are given one at a time, under a header read before.
    pub(super) fn under(header: Vec<String>, delimiter: u8) -> Self {
        let core = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Self {
            input: Box::new(io::empty()),
            core,
            delimiter: char::from(delimiter),
            text: String::new(),
            ends: vec![0; header.len() * 2 + 64],
            cells: 0,
            foreign: Vec::new(),
            header,
            line: 1,
            next_line: 1,
        }
    }

    /// Reads the one record of these bytes, which begins on this line; `columns` are read.
    pub(super) fn one(&mut self, bytes: &[u8], line: u64, columns: &[Option<usize>]) -> Found {
        self.next_line = line;
        self.input = Box::new(io::Cursor::new(bytes.to_vec()));
        self.core.reset();
        // Past its first record, so that no byte order mark is looked for.
        self.core.read_record(b"x\n", &mut [0; 8], &mut [0; 8]);
        self.next_of(columns).unwrap_or(Found::End)
    }

    /// Reads the next record, of which these columns are read.
    pub(super) fn next_of(&mut self, columns: &[Option<usize>]) -> io::Result<Found> {
        let found = self.next()?;
        let read = |column: &&usize| columns.contains(&Some(**column));
        Ok(match self.foreign.iter().find(read) {
            Some(column) if found == Found::Record => Found::NotText(*column),
            _ => found,
        })
    }

    /// A cell of the last record.
    pub(super) fn cell(&self, column: usize) -> Option<&str> {
        if column >= self.cells {
            return None;
        }
        let start = column.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start..*self.ends.get(column)?)
    }

    fn skip_empty_lines(&mut self) -> io::Result<()> {
        loop {
            // Where reading fails, this is the line that could not be read.
            self.line = self.next_line;
            let chunk = self.input.fill_buf()?;
            let blank = chunk.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
            if blank == 0 {
                return Ok(());
            }
            self.next_line += newlines(chunk.get(..blank).unwrap_or_default());
            self.input.consume(blank);
        }
    }

    /// Reads the next record. What is no text in it is replaced.
    fn next(&mut self) -> io::Result<Found> {
        self.skip_empty_lines()?;
        self.line = self.next_line;
        let mut data = std::mem::take(&mut self.text).into_bytes();
        data.resize(FIRST_BUFFER, 0);
        data.shrink_to(1 << 20);
        let (mut length, mut cells, mut total, mut many) = (0, 0, 0, 0);
        let mut quotes = Quotes { open: false, line: self.line, before: b'\n' };
        let mut at_end = false;
        let result = loop {
            let chunk = self.input.fill_buf()?;
            at_end |= chunk.is_empty();
            let (result, read, written, ended) = self.core.read_record(
                chunk,
                data.get_mut(length..).unwrap_or_default(),
                self.ends.get_mut(cells..).unwrap_or_default(),
            );
            let taken = chunk.get(..read).unwrap_or_default();
            quotes.pass(taken, self.next_line, self.delimiter);
            self.next_line += newlines(taken);
            self.input.consume(read);
            length += written;
            total += read;
            cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if total > MAX_RECORD => length = 0,
                ReadRecordResult::OutputFull => data.resize((data.len() * 2).min(MAX_RECORD + 1), 0),
                ReadRecordResult::OutputEndsFull => {
                    many += cells;
                    cells = 0;
                }
                ReadRecordResult::Record | ReadRecordResult::End => break result,
            }
        };
        self.cells = cells;
        if result == ReadRecordResult::End {
            return Ok(Found::End);
        }
        if total > MAX_RECORD {
            self.cells = 0;
            return Ok(Found::TooLong);
        }
        data.truncate(length);
        self.foreign.clear();
        match String::from_utf8(data) {
            Ok(text) => self.text = text,
            Err(error) => self.replace(error.as_bytes()),
        }
        if at_end && quotes.open {
            self.cells = 0;
            return Ok(Found::Unclosed(quotes.line - self.line));
        }
        if many > 0 {
            self.cells = 0;
        }
        let found = many + cells;
        let wanted = if self.header.is_empty() { cells } else { self.header.len() };
        Ok(if found == wanted { Found::Record } else { Found::Cells(found) })
    }

    /// Takes the cells from bytes of which some are no text.
    fn replace(&mut self, bytes: &[u8]) {
        self.text = String::with_capacity(bytes.len());
        let mut from = 0;
        for (column, end) in self.ends.iter_mut().take(self.cells).enumerate() {
            let cell = bytes.get(from..*end).unwrap_or_default();
            if std::str::from_utf8(cell).is_err() {
                self.foreign.push(column);
            }
            from = *end;
            self.text.push_str(&String::from_utf8_lossy(cell));
            *end = self.text.len();
        }
        self.text.push_str(&String::from_utf8_lossy(bytes.get(from..).unwrap_or_default()));
    }

    /// The last record as an object of column and cell.
    pub(super) fn object(&self) -> Value {
        let cell = |(column, name): (usize, &String)| {
            (name.clone(), Value::String(self.cell(column).unwrap_or("").to_owned()))
        };
        Value::Object(self.header.iter().enumerate().map(cell).collect::<Map<_, _>>())
    }

    /// The last record as text, its cells joined again; of one with too many cells, what was held of it.
    pub(super) fn raw(&self) -> Value {
        if self.cells == 0 {
            return Value::String(self.text.clone());
        }
        let quoted = |cell: &str| {
            if cell.contains([self.delimiter, '"', '\n', '\r']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.to_owned()
            }
        };
        let cells: Vec<String> = (0..self.cells).map(|i| quoted(self.cell(i).unwrap_or(""))).collect();
        Value::String(cells.join(&self.delimiter.to_string()))
    }
}

/// Passes over the rest of a line, its end included; whether it had one.
fn skip_line(input: &mut Input) -> io::Result<bool> {
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return Ok(false);
        }
        let end = memchr::memchr(b'\n', chunk);
        let used = end.map_or(chunk.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// Whether the text read so far ends within a quoted cell, and on which line that opened.
struct Quotes {
    open: bool,
    line: u64,
    before: u8,
}

impl Quotes {
    /// Goes on over bytes that begin on a line.
    fn pass(&mut self, bytes: &[u8], line: u64, delimiter: char) {
        if bytes.contains(&b'"') {
            let mut at = line;
            for byte in bytes {
                match byte {
                    b'\n' => at += 1,
                    b'"' => {
                        let first = matches!(self.before, b'\n' | b'\r') || char::from(self.before) == delimiter;
                        // Two within a quoted cell are one mark of its text, which closes and opens it again.
                        if !self.open && first {
                            self.line = at;
                        }
                        self.open = !self.open && (first || self.before == b'"');
                    }
                    _ => {}
                }
                self.before = *byte;
            }
        } else if let Some(last) = bytes.last() {
            self.before = *last;
        }
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.iter().filter(|b| **b == b'\n').count()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_one_by_one() {
        let mut records = Records::under(vec!["a".to_owned(), "b".to_owned()], b',');
        for bytes in ["3,4", "1,2\n", "3,4", "5,\"6\"\r", "7,8", "9,0\r\n"] {
            assert_eq!(records.one(bytes.as_bytes(), 1, &[]), Found::Record, "{bytes} {:?}", records.text);
        }
    }
}
