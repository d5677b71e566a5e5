//! A piece of work: rows of one file, not yet decoded.

use std::sync::Arc;

use serde_json::Value;

use super::chunks::Piece;
use super::notes::Notes;
use super::row::Row;

/// A CSV file's header, as every hand needs it.
#[derive(Debug)]
pub(crate) struct Header {
    pub(super) delimiter: u8,
    pub(super) names: Vec<String>,
    /// The column of each slot.
    pub(super) columns: Vec<Option<usize>>,
}

/// Something to decide.
#[derive(Debug)]
pub(crate) struct Work {
    /// The file that it is in.
    pub(crate) file: Arc<str>,
    pub(crate) kind: WorkKind,
    /// What was noticed while it was read.
    pub(crate) notes: Notes,
}

impl Work {
    /// Whether a text may occur in it: not if its bytes are there and have none such.
    pub(crate) fn may_contain(&self, text: &str) -> bool {
        match &self.kind {
            WorkKind::Csv(_, piece) | WorkKind::Lines(piece) => {
                memchr::memmem::find(&piece.bytes, text.as_bytes()).is_some()
            }
            #[cfg(feature = "columnar")]
            WorkKind::Columns(..) => true,
            WorkKind::Rows(_) => true,
        }
    }

    /// Whether it is the last piece of its file, as far as was known when it was cut.
    pub(crate) fn is_last(&self) -> bool {
        matches!(&self.kind, WorkKind::Lines(piece) if piece.last)
    }

    /// Whole lines of JSON, the first of which has this number.
    pub(crate) fn of_lines(file: &Arc<str>, line: u64, bytes: Vec<u8>) -> Self {
        let piece = Piece { bytes, line, too_long: false, last: false };
        Self { file: Arc::clone(file), kind: WorkKind::Lines(piece), notes: Notes::default() }
    }

    /// A record batch by itself.
    #[cfg(feature = "columnar")]
    pub(crate) fn of_batch(columns: Vec<Option<usize>>, batch: arrow_array::RecordBatch) -> Self {
        Self { file: "".into(), kind: WorkKind::Columns(Arc::new(columns), batch, 1), notes: Notes::default() }
    }

    /// The place of a row of a batch of columns.
    #[cfg(feature = "columnar")]
    pub(crate) fn row(&self, row: usize) -> RowPlace {
        let first = if let WorkKind::Columns(_, _, first) = self.kind { first } else { 1 };
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        RowPlace { start: number, end: number, line: first + u64::from(number) }
    }

    /// How many rows it has, where that is known before they are read.
    #[cfg(feature = "columnar")]
    pub(crate) fn rows(&self) -> Option<usize> {
        match &self.kind {
            WorkKind::Columns(_, batch, _) => Some(batch.num_rows()),
            WorkKind::Rows(rows) => Some(rows.len()),
            _ => None,
        }
    }
}

/// What the rows are in.
#[derive(Debug)]
pub(crate) enum WorkKind {
    Csv(Arc<Header>, Piece),
    Lines(Piece),
    /// A batch of columns: the column of each slot, and the number of its first row.
    #[cfg(feature = "columnar")]
    Columns(Arc<Vec<Option<usize>>>, arrow_array::RecordBatch, u64),
    /// Rows with what was read of them.
    Rows(Vec<(Row, Value)>),
}

/// Where a row is in its piece of work: its bytes, or its number.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RowPlace {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) line: u64,
}

impl RowPlace {
    /// The file that the row is in.
    pub(crate) fn file<'w>(&self, work: &'w Work) -> &'w Arc<str> {
        match &work.kind {
            WorkKind::Rows(rows) => rows.get(self.start as usize).map_or(&work.file, |(row, _)| &row.file),
            _ => &work.file,
        }
    }
}
