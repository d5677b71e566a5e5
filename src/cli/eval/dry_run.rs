//! `--dry-run`: what would be read, and as what. Nothing is written but that.

use serde_json::{Map, Value};

use crate::io::read::{Options, ReadError, Reader, Row, Shape};
use crate::policy::Policy;
use crate::report::{DryRun, Refused};
use crate::time::Instant;

use super::super::args::{EvalArgs, Output};
use super::super::exit::{Exit, Failure, Outcome, plain};
use super::super::input_files::open;
use super::super::terminal::Terminal;

pub(super) fn run(
    args: &EvalArgs,
    files: &[String],
    policy: &Policy,
    options: &Options,
    terminal: &Terminal,
) -> Outcome {
    let json = match args.output_format {
        None | Some(Output::Table) => false,
        Some(Output::Json) => true,
        Some(Output::Jsonl | Output::Csv | Output::Parquet | Output::Arrow) => {
            return Err(Failure::new("a dry run is shown as a `table` or as `json`; there are no decisions to write"));
        }
    };
    let unreadable = |e: ReadError| Failure::new(e.to_string());
    let shape = Shape { facts: &policy.model().facts, priorities: &policy.model().priorities };
    let mut reader = Reader::new(shape, options).map_err(unreadable)?;
    reader.dry_run(policy.sold().into_iter().map(str::to_owned), args.rows);
    let mut dry = DryRun::default();
    for name in files {
        let named = if name == "-" { "standard input" } else { name.as_str() };
        let file = open(name).map_err(|e| Failure::new(format!("`{name}` cannot be read: {}", plain(&e))))?;
        for row in reader.open(named, file).map_err(unreadable)? {
            tally(&mut dry, &row.map_err(unreadable)?, policy, options.as_of);
        }
    }
    let mut rows = reader.finish().map_err(unreadable)?;
    let mut shown = Vec::new();
    while let Some(row) = rows.next() {
        tally(&mut dry, &row, policy, options.as_of);
        if shown.len() < args.rows
            && let Value::Object(record) = rows.record()
        {
            shown.push(checked(record, policy));
        }
    }
    drop(rows);
    let met = &reader.notes().met;
    if let Some(column) = met.missing(&args.keep) {
        return Err(unreadable(met.no_such("", column)));
    }
    dry.understood = reader.understood();
    dry.understood.rows.extend(shown);
    // The states that the mapping does not name stand at the end, and are told below by their counts.
    let (notes, states) = (reader.notes().lines(), reader.notes().states().count());
    for line in notes.iter().take(notes.len().saturating_sub(states)) {
        terminal.note(&format!("note: {line}"));
    }
    if json {
        let text = serde_json::to_string_pretty(&dry).map_err(|e| Failure::new(e.to_string()))?;
        terminal.print(&format!("{text}\n"))?;
    } else {
        terminal.print(&dry.text(terminal.color_stdout(), terminal.width()))?;
    }
    Ok(if dry.is_clear() { Exit::Fine } else { Exit::Findings })
}

fn tally(dry: &mut DryRun, row: &Row, policy: &Policy, as_of: Instant) {
    dry.incidents += 1;
    let Err(rejection) = row.decide(policy, as_of) else { return };
    let id = row.id.as_deref().map_or(String::new(), |id| format!("{id}: "));
    let first = || Refused { count: 0, first: format!("{}:{}: {id}{}", row.file, row.line, rejection.message) };
    dry.rejected.entry(rejection.code).or_insert_with(first).count += 1;
}

/// The record of a log's incident, with null for what was not understood.
fn checked(mut record: Map<String, Value>, policy: &Policy) -> Map<String, Value> {
    for (name, value) in &mut record {
        let Some(text) = value.as_str() else { continue };
        let known = match name.as_str() {
            "opened" | "responded" | "relieved" | "resolved" => Instant::parse(text).is_ok(),
            "priority" | "customer_priority" | "vendor_priority" => {
                policy.model().priorities.iter().any(|p| p.name == text)
            }
            "contract" => policy.sold().contains(&text),
            _ => true,
        };
        if !known {
            *value = Value::Null;
        }
    }
    record
}
