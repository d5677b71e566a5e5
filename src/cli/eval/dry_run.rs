//! `--dry-run`: shows how the input is read. Nothing is decided for good, and no file is written.

use serde_json::{Map, Value};

use crate::io::pipeline::{self, DecisionFormat, Job, Sink, StopReason};
use crate::io::read::{Options, Row};
use crate::io::write::Selection;
use crate::policy::Policy;
use crate::report::{DryRun, Refused};
use crate::time::Instant;

use super::super::args::{EvalArgs, Output};
use super::super::exit::{Exit, Failure, Outcome};
use super::super::input_files::input;
use super::super::stop::{failure, unreadable};
use super::super::terminal::Terminal;
use super::super::values::all_threads;

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
    let mut records = Recorded { dry: DryRun::default(), shown: Vec::new(), most: args.rows, policy, options };
    let contracts = policy.sold().into_iter().map(str::to_owned).collect();
    let job = Job {
        policy,
        options,
        files,
        open: &input,
        form: DecisionFormat::Rows,
        selection: Selection::all(policy, false),
        zone: None,
        threads: args.threads.unwrap_or_else(all_threads),
        dry_run: Some(pipeline::DryRun { contracts, rows: args.rows }),
        piece: pipeline::PIECE,
        check_duplicates: true,
        counts: true,
    };
    let run = pipeline::run(&job, &mut records).map_err(|e| unreadable(&e))?;
    if let Some(stop) = run.stop {
        return Err(failure(stop, "", "", ""));
    }
    let Recorded { mut dry, shown, .. } = records;
    dry.understood = run.understood;
    dry.understood.rows.extend(shown);
    // The states that the mapping does not name come last, and are shown below with their counts.
    let (notes, states) = (run.notes.lines(), run.notes.states().count());
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

/// What a dry run has read so far.
struct Recorded<'p> {
    dry: DryRun,
    /// The first incidents of a log, which only its last row completes.
    shown: Vec<Map<String, Value>>,
    most: usize,
    policy: &'p Policy,
    options: &'p Options,
}

impl Sink for Recorded<'_> {
    fn row(&mut self, row: &Row, record: Value) -> Result<bool, StopReason> {
        self.dry.incidents += 1;
        let log = self.options.mapping.as_ref().is_some_and(|mapping| mapping.log.is_some());
        if log
            && row.id.is_some()
            && self.shown.len() < self.most
            && let Value::Object(record) = record
        {
            self.shown.push(checked(record, self.policy));
        }
        let Err(rejection) = row.decide(self.policy, self.options.as_of) else { return Ok(true) };
        let id = row.id.as_deref().map_or(String::new(), |id| format!("{id}: "));
        let first = || Refused { count: 0, first: format!("{}:{}: {id}{}", row.file, row.line, rejection.message) };
        self.dry.rejected.entry(rejection.code).or_insert_with(first).count += 1;
        Ok(true)
    }
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
