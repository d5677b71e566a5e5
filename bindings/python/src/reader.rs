//! Decisions that come batch by batch, while the next batch is decided on a thread of its own.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::PyStopIteration;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use relief::{BatchDecisions, BatchOptions, Policy, ReadError};

use crate::arrow::{Batches, schema_capsule, stream_capsule};
use crate::batches::{decide, schemas};
use crate::errors;
use crate::table::Table;

type Decided = Result<BatchDecisions, ReadError>;

/// Decisions that come batch by batch.
#[pyclass(module = "relief._relief", frozen)]
pub(crate) struct DecisionReader {
    decisions: SchemaRef,
    rejects: SchemaRef,
    /// `None` once the decisions were handed over as a stream.
    decided: Mutex<Option<Receiver<Decided>>>,
    /// What was rejected of the batches that a stream has given out.
    rejected: Arc<Mutex<Vec<RecordBatch>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl DecisionReader {
    /// Begins to decide. At most two batches are decided ahead of whoever takes them.
    ///
    /// # Errors
    /// If there is no column of a name that is asked for.
    pub(crate) fn new(policy: Arc<Policy>, options: BatchOptions, batches: Batches) -> Result<Self, ReadError> {
        let (decisions, rejects) = schemas(&policy, &options)?;
        let (give, take) = sync_channel::<Decided>(1);
        std::thread::spawn(move || {
            let ended = decide(&policy, options, batches, |decided| match give.send(Ok(decided)) {
                Ok(()) => ControlFlow::Continue(()),
                // Nobody takes any more.
                Err(_) => ControlFlow::Break(()),
            });
            if let Err(error) = ended {
                let _ = give.send(Err(error));
            }
        });
        Ok(Self { decisions, rejects, decided: Mutex::new(Some(take)), rejected: Arc::default() })
    }

    fn pair(&self, decided: BatchDecisions) -> (Table, Table) {
        let BatchDecisions { decisions, rejects, .. } = decided;
        (Table::of(self.decisions.clone(), vec![decisions]), Table::of(self.rejects.clone(), vec![rejects]))
    }
}

#[pymethods]
impl DecisionReader {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<(Table, Table)> {
        let next = py.detach(|| lock(&self.decided).as_ref().and_then(|decided| decided.recv().ok()));
        match next {
            Some(Ok(decided)) => Ok(self.pair(decided)),
            Some(Err(error)) => Err(errors::read(py, &error)),
            None => Err(PyStopIteration::new_err(())),
        }
    }

    /// What was rejected of the batches that a stream has given out so far.
    #[getter]
    fn rejects(&self) -> Table {
        Table::of(self.rejects.clone(), lock(&self.rejected).clone())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let decided = py.detach(|| lock(&self.decided).take());
        let rejected = Arc::clone(&self.rejected);
        stream_capsule(py, Box::new(Stream { schema: self.decisions.clone(), decided, rejected }))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.decisions)
    }
}

/// The decisions as a stream of batches; rejects are put aside.
struct Stream {
    schema: SchemaRef,
    decided: Option<Receiver<Decided>>,
    rejected: Arc<Mutex<Vec<RecordBatch>>>,
}

impl Iterator for Stream {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let decided = self.decided.as_ref()?.recv().ok()?;
        Some(match decided {
            Ok(decided) => {
                if decided.rejects.num_rows() > 0 {
                    lock(&self.rejected).push(decided.rejects);
                }
                Ok(decided.decisions)
            }
            Err(error) => Err(ArrowError::ExternalError(Box::new(error))),
        })
    }
}

impl RecordBatchReader for Stream {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
