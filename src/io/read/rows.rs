//! Rows of one file, one at a time.

use std::io::Read;

use serde_json::Value;

use super::csv::Found;
use super::error::ReadError;
use super::format::Bytes;
use super::json;
use super::lines::{Line, TOO_LONG};
use super::open_file::{FileInput, LastRow, OpenFile};
use super::reader::Reader;
use super::row::Row;
use super::row_source::RowContent;
use super::row_view::Source;

/// The rows of one file. Of an event log, only rows without an id come from here: the incidents come
/// from [`Reader::finish`].
pub struct Rows<'r, 'a> {
    reader: &'r mut Reader<'a>,
    opened: OpenFile,
}

impl<'a> Reader<'a> {
    /// Begins with a file; `name` tells its format where the options do not.
    ///
    /// # Errors
    /// Where nothing of it can be read: an unknown format, a header that says nothing, a list that is none.
    pub fn open<'r>(&'r mut self, name: &str, reader: Box<dyn Read + Send>) -> Result<Rows<'r, 'a>, ReadError> {
        let opened = self.begin(name, Bytes::Stream(reader))?;
        Ok(Rows { reader: self, opened })
    }
}

impl Rows<'_, '_> {
    /// The row last given as it was read: an object of column and cell, the JSON value, or the text of a
    /// row that could not be parsed; null where that was too long to be kept.
    pub fn record(&self) -> Value {
        self.opened.record()
    }
}

impl Iterator for Rows<'_, '_> {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.opened.next(self.reader)
    }
}

impl OpenFile {
    fn csv(&mut self, reader: &mut Reader<'_>) -> Result<Option<Row>, ReadError> {
        let FileInput::Csv { records, columns } = &mut self.input else { return Ok(None) };
        loop {
            let found = records.next_of(columns).map_err(|e| ReadError::io(&self.file, records.line, &e))?;
            self.last = match found {
                Found::Record => LastRow::Cells,
                Found::TooLong | Found::End => LastRow::Gone,
                Found::Cells(_) | Found::NotText(_) | Found::Unclosed(_) => LastRow::Text,
            };
            let message = match found {
                Found::End => return Ok(None),
                Found::Record => {
                    let source = Source::Csv(records, columns);
                    match reader.take(&self.file, records.line, source) {
                        Some(row) => return Ok(Some(row)),
                        None => continue,
                    }
                }
                found => found.problem(&records.header, reader.plan.encoding()),
            };
            return Ok(Some(Row::bad(&self.file, records.line, message)));
        }
    }

    fn lines(&mut self, reader: &mut Reader<'_>) -> Result<Option<Row>, ReadError> {
        let FileInput::Lines(lines) = &mut self.input else { return Ok(None) };
        loop {
            let read = match lines.next().map_err(|e| ReadError::io(&self.file, lines.number, &e))? {
                Line::End => return Ok(None),
                Line::TooLong => {
                    self.last = LastRow::Gone;
                    return Ok(Some(Row::bad(&self.file, lines.number, TOO_LONG)));
                }
                Line::Whole if lines.bytes.iter().all(u8::is_ascii_whitespace) => continue,
                Line::Whole => json::parse(&lines.bytes, &reader.plan),
            };
            let line = lines.number;
            if let Some(row) = reader.take_value(&self.file, line, read, &mut self.last) {
                return Ok(Some(row));
            }
        }
    }

    fn rows(&mut self, reader: &mut Reader<'_>) -> Result<Option<Row>, ReadError> {
        let Some(rows) = self.input.rows() else { return Ok(None) };
        while let Some((line, content)) = rows.next(&self.file, &reader.plan)? {
            let row = match content {
                RowContent::Object(read) => reader.take_value(&self.file, line, read, &mut self.last),
                #[cfg(any(feature = "columnar", feature = "xlsx"))]
                RowContent::Cells(cells) => {
                    let row = reader.take_stored(&self.file, line, rows.by_slot(), &cells);
                    if row.is_some() {
                        self.last = LastRow::Value(rows.record(&cells));
                    }
                    row
                }
            };
            if row.is_some() {
                return Ok(row);
            }
        }
        Ok(None)
    }

    /// The next row, or why there is none.
    pub(crate) fn next(&mut self, reader: &mut Reader<'_>) -> Option<Result<Row, ReadError>> {
        if self.done {
            return None;
        }
        let next = match &self.input {
            FileInput::Csv { .. } => self.csv(reader),
            FileInput::Lines(_) => self.lines(reader),
            _ => self.rows(reader),
        };
        self.done = !matches!(next, Ok(Some(_)));
        if let Ok(None) = next
            && let Err(error) = reader.all_read(&self.file)
        {
            return Some(Err(error));
        }
        next.transpose()
    }
}
