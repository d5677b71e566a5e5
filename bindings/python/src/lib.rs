//! The part of the Python package `relief` that is written in Rust: the module `relief._relief`. Its classes are those
//! that `python/relief` wraps; people use these. What goes to and fro is JSON for single incidents and results, and
//! tables by the Arrow C data interface. Instants are microseconds since 1970 in UTC.

mod arrow;
mod batches;
mod errors;
mod incidents;
#[cfg(feature = "measure")]
mod measure;
mod parts;
mod policy;
mod reader;
mod row_reader;
mod rows;
mod table;

use pyo3::prelude::*;
use relief::{Instant, OffsetInstant};

/// Reads an RFC 3339 instant: microseconds since 1970, and the offset that it is written with, in seconds.
#[pyfunction]
fn parse_instant(py: Python<'_>, text: &str) -> PyResult<(i64, i32)> {
    match OffsetInstant::parse(text) {
        Ok(at) => Ok((at.instant().0, at.offset().unwrap_or(0))),
        Err(error) => Err(errors::instant(py, text, &error)),
    }
}

/// An instant from Python.
fn instant(micros: i64) -> Instant {
    Instant(micros)
}

#[pymodule]
fn _relief(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<policy::NativePolicy>()?;
    module.add_class::<policy::NativeExplanation>()?;
    module.add_class::<table::Table>()?;
    module.add_class::<reader::DecisionReader>()?;
    module.add_class::<row_reader::RowReader>()?;
    #[cfg(feature = "measure")]
    module.add_class::<measure::RustOnly>()?;
    module.add_function(wrap_pyfunction!(parts::count_report, module)?)?;
    module.add_function(wrap_pyfunction!(parts::report_of_parts, module)?)?;
    module.add_function(wrap_pyfunction!(parts::count_credits, module)?)?;
    module.add_function(wrap_pyfunction!(parts::credits_of_parts, module)?)?;
    module.add_function(wrap_pyfunction!(parse_instant, module)?)
}
