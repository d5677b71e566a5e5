//! The stream against the readers that define it, for tests and fuzzing: what a run wrote and reported, by each.
#![expect(clippy::expect_used, reason = "what cannot be compared should stop at once")]

use std::io::{self, Cursor, Read};

use serde_json::Value;

use crate::io::read::{Bytes, Notes, Options, Reader, Row, Shape};
use crate::io::write::{DecisionWriter, OutputFormat, Reject, Selection};
use crate::policy::Policy;

use super::{DecisionFormat, Input, Job, Sink, Statuses, StopReason, Tally, run};

/// What a run wrote and reported.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) decisions: String,
    pub(crate) rejects: Vec<String>,
    notes: Vec<String>,
    counts: Vec<u64>,
    pub(crate) stop: Option<String>,
}

impl Sink for Told {
    fn decisions(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.decisions.push_str(std::str::from_utf8(bytes).expect("decisions are text"));
        Ok(())
    }

    fn wants_records(&self) -> bool {
        true
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<bool, StopReason> {
        self.rejects.push(serde_json::to_string(reject).expect("a reject is JSON"));
        Ok(true)
    }
}

impl Told {
    fn ends(&mut self, policy: &Policy, tally: &Tally, notes: &Notes, stop: Option<String>) {
        self.notes = notes.lines();
        self.stop = stop;
        self.counts = vec![tally.incidents(), tally.decisions()];
        for objective in policy.model().objective_ids() {
            self.counts.extend(tally.statuses(objective));
        }
        self.counts.push(tally.warned());
        self.counts.extend(tally.warnings().map(|(_, count)| count));
    }
}

/// Files by name.
pub(crate) type Files = [(String, Vec<u8>)];

/// How a stream is run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct How {
    pub(crate) form: DecisionFormat,
    pub(crate) threads: usize,
    pub(crate) piece: usize,
    /// Whether each file breaks off with an error of the system.
    pub(crate) broken: bool,
}

/// A file that cannot be read further.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

fn open(bytes: &[u8], broken: bool) -> Box<dyn Read + Send> {
    let whole = Cursor::new(bytes.to_vec());
    if broken { Box::new(whole.chain(Broken)) } else { Box::new(whole) }
}

/// What the stream and the readers decide of files: the same.
pub(crate) fn both(policy: &Policy, options: &Options, files: &Files, how: How) -> (Told, Told) {
    let fast = streamed(policy, options, files, how);
    let slow = slowly(policy, options, files, how);
    // Where no record of a file has what the mapping reads, the stream knows before it hands out the file's last rows.
    let lacking = slow.stop.as_ref().is_some_and(|stop| stop.contains("but no record has such a key"));
    let before = slow.decisions.starts_with(&fast.decisions) && slow.rejects.starts_with(&fast.rejects);
    if lacking && before {
        let slow = Told { stop: slow.stop, ..fast.clone() };
        return (fast, slow);
    }
    (fast, slow)
}

/// What the stream makes of files.
pub(crate) fn streamed(policy: &Policy, options: &Options, files: &Files, how: How) -> Told {
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let open = |name: &str| {
        let (name, bytes) = files.iter().find(|(n, _)| n == name).expect("a file is known by its name");
        Ok(Input { name: name.clone(), bytes: Bytes::Stream(self::open(bytes, how.broken)) })
    };
    let How { form, threads, piece, .. } = how;
    let selection = Selection::all(policy, false);
    let job = Job {
        policy,
        options,
        files: &names,
        open: &open,
        form,
        selection,
        zone: None,
        threads,
        dry_run: None,
        piece,
        check_duplicates: true,
        counts: true,
    };
    let mut told = Told::default();
    let run = run(&job, &mut told).expect("the options fit the policy");
    let stop = run.stop.as_ref().map(|stop| match stop {
        StopReason::Read(error) => error.to_string(),
        other => format!("{other:?}"),
    });
    told.ends(policy, &run.tally, &run.notes, stop);
    told
}

/// The same by one row after another, each read exactly.
pub(crate) fn slowly(policy: &Policy, options: &Options, files: &Files, How { form, broken, .. }: How) -> Told {
    let format = match form {
        DecisionFormat::JsonLines => OutputFormat::JsonLines,
        DecisionFormat::Json => OutputFormat::Json,
        _ => OutputFormat::Csv,
    };
    let shape = Shape::of(policy.model());
    let mut reader = Reader::new(shape, options).expect("the options fit the policy");
    let mut writer = DecisionWriter::new(Vec::new(), format, policy, &options.keep).expect("memory can be written");
    // The stream leaves what opens the decisions to whoever runs it.
    writer.written().clear();
    let (mut told, mut tally, mut stop) = (Told::default(), Tally::default(), None);
    let mut each = |row: Row, record: Value, told: &mut Told| match row.decide(policy, options.as_of) {
        Ok(decision) => {
            tally.decided(&Statuses::of(&decision.objectives, &decision.warnings));
            writer.write(&decision, &row.kept).expect("memory can be written");
        }
        Err(e) => {
            tally.rejected(e.code);
            let (file, line, id) = (&*row.file, row.line, row.id.as_deref());
            let reject = Reject { file, line, id, code: e.code, message: &e.message, record };
            told.reject(&reject).expect("a reject is held");
        }
    };
    for (name, bytes) in files {
        match reader.open(name, open(bytes, broken)) {
            Err(error) => stop = Some(error.to_string()),
            Ok(mut rows) => {
                while let Some(row) = rows.next() {
                    match row {
                        Ok(row) => each(row, rows.record(), &mut told),
                        Err(error) => stop = Some(error.to_string()),
                    }
                }
            }
        }
        if stop.is_some() {
            break;
        }
    }
    if stop.is_none() {
        let met = &reader.notes().met;
        stop = met.missing(&options.keep).map(|column| met.no_such("", column).to_string());
    }
    if stop.is_none() {
        match reader.finish() {
            Ok(mut rows) => {
                while let Some(row) = rows.next() {
                    each(row, rows.record(), &mut told);
                }
            }
            Err(error) => stop = Some(error.to_string()),
        }
    }
    let text =
        if stop.is_some() { std::mem::take(writer.written()) } else { writer.finish().expect("memory can be written") };
    told.decisions = String::from_utf8(text).expect("decisions are text");
    told.ends(policy, &tally, reader.notes(), stop);
    told
}
