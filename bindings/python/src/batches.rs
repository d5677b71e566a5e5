//! Tables of incidents, decided.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::UInt64Type;
use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use relief::{BatchDecisions, BatchOptions, Policy, ReadError};

use crate::arrow::Batches;

/// Decides batches one after the other, as parts of one table: the rows of rejects are counted over all of them. `each`
/// may stop the run.
///
/// # Errors
/// If the table cannot be read as incidents.
pub(crate) fn decide(
    policy: &Policy,
    options: BatchOptions,
    batches: Batches,
    mut each: impl FnMut(BatchDecisions) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    // A log is decided as a whole, and has counted its rows.
    let is_log = options.read.is_event_log();
    let (before, taken) = (Cell::new(0), Cell::new(0));
    let failed = Cell::new(None);
    let good = batches.map_while(|batch| match batch {
        Ok(batch) => {
            before.set(taken.get());
            taken.set(taken.get() + batch.num_rows() as u64);
            Some(batch)
        }
        Err(error) => {
            failed.set(Some(error));
            None
        }
    });
    let mut wrong = None;
    let _ = policy.decide_batches(good, options, |mut decided| {
        let first = if is_log { 0 } else { before.get() };
        match counted_from(&decided.rejects, first) {
            Ok(rejects) => decided.rejects = rejects,
            Err(error) => {
                wrong = Some(error);
                return ControlFlow::Break(());
            }
        }
        each(decided)
    })?;
    match failed.take().or(wrong) {
        Some(error) => Err(unreadable(&error)),
        None => Ok(()),
    }
}

/// Why a table could not be read to its end.
pub(crate) fn unreadable(error: &ArrowError) -> ReadError {
    ReadError::new("", format!("the table cannot be read further: {error}"))
}

/// Rejects whose rows are counted after `before` others.
fn counted_from(rejects: &RecordBatch, before: u64) -> Result<RecordBatch, ArrowError> {
    if before == 0 || rejects.num_rows() == 0 {
        return Ok(rejects.clone());
    }
    let mut columns = rejects.columns().to_vec();
    if let Some(row) = columns.first_mut() {
        let rows: UInt64Array = row.as_primitive::<UInt64Type>().unary(|row| row + before);
        *row = Arc::new(rows);
    }
    RecordBatch::try_new(rejects.schema(), columns)
}

/// The schemas of decisions and of rejects.
///
/// # Errors
/// If there is no column of a name that is asked for.
pub(crate) fn schemas(policy: &Policy, options: &BatchOptions) -> Result<(SchemaRef, SchemaRef), ReadError> {
    let schema = Arc::new(Schema::new(vec![Field::new("id", DataType::Utf8, true)]));
    let ids: ArrayRef = Arc::new(StringArray::from(Vec::<&str>::new()));
    let none = RecordBatch::try_new(schema, vec![ids]).map_err(|e| unreadable(&e))?;
    let mut plain = BatchOptions::new(options.as_of);
    plain.columns.clone_from(&options.columns);
    let decided = policy.decide_batch(&none, plain)?;
    Ok((decided.decisions.schema(), decided.rejects.schema()))
}
