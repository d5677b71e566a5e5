//! Parquet and Arrow IPC files, opened for the columns that are read.

use std::io::{BufReader, Cursor, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::file::reader::ChunkReader;

use super::super::error::ReadError;
use super::super::format::{Bytes, Format};
use super::super::guard::{damaged, guarded, unreadable};
use super::bounds::{Counted, check_footer, check_rows};
use super::pages::Checked;
use super::value::readable;

/// So many rows are in a batch.
const ROWS: usize = 1 << 14;

/// The batches of a file, or why one cannot be read.
pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ReadError>> + Send>;

/// Opens a file. `wanted` says of its columns which are read; the batches hold those alone, in the file's order,
/// and `coded` which of them have few values.
pub(crate) fn open(
    file: &str,
    bytes: Bytes,
    format: Format,
    wanted: impl FnOnce(&[String]) -> Result<Vec<usize>, ReadError>,
    coded: impl Fn(&str) -> bool,
) -> Result<(Schema, Batches), ReadError> {
    guarded(file, || unguarded(file, bytes, format, wanted, coded))
}

fn unguarded(
    file: &str,
    bytes: Bytes,
    format: Format,
    wanted: impl FnOnce(&[String]) -> Result<Vec<usize>, ReadError>,
    coded: impl Fn(&str) -> bool,
) -> Result<(Schema, Batches), ReadError> {
    match (format, bytes) {
        (Format::Parquet, Bytes::File(source)) => parquet(file, source, wanted, coded),
        (Format::Parquet, Bytes::Stream(mut stream)) => {
            let mut whole = Vec::new();
            stream.read_to_end(&mut whole).map_err(|e| ReadError::io(file, 1, &e))?;
            parquet(file, bytes::Bytes::from(whole), wanted, coded)
        }
        (_, Bytes::File(mut source)) => {
            let mut head = [0; 6];
            let named = source.read_exact(&mut head).is_ok() && &head == b"ARROW1";
            source.rewind().map_err(|e| ReadError::io(file, 1, &e))?;
            if named { arrow_file(file, source, wanted) } else { arrow_stream(file, source, wanted) }
        }
        (_, Bytes::Stream(mut stream)) => {
            let mut head = Vec::new();
            stream.by_ref().take(6).read_to_end(&mut head).map_err(|e| ReadError::io(file, 1, &e))?;
            if head != b"ARROW1" {
                return arrow_stream(file, Cursor::new(head).chain(stream), wanted);
            }
            stream.read_to_end(&mut head).map_err(|e| ReadError::io(file, 1, &e))?;
            arrow_file(file, Cursor::new(head), wanted)
        }
    }
}

/// The columns that are read, and that they can be.
fn chosen(
    file: &str,
    schema: &Schema,
    wanted: impl FnOnce(&[String]) -> Result<Vec<usize>, ReadError>,
) -> Result<(Vec<usize>, Schema), ReadError> {
    let names: Vec<String> = schema.fields().iter().map(|f| f.name().clone()).collect();
    let mut columns = wanted(&names)?;
    columns.sort_unstable();
    columns.dedup();
    let projected = schema.project(&columns).map_err(|e| unreadable(file, e))?;
    check(file, &projected, 0..projected.fields().len())?;
    Ok((columns, projected))
}

/// Whether columns are of types that are read.
pub(in super::super) fn check(
    file: &str,
    schema: &Schema,
    columns: impl IntoIterator<Item = usize>,
) -> Result<(), ReadError> {
    for field in columns.into_iter().filter_map(|column| schema.fields().get(column)) {
        if !readable(field.data_type()) {
            let (name, kind) = (field.name(), field.data_type());
            let message = format!("the column `{name}` has the type {kind}, which cannot be read");
            let help = "texts, numbers, booleans, timestamps, and lists of them can be";
            return Err(ReadError::new(file, message).help(Some(help.to_owned())));
        }
    }
    Ok(())
}

fn parquet<R: ChunkReader + 'static>(
    file: &str,
    source: R,
    wanted: impl FnOnce(&[String]) -> Result<Vec<usize>, ReadError>,
    coded: impl Fn(&str) -> bool,
) -> Result<(Schema, Batches), ReadError> {
    let plain = ArrowReaderMetadata::load(&source, ArrowReaderOptions::new()).map_err(|e| unreadable(file, e))?;
    // Columns of few values come as codes.
    let code = |field: &Arc<Field>| {
        let text = matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        if text && coded(field.name()) {
            let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            Arc::new(field.as_ref().clone().with_data_type(kind))
        } else {
            Arc::clone(field)
        }
    };
    let fields: Vec<Arc<Field>> = plain.schema().fields().iter().map(code).collect();
    let schema = Arc::new(Schema::new(fields));
    let options = ArrowReaderOptions::new().with_schema(Arc::clone(&schema));
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(plain.metadata()), options).unwrap_or(plain);
    let (columns, projected) = chosen(file, metadata.schema(), wanted)?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(Checked(source), metadata);
    let mask = ProjectionMask::roots(builder.parquet_schema(), columns);
    let reader = builder.with_projection(mask).with_batch_size(ROWS).build().map_err(|e| unreadable(file, e))?;
    let file = file.to_owned();
    Ok((projected, Box::new(reader.map(move |batch| batch.map_err(|e| unreadable(&file, e))))))
}

fn arrow_file<R: Read + Seek + Send + 'static>(
    file: &str,
    source: R,
    wanted: impl FnOnce(&[String]) -> Result<Vec<usize>, ReadError>,
) -> Result<(Schema, Batches), ReadError> {
    let mut source = BufReader::new(source);
    let size = check_footer(&mut source).map_err(|e| damaged(file, e))?;
    source.rewind().map_err(|e| ReadError::io(file, 1, &e))?;
    let reader = FileReader::try_new(&mut source, None).map_err(|e| unreadable(file, e))?;
    let (columns, projected) = chosen(file, &reader.schema(), wanted)?;
    drop(reader);
    source.rewind().map_err(|e| ReadError::io(file, 1, &e))?;
    let reader = FileReader::try_new(source, Some(columns)).map_err(|e| unreadable(file, e))?;
    let file = file.to_owned();
    let check = move |batch: Result<RecordBatch, ArrowError>| {
        let batch = batch.map_err(|e| unreadable(&file, e))?;
        check_rows(&batch, size).map_err(|e| damaged(&file, e))?;
        Ok(batch)
    };
    Ok((projected, Box::new(reader.map(check))))
}

fn arrow_stream<R: Read + Send + 'static>(
    file: &str,
    source: R,
    wanted: impl FnOnce(&[String]) -> Result<Vec<usize>, ReadError>,
) -> Result<(Schema, Batches), ReadError> {
    let count = Arc::new(AtomicU64::new(0));
    let source = Counted { inner: source, count: Arc::clone(&count) };
    let reader = StreamReader::try_new(BufReader::new(source), None).map_err(|e| unreadable(file, e))?;
    let (columns, projected) = chosen(file, &reader.schema(), wanted)?;
    let file = file.to_owned();
    let check = move |batch: Result<RecordBatch, ArrowError>| {
        let batch = batch.and_then(|batch| batch.project(&columns)).map_err(|e| unreadable(&file, e))?;
        check_rows(&batch, count.load(Ordering::Relaxed)).map_err(|e| damaged(&file, e))?;
        Ok(batch)
    };
    Ok((projected, Box::new(reader.map(check))))
}
