//! Parquet, whose columns are encoded by several threads.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{FieldRef, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;

/// Fewer rows than this are encoded by one thread: to start another takes longer.
const FEW: usize = 1 << 11;

/// A column, and the values that it gets.
type Encoding<'c> = (&'c mut ArrowColumnWriter, &'c FieldRef, &'c ArrayRef);

/// Writes batches into a Parquet file.
pub(crate) struct ParquetWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    groups: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
    /// The columns of the row group at hand; none before its first row.
    columns: Vec<ArrowColumnWriter>,
    /// How many rows it has, and may have.
    rows: usize,
    most: usize,
    threads: usize,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// A writer of plain columns, with row groups of at most `most` rows.
    pub(crate) fn new(
        out: W,
        schema: &SchemaRef,
        properties: WriterProperties,
        most: usize,
        threads: usize,
    ) -> Result<Self> {
        let writer = ArrowWriter::try_new(out, SchemaRef::clone(schema), Some(properties))?;
        let (file, groups) = writer.into_serialized_writer()?;
        Ok(Self { file, groups, schema: SchemaRef::clone(schema), columns: Vec::new(), rows: 0, most, threads })
    }

    /// Writes a batch: a row group as soon as it is full.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut from = 0;
        while from < batch.num_rows() {
            let count = (batch.num_rows() - from).min(self.most - self.rows);
            self.encode(&batch.slice(from, count))?;
            from += count;
            self.rows += count;
            if self.rows >= self.most {
                self.end_group()?;
            }
        }
        Ok(())
    }

    fn encode(&mut self, batch: &RecordBatch) -> Result<()> {
        if self.columns.is_empty() {
            self.columns = self.groups.create_column_writers(self.file.flushed_row_groups().len())?;
        }
        let columns = self.columns.iter_mut().zip(self.schema.fields()).zip(batch.columns());
        let mut columns = columns.map(|((writer, field), values)| (writer, field, values));
        if self.threads < 2 || batch.num_rows() < FEW {
            return columns.try_for_each(encode);
        }
        let columns = Mutex::new(columns);
        let take = || columns.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = || std::iter::from_fn(take).try_for_each(encode);
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..self.threads).map(|_| scope.spawn(work)).collect();
            let own = work();
            let panicked = |_| Err(ParquetError::General("a thread that encodes columns stopped".to_owned()));
            others.into_iter().map(|other| other.join().unwrap_or_else(panicked)).fold(own, Result::and)
        })
    }

    fn end_group(&mut self) -> Result<()> {
        let mut group = self.file.next_row_group()?;
        for column in std::mem::take(&mut self.columns) {
            column.close()?.append_to_row_group(&mut group)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }

    /// Ends the file, and gives the output back.
    pub(crate) fn finish(mut self) -> Result<W> {
        if self.rows > 0 {
            self.end_group()?;
        }
        self.file.into_inner()
    }
}

/// Encodes values behind those that a column has. No column of decisions is nested: each has one leaf.
fn encode((writer, field, values): Encoding<'_>) -> Result<()> {
    compute_leaves(field, values)?.iter().try_for_each(|leaf| writer.write(leaf))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use std::sync::Arc;

    use arrow_array::cast::AsArray as _;
    use arrow_array::types::Int32Type;
    use arrow_array::{Array as _, DictionaryArray, Int64Array, StringArray};
    use arrow_schema::{DataType, Field, Schema};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use super::*;

    fn batch(first: i64, rows: i64) -> RecordBatch {
        let numbers = Int64Array::from_iter((first..first + rows).map(|n| (n % 7 != 0).then_some(n)));
        let texts = StringArray::from_iter_values((first..first + rows).map(|n| n.to_string()));
        let words: DictionaryArray<Int32Type> =
            (first..first + rows).map(|n| (n % 5 != 0).then_some(if n % 2 == 0 { "even" } else { "odd" })).collect();
        let schema = Schema::new(vec![
            Field::new("number", DataType::Int64, true),
            Field::new("text", DataType::Utf8, false),
            Field::new("word", words.data_type().clone(), true),
        ]);
        RecordBatch::try_new(Arc::new(schema), vec![Arc::new(numbers), Arc::new(texts), Arc::new(words)]).unwrap()
    }

    /// A file of these batches, and how many rows each group has.
    fn written(batches: &[RecordBatch], most: usize, threads: usize) -> (Vec<u8>, Vec<i64>) {
        let schema = batches.first().unwrap().schema();
        let mut writer =
            ParquetWriter::new(Vec::new(), &schema, WriterProperties::builder().build(), most, threads).unwrap();
        batches.iter().for_each(|batch| writer.write(batch).unwrap());
        let file = writer.finish().unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(file.clone())).unwrap();
        let groups = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
        (file, groups)
    }

    #[test]
    fn any_number_of_threads_writes_the_same_file() {
        let batches = [batch(0, 3000), batch(3000, 1), batch(3001, 5000), batch(8001, 0), batch(8001, 999)];
        let (one, groups) = written(&batches, 4000, 1);
        assert_eq!(groups, [4000, 4000, 1000]);
        assert_eq!(written(&batches, 4000, 3).0, one);
        let read = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(one)).unwrap();
        let read: Vec<RecordBatch> = read.with_batch_size(9000).build().unwrap().map(Result::unwrap).collect();
        let (read, all) = (read.first().unwrap(), batch(0, 9000));
        assert_eq!((read.column(0), read.column(1)), (all.column(0), all.column(1)));
        let words = |batch: &RecordBatch| {
            let words = batch.column(2).as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap();
            words.into_iter().map(|word| word.map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(words(read), words(&all));
    }

    #[test]
    fn a_file_without_rows_has_its_columns() {
        let (_, groups) = written(&[batch(0, 0)], 10, 2);
        assert_eq!(groups, Vec::<i64>::new());
    }
}
