//! The same work done by `relief` and by what one would use instead, in one run, and a table of the ratios.
#![allow(
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a program for the table, which may look at the clock and stop at once"
)]

mod clocks;
mod data;
mod decisions;
mod files;
mod own;
mod python;
mod rules;
mod table;

use std::process::ExitCode;

use relief::Policy;

use crate::own::Clocked;
use crate::rules::Answers;
use crate::table::Line;

/// Incidents for what is quick, and for what takes microseconds each.
const MANY: usize = 200_000;
const FEW: usize = 20_000;

/// Adds the line of a Python package, or says why this machine has none.
fn or_left_out(name: &str, line: Result<Line, String>, lines: &mut Vec<Line>) {
    match line {
        Ok(line) => lines.push(line),
        Err(why) => eprintln!("{name} is left out: {why}; PYTHON=/path/to/python names one that has it"),
    }
}

fn main() -> ExitCode {
    // Called as the command itself.
    if std::env::args().nth(1).is_some_and(|word| word == "eval") {
        return relief::internals::cli::run();
    }
    let many = std::env::args().nth(1).map_or(MANY, |text| text.parse().expect("a number of incidents"));
    let cases = data::cases(many);
    let few = &cases[..FEW.min(many)];
    let policy = Policy::standard().expect("the standard policy");

    let mut lines = Vec::new();
    let say = |what: &str| eprintln!("{what} ...");

    let (csv, json) = (data::csv(&cases), data::json_lines(&cases));
    let batches = files::incident_batches(&csv);

    say("clocks");
    let (cost, clocked) = own::clocks(&own::clock(&policy), &cases);
    lines.push(clocks::own("relief", cost));
    let (batch, decided) = own::decide_batches(&policy, &batches, many);
    lines.push(clocks::own("relief, decide_batches", batch).agree(decided, many).note("decided in full"));
    or_left_out("numpy", clocks::numpy(&policy, &cases, &clocked), &mut lines);
    lines.push(clocks::opening_hours(&policy, few, &clocked));

    say("decisions");
    let (own, decided) = decisions::own(&policy, &batches, batch, many);
    lines.extend(own);
    or_left_out("DuckDB", decisions::duckdb(&policy, &cases, &decided), &mut lines);
    or_left_out("polars", decisions::polars(&policy, &cases, &decided), &mut lines);

    say("rules");
    let (cost, decided) = own::decide(&policy, &cases);
    let (timed, answers): (Vec<Clocked>, Vec<Answers>) = decided.into_iter().unzip();
    // The decision's own numbers are the clock's, wherever its limit is the one that was added.
    let same = timed.iter().zip(&clocked).filter(|(a, b)| (a.1, a.2) == (b.1, b.2)).count();
    eprintln!("the elapsed times of {same} of {} decisions are those of the clock", timed.len());
    lines.push(rules::own("relief, decide", cost));
    lines.push(rules::own("relief, decide_batches", batch));
    for peer in [rules::cel, rules::regorus, rules::zen] {
        lines.push(peer(few, &answers));
    }

    say("files");
    let command = "relief, the whole command";
    let decisions = files::decisions(&own::decisions(&csv, "incidents.csv", "csv"));
    lines.push(Line::new(files::CSV, command, own::command(&csv, "incidents.csv", "csv", many)));
    lines.push(files::arrow_csv(&csv, &decisions, many));
    let output = own::decisions(&json, "incidents.jsonl", "jsonl");
    lines.push(Line::new(files::JSON, command, own::command(&json, "incidents.jsonl", "jsonl", many)));
    lines.push(files::sonic(&json, &output, many));
    let parquet = files::to_parquet(&batches);
    lines.push(Line::new(files::PARQUET, command, own::command(&parquet, "incidents.parquet", "parquet", many)));
    lines.push(files::parquet(&parquet, &decisions, many));

    println!("{}", table::markdown(&lines));
    ExitCode::SUCCESS
}
