//! What takes longer: problems of files, and lenses. It works on snapshots, and stops where a newer one is there. When nothing
//! else is to be done, it looks for errors of the files that are not open, root by root (`elsewhere.rs`).

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use gen_lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};
use lsp_server::Notification;

use crate::ide::{self, Depth, Problem, Snapshot};

use super::convert::{self, Encoding};
use super::elsewhere::Elsewhere;
use super::open_texts::{OpenTexts, Send, located};

/// What is to be done.
pub(super) enum Job {
    /// Problems of these files, in this order; then errors of all others that are not below `skipped`. With `first`, the
    /// first is reported even if nothing has changed in it.
    Problems {
        snapshot: Snapshot,
        revision: u64,
        files: Vec<PathBuf>,
        first: bool,
        open: Arc<OpenTexts>,
        skipped: Option<PathBuf>,
    },
    /// Takes back the problems of a text that was closed.
    Forget(Uri),
    /// Anything else.
    Answer(Box<dyn FnOnce() + std::marker::Send>),
    /// Nothing more.
    Stop,
}

/// The thread that does it.
pub(super) struct Worker {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

/// With more roots, or more files that are compiled together, something is reported before all is known.
const MOST_ROOTS: usize = 3;
const MOST_FILES: usize = 50;
/// So long nothing else is asked before errors of other files are looked for: they can wait until nobody types.
const PAUSE: Duration = Duration::from_millis(200);

impl Worker {
    pub(super) fn start(send: Send, encoding: Encoding, revision: Arc<AtomicU64>) -> Self {
        let (jobs, receiver) = channel();
        let elsewhere = Elsewhere::new(Arc::clone(&send), encoding);
        let mut reporter = Reporter { send, encoding, revision, reported: HashMap::new(), elsewhere };
        let thread = std::thread::spawn(move || reporter.run(&receiver));
        Self { jobs, thread }
    }

    pub(super) fn send(&self, job: Job) {
        // The thread ends only when it is told so.
        let _ = self.jobs.send(job);
    }

    pub(super) fn stop(self) {
        let _ = self.jobs.send(Job::Stop);
        let _ = self.thread.join();
    }
}

struct Reporter {
    send: Send,
    encoding: Encoding,
    revision: Arc<AtomicU64>,
    /// What the editor shows now.
    reported: HashMap<String, Vec<Diagnostic>>,
    elsewhere: Elsewhere,
}

impl Reporter {
    fn run(&mut self, jobs: &Receiver<Job>) {
        loop {
            let next = match self.elsewhere.has_begun() {
                None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(false) => jobs.recv_timeout(PAUSE),
                Some(true) => jobs.recv_timeout(Duration::ZERO),
            };
            let job = match next {
                Ok(Job::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(job) => Some(job),
                Err(RecvTimeoutError::Timeout) => None,
            };
            // Whatever fails, the next job is not to blame.
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match job {
                Some(job) => self.work(job),
                None => self.elsewhere.go_on(),
            }));
        }
    }

    fn work(&mut self, job: Job) {
        match job {
            Job::Problems { snapshot, revision, files, first, open, skipped } => {
                self.elsewhere.begin(snapshot.clone(), Arc::clone(&open), skipped);
                for (at, path) in files.iter().enumerate() {
                    if !self.is_current(revision) {
                        return;
                    }
                    let Some(uri) = open.get(path).map(|open| open.uri.clone()) else { continue };
                    let always = first && at == 0;
                    if always {
                        self.early(&snapshot, path, &uri, &open);
                    }
                    let go_on = || self.is_current(revision);
                    let Some(problems) = ide::problems_while(&snapshot, path, &go_on) else { return };
                    self.report(&snapshot, path, &uri, &open, &problems, always);
                }
            }
            Job::Forget(uri) => {
                self.reported.remove(&uri.0);
                self.publish(uri, None, Vec::new());
            }
            Job::Answer(work) => work(),
            Job::Stop => {}
        }
    }

    fn is_current(&self, revision: u64) -> bool {
        self.revision.load(Ordering::SeqCst) == revision
    }

    /// What can be said at once of a file whose problems take long to find.
    fn early(&mut self, snapshot: &Snapshot, path: &std::path::Path, uri: &Uri, open: &OpenTexts) {
        let reach = ide::reach(snapshot, path);
        let depth = match (reach.files > MOST_FILES, reach.roots > MOST_ROOTS) {
            (true, _) => Depth::Syntax,
            (_, true) => Depth::OneRoot,
            _ => return,
        };
        let problems = ide::problems(snapshot, path, depth);
        if depth == Depth::Syntax && problems.is_empty() {
            return;
        }
        self.report(snapshot, path, uri, open, &problems, false);
    }

    fn report(
        &mut self,
        snapshot: &Snapshot,
        path: &std::path::Path,
        uri: &Uri,
        open: &OpenTexts,
        problems: &[Problem],
        always: bool,
    ) {
        let Some(document) = snapshot.document(path) else { return };
        let locate = |location: &ide::Location| located(snapshot, open, self.encoding, location);
        let found = problems.iter().map(|problem| convert::diagnostic(self.encoding, document, problem, &locate));
        let found: Vec<Diagnostic> = found.collect();
        if !always && self.reported.get(&uri.0) == Some(&found) {
            return;
        }
        self.reported.insert(uri.0.clone(), found.clone());
        self.publish(uri.clone(), open.get(path).map(|open| open.version), found);
    }

    fn publish(&self, uri: Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        let params = PublishDiagnosticsParams { uri, version, diagnostics };
        (self.send)(Notification::new("textDocument/publishDiagnostics".to_owned(), params).into());
    }
}
