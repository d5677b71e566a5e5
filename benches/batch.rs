//! Many incidents: the kernel alone, a batch of columns, one decision after another, and the whole command,
//! beside reading and writing the same columns alone.
//!
//! `cargo bench --bench batch`; `INCIDENTS=1000000` says how many, `PART=library` or `PART=commands` leaves the
//! other out. Each line is the best of five, in nanoseconds
//! an incident; the ratios are of the same run.
#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a benchmark that fails should stop at once"
)]

mod data;

use std::fs::File;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant as Clock;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use relief::{BatchOptions, Incident, Instant, Policy};

/// The best of five, in nanoseconds an incident.
fn best(count: u64, mut work: impl FnMut()) -> f64 {
    let run = || {
        let start = Clock::now();
        work();
        start.elapsed().as_nanos() as f64 / count as f64
    };
    std::iter::repeat_with(run).take(5).fold(f64::INFINITY, f64::min)
}

fn tell(what: &str, nanos: f64) {
    println!("{what:<52} {nanos:>8.1} ns");
}

fn rows(count: u64) -> Vec<data::Row> {
    let mut numbers = data::Numbers::new(42);
    (0..count).map(|number| data::row(number, &mut numbers)).collect()
}

fn incident(row: &data::Row) -> Incident {
    let mut incident = Incident::new(row.id.clone(), row.contract, Instant(row.opened));
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    [incident.responded, incident.relieved, incident.resolved] = row.stops.map(|at| at.map(Instant));
    incident.waiting = row
        .waiting
        .iter()
        .map(|(from, to)| relief::Waiting { from: Instant(*from), to: to.map(Instant), on: "customer".to_owned() })
        .collect();
    incident.customer_priority = text(row.texts[0]);
    incident.vendor_priority = text(row.texts[1]);
    incident.channel = text(row.texts[2]);
    for (name, value) in data::COLUMNS[10..].iter().zip(&row.texts[3..]) {
        match *value {
            "" => {}
            "true" | "false" => incident.set_fact(*name, relief::FactValue::Bool(*value == "true")),
            value => incident.set_fact(*name, relief::FactValue::Text(value.to_owned())),
        }
    }
    incident
}

fn library(policy: &Policy, rows: &[data::Row], as_of: Instant) {
    let count = rows.len() as u64;
    let incidents: Vec<Incident> = rows.iter().map(incident).collect();
    let scalar = best(count, || {
        let decided = incidents.iter().filter(|i| policy.decide(i, as_of).is_ok()).count();
        std::hint::black_box(decided);
    });
    tell("decide, one after another", scalar);
    let batches: Vec<RecordBatch> = rows.chunks(1 << 14).map(data::columns::batch).collect();
    let alone = best(count, || {
        for batch in &batches {
            std::hint::black_box(policy.decide_batch(batch, as_of).unwrap());
        }
    });
    tell("decide_batch, columns in and out", alone);
    let all = BatchOptions::new(as_of);
    tell("decide_batches, columns in and out", decide_batches(policy, &batches, &all, count));
    let two = all.clone().columns(["response_status", "response_due"]);
    tell("decide_batches, two columns asked for", decide_batches(policy, &batches, &two, count));
    let without: Vec<RecordBatch> = batches.iter().map(without_waits).collect();
    tell("decide_batches, no incident waited", decide_batches(policy, &without, &all, count));
    tell("decide_batches, that and two columns asked for", decide_batches(policy, &without, &two, count));
}

fn decide_batches(policy: &Policy, batches: &[RecordBatch], options: &BatchOptions, count: u64) -> f64 {
    best(count, || {
        let ended = policy.decide_batches(batches, options.clone(), |decisions| {
            drop(std::hint::black_box(decisions));
            ControlFlow::<()>::Continue(())
        });
        assert!(ended.unwrap().is_continue());
    })
}

/// A batch without its column of waits.
fn without_waits(batch: &RecordBatch) -> RecordBatch {
    let schema = batch.schema();
    let columns: Vec<usize> = (0..batch.num_columns()).filter(|at| schema.field(*at).name() != "waiting").collect();
    batch.project(&columns).unwrap()
}

fn write(path: &Path, rows: &[data::Row], line: impl Fn(&data::Row) -> String, head: Option<String>) {
    let mut out = std::io::BufWriter::new(File::create(path).unwrap());
    head.into_iter().for_each(|head| writeln!(out, "{head}").unwrap());
    rows.iter().for_each(|row| writeln!(out, "{}", line(row)).unwrap());
    out.flush().unwrap();
}

