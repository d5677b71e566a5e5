//! Rows whose values are held: of columns, and of sheets.

use serde_json::{Map, Value};

use super::cell::Stored;
#[cfg(feature = "columnar")]
use super::{cell, fields, plan, rows};

/// A row by its columns, as one reads it who has it alone.
#[cfg(feature = "columnar")]
pub(super) fn row(
    file: &std::sync::Arc<str>,
    plan: &plan::Plan<'_>,
    line: u64,
    columns: &[Option<usize>],
    values: &[Option<Stored>],
) -> rows::Row {
    let of = |column: &Option<usize>| column.and_then(|column| values.get(column)).and_then(Option::as_ref);
    let slots: Vec<Option<&Stored>> = columns.iter().map(of).collect();
    let view = cell::View { plan, source: cell::Source::Held(&slots) };
    rows::Row::read(file, line, fields::id(&view), &view)
}

/// What was read of a row: an object of column and value.
pub(super) fn record(names: &[String], values: &[Option<Stored>]) -> Value {
    let cells = names.iter().zip(values).filter_map(|(name, value)| Some((name.clone(), value.as_ref()?.value())));
    Value::Object(cells.collect::<Map<_, _>>())
}

impl Stored {
    /// As JSON.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.to_string()),
            Self::Json(value) => value.clone(),
        }
    }
}
