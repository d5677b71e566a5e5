//! The same incidents as columns.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringDictionaryBuilder, StructBuilder, TimestampMicrosecondBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, BooleanArray, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow_schema::{DataType, Field, Fields, TimeUnit};

use super::{COLUMNS, Row};

fn instants(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from_iter(values).with_timezone("UTC"))
}

fn waiting(rows: &[Row]) -> ArrayRef {
    let utc = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let fields = Fields::from(vec![Field::new("from", utc.clone(), true), Field::new("to", utc, true)]);
    let part = || -> Box<dyn arrow_array::builder::ArrayBuilder> {
        Box::new(TimestampMicrosecondBuilder::new().with_timezone("UTC"))
    };
    let mut lists = ListBuilder::new(StructBuilder::new(fields, vec![part(), part()]));
    for row in rows {
        for (from, to) in &row.waiting {
            let item = lists.values();
            item.field_builder::<TimestampMicrosecondBuilder>(0).unwrap().append_value(*from);
            item.field_builder::<TimestampMicrosecondBuilder>(1).unwrap().append_option(*to);
            item.append(true);
        }
        lists.append(true);
    }
    Arc::new(lists.finish())
}

/// A record batch: names as dictionaries, instants as timestamps.
pub fn batch(rows: &[Row]) -> RecordBatch {
    let mut columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from_iter_values(rows.iter().map(|r| &r.id)))];
    let coded = |texts: &mut dyn Iterator<Item = &'static str>| -> ArrayRef {
        let mut builder = StringDictionaryBuilder::<Int32Type>::new();
        texts.for_each(|text| builder.append_option((!text.is_empty()).then_some(text)));
        Arc::new(builder.finish())
    };
    columns.push(coded(&mut rows.iter().map(|r| r.contract)));
    columns.push(instants(rows.iter().map(|r| Some(r.opened))));
    for stop in 0..3 {
        columns.push(instants(rows.iter().map(|r| r.stops[stop])));
    }
    columns.push(waiting(rows));
    for number in 0..10 {
        let texts = || rows.iter().map(move |r| r.texts[number]);
        let truths = texts().all(|text| matches!(text, "" | "true" | "false"));
        columns.push(if truths && number > 3 {
            Arc::new(texts().map(|text| (!text.is_empty()).then(|| text == "true")).collect::<BooleanArray>())
        } else {
            coded(&mut texts())
        });
    }
    RecordBatch::try_from_iter(COLUMNS.iter().copied().zip(columns)).unwrap()
}

/// Writes a Parquet file.
pub fn parquet(path: &Path, rows: &[Row]) {
    let mut writer: Option<parquet::arrow::ArrowWriter<File>> = None;
    for part in rows.chunks(1 << 16) {
        let batch = batch(part);
        let writer = writer.get_or_insert_with(|| {
            let properties = parquet::file::properties::WriterProperties::builder();
            let properties = properties.set_compression(parquet::basic::Compression::SNAPPY).build();
            let file = File::create(path).unwrap();
            parquet::arrow::ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap()
        });
        writer.write(&batch).unwrap();
    }
    writer.into_iter().for_each(|writer| drop(writer.close().unwrap()));
}
