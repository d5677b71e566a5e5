//! How the cost of a decision grows: with the number of incidents, of contracts, of waits in one incident, and of facts.
//!
//! `cargo bench --bench growth`; `PART=incidents`, `contracts`, `waits` or `facts` runs one part. Each line is the best
//! of three, in nanoseconds a unit, with its ratio to the line before. What grows in proportion has ratios near 1.
#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a benchmark that fails should stop at once"
)]

mod data;

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use arrow_array::{ArrayRef, BooleanArray, RecordBatch, StringArray, TimestampMicrosecondArray};
use relief::{Incident, Instant, Policy, Waiting};

/// Rows in a batch.
const BATCH: usize = 1 << 14;
const HOUR: i64 = 3_600_000_000;

/// The best of three.
fn best(mut work: impl FnMut() -> Duration) -> Duration {
    let first = work();
    first.min(work()).min(work())
}

/// Prints the lines of one part, each with its ratio to the line before.
struct Part {
    unit: &'static str,
    before: Option<f64>,
}

impl Part {
    fn new(title: &str, unit: &'static str) -> Self {
        println!("\n{title}");
        Self { unit, before: None }
    }

    fn line(&mut self, size: usize, took: Duration, units: usize) {
        let nanos = took.as_nanos() as f64 / units as f64;
        let ratio = self.before.map_or(String::new(), |before| format!("{:>8.2} x", nanos / before));
        println!("{size:>12} {nanos:>12.1} ns {}{ratio}", self.unit);
        self.before = Some(nanos);
    }
}

/// Batches that are made when they are asked for, and how long that took.
struct Batches<'b> {
    patterns: &'b [RecordBatch],
    made: usize,
    left: usize,
    spent: &'b mut Duration,
}

impl Iterator for Batches<'_> {
    type Item = RecordBatch;

    /// One of the patterns, with ids that no earlier batch has.
    fn next(&mut self) -> Option<RecordBatch> {
        let start = Clock::now();
        let pattern = &self.patterns[(self.made / BATCH) % self.patterns.len()];
        let rows = pattern.num_rows().min(self.left);
        if rows == 0 {
            return None;
        }
        let ids = (0..rows).map(|row| format!("INC-{:09}", self.made + row));
        let mut columns = pattern.slice(0, rows).columns().to_vec();
        columns[0] = Arc::new(StringArray::from_iter_values(ids));
        (self.made, self.left) = (self.made + rows, self.left - rows);
        let batch = RecordBatch::try_new(pattern.schema(), columns).unwrap();
        *self.spent += start.elapsed();
        Some(batch)
    }
}

/// Decides as many incidents as `count`, made from patterns; returns how long that took, and checks how many were
/// decided of those that are well formed.
fn decide(policy: &Policy, patterns: &[RecordBatch], count: usize) -> Duration {
    let as_of = Instant::parse(data::AS_OF).unwrap();
    let (mut spent, mut rows) = (Duration::ZERO, 0);
    let start = Clock::now();
    let batches = Batches { patterns, made: 0, left: count, spent: &mut spent };
    let ended = policy.decide_batches(batches, as_of, |decided| {
        rows += decided.decisions.num_rows() + decided.rejects.num_rows();
        ControlFlow::<()>::Continue(())
    });
    let took = start.elapsed();
    assert!(ended.unwrap().is_continue());
    assert_eq!(rows, count);
    took - spent
}

/// The standard packages and the mix of incidents that the other benchmarks have, with the check for duplicates.
fn incidents(largest: usize) {
    let policy = Policy::standard().unwrap();
    let mut numbers = data::Numbers::new(42);
    let mut pattern = || {
        let rows: Vec<data::Row> = (0..BATCH as u64).map(|number| data::row(number, &mut numbers)).collect();
        data::columns::batch(&rows)
    };
    let patterns: Vec<RecordBatch> = (0..16).map(|_| pattern()).collect();
    let mut part = Part::new("decide_batches: incidents", "an incident");
    for size in [10_000, 100_000, 1_000_000, 10_000_000].into_iter().filter(|size| *size <= largest) {
        part.line(size, best(|| decide(&policy, &patterns, size)), size);
    }
}

fn instants(values: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from_iter_values(values).with_timezone("UTC"))
}

/// A policy of this many contracts on one tier, each with a limit of its own.
fn policy_of(contracts: usize) -> String {
    let mut text = String::from(
        "calendar desk { timezone Europe/London open mon-fri 09:00-17:00 }\npriority P1\npriority P2\n\
         tier Gold customisable { coverage desk response P1 < 4 working hours response P2 < 8 working hours \
         relief within 3 x response }\n",
    );
    for number in 0..contracts {
        writeln!(text, "contract C{number} extends Gold {{ response P1 < {} minutes }}", 30 + number % 200).unwrap();
    }
    text
}

