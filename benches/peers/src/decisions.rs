//! Response and relief of each incident, when due and whether met, by what a data engineer would use: SQL and data
//! frames, with the calendar as a table of days or by business-day functions.

use std::fs::File;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use chrono::NaiveDate;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use relief::{BatchOptions, Policy};

use crate::clocks::{holidays, local};
use crate::data::{Case, FACTS};
use crate::own::as_of;
use crate::table::{Line, timed};
use crate::{files, python};

const WORK: &str = "decisions: response and relief, due and status";

/// When response and relief are due, as local seconds, and whether they were met.
pub type Decided = [(i64, bool); 2];

/// Decisions of four columns, and of all.
pub fn own(policy: &Policy, batches: &[RecordBatch], whole: f64, count: usize) -> (Vec<Line>, Vec<Decided>) {
    let names = ["response_due", "response_status", "relief_due", "relief_status"];
    let options = BatchOptions::new(as_of()).columns(names);
    let (cost, decided) = timed(count, || {
        let mut out = Vec::new();
        let each = |decided: relief::BatchDecisions| {
            out.push(decided.decisions);
            ControlFlow::<()>::Continue(())
        };
        assert!(policy.decide_batches(batches, options.clone(), each).expect("batches of incidents").is_continue());
        out
    });
    let lines = vec![
        Line::new(WORK, "relief, decide_batches, these columns", cost).note("with waits, changes and unknown facts"),
        Line::new(WORK, "relief, decide_batches, all columns", whole),
    ];
    (lines, decided.iter().flat_map(answers).collect())
}

fn answers(batch: &RecordBatch) -> Vec<Decided> {
    let column = |name: &str| batch.column_by_name(name).expect("a column that was asked for");
    let due = |name: &str| {
        let at = column(name).as_primitive::<TimestampMicrosecondType>();
        at.values().iter().map(|at| local(at / 1_000_000)).collect::<Vec<_>>()
    };
    let met = |name: &str| {
        let words = column(name).as_dictionary::<Int32Type>();
        let all = words.values().as_string::<i32>();
        words.keys_iter().map(|key| key.is_some_and(|key| all.value(key) == "met")).collect::<Vec<_>>()
    };
    let of = |objective: &str| {
        let (due, met) = (due(&format!("{objective}_due")), met(&format!("{objective}_status")));
        due.into_iter().zip(met)
    };
    of("response").zip(of("relief")).map(|(response, relief)| [response, relief]).collect()
}

/// The incidents as the scripts read them.
fn incidents(cases: &[Case]) -> RecordBatch {
    let numbers = |of: fn(&Case) -> i64| -> ArrayRef { Arc::new(Int64Array::from_iter_values(cases.iter().map(of))) };
    let environment = StringArray::from_iter_values(cases.iter().map(|case| case.environment));
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("row", Arc::new(Int64Array::from_iter_values(0..cases.len() as i64))),
        ("opened", numbers(|case| local(case.opened))),
        ("responded", numbers(|case| local(case.responded))),
        ("resolved", numbers(|case| local(case.resolved))),
        ("environment", Arc::new(environment)),
    ];
    for (number, name) in FACTS.iter().enumerate() {
        columns.push((name, Arc::new(BooleanArray::from_iter(cases.iter().map(|case| Some(case.facts[number]))))));
    }
    RecordBatch::try_from_iter(columns).expect("columns of one length")
}

/// A script that reads and writes Parquet, held against relief's answers.
fn scripted(
    script: &str,
    name: &str,
    policy: &Policy,
    cases: &[Case],
    own: &[Decided],
) -> Result<Line, String> {
    let folder = python::Folder::new()?;
    let (input, output) = (folder.path("incidents.parquet"), folder.path("decisions.parquet"));
    std::fs::write(&input, files::to_parquet(&[incidents(cases)])).map_err(|e| e.to_string())?;
    let days: Vec<String> = holidays(policy).iter().map(ToString::to_string).collect();
    let day = |year| {
        let date = NaiveDate::from_ymd_opt(year, 1, 1).expect("a date");
        date.signed_duration_since(NaiveDate::default()).num_days().to_string()
    };
    let (version, seconds) = python::run(script, &input, &output, &[day(2023), day(2027), days.join(",")])?;
    let file = File::open(&output).map_err(|e| e.to_string())?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(|reader| reader.build());
    let given: Vec<RecordBatch> = reader.and_then(|r| r.map(|b| b.map_err(Into::into)).collect()).map_err(|e| e.to_string())?;
    let given: Vec<Decided> = given.iter().flat_map(given_answers).collect();
    let agree = given.iter().zip(own).filter(|(given, own)| given == own).count();
    let line = Line::new(WORK, format!("{name} {version}"), seconds * 1e9 / cases.len() as f64);
    Ok(line.agree(agree, cases.len()).note("one thread, of local times; no pause, nothing unknown, one contract"))
}

fn given_answers(batch: &RecordBatch) -> Vec<Decided> {
    let column = |name: &str| batch.column_by_name(name).expect("a column of the script");
    let of = |objective: &str| {
        let due = column(&format!("{objective}_due")).as_primitive::<Int64Type>().clone();
        let met = column(&format!("{objective}_met")).as_boolean().clone();
        (0..due.len()).map(move |row| (due.value(row), met.value(row)))
    };
    of("response").zip(of("relief")).map(|(response, relief)| [response, relief]).collect()
}

/// SQL, with tables of holidays and of days.
pub fn duckdb(policy: &Policy, cases: &[Case], own: &[Decided]) -> Result<Line, String> {
    scripted("duckdb_decisions.py", "DuckDB", policy, cases, own)
}

/// Expressions on data frames, with the functions on business days.
pub fn polars(policy: &Policy, cases: &[Case], own: &[Decided]) -> Result<Line, String> {
    scripted("polars_decisions.py", "polars", policy, cases, own)
}
