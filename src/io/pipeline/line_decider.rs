//! JSON lines that come a few at a time, decided on the calling thread as they come.

use std::io;
use std::sync::Arc;

use crate::engine::RejectCode;
use crate::io::read::{Notes, Options, Plan, ReadError, Reader, Shape, Work};
use crate::io::write::{Reject, Selection};
use crate::policy::Policy;
use crate::time::{Instant, Zone};

use super::commit::Commit;
use super::worker::Worker;
use super::{DecisionFormat, Job, Sink, StopReason};

/// As many ids are compared with those of later lines; a later id that is not one of them is not kept.
const MOST_IDS: usize = 1_000_000;

/// What was made of one or several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineResult {
    /// The decisions of some lines, each as a line of JSON.
    Decisions(Vec<u8>),
    /// A line that was rejected.
    Rejected {
        /// The number of the line.
        line: u64,
        /// The id of its incident, if it could be read.
        id: Option<String>,
        /// Why.
        code: RejectCode,
        /// What was expected and what was found.
        message: String,
    },
}

/// Keeps what is handed out.
#[derive(Debug, Default)]
struct Collected(Vec<LineResult>);

impl Sink for Collected {
    fn decisions(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.0.last_mut() {
            Some(LineResult::Decisions(all)) => all.extend_from_slice(bytes),
            _ => self.0.push(LineResult::Decisions(bytes.to_vec())),
        }
        Ok(())
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<bool, StopReason> {
        self.0.push(LineResult::Rejected {
            line: reject.line,
            id: reject.id.map(str::to_owned),
            code: reject.code,
            message: reject.message.to_owned(),
        });
        Ok(true)
    }
}

/// Decides lines as they come. Ids are compared with each other over all of them, as far as a million ids are kept: its
/// memory is bounded.
pub struct LineDecider<'a, 'p> {
    commit: Commit<'a, 'p, Collected>,
    worker: Worker<'p>,
    file: Arc<str>,
}

impl LineDecider<'_, '_> {
    /// The decisions of whole lines, the first of which has the number `line`.
    pub fn decide(&mut self, line: u64, lines: Vec<u8>) -> Vec<LineResult> {
        let batch = self.worker.decide(Work::of_lines(&self.file, line, lines));
        // Nothing is written, and no mapping asks for columns: neither can fail.
        let _ = self.commit.batch(batch, &mut self.worker);
        self.commit.notes = Notes::default();
        std::mem::take(&mut self.commit.sink.0)
    }
}

/// Calls `work` with what decides lines as of an instant, local times in `zone`.
///
/// # Errors
/// None: only a mapping could name what the policy does not have, and there is none.
pub(crate) fn decide_lines<T>(
    policy: &Policy,
    as_of: Instant,
    zone: Option<Zone>,
    work: impl FnOnce(&mut LineDecider<'_, '_>) -> T,
) -> Result<T, ReadError> {
    let options = Options { timezone: zone, ..Options::new(as_of) };
    let plan: Arc<Plan<'_>> = Reader::new(Shape::of(policy.model()), &options)?.plan();
    let job = Job {
        policy,
        options: &options,
        files: &[],
        open: &|_| Err(io::ErrorKind::NotFound.into()),
        form: DecisionFormat::JsonLines,
        selection: Selection::all(policy, false),
        zone: None,
        threads: 1,
        dry_run: None,
        piece: 0,
        check_duplicates: true,
        counts: false,
    };
    let mut sink = Collected::default();
    let mut commit = Commit::new(&mut sink, &plan, &job);
    commit.seen.keep_at_most(MOST_IDS);
    let worker = Worker::new(&job, &plan, commit.seen.hasher(), false);
    Ok(work(&mut LineDecider { commit, worker, file: "".into() }))
}
