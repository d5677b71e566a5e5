//! The stream against the readers that define it: the same decisions, rejects and notes, to the byte.

mod rows;

use std::io::{self, Cursor};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::decision::{DecisionWriter, OutputFormat};
use crate::incident::{Mapping, Reader, Shape};
use crate::value::{Ambiguous, Instant, Zone};

/// What a run wrote and told.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    decisions: String,
    rejects: Vec<String>,
    notes: Vec<String>,
    counts: Vec<u64>,
    halt: bool,
}

impl Outlet for Told {
    fn decisions(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.decisions.push_str(std::str::from_utf8(bytes).unwrap());
        Ok(())
    }

    #[cfg(feature = "columnar")]
    fn columns(&mut self, _: &arrow_array::RecordBatch) -> io::Result<()> {
        Ok(())
    }

    fn wants_records(&self) -> bool {
        true
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<bool, Halt> {
        self.rejects.push(serde_json::to_string(reject).unwrap());
        Ok(true)
    }

    fn reached(&mut self, _: &Tally) {}
}

impl Told {
    fn ends(&mut self, tally: &Tally, notes: &Notes, halt: bool) {
        self.notes = notes.lines();
        self.halt = halt;
        self.counts = vec![tally.incidents(), tally.decisions()];
        for objective in crate::policy::model::Objective::ALL {
            self.counts.extend(tally.statuses(objective));
        }
        self.counts.push(tally.warned());
        self.counts.extend(tally.warnings().map(|(_, count)| count));
    }
}

pub(super) fn policy() -> Policy {
    Policy::from_text("rich.sla", include_str!("rich.sla")).unwrap()
}

type Files = [(String, Vec<u8>)];

fn streamed(policy: &Policy, options: &Options, files: &Files, form: Form, threads: usize) -> Told {
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let open = |name: &str| {
        let (name, bytes) = files.iter().find(|(n, _)| n == name).unwrap();
        Ok(Input { name: name.clone(), bytes: Bytes::Stream(Box::new(Cursor::new(bytes.clone()))) })
    };
    let job = Job { policy, options, files: &names, open: &open, form, zone: None, threads };
    let mut told = Told::default();
    let run = run(&job, &mut told).unwrap();
    told.ends(&run.tally, &run.notes, run.halt.is_some());
    told
}

/// The same by one row after another.
fn slowly(policy: &Policy, options: &Options, files: &Files, form: Form) -> Told {
    let format = match form {
        Form::JsonLines => OutputFormat::JsonLines,
        Form::Json => OutputFormat::Json,
        _ => OutputFormat::Csv,
    };
    let shape = Shape { facts: &policy.model().facts, priorities: &policy.model().priorities };
    let mut reader = Reader::new(shape, options).unwrap();
    let mut writer = DecisionWriter::new(Vec::new(), format, policy, &options.keep).unwrap();
    let opening = std::mem::take(writer.written());
    let mut told = Told::default();
    let mut tally = Tally::default();
    let mut halt = false;
    let mut each = |row: crate::incident::Row, record: serde_json::Value, told: &mut Told| match row
        .decide(policy, options.as_of)
    {
        Ok(decision) => {
            tally.decided(Statuses::of(&decision.objectives, &decision.warnings));
            writer.write(&decision, &row.kept).unwrap();
        }
        Err(e) => {
            tally.rejected(e.code);
            let (file, line, id) = (&*row.file, row.line, row.id.as_deref());
            told.reject(&Reject { file, line, id, code: e.code, message: &e.message, record }).unwrap();
        }
    };
    for (name, bytes) in files {
        match reader.open(name, Box::new(Cursor::new(bytes.clone()))) {
            Err(_) => halt = true,
            Ok(mut rows) => {
                while let Some(row) = rows.next() {
                    match row {
                        Ok(row) => each(row, rows.record(), &mut told),
                        Err(_) => halt = true,
                    }
                }
            }
        }
        if halt {
            break;
        }
    }
    if !halt {
        drop(reader.finish());
        halt = reader.notes().met.missing(&options.keep).is_some();
    }
    let text = if halt { std::mem::take(writer.written()) } else { writer.finish().unwrap() };
    let _ = opening;
    told.decisions = String::from_utf8(text).unwrap();
    told.ends(&tally, reader.notes(), halt);
    told
}

fn options(kind: usize) -> Options {
    let mut options = Options::new(Instant::parse("2024-06-20T12:00:00Z").unwrap());
    match kind {
        0 => {}
        1 => options.keep = vec!["note".to_owned(), "site".to_owned()],
        2 => {
            options.timezone = Zone::parse("Europe/London");
            options.ambiguous = Ambiguous::Earliest;
            options.set = vec![("contract".to_owned(), "Gold".to_owned()), ("vip".to_owned(), "TRUE".to_owned())];
        }
        _ => {
            let text = "missing: [none, '-']\ntime: '%d/%m/%Y %H:%M'\nzone: America/New_York\n\
                        fields: {site: note}\nconstants: {channel: phone}\n\
                        values: {priority: {'1': P1, high: P2}, vip: {'1': 'true', '0': 'false'}, seats: {'12': '100.5'}}";
            options.mapping = Some(Mapping::parse(text).unwrap());
        }
    }
    options
}

fn config() -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    Config { cases, failure_persistence: None, ..Config::default() }
}

#[test]
fn a_stream_says_what_the_readers_say() {
    let policy = policy();
    let form = prop::sample::select(vec![Form::JsonLines, Form::Json, Form::Csv]);
    let strategy = (rows::files(), 0..4_usize, form, 1..3_usize);
    TestRunner::new(config())
        .run(&strategy, |(files, kind, form, threads)| {
            let options = options(kind);
            let (fast, slow) =
                (streamed(&policy, &options, &files, form, threads), slowly(&policy, &options, &files, form));
            let shown: Vec<_> = files.iter().map(|(n, b)| (n, String::from_utf8_lossy(b).into_owned())).collect();
            prop_assert_eq!(fast, slow, "stream, then readers, of {:#?}", shown);
            Ok(())
        })
        .unwrap();
}

/// Enough rows for many pieces, so that threads meet.
#[test]
fn many_pieces_come_in_order() {
    use std::fmt::Write as _;
    let policy = policy();
    let mut csv = "id,contract,opened,priority,responded,site\n".to_owned();
    for n in 0..40_000 {
        let id = if n % 977 == 5 { n - 5 } else { n };
        let contract = if n % 501 == 7 { "Nobody" } else { "Gold" };
        let site = if n % 13 == 0 { "\"Berlin,\n east\"" } else { "Oslo" };
        let (day, hour) = (n % 28 + 1, n % 24);
        writeln!(
            csv,
            "INC-{id},{contract},2024-05-{day:02}T{hour:02}:00:00Z,P{},2024-06-01T00:00:00Z,{site}",
            n % 3 + 1
        )
        .unwrap();
    }
    let files = [("many.csv".to_owned(), csv.into_bytes())];
    let options = options(0);
    let slow = slowly(&policy, &options, &files, Form::Csv);
    for threads in [1, 2, 5] {
        assert!(streamed(&policy, &options, &files, Form::Csv, threads) == slow, "{threads} threads");
    }
}
