//! Rows of one file, one at a time.

use std::sync::Arc;

use serde_json::Value;

use crate::evaluate::{Incident, RejectCode, Rejection};

use super::cell::Source;
use super::csv::{Found, Records};
use super::error::ReadError;
use super::json::{self, Items};
use super::lines::{Line, Lines};
use super::reader::Reader;

/// What was made of a row, or of the rows of an event log that tell of one incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The file.
    pub file: Arc<str>,
    /// The line on which it starts, from 1; of a YAML list, the number of the item.
    pub line: u64,
    /// Its id, where it could be read.
    pub id: Option<String>,
    /// The incident, wherever id, contract and `opened` could be read, whatever else is wrong.
    pub incident: Option<Incident>,
    /// What the reader found wrong: of several problems, the one whose code stands first.
    pub problem: Option<Rejection>,
    /// The values of the `--keep` columns, in their order.
    pub kept: Vec<Option<Value>>,
}

impl Row {
    /// A row that could not be read at all.
    pub(super) fn bad(file: &Arc<str>, line: u64, message: impl Into<String>) -> Self {
        let problem = Some(Rejection::new(RejectCode::BadRecord, message));
        Self { file: Arc::clone(file), line, id: None, incident: None, problem, kept: Vec::new() }
    }
}

/// Where the rows come from.
pub(super) enum Input {
    Csv { records: Box<Records>, columns: Vec<Option<usize>> },
    Lines(Lines),
    List(Items),
    Nothing,
}

/// What can be told of the row last given.
pub(super) enum Last {
    /// Its cells, which the reader of records still holds.
    Cells,
    /// Its text, which the reader of records still holds.
    Text,
    /// Its JSON value, or the text of one that is none.
    Value(Value),
    /// Nothing: it was too long to be kept.
    Gone,
}

/// The rows of one file. Of an event log, only rows without an id come from here: the incidents come
/// from [`Reader::finish`].
pub struct Rows<'r, 'a> {
    reader: &'r mut Reader<'a>,
    file: Arc<str>,
    input: Input,
    last: Last,
    done: bool,
}

impl<'r, 'a> Rows<'r, 'a> {
    pub(super) fn new(reader: &'r mut Reader<'a>, file: &str, input: Input) -> Self {
        Self { reader, file: file.into(), input, last: Last::Gone, done: false }
    }

    /// The row last given as it was read: an object of column and cell, the JSON value, or the text of a
    /// row that could not be parsed; null where that was too long to be kept.
    pub fn record(&self) -> Value {
        match (&self.last, &self.input) {
            (Last::Cells, Input::Csv { records, .. }) => records.object(),
            (Last::Text, Input::Csv { records, .. }) => records.raw(),
            (Last::Value(value), _) => value.clone(),
            _ => Value::Null,
        }
    }

    fn csv(&mut self) -> std::io::Result<Option<Row>> {
        let Input::Csv { records, columns } = &mut self.input else { return Ok(None) };
        loop {
            let found = records.next()?;
            self.last = match found {
                Found::Record => Last::Cells,
                Found::TooLong | Found::Unclosed(_) | Found::End => Last::Gone,
                Found::Cells(_) | Found::NotText => Last::Text,
            };
            let message = match found {
                Found::End => return Ok(None),
                Found::Record => {
                    let source = Source::Csv(records, columns);
                    match self.reader.take(&self.file, records.line, source) {
                        Some(row) => return Ok(Some(row)),
                        None => continue,
                    }
                }
                Found::Cells(count) => format!("{} cells were expected, found {count}", records.header.len()),
                Found::TooLong => "a record of at most 16 MiB was expected, found a longer one".to_owned(),
                Found::NotText => json::NOT_UTF_8.to_owned(),
                Found::Unclosed(line) => format!(
                    "the quotation mark that opens on line {line} is never closed: all that stands behind it was taken for one text"
                ),
            };
            return Ok(Some(Row::bad(&self.file, records.line, message)));
        }
    }

    fn lines(&mut self) -> std::io::Result<Option<Row>> {
        let Input::Lines(lines) = &mut self.input else { return Ok(None) };
        loop {
            let read = match lines.next()? {
                Line::End => return Ok(None),
                Line::TooLong => {
                    self.last = Last::Gone;
                    let message = "a line of at most 16 MiB was expected, found a longer one";
                    return Ok(Some(Row::bad(&self.file, lines.number, message)));
                }
                Line::Whole if lines.bytes.iter().all(u8::is_ascii_whitespace) => continue,
                Line::Whole => json::parse(&lines.bytes),
            };
            let line = lines.number;
            if let Some(row) = self.reader.take_value(&self.file, line, read, &mut self.last) {
                return Ok(Some(row));
            }
        }
    }

    fn list(&mut self) -> Option<Row> {
        let Input::List(items) = &mut self.input else { return None };
        loop {
            let (line, read) = items.next()?;
            if let Some(row) = self.reader.take_value(&self.file, line, read, &mut self.last) {
                return Some(row);
            }
        }
    }
}

impl Iterator for Rows<'_, '_> {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let read = match &self.input {
            Input::Csv { .. } => self.csv(),
            Input::Lines(_) => self.lines(),
            Input::List(_) => Ok(self.list()),
            Input::Nothing => Ok(None),
        };
        let next = read.map_err(|e| {
            let line = match &self.input {
                Input::Csv { records, .. } => records.line,
                Input::Lines(lines) => lines.number,
                Input::List(_) | Input::Nothing => 1,
            };
            ReadError::io(&self.file, line, &e)
        });
        self.done = !matches!(next, Ok(Some(_)));
        next.transpose()
    }
}
