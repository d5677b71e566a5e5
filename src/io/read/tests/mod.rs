//! Tests of the readers, with small files of each kind.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod columns;
mod events;
mod formats;
mod forms;
mod hostile;
mod mappings;
mod records;

use crate::facts::FactType;
use std::io::Cursor;

use serde_json::Value;

use super::*;
use crate::engine::Incident;
use crate::span::{FileId, Span};

/// The excluded intervals of an incident.
fn intervals(incident: &Incident) -> Vec<(Instant, Instant)> {
    incident.excluded.iter().map(crate::engine::Excluded::interval).collect()
}

/// Facts of every type, in alphabetical order.
fn facts() -> Vec<Fact> {
    let values = ["development", "production", "test"].map(str::to_owned).to_vec();
    [
        ("asked", FactType::Instant),
        ("environment", FactType::Enumeration(values)),
        ("expected_priority", FactType::Priority),
        ("note", FactType::Text),
        ("outage", FactType::Duration),
        ("total_outage", FactType::Bool),
        ("users", FactType::Number),
    ]
    .map(|(name, kind)| Fact { name: name.to_owned(), kind, description: None, span: Span::new(FileId(0), 0, 0) })
    .to_vec()
}

fn priorities() -> Vec<Priority> {
    let span = Span::new(FileId(0), 0, 0);
    ["P1", "P2", "P3", "P4"]
        .map(|name| Priority {
            name: name.to_owned(),
            title: name.to_owned(),
            means: None,
            definition: None,
            definition_span: None,
            span,
        })
        .to_vec()
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn plain() -> Options {
    Options::new(at("2030-01-01T00:00:00Z"))
}

/// What a run gave: each row with its record, what ended it, and what it told.
struct Run {
    rows: Vec<(Row, Value)>,
    error: Option<String>,
    notes: Vec<String>,
}

fn run(options: &Options, files: &[(&str, &[u8])]) -> Run {
    let (facts, priorities) = (facts(), priorities());
    let none = |error: ReadError| Run { rows: Vec::new(), error: Some(error.to_string()), notes: Vec::new() };
    let mut reader = match Reader::new(Shape { facts: &facts, priorities: &priorities, ..Shape::default() }, options) {
        Ok(reader) => reader,
        Err(error) => return none(error),
    };
    let (mut rows, mut error) = (Vec::new(), None);
    for (name, bytes) in files {
        let mut open = match reader.open(name, Box::new(Cursor::new(bytes.to_vec()))) {
            Ok(open) => open,
            Err(error) => return none(error),
        };
        while let Some(row) = open.next() {
            match row {
                Ok(row) => rows.push((row, open.record())),
                Err(e) => error = Some(e.to_string()),
            }
        }
    }
    let mut finished = match reader.finish() {
        Ok(finished) => finished,
        Err(e) => return Run { rows, error: Some(e.to_string()), notes: Vec::new() },
    };
    while let Some(row) = finished.next() {
        rows.push((row, finished.record()));
    }
    drop(finished);
    Run { rows, error, notes: reader.notes().lines() }
}

fn one(name: &str, text: &str) -> Row {
    let run = run(&plain(), &[(name, text.as_bytes())]);
    assert_eq!(run.error, None);
    assert_eq!(run.rows.len(), 1, "{:?}", run.rows);
    run.rows[0].0.clone()
}

fn incident(name: &str, text: &str) -> Incident {
    let row = one(name, text);
    assert_eq!(row.problem, None);
    row.incident.unwrap()
}

/// `code: message` of the one row of a file.
fn problem(name: &str, text: &str) -> String {
    one(name, text).problem.map_or_else(|| "none".to_owned(), |p| p.to_string())
}

/// `code: message` of a JSON object that has these members besides those required.
fn problem_with(members: &str) -> String {
    problem("a.jsonl", &format!("{{\"id\":\"A\",\"contract\":\"Gold\",\"opened\":\"2026-01-05T09:00:00Z\",{members}}}"))
}

/// The same of a CSV file with one more column.
fn problem_csv(column: &str, cell: &str) -> String {
    problem("a.csv", &format!("id,contract,opened,{column}\nA,Gold,2026-01-05T09:00:00Z,{cell}\n"))
}
