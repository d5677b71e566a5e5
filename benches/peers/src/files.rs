//! Reading incidents and writing decisions, with nothing decided in between.

use std::io::{BufRead as _, Cursor};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_csv::reader::Format;
use arrow_csv::{ReaderBuilder, WriterBuilder};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::Deserialize;

use crate::data::FACTS;
use crate::table::{Line, timed};

pub const CSV: &str = "CSV: incidents in, decisions out";
pub const JSON: &str = "JSON lines: incidents in, decisions out";
pub const PARQUET: &str = "Parquet: incidents in, decisions out";

/// The columns of an incident by their types.
fn incidents() -> SchemaRef {
    let instant = || DataType::Timestamp(TimeUnit::Microsecond, Some("+00:00".into()));
    let mut fields = vec![Field::new("id", DataType::Utf8, false), Field::new("contract", DataType::Utf8, false)];
    fields.extend(["opened", "responded", "resolved"].map(|name| Field::new(name, instant(), true)));
    fields.extend(["channel", "environment", "expected_priority"].map(|name| Field::new(name, DataType::Utf8, true)));
    fields.extend(FACTS.map(|name| Field::new(name, DataType::Boolean, true)));
    Arc::new(Schema::new(fields))
}

pub fn incident_batches(csv: &[u8]) -> Vec<RecordBatch> {
    read_csv(csv, &incidents())
}

fn read_csv(bytes: &[u8], schema: &SchemaRef) -> Vec<RecordBatch> {
    let builder = ReaderBuilder::new(Arc::clone(schema)).with_header(true).with_batch_size(8192);
    builder.build(Cursor::new(bytes)).expect("a reader").map(|batch| batch.expect("a batch")).collect()
}

/// Decisions as columns: those of relief's own output, by the types that arrow finds in it.
pub fn decisions(csv: &[u8]) -> Vec<RecordBatch> {
    let format = Format::default().with_header(true);
    let (schema, _) = format.infer_schema(Cursor::new(csv), Some(2000)).expect("a schema");
    // What arrow takes for a date here is an instant with an offset there: kept as text, which is cheaper to write.
    let plain = |field: &Arc<Field>| match field.data_type() {
        DataType::Boolean | DataType::Int64 | DataType::Float64 => field.as_ref().clone(),
        _ => Field::new(field.name(), DataType::Utf8, true),
    };
    let schema = Arc::new(Schema::new(schema.fields().iter().map(plain).collect::<Vec<_>>()));
    read_csv(csv, &schema)
}

fn rows(batches: &[RecordBatch]) -> usize {
    batches.iter().map(RecordBatch::num_rows).sum()
}

pub fn arrow_csv(input: &[u8], decisions: &[RecordBatch], count: usize) -> Line {
    let schema = incidents();
    let (cost, read) = timed(count, || {
        let read = read_csv(input, &schema);
        let mut writer = WriterBuilder::new().with_header(true).build(Vec::new());
        decisions.iter().for_each(|batch| writer.write(batch).expect("memory"));
        std::hint::black_box(writer.into_inner());
        rows(&read)
    });
    Line::new(CSV, "arrow-csv 60, alone", cost).agree(read, count).note("rows read")
}

/// An incident as a program would declare it.
#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is what costs")]
struct Incident<'a> {
    id: &'a str,
    contract: &'a str,
    opened: &'a str,
    responded: &'a str,
    resolved: &'a str,
    channel: &'a str,
    environment: &'a str,
    expected_priority: &'a str,
    business_impact: bool,
    effective_relief: bool,
    frequent_failures: bool,
    instability_risk: bool,
    majority_blocked: bool,
    product_change_needed: bool,
    quicker_than_update: bool,
    reasonable_effort: bool,
    service_impact: bool,
    total_outage: bool,
}

/// Each line into a struct, and each decision from a value that is there already.
pub fn sonic(input: &[u8], output: &[u8], count: usize) -> Line {
    let text = std::str::from_utf8(output).expect("text");
    let decisions: Vec<sonic_rs::Value> = text.lines().map(|l| sonic_rs::from_str(l).expect("a decision")).collect();
    let (cost, read) = timed(count, || {
        let mut read = 0;
        for line in input.lines() {
            let line = line.expect("memory");
            let incident: Incident = sonic_rs::from_str(&line).expect("an incident");
            read += usize::from(std::hint::black_box(incident).id.starts_with("INC"));
        }
        let mut out = Vec::new();
        for decision in &decisions {
            sonic_rs::to_writer(&mut out, decision).expect("memory");
            out.push(b'\n');
        }
        std::hint::black_box(out);
        read
    });
    Line::new(JSON, "sonic-rs 0.5, alone", cost).agree(read, count).note("rows read")
}

/// Batches as a Parquet file.
pub fn to_parquet(batches: &[RecordBatch]) -> Vec<u8> {
    let schema = batches.first().expect("a batch").schema();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema, None).expect("a writer");
    batches.iter().for_each(|batch| writer.write(batch).expect("memory"));
    writer.into_inner().expect("memory")
}

pub fn parquet(file: &[u8], decisions: &[RecordBatch], count: usize) -> Line {
    let (cost, read) = timed(count, || {
        let bytes = bytes::Bytes::from(file.to_vec());
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes).expect("a file");
        let read: Vec<RecordBatch> = reader.build().expect("a reader").map(|batch| batch.expect("a batch")).collect();
        std::hint::black_box(to_parquet(decisions));
        rows(&read)
    });
    Line::new(PARQUET, "parquet 60, alone", cost).agree(read, count).note("rows read")
}
