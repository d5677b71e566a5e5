//! Reports and credit statements of tables in parts, such as the partitions of a cluster.

use std::cell::Cell;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray as _;
use arrow_array::types::Int64Type;
use arrow_schema::ArrowError;
use pyo3::prelude::*;
use relief::embed::{CreditParts, OrderedBatch, ReportParts};
use relief::{ReadError, ReadOptions};

use crate::arrow::{Batches, batches};
use crate::batches::unreadable;
use crate::incidents::{Reading, read_options};
use crate::policy::{Forms, NativePolicy};
use crate::{errors, instant};

/// The column with the place of each row in the order of all rows.
const ORDER: &str = "__relief_order";

/// A batch without the column of its order.
fn ordered(mut batch: RecordBatch) -> Result<OrderedBatch, ArrowError> {
    let at = batch.schema().index_of(ORDER)?;
    let column = batch.remove_column(at);
    let orders = column.as_primitive_opt::<Int64Type>();
    let orders = orders.ok_or_else(|| ArrowError::SchemaError(format!("`{ORDER}` is no column of 64-bit integers")))?;
    let orders = orders.values().iter().map(|order| u64::try_from(*order).unwrap_or(0)).collect();
    Ok(OrderedBatch { batch, orders })
}

/// Counts all batches of a part with `count`, which is handed those up to the first that cannot be read.
fn counted(
    batches: Batches,
    read: &ReadOptions,
    count: impl FnOnce(&mut dyn Iterator<Item = OrderedBatch>, &ReadOptions) -> Result<Vec<String>, ReadError>,
) -> Result<Vec<String>, ReadError> {
    let failed = Cell::new(None);
    let mut good = batches.map_while(|batch| match batch.and_then(ordered) {
        Ok(batch) => Some(batch),
        Err(error) => {
            failed.set(Some(error));
            None
        }
    });
    let notes = count(&mut good, read)?;
    match failed.take() {
        Some(error) => Err(unreadable(&error)),
        None => Ok(notes),
    }
}

/// The counts of parts, read from Python one by one.
fn each_part<'py>(
    parts: &Bound<'py, PyAny>,
    mut merge: impl FnMut(&str) -> Result<(), relief::embed::EmbedError>,
) -> PyResult<()> {
    for part in parts.try_iter()? {
        let part: String = part?.extract()?;
        merge(&part).map_err(|e| errors::embed(parts.py(), &e))?;
    }
    Ok(())
}

/// The counts of a part of a report as JSON, and what is noticed of the part.
#[pyfunction]
#[pyo3(signature = (policy, part, as_of, reading, by))]
pub(crate) fn count_report(
    py: Python<'_>,
    policy: &NativePolicy,
    part: &Bound<'_, PyAny>,
    as_of: i64,
    reading: Reading<'_>,
    by: Option<&str>,
) -> PyResult<(String, Vec<String>)> {
    let read = read_options(py, reading)?;
    let batches = batches(part)?;
    let mut counts = ReportParts::new(policy.policy(), instant(as_of), by).map_err(|e| errors::embed(py, &e))?;
    let done = py.detach(move || {
        let notes = counted(batches, &read, |batches, read| counts.count(batches, read))?;
        Ok((counts.into_json(), notes))
    });
    done.map_err(|e| errors::read(py, &e))
}

/// The report of parts that were counted.
#[pyfunction]
#[pyo3(signature = (policy, parts, as_of, by))]
pub(crate) fn report_of_parts(
    py: Python<'_>,
    policy: &NativePolicy,
    parts: &Bound<'_, PyAny>,
    as_of: i64,
    by: Option<&str>,
) -> PyResult<Forms> {
    let policy = policy.policy();
    let mut whole = ReportParts::new(policy, instant(as_of), by).map_err(|e| errors::embed(py, &e))?;
    each_part(parts, |part| whole.merge(part))?;
    Ok(py.detach(move || {
        let report = whole.finish();
        (report.json(), report.markdown(), report.html(policy))
    }))
}

/// The counts of a part of credit statements as JSON, and what is noticed of the part.
#[pyfunction]
#[pyo3(signature = (policy, part, as_of, reading))]
pub(crate) fn count_credits(
    py: Python<'_>,
    policy: &NativePolicy,
    part: &Bound<'_, PyAny>,
    as_of: i64,
    reading: Reading<'_>,
) -> PyResult<(String, Vec<String>)> {
    let read = read_options(py, reading)?;
    let batches = batches(part)?;
    let mut counts = CreditParts::new(policy.policy(), instant(as_of)).map_err(|e| errors::embed(py, &e))?;
    let done = py.detach(move || {
        let notes = counted(batches, &read, |batches, read| counts.count(batches, read))?;
        Ok((counts.into_json(), notes))
    });
    done.map_err(|e| errors::read(py, &e))
}

/// The credit statements of parts that were counted.
#[pyfunction]
#[pyo3(signature = (policy, parts, as_of))]
pub(crate) fn credits_of_parts(
    py: Python<'_>,
    policy: &NativePolicy,
    parts: &Bound<'_, PyAny>,
    as_of: i64,
) -> PyResult<Forms> {
    let mut whole = CreditParts::new(policy.policy(), instant(as_of)).map_err(|e| errors::embed(py, &e))?;
    each_part(parts, |part| whole.merge(part))?;
    Ok(py.detach(move || {
        let report = whole.finish();
        (report.json(), report.markdown(), report.html())
    }))
}
