//! Tables from and to Python by the Arrow PyCapsule interface: any library that has `__arrow_c_stream__` or
//! `__arrow_c_array__` will do. This is the only module with `unsafe` in it.

use std::ffi::CStr;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// Record batches that come one after the other.
pub(crate) type Batches = Box<dyn RecordBatchReader + Send>;

/// The record batches of a table, a batch or a reader: at least one, be it empty, so that its columns are looked at.
///
/// # Errors
/// If the object is none of these.
pub(crate) fn batches(object: &Bound<'_, PyAny>) -> PyResult<Batches> {
    Ok(Box::new(AtLeastOne { batches: read(object)?, any: false }))
}

/// Batches, or one that is empty if there are none.
struct AtLeastOne {
    batches: Batches,
    any: bool,
}

impl Iterator for AtLeastOne {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.batches.next();
        let is_first = !std::mem::replace(&mut self.any, true);
        if next.is_none() && is_first { Some(Ok(RecordBatch::new_empty(self.schema()))) } else { next }
    }
}

impl RecordBatchReader for AtLeastOne {
    fn schema(&self) -> SchemaRef {
        self.batches.schema()
    }
}

fn read(object: &Bound<'_, PyAny>) -> PyResult<Batches> {
    if object.hasattr("__arrow_c_stream__")? {
        let capsule = object.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let stream = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of this name holds such a stream, by the PyCapsule interface; the stream is moved out of it,
        // and the capsule is left with an empty one.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(stream.as_ptr()) };
        return Ok(Box::new(RecordBatchStreamReader::try_new(stream).map_err(|e| no_table(object, &e))?));
    }
    if object.hasattr("__arrow_c_array__")? {
        let both = object.call_method0("__arrow_c_array__")?;
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = both.extract()?;
        let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
        let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
        // SAFETY: capsules of these names hold such structures, by the PyCapsule interface, and belong together. The
        // array is moved out of its capsule; the schema is read while its capsule lives.
        let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
        let data = data.map_err(|e| no_table(object, &e))?;
        if !matches!(data.data_type(), arrow_schema::DataType::Struct(_)) {
            return Err(no_table(object, &ArrowError::SchemaError("it is one column".to_owned())));
        }
        let batch = RecordBatch::from(StructArray::from(data));
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    let name = object.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "expected a table, found `{name}`: give a table of pyarrow, polars, pandas 2.2 or later, DuckDB, or anything else with \
         `__arrow_c_stream__`; incidents as dicts are decided by `Policy.decide`, one by one"
    )))
}

fn no_table(object: &Bound<'_, PyAny>, error: &ArrowError) -> PyErr {
    let name = object.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string());
    PyValueError::new_err(format!("the `{name}` cannot be read as a table: {error}"))
}

/// A schema as a capsule.
pub(crate) fn schema_capsule<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(|e| PyValueError::new_err(e.to_string()))?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

/// Batches as a capsule, which gives them out once.
pub(crate) fn stream_capsule(py: Python<'_>, batches: Batches) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(batches), STREAM)
}
