//! Columns that the folders of a file represent: `month=2026-01/part-0.parquet` has the column `month`, as Hive, Spark and
//! DuckDB write it.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray, new_null_array};
use arrow_schema::{ArrowError, DataType, Field, Schema};

use super::super::error::ReadError;
use super::super::guard::unreadable;
use super::open::Batches;

/// What Hive writes for a missing value.
const NONE: &str = "__HIVE_DEFAULT_PARTITION__";

/// A column that has one value in a whole file; `None` if it is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::io::read) struct Partition {
    pub(in crate::io::read) name: String,
    value: Option<String>,
}

/// The partitions of a file, by its path. Where two folders have one name, the inner one holds.
pub(in crate::io::read) fn partitions(path: &str) -> Vec<Partition> {
    let mut out: Vec<Partition> = Vec::new();
    let folders = path.rsplit_once(['/', '\\']).map_or("", |(folders, _)| folders);
    for folder in folders.split(['/', '\\']) {
        let Some((name, value)) = folder.split_once('=').filter(|(name, _)| !name.is_empty()) else { continue };
        let name = unescaped(name);
        out.retain(|outer| outer.name != name);
        out.push(Partition { name, value: (value != NONE).then(|| unescaped(value)) });
    }
    out
}

/// A name or a value as it was before signs that a path cannot have became `%` and two digits.
fn unescaped(text: &str) -> String {
    let digit = |sign: Option<&u8>| sign.and_then(|sign| char::from(*sign).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first == b'%'
            && let (Some(high), Some(low)) = (digit(rest.first()), digit(rest.get(1)))
        {
            out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            rest = rest.get(2..).unwrap_or_default();
        } else {
            out.push(*first);
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The batches of a file with its partitions behind their own columns.
pub(in crate::io::read) fn partitioned(file: &str, batches: Batches, partitions: Vec<Partition>) -> Batches {
    if partitions.is_empty() {
        return batches;
    }
    let file = file.to_owned();
    let with = move |batch: Result<RecordBatch, ReadError>| {
        with_partitions(&batch?, &partitions).map_err(|e| unreadable(&file, e))
    };
    Box::new(batches.map(with))
}

fn with_partitions(batch: &RecordBatch, partitions: &[Partition]) -> Result<RecordBatch, ArrowError> {
    let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let (schema, rows) = (batch.schema(), batch.num_rows());
    let mut fields = schema.fields().to_vec();
    let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
    for Partition { name, value } in partitions {
        fields.push(Arc::new(Field::new(name, kind.clone(), true)));
        columns.push(match value {
            None => new_null_array(&kind, rows),
            Some(value) => {
                let values = Arc::new(StringArray::from(vec![value.as_str()]));
                Arc::new(DictionaryArray::<Int32Type>::try_new(Int32Array::from(vec![0; rows]), values)?)
            }
        });
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> Vec<(String, Option<String>)> {
        partitions(path).into_iter().map(|partition| (partition.name, partition.value)).collect()
    }

    fn one(name: &str, value: Option<&str>) -> (String, Option<String>) {
        (name.to_owned(), value.map(str::to_owned))
    }

    #[test]
    fn folders_are_columns() {
        let both = [one("contract", Some("Gold")), one("month", Some("2026-01"))];
        assert_eq!(read("in/contract=Gold/month=2026-01/part-0.parquet"), both);
        assert_eq!(read("contract=Gold/month=2026-01/a=b.parquet"), both);
        assert_eq!(read("a=b.parquet"), []);
        assert_eq!(read("in/=x/part.parquet"), []);
        assert_eq!(read("in/note=a=b/part.parquet"), [one("note", Some("a=b"))]);
    }

    #[test]
    fn signs_that_were_escaped_come_back() {
        assert_eq!(read("opened=2026-01-01 09%3A00/p"), [one("opened", Some("2026-01-01 09:00"))]);
        assert_eq!(read("share=5%25/p"), [one("share", Some("5%"))]);
        assert_eq!(read("share=5%/p"), [one("share", Some("5%"))]);
        assert_eq!(read("share=%zz%4/p"), [one("share", Some("%zz%4"))]);
    }

    #[test]
    fn a_missing_value_has_a_folder_too() {
        assert_eq!(read("channel=__HIVE_DEFAULT_PARTITION__/p"), [one("channel", None)]);
    }

    #[test]
    fn the_inner_folder_holds() {
        assert_eq!(read("month=1/x/month=2/p"), [one("month", Some("2"))]);
    }
}
