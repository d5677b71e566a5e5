//! For `benches/compare.py`: the call of the library alone, to be timed beside that of Python.

use std::ops::ControlFlow;

use arrow_array::RecordBatch;
use pyo3::prelude::*;
use relief::{BatchOptions, Policy};

use crate::{arrow, errors, instant};

/// A table that was taken over, and a policy.
#[pyclass(module = "relief._relief", frozen)]
pub(crate) struct RustOnly {
    policy: Policy,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl RustOnly {
    /// Takes over a table, to be decided by the standard policy.
    #[new]
    fn new(py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Self> {
        let batches = arrow::batches(table)?.collect::<Result<_, _>>();
        let batches = batches.map_err(|e| errors::read(py, &crate::batches::unreadable(&e)))?;
        Ok(Self { policy: Policy::standard().map_err(|e| errors::policy(py, &e))?, batches })
    }

    /// Decides it; the number of decisions and of rejects.
    fn decide(&self, py: Python<'_>, as_of: i64) -> PyResult<(usize, usize)> {
        let decided = py.detach(|| {
            let mut all = Vec::new();
            let _ = self.policy.decide_batches(&self.batches, BatchOptions::new(instant(as_of)), |decided| {
                all.push(decided);
                ControlFlow::<()>::Continue(())
            })?;
            Ok((
                all.iter().map(|decided| decided.decisions.num_rows()).sum(),
                all.iter().map(|decided| decided.rejects.num_rows()).sum(),
            ))
        });
        decided.map_err(|e| errors::read(py, &e))
    }
}
