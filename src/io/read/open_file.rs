//! A file of incidents that is being read.

use std::sync::Arc;

use serde_json::Value;

use super::csv::Records;
use super::lines::Lines;
use super::row_source::RowSource;

/// Where the rows come from.
pub(super) enum FileInput {
    Csv {
        records: Box<Records>,
        columns: Vec<Option<usize>>,
    },
    Lines(Lines),
    #[cfg(feature = "columnar")]
    Columns(Box<super::columnar::Columnar>),
    Rows(Box<dyn RowSource>),
    Nothing,
}

impl FileInput {
    /// What gives the rows one after the other, if lines and cells do not.
    pub(super) fn rows(&mut self) -> Option<&mut dyn RowSource> {
        match self {
            Self::Csv { .. } | Self::Lines(_) | Self::Nothing => None,
            #[cfg(feature = "columnar")]
            Self::Columns(columns) => Some(&mut **columns),
            Self::Rows(rows) => Some(&mut **rows),
        }
    }
}

/// What is known of the row last given.
pub(super) enum LastRow {
    /// Its cells, which the reader of records still holds.
    Cells,
    /// Its text, which the reader of records still holds.
    Text,
    /// Its JSON value, or the text of one that is none.
    Value(Value),
    /// Nothing: it was too long to be kept.
    Gone,
}

/// A file that was begun with.
pub(crate) struct OpenFile {
    pub(super) file: Arc<str>,
    pub(super) input: FileInput,
    pub(super) last: LastRow,
    pub(super) done: bool,
}

impl OpenFile {
    pub(super) fn new(file: &str, input: FileInput) -> Self {
        Self { file: file.into(), input, last: LastRow::Gone, done: false }
    }

    /// As [`Rows::record`].
    pub(crate) fn record(&self) -> Value {
        match (&self.last, &self.input) {
            (LastRow::Cells, FileInput::Csv { records, .. }) => records.object(),
            (LastRow::Text, FileInput::Csv { records, .. }) => records.raw(),
            (LastRow::Value(value), _) => value.clone(),
            _ => Value::Null,
        }
    }
}