fn command(from: &Path, to: &Path, threads: &str) {
    let rejects = to.with_extension("rejects");
    let status = Command::new(env!("CARGO_BIN_EXE_relief"))
        .args(["eval", "--quiet", "--as-of", data::AS_OF, "--threads", threads])
        .arg(from)
        .arg("-o")
        .arg(to)
        .arg("--rejects")
        .arg(rejects)
        .status()
        .unwrap();
    assert!(status.code().is_some_and(|code| code < 2));
}

/// Reads a CSV file with `arrow-csv` and writes it again.
fn csv_alone(from: &Path, to: &Path, write: bool) {
    let mut reader = File::open(from).unwrap();
    let format = arrow_csv::reader::Format::default().with_header(true);
    let (schema, _) = format.infer_schema(&mut reader, Some(1)).unwrap();
    let text = |field: &Arc<Field>| Field::new(field.name(), DataType::Utf8, true);
    let schema = Schema::new(schema.fields().iter().map(text).collect::<Vec<_>>());
    let reader = arrow_csv::ReaderBuilder::new(Arc::new(schema)).with_header(true).with_batch_size(1 << 14);
    let reader = reader.build(File::open(from).unwrap()).unwrap();
    let mut writer = write.then(|| arrow_csv::Writer::new(std::io::BufWriter::new(File::create(to).unwrap())));
    for batch in reader {
        let batch = batch.unwrap();
        match &mut writer {
            Some(writer) => writer.write(&batch).unwrap(),
            None => drop(std::hint::black_box(batch)),
        }
    }
}

/// Reads a Parquet file and writes it again.
fn parquet_alone(from: &Path, to: &Path, write: bool) {
    use parquet::arrow::ArrowWriter;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(from).unwrap()).unwrap();
    let schema = Arc::clone(reader.schema());
    let properties = parquet::file::properties::WriterProperties::builder();
    let properties = properties.set_compression(parquet::basic::Compression::SNAPPY).build();
    let mut writer = write.then(|| ArrowWriter::try_new(File::create(to).unwrap(), schema, Some(properties)).unwrap());
    for batch in reader.with_batch_size(1 << 14).build().unwrap() {
        let batch = batch.unwrap();
        match &mut writer {
            Some(writer) => writer.write(&batch).unwrap(),
            None => drop(std::hint::black_box(batch)),
        }
    }
    writer.into_iter().for_each(|writer| drop(writer.close().unwrap()));
}

fn commands(rows: &[data::Row]) {
    let count = rows.len() as u64;
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    write(&place("in.csv"), rows, |row| row.cells().join(","), Some(data::COLUMNS.join(",")));
    write(&place("in.jsonl"), rows, data::Row::json, None);
    data::columns::parquet(&place("in.parquet"), rows);
    for format in ["csv", "jsonl", "parquet"] {
        let (from, to) = (place(&format!("in.{format}")), place(&format!("out.{format}")));
        let [one, two] = ["1", "2"].map(|threads| best(count, || command(&from, &to, threads)));
        tell(&format!("relief eval, {format} to {format}, one thread"), one);
        tell(&format!("relief eval, {format} to {format}, two threads"), two);
        println!("{:<52} {:>8.2} x", "  two threads against one", one / two);
        let again = place(&format!("again.{format}"));
        let alone = match format {
            "csv" => {
                best(count, || csv_alone(&from, &again, false)) + best(count, || csv_alone(&to, &again, true))
                    - best(count, || csv_alone(&to, &again, false))
            }
            "parquet" => {
                best(count, || parquet_alone(&from, &again, false)) + best(count, || parquet_alone(&to, &again, true))
                    - best(count, || parquet_alone(&to, &again, false))
            }
            _ => continue,
        };
        tell(&format!("arrow alone, reading those and writing these {format}"), alone);
        println!("{:<52} {:>8.2} x", "  relief, one thread, against that", one / alone);
    }
}

fn main() {
    // `cargo test` runs benchmarks too, to see that they work.
    let bench = std::env::args().any(|arg| arg == "--bench");
    let count = std::env::var("INCIDENTS").ok().and_then(|n| n.parse().ok());
    let count: u64 = count.unwrap_or(if bench { 1_000_000 } else { 1_000 });
    let policy = Policy::standard().unwrap();
    let rows = rows(count);
    let part = std::env::var("PART").unwrap_or_default();
    if part != "commands" {
        library(&policy, &rows, Instant::parse(data::AS_OF).unwrap());
    }
    if part != "library" {
        commands(&rows);
    }
}
