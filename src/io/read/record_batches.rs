//! Record batches, row by row.

use std::sync::Arc;

use arrow_array::RecordBatch;

use super::columnar::stored;
use super::error::ReadError;
use super::reader::Reader;
use super::row::Row;

impl Reader<'_> {
    /// Reads the rows of a batch as those of a file are read; `first` is the number of the first one. Of a log, rows are
    /// gathered, and only those without an id are handed over.
    ///
    /// # Errors
    /// If no column is a field of an incident, or one that is has a type that no field has.
    pub(crate) fn rows_of_batch(
        &mut self,
        batch: &RecordBatch,
        first: u64,
        mut each: impl FnMut(Row),
    ) -> Result<(), ReadError> {
        let columns = self.batch_columns(batch)?;
        let mut is_read = vec![false; batch.num_columns()];
        for column in columns.iter().copied().flatten() {
            if let Some(is_read) = is_read.get_mut(column) {
                *is_read = true;
            }
        }
        let file: Arc<str> = "".into();
        for (row, line) in (0..batch.num_rows()).zip(first..) {
            let arrays = batch.columns().iter().zip(&is_read);
            let values: Vec<_> =
                arrays.map(|(array, is_read)| if *is_read { stored(array, row) } else { None }).collect();
            self.take_stored(&file, line, &columns, &values).into_iter().for_each(&mut each);
        }
        Ok(())
    }
}
