//! Rows of a file that one thread reads one after the other.

#[cfg(any(feature = "columnar", feature = "xlsx"))]
use serde_json::Value;

#[cfg(any(feature = "columnar", feature = "xlsx"))]
use super::cell::OwnedCell;
use super::error::ReadError;
use super::parsed::Parsed;
use super::plan::Plan;

/// What a row was read as.
pub(super) enum RowContent {
    /// An object, or what is wrong with it.
    Object(Parsed),
    /// The cells of a table, by its columns.
    #[cfg(any(feature = "columnar", feature = "xlsx"))]
    Cells(Vec<Option<OwnedCell>>),
}

/// The decoder of a format.
pub(super) trait RowSource: Send {
    /// The next row and its number or line, from 1; `None` at the end.
    ///
    /// # Errors
    /// If the rest of the file cannot be read.
    fn next(&mut self, file: &str, plan: &Plan<'_>) -> Result<Option<(u64, RowContent)>, ReadError>;

    /// The column of each slot, in a table.
    #[cfg(any(feature = "columnar", feature = "xlsx"))]
    fn by_slot(&self) -> &[Option<usize>] {
        &[]
    }

    /// The row of a table as it was read: an object of column and value.
    #[cfg(any(feature = "columnar", feature = "xlsx"))]
    fn record(&self, _cells: &[Option<OwnedCell>]) -> Value {
        Value::Null
    }
}
