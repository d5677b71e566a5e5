//! Rows with their decisions, batch by batch, while the next batch is decided on a thread of its own.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use relief::{BatchOptions, Policy, ReadError};

use crate::arrow::{Batches, schema_capsule, stream_capsule};
use crate::batches::schemas;
use crate::rows::{Joined, decide_rows};

type Rows = Result<RecordBatch, ReadError>;

/// A stream of rows with their decisions, which is taken once.
#[pyclass(module = "relief._relief", frozen)]
pub(crate) struct RowReader {
    schema: SchemaRef,
    /// `None` once they were handed over.
    rows: Mutex<Option<Receiver<Rows>>>,
}

impl RowReader {
    /// Begins to decide. At most two batches are decided ahead of whoever takes them.
    ///
    /// # Errors
    /// If there is no column of a name that is asked for.
    pub(crate) fn new(
        policy: Arc<Policy>,
        options: BatchOptions,
        batches: Batches,
        plain: bool,
    ) -> Result<Self, ReadError> {
        let (decisions, _) = schemas(&policy, &options)?;
        let schema = Joined::new(&batches.schema(), &decisions, plain).schema();
        let (give, take) = sync_channel::<Rows>(1);
        std::thread::spawn(move || {
            let ended = decide_rows(&policy, options, batches, plain, |rows| match give.send(Ok(rows)) {
                Ok(()) => ControlFlow::Continue(()),
                // Nobody takes any more.
                Err(_) => ControlFlow::Break(()),
            });
            if let Err(error) = ended {
                let _ = give.send(Err(error));
            }
        });
        Ok(Self { schema, rows: Mutex::new(Some(take)) })
    }
}

#[pymethods]
impl RowReader {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner).take();
        stream_capsule(py, Box::new(Stream { schema: self.schema.clone(), rows }))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.schema)
    }
}

struct Stream {
    schema: SchemaRef,
    rows: Option<Receiver<Rows>>,
}

impl Iterator for Stream {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.rows.as_ref()?.recv().ok()?;
        Some(rows.map_err(|e| ArrowError::ExternalError(Box::new(e))))
    }
}

impl RecordBatchReader for Stream {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