/// Incidents spread over all contracts of a policy, and the policy compiled.
fn contracts(largest: usize, count: usize) {
    let mut numbers = data::Numbers::new(7);
    // With their tier, the last are as many as a policy may have.
    let sizes = || [10, 100, 1_000, 9_999].into_iter().filter(|size| *size <= largest);
    let mut part = Part::new("decide_batches: contracts", "an incident");
    for size in sizes() {
        let policy = Policy::from_text("growth.sla", &policy_of(size)).unwrap();
        let mut pattern = || {
            let opened: Vec<i64> = (0..BATCH).map(|_| 1_704_067_200_000_000 + numbers.below(20_000) * HOUR).collect();
            let names: Vec<String> = (0..BATCH).map(|_| format!("C{}", numbers.below(size as i64))).collect();
            let responded: Vec<i64> = opened.iter().map(|at| at + numbers.below(60) * HOUR).collect();
            let columns: [(&str, ArrayRef); 5] = [
                ("id", Arc::new(StringArray::from(vec![""; BATCH]))),
                ("contract", Arc::new(StringArray::from(names))),
                ("opened", instants(opened.into_iter())),
                ("responded", instants(responded.into_iter())),
                ("priority", Arc::new(StringArray::from_iter_values((0..BATCH).map(|n| ["P1", "P2"][n % 2])))),
            ];
            RecordBatch::try_from_iter(columns).unwrap()
        };
        let patterns = [pattern(), pattern()];
        part.line(size, best(|| decide(&policy, &patterns, count)), count);
    }
    let mut part = Part::new("compile a policy: contracts", "a contract");
    for size in sizes() {
        let text = policy_of(size);
        let compile = || {
            let start = Clock::now();
            let policy = Policy::from_text("growth.sla", &text).unwrap();
            let took = start.elapsed();
            drop(std::hint::black_box(policy));
            took
        };
        part.line(size, best(compile), size);
    }
}

/// One incident with many waits, in no order and partly over each other; each of its clocks pauses.
fn waits(largest: usize, rounds: usize) {
    let policy = Policy::from_text(
        "growth.sla",
        "calendar desk { timezone Europe/London open mon-fri 09:00-17:00 }\npriority P1\n\
         tier Gold { coverage desk response P1 < 900 working hours, pausing while waiting on customer \
         relief within 3 x response, pausing while waiting on customer }",
    )
    .unwrap();
    let as_of = Instant::parse(data::AS_OF).unwrap();
    let mut part = Part::new("decide: waits in one incident", "a wait");
    for size in [1, 10, 100, 1_000].into_iter().filter(|size| *size <= largest) {
        let mut numbers = data::Numbers::new(11);
        let opened = 1_704_067_200_000_000;
        let mut incident = Incident::new("INC-1", "Gold", Instant(opened));
        incident.priority = Some("P1".to_owned());
        let wait = |_| {
            let from = opened + numbers.below(8_000) * HOUR;
            let to = Some(Instant(from + (1 + numbers.below(20)) * HOUR));
            Waiting { from: Instant(from), to, on: "customer".to_owned() }
        };
        incident.waiting = (0..size).map(wait).collect();
        let work = || {
            let start = Clock::now();
            for _ in 0..rounds {
                std::hint::black_box(policy.decide(std::hint::black_box(&incident), as_of).unwrap());
            }
            start.elapsed()
        };
        part.line(size, best(work), size * rounds);
    }
}

/// A policy of this many facts, all of which one remedy asks for, and each of which a remedy of its own asks for.
fn facts_policy(facts: usize) -> String {
    let names: Vec<String> = (0..facts).map(|number| format!("f{number}")).collect();
    let mut text = format!("facts {{ {} }}\n", names.iter().map(|name| format!("{name} bool\n")).collect::<String>());
    text.push_str("priority P1\ntier Gold { response P1 < 4 hours relief within 3 x response }\n");
    writeln!(text, "remedy all_of_them {{ may provide when {} }}", names.join(" and ")).unwrap();
    for name in &names {
        writeln!(text, "remedy on_{name} {{ will provide when {name} }}").unwrap();
    }
    text
}

/// Facts that are true, false or missing by chance.
fn facts(count: usize) {
    let mut numbers = data::Numbers::new(13);
    let mut part = Part::new("decide_batches: facts, with a remedy for each", "a fact of an incident");
    for size in [1, 2, 5, 10, 20, 30] {
        let policy = Policy::from_text("growth.sla", &facts_policy(size)).unwrap();
        let mut pattern = || {
            let opened = (0..BATCH).map(|_| 1_704_067_200_000_000 + numbers.below(20_000) * HOUR).collect::<Vec<_>>();
            let mut columns: Vec<(String, ArrayRef)> = vec![
                ("id".to_owned(), Arc::new(StringArray::from(vec![""; BATCH]))),
                ("contract".to_owned(), Arc::new(StringArray::from(vec!["Gold"; BATCH]))),
                ("opened".to_owned(), instants(opened.into_iter())),
                ("priority".to_owned(), Arc::new(StringArray::from(vec!["P1"; BATCH]))),
            ];
            for fact in 0..size {
                let values: BooleanArray =
                    (0..BATCH).map(|_| [Some(true), Some(false), None][numbers.below(3) as usize]).collect();
                columns.push((format!("f{fact}"), Arc::new(values)));
            }
            RecordBatch::try_from_iter(columns).unwrap()
        };
        let patterns: Vec<RecordBatch> = (0..4).map(|_| pattern()).collect();
        part.line(size, best(|| decide(&policy, &patterns, count)), count * size);
    }
}

fn main() {
    // `cargo test` runs benchmarks too, to see that they work.
    let bench = std::env::args().any(|arg| arg == "--bench");
    let part = std::env::var("PART").unwrap_or_default();
    let wants = |name: &str| part.is_empty() || part == name;
    if wants("incidents") {
        incidents(if bench { 10_000_000 } else { 10_000 });
    }
    if wants("contracts") {
        if bench { contracts(10_000, 200_000) } else { contracts(100, 2_000) }
    }
    if wants("waits") {
        if bench { waits(1_000, 2_000) } else { waits(100, 10) }
    }
    if wants("facts") {
        facts(if bench { 200_000 } else { 2_000 });
    }
}
