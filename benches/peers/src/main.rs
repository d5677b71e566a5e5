//! The same work done by `relief` and by what one would use instead, in one run, and a table of the ratios.
#![allow(
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a program for the table, which may look at the clock and stop at once"
)]

mod clocks;
mod data;
mod files;
mod own;
mod rules;
mod table;

use relief::Policy;
use relief::decision::OutputFormat;

use crate::own::Clocked;
use crate::rules::Answers;
use crate::table::Line;

/// Incidents for what is quick, and for what takes microseconds each.
const MANY: usize = 200_000;
const FEW: usize = 20_000;

fn main() {
    let many = std::env::args().nth(1).map_or(MANY, |text| text.parse().expect("a number of incidents"));
    let cases = data::cases(many);
    let few = &cases[..FEW.min(many)];
    let policy = Policy::standard().expect("the standard policy");

    let mut lines = Vec::new();
    let say = |what: &str| eprintln!("{what} ...");

    say("clocks");
    let (cost, clocked) = own::clocks(&own::clock(&policy), &cases);
    lines.push(clocks::own(cost));
    match clocks::numpy(&policy, &cases, &clocked) {
        Ok(line) => lines.push(line),
        Err(why) => eprintln!("numpy is left out: {why}; PYTHON=/path/to/python names one that has it"),
    }
    lines.push(clocks::opening_hours(&policy, few, &clocked));

    say("rules");
    let (cost, decided) = own::decide(&policy, &cases);
    let (timed, answers): (Vec<Clocked>, Vec<Answers>) = decided.into_iter().unzip();
    // The decision's own numbers are the clock's, wherever its limit is the one that was added.
    let same = timed.iter().zip(&clocked).filter(|(a, b)| (a.1, a.2) == (b.1, b.2)).count();
    eprintln!("the elapsed times of {same} of {} decisions are those of the clock", timed.len());
    lines.push(rules::own(cost));
    for peer in [rules::cel, rules::regorus, rules::zen] {
        lines.push(peer(few, &answers));
    }

    say("files");
    let (csv, json) = (data::csv(&cases), data::json_lines(&cases));
    let (cost, decisions) = own::whole(&policy, &csv, "incidents.csv", OutputFormat::Csv, many);
    lines.push(Line::new(files::CSV, "relief, one by one", cost).note("and decided"));
    let decisions = files::decisions(&decisions);
    lines.push(files::arrow_csv(&csv, &decisions, many));
    let (cost, output) = own::whole(&policy, &json, "incidents.jsonl", OutputFormat::JsonLines, many);
    lines.push(Line::new(files::JSON, "relief, one by one", cost).note("and decided"));
    lines.push(files::sonic(&json, &output, many));
    lines.push(files::parquet(&csv, &decisions, many));

    println!("{}", table::markdown(&lines));
}
