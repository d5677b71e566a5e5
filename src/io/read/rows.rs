//! Rows of one file, one at a time.

use std::sync::Arc;

use serde_json::Value;

use crate::engine::{Incident, RejectCode, Rejection};

use super::cell::{Cell, Source, View};
use super::csv::{Found, Records};
use super::error::ReadError;
use super::fields::{self, Worst};
use super::json::{self, Items};
use super::lines::{Line, Lines, TOO_LONG};
use super::reader::Reader;

/// What was made of a row, or of the rows of an event log that tell of one incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The file.
    pub file: Arc<str>,
    /// The line on which it starts, from 1.
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

    /// A row that could be parsed, with its id or what is wrong with that.
    pub(super) fn read(file: &Arc<str>, line: u64, id: Result<String, Rejection>, view: &View<'_>) -> Self {
        let mut worst = Worst::default();
        let id = match id {
            Ok(id) => Some(id),
            Err(problem) => {
                worst.add(problem.code, || problem.message);
                None
            }
        };
        let incident = id.as_ref().and_then(|id| fields::incident(id, view, None, &mut worst));
        let kept = view.plan.kept().map(|slot| view.cell(slot).map(Cell::value)).collect();
        Self { file: Arc::clone(file), line, id, incident, problem: worst.0, kept }
    }

    /// An earlier row has the id.
    pub(crate) fn duplicate(&mut self) {
        let Some(id) = &self.id else { return };
        if self.problem.as_ref().is_none_or(|problem| problem.code > RejectCode::DuplicateId) {
            self.problem = Some(Rejection::duplicate(id));
        }
    }
}

/// Where the rows come from.
pub(super) enum Input {
    Csv {
        records: Box<Records>,
        columns: Vec<Option<usize>>,
    },
    Lines(Lines),
    List(Items),
    #[cfg(feature = "columnar")]
    Columns(Box<super::columnar::Columnar>),
    #[cfg(feature = "xlsx")]
    Sheet {
        sheet: Box<super::sheet::Sheet>,
        columns: Vec<Option<usize>>,
    },
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
    opened: Opened,
}

impl<'r, 'a> Rows<'r, 'a> {
    pub(super) fn new(reader: &'r mut Reader<'a>, opened: Opened) -> Self {
        Self { reader, opened }
    }

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

/// A file that was begun with.
pub(crate) struct Opened {
    pub(super) file: Arc<str>,
    pub(super) input: Input,
    last: Last,
    done: bool,
}

impl Opened {
    pub(super) fn new(file: &str, input: Input) -> Self {
        Self { file: file.into(), input, last: Last::Gone, done: false }
    }

    /// As [`Rows::record`].
    pub(crate) fn record(&self) -> Value {
        match (&self.last, &self.input) {
            (Last::Cells, Input::Csv { records, .. }) => records.object(),
            (Last::Text, Input::Csv { records, .. }) => records.raw(),
            (Last::Value(value), _) => value.clone(),
            _ => Value::Null,
        }
    }

    fn csv(&mut self, reader: &mut Reader<'_>) -> std::io::Result<Option<Row>> {
        let Input::Csv { records, columns } = &mut self.input else { return Ok(None) };
        loop {
            let found = records.next_of(columns)?;
            self.last = match found {
                Found::Record => Last::Cells,
                Found::TooLong | Found::End => Last::Gone,
                Found::Cells(_) | Found::NotText(_) | Found::Unclosed(_) => Last::Text,
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

    fn lines(&mut self, reader: &mut Reader<'_>) -> std::io::Result<Option<Row>> {
        let Input::Lines(lines) = &mut self.input else { return Ok(None) };
        loop {
            let read = match lines.next()? {
                Line::End => return Ok(None),
                Line::TooLong => {
                    self.last = Last::Gone;
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

    #[cfg(feature = "columnar")]
    fn columns(&mut self, reader: &mut Reader<'_>) -> Result<Option<Row>, ReadError> {
        let Input::Columns(columns) = &mut self.input else { return Ok(None) };
        while let Some((line, values)) = columns.next(&self.file)? {
            if let Some(row) = reader.take_stored(&self.file, line, columns.by_slot(), &values) {
                self.last = Last::Value(columns.record(&values));
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    #[cfg(feature = "xlsx")]
    fn sheet(&mut self, reader: &mut Reader<'_>) -> Option<Row> {
        let Input::Sheet { sheet, columns } = &mut self.input else { return None };
        loop {
            let (line, values) = sheet.next()?;
            if let Some(row) = reader.take_stored(&self.file, line, columns, &values) {
                self.last = Last::Value(super::stored::record(&sheet.header, &values));
                return Some(row);
            }
        }
    }

    fn list(&mut self, reader: &mut Reader<'_>) -> Option<Row> {
        let Input::List(items) = &mut self.input else { return None };
        loop {
            let (line, read) = items.next(&reader.plan)?;
            if let Some(row) = reader.take_value(&self.file, line, read, &mut self.last) {
                return Some(row);
            }
        }
    }

    /// The next row, or why there is none.
    pub(crate) fn next(&mut self, reader: &mut Reader<'_>) -> Option<Result<Row, ReadError>> {
        if self.done {
            return None;
        }
        let read = match &self.input {
            Input::Csv { .. } => self.csv(reader),
            Input::Lines(_) => self.lines(reader),
            Input::List(_) => Ok(self.list(reader)),
            #[cfg(feature = "columnar")]
            Input::Columns(_) => match self.columns(reader) {
                Ok(row) => Ok(row),
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            },
            #[cfg(feature = "xlsx")]
            Input::Sheet { .. } => Ok(self.sheet(reader)),
            Input::Nothing => Ok(None),
        };
        let next = read.map_err(|e| {
            let line = match &self.input {
                Input::Csv { records, .. } => records.line,
                Input::Lines(lines) => lines.number,
                _ => 1,
            };
            ReadError::io(&self.file, line, &e)
        });
        self.done = !matches!(next, Ok(Some(_)));
        if let Ok(None) = next
            && let Err(error) = reader.all_read(&self.file)
        {
            return Some(Err(error));
        }
        next.transpose()
    }
}
