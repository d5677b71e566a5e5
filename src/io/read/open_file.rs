//! A file of incidents that is being read.

use std::sync::Arc;

use serde_json::Value;

use super::csv::Records;
use super::json::Items;
use super::lines::Lines;

/// Where the rows come from.
pub(super) enum FileInput {
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
