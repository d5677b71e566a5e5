//! What Python says of incidents: how they are read, and where they are.

use arrow_array::RecordBatch;
use pyo3::prelude::*;
use relief::embed::IncidentFile;
use relief::{BatchOptions, ReadOptions};

use crate::arrow::batches;
use crate::{errors, instant};

/// How incidents are read: the mapping, the zone, what to make of repeated local times, and constants.
pub(crate) type Reading<'a> = (Option<String>, Option<String>, Option<String>, Vec<(String, String)>);

/// The same, checked.
///
/// # Errors
/// If there is no such mapping, zone or word.
pub(crate) fn read_options(py: Python<'_>, reading: Reading<'_>) -> PyResult<ReadOptions> {
    let (mapping, timezone, ambiguous, set) = reading;
    let made = || {
        let mut options = ReadOptions::new();
        if let Some(mapping) = &mapping {
            options = options.mapping(mapping)?;
        }
        if let Some(timezone) = &timezone {
            options = options.timezone(timezone)?;
        }
        if let Some(ambiguous) = &ambiguous {
            options = options.ambiguous(ambiguous)?;
        }
        Ok(set.into_iter().fold(options, |options, (field, value)| options.set(field, value)))
    };
    made().map_err(|e| errors::read(py, &e))
}

/// How a table is decided.
pub(crate) fn batch_options(
    read: ReadOptions,
    as_of: i64,
    columns: Option<Vec<String>>,
    check_duplicates: bool,
) -> BatchOptions {
    let options = BatchOptions::new(instant(as_of)).check_duplicates(check_duplicates).read(read);
    match columns {
        Some(columns) => options.columns(columns),
        None => options,
    }
}

/// Incidents as a table, or as the name and bytes of a file.
#[derive(FromPyObject)]
pub(crate) enum Incidents<'py> {
    File(String, Vec<u8>),
    Table(Bound<'py, PyAny>),
}

impl Incidents<'_> {
    /// The same as a file that the library reads.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub(crate) fn file(self, py: Python<'_>, read: &ReadOptions, as_of: i64) -> PyResult<IncidentFile> {
        let file = match self {
            Self::File(name, bytes) => IncidentFile::new(name, bytes, instant(as_of)),
            Self::Table(table) => {
                let batches = batches(&table)?;
                let all: Result<Vec<RecordBatch>, _> = py.detach(|| batches.collect());
                let all = all.map_err(|e| errors::read(py, &crate::batches::unreadable(&e)))?;
                IncidentFile::of_batches(all, instant(as_of))
            }
        };
        Ok(file.read(read))
    }
}
