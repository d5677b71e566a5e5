//! Rows whose values are owned: those of columns and of sheets.

use serde_json::{Map, Value};

use super::cell::OwnedCell;
#[cfg(feature = "columnar")]
use super::{fields, plan, row, row_view};

/// Reads one row by its columns.
#[cfg(feature = "columnar")]
pub(super) fn row(
    file: &std::sync::Arc<str>,
    plan: &plan::Plan<'_>,
    line: u64,
    columns: &[Option<usize>],
    values: &[Option<OwnedCell>],
) -> row::Row {
    let of = |column: &Option<usize>| column.and_then(|column| values.get(column)).and_then(Option::as_ref);
    let slots: Vec<Option<&OwnedCell>> = columns.iter().map(of).collect();
    let view = row_view::View { plan, source: row_view::Source::Owned(&slots) };
    row::Row::read(file, line, fields::id(&view), &view)
}

/// The row as it was read: an object of column and value.
pub(super) fn record(names: &[String], values: &[Option<OwnedCell>]) -> Value {
    let cells = names.iter().zip(values).filter_map(|(name, value)| Some((name.clone(), value.as_ref()?.value())));
    Value::Object(cells.collect::<Map<_, _>>())
}
