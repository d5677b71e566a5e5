//! Files of columns: Parquet and Arrow IPC.

use std::io::{self, Write};

use arrow_array::RecordBatch;
use arrow_ipc::writer::FileWriter;
use arrow_schema::{DataType, SchemaRef};
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use crate::policy::Policy;

use super::columnar::DecisionColumns;
use super::parquet::ParquetWriter;
use super::selection::Selection;
use super::writer::OutputFormat;

/// So many rows are held before they are written.
const GROUP: usize = 1 << 17;

/// Writes batches of decisions into a file.
pub(crate) enum ColumnWriter<W: Write + Send> {
    Parquet(Box<ParquetWriter<W>>),
    Arrow(Box<FileWriter<W>>),
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    // What the system said is told as it said it.
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return io
                .raw_os_error()
                .map_or_else(|| io::Error::new(io.kind(), io.to_string()), io::Error::from_raw_os_error);
        }
        source = inner.source();
    }
    io::Error::other(error.to_string())
}

impl<W: Write + Send> ColumnWriter<W> {
    /// A writer that encodes with so many threads; the policy's fingerprint is in the metadata as `relief.policy`.
    ///
    /// # Errors
    /// As the output says.
    pub(crate) fn new(
        out: W,
        format: OutputFormat,
        policy: &Policy,
        selection: &Selection,
        keep: &[String],
        threads: usize,
    ) -> io::Result<Self> {
        let coded = format == OutputFormat::Parquet;
        let schema = DecisionColumns::new(policy, selection, keep, coded).schema();
        if !coded {
            return FileWriter::try_new(out, &schema).map(|w| Self::Arrow(Box::new(w))).map_err(failed);
        }
        ParquetWriter::new(out, &schema, properties(policy, &schema), GROUP, threads)
            .map(|w| Self::Parquet(Box::new(w)))
            .map_err(failed)
    }

    /// Writes a batch.
    ///
    /// # Errors
    /// As the output says.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        match self {
            Self::Parquet(writer) => writer.write(batch).map_err(failed),
            Self::Arrow(writer) => writer.write(batch).map_err(failed),
        }
    }

    /// Ends the file, and gives the output back.
    ///
    /// # Errors
    /// As the output says.
    pub(crate) fn finish(self) -> io::Result<W> {
        match self {
            Self::Parquet(writer) => writer.finish().map_err(failed),
            Self::Arrow(writer) => writer.into_inner().map_err(failed),
        }
    }
}

fn properties(policy: &Policy, schema: &SchemaRef) -> WriterProperties {
    let fingerprint = KeyValue::new("relief.policy".to_owned(), policy.fingerprint().to_owned());
    let words = schema.fields().iter().filter(|f| matches!(f.data_type(), DataType::Dictionary(..)));
    // The least and the greatest of a few words tell a reader nothing.
    let builder = words.fold(WriterProperties::builder(), |builder, field| {
        builder.set_column_statistics_enabled(field.name().as_str().into(), EnabledStatistics::None)
    });
    builder
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(vec![fingerprint]))
        // Each id stands once.
        .set_column_dictionary_enabled("id".into(), false)
        .build()
}
