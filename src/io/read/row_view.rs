//! A row by slots, whatever the format of its file.

use serde_json::Value;

use super::cell::{Cell, OwnedCell};
use super::csv::Records;
use super::plan::Plan;

/// Where the values of a row are.
pub(super) enum Source<'r> {
    /// The record last read, and the column of each slot.
    Csv(&'r Records, &'r [Option<usize>]),
    /// The value of each slot.
    Json(&'r [Option<&'r Value>]),
    /// The value of each slot, as taken from a view before.
    Translated(&'r [Option<&'r OwnedCell>]),
    /// The value of each slot, as a column or a sheet has it.
    #[cfg(any(feature = "columnar", feature = "xlsx"))]
    Owned(&'r [Option<&'r OwnedCell>]),
}

/// A row by slots.
pub(super) struct View<'r> {
    pub(super) plan: &'r Plan<'r>,
    pub(super) source: Source<'r>,
}

impl<'r> View<'r> {
    /// The value of a slot, by the mapping's table of values; `None` if it is missing.
    pub(super) fn cell(&self, slot: usize) -> Option<Cell<'r>> {
        let cell = self.raw(slot)?;
        if self.plan.fixed(slot).is_some() || matches!(self.source, Source::Translated(_)) {
            // A constant is taken as it is, and what was stored has been through the table.
            return Some(cell);
        }
        Some(meant(self.plan, slot, cell))
    }

    /// The value of a slot as the file or a constant gives it; `None` if it is missing. A constant wins.
    pub(super) fn raw(&self, slot: usize) -> Option<Cell<'r>> {
        if let Some(text) = self.plan.fixed(slot) {
            return (!text.is_empty()).then_some(Cell::Text(text));
        }
        let cell = match self.source {
            Source::Csv(records, columns) => Cell::Text(records.cell(columns.get(slot).copied().flatten()?)?),
            Source::Json(values) => Cell::Json(values.get(slot).copied().flatten()?),
            Source::Translated(values) => match values.get(slot).copied().flatten()? {
                OwnedCell::Text(text) => return Some(Cell::Text(text)),
                OwnedCell::Json(value) => return Some(Cell::Json(value)),
            },
            #[cfg(any(feature = "columnar", feature = "xlsx"))]
            Source::Owned(values) => match values.get(slot).copied().flatten()? {
                OwnedCell::Text(text) => Cell::Text(text),
                OwnedCell::Json(value) => Cell::Json(value),
            },
        };
        told(self.plan, cell)
    }
}

/// A value of a file, unless it says that nothing is known.
fn told<'r>(plan: &Plan<'_>, cell: Cell<'r>) -> Option<Cell<'r>> {
    match cell {
        Cell::Json(Value::Null) => None,
        _ => cell.text().is_none_or(|text| !plan.missing(text)).then_some(cell),
    }
}

/// What a value means by the mapping's table.
fn meant<'r>(plan: &Plan<'r>, slot: usize, cell: Cell<'r>) -> Cell<'r> {
    let meaning = match cell {
        Cell::Json(Value::Number(n)) => plan.meaning(slot, &n.to_string()),
        _ => cell.text().and_then(|text| plan.meaning(slot, text)),
    };
    meaning.map_or(cell, Cell::Text)
}

/// What a value of a file means in a slot; `None` if it says that nothing is known.
pub(super) fn understood<'r>(plan: &Plan<'r>, slot: usize, cell: Cell<'r>) -> Option<Cell<'r>> {
    told(plan, cell).map(|cell| meant(plan, slot, cell))
}
