//! The threads of a run.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::io::read::{Finished, Plan, ReadError, Reader, Shape, Work, WorkKind, WorkSource};

use super::commit::Commit;
use super::worker::{Batch, Worker};
use super::{DryRun, Job, Run, Sink, StopReason};

/// So many rows of an event log are one piece of work.
const ROWS: usize = 1024;

/// What is read, one thread at a time.
struct Source<'j, 'a> {
    job: &'j Job<'a>,
    source: WorkSource<'a>,
    files: std::slice::Iter<'a, String>,
    /// Whether a file is being read.
    open: bool,
    next: u64,
    ended: bool,
}

impl Source<'_, '_> {
    /// The next work and its number; nothing when all was given out.
    fn take(&mut self) -> Option<(u64, Result<Work, StopReason>)> {
        if self.ended {
            return None;
        }
        let found = self.work().transpose();
        self.ended = !matches!(found, Some(Ok(_)));
        let number = self.next;
        self.next += 1;
        found.map(|work| (number, work))
    }

    fn work(&mut self) -> Result<Option<Work>, StopReason> {
        loop {
            if self.open {
                if let Some(work) = self.source.next().map_err(StopReason::Read)? {
                    return Ok(Some(work));
                }
                self.open = false;
            }
            let Some(file) = self.files.next() else { return Ok(None) };
            let input = (self.job.open)(file).map_err(|e| StopReason::Open(file.clone(), e))?;
            self.source.begin(&input.name, input.bytes).map_err(StopReason::Read)?;
            self.open = true;
        }
    }
}

/// What is written, one thread at a time.
struct Order {
    /// The number of the batch that is written next.
    next: u64,
    waiting: BTreeMap<u64, Result<Batch, StopReason>>,
    /// Whether a thread is writing: what other threads hand in meanwhile is written by it, and they go on.
    writing: bool,
    /// Pieces that are being made, or wait.
    in_flight: usize,
    stop: Option<StopReason>,
}

/// What the threads share.
struct Shared<'s, 'j, 'a, 'p, O> {
    source: Mutex<Source<'j, 'a>>,
    order: Mutex<Order>,
    commit: Mutex<Commit<'s, 'p, O>>,
    moved: Condvar,
    most: usize,
}

/// What a thread left behind when it stopped is whole: each step ends before the lock is given back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<O: Sink> Shared<'_, '_, '_, '_, O> {
    /// Whether another piece may be taken: waits for room, and ends where the run does.
    fn may_take(&self) -> bool {
        let mut order = lock(&self.order);
        while order.in_flight >= self.most && order.stop.is_none() {
            order = self.moved.wait(order).unwrap_or_else(PoisonError::into_inner);
        }
        order.in_flight += 1;
        order.stop.is_none()
    }
}

/// A thread that panics ends the run, so that none waits for it.
struct PanicGuard<'f, 's, 'j, 'a, 'p, O>(&'f Shared<'s, 'j, 'a, 'p, O>);

impl<O> Drop for PanicGuard<'_, '_, '_, '_, '_, O> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(&self.0.order).stop.get_or_insert(StopReason::Stopped);
            self.0.moved.notify_all();
        }
    }
}

impl<'p, O: Sink> Shared<'_, '_, '_, 'p, O> {
    fn work(&self, worker: &mut Worker<'p>) {
        let _guard = PanicGuard(self);
        while self.may_take() {
            let taken = lock(&self.source).take();
            let Some((number, work)) = taken else { break };
            let made = work.map(|work| worker.decide(work));
            self.hand_in(number, made, worker);
        }
        lock(&self.order).in_flight -= 1;
        self.moved.notify_all();
    }

    fn hand_in(&self, number: u64, made: Result<Batch, StopReason>, worker: &mut Worker<'p>) {
        let mut order = lock(&self.order);
        order.waiting.insert(number, made);
        if order.writing {
            return;
        }
        order.writing = true;
        let mut commit = lock(&self.commit);
        while order.stop.is_none() {
            let next = order.next;
            let Some(made) = order.waiting.remove(&next) else { break };
            order.next += 1;
            drop(order);
            let done = made.and_then(|batch| commit.batch(batch, worker));
            order = lock(&self.order);
            order.in_flight -= 1;
            // The reason that a panicking thread left is kept.
            if let Err(stop) = done {
                order.stop = Some(stop);
            }
            self.moved.notify_all();
        }
        order.writing = false;
    }
}

/// Runs a job.
///
/// # Errors
/// Where the options name what is neither a field nor a fact. Whatever ends a run later is in it.
pub(crate) fn run<O: Sink>(job: &Job<'_>, sink: &mut O) -> Result<Run, ReadError> {
    let model = job.policy.model();
    let shape = Shape::of(model);
    let mut reader = Reader::new(shape, job.options)?;
    if let Some(DryRun { contracts, rows }) = &job.dry_run {
        reader.dry_run(contracts.iter().cloned(), *rows);
    }
    let source = WorkSource::new(reader, job.piece);
    let plan = source.plan();
    Ok(with_plan(job, source, &plan, sink))
}

fn with_plan<'a, O: Sink>(job: &Job<'a>, source: WorkSource<'a>, plan: &Plan<'a>, sink: &mut O) -> Run {
    let wants_records = sink.wants_records();
    let commit = Commit::new(sink, plan, job);
    let hash = commit.seen.hasher();
    // A browser's module starts no threads: the caller's own does all.
    let threads = if cfg!(target_family = "wasm") { 1 } else { job.threads.max(1) };
    let shared = Shared {
        source: Mutex::new(Source { job, source, files: job.files.iter(), open: false, next: 0, ended: false }),
        order: Mutex::new(Order { next: 0, waiting: BTreeMap::new(), writing: false, in_flight: 0, stop: None }),
        commit: Mutex::new(commit),
        moved: Condvar::new(),
        most: threads * 3,
    };
    let worker = || Worker::new(job, plan, hash.clone(), wants_records);
    let mut own = worker();
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| shared.work(&mut worker()));
        }
        shared.work(&mut own);
    });
    let source = shared.source.into_inner().unwrap_or_else(PoisonError::into_inner);
    let order = shared.order.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut commit = shared.commit.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut stop = order.stop;
    let mut reader = source.source.into_reader();
    if stop.is_none() {
        // The incidents of a log are not decided yet; of objects, the last file may have had what the others lack.
        let mut met = commit.notes.met.clone();
        met.extend(reader.notes().met.clone());
        stop = met.missing(&job.options.keep).map(|column| StopReason::Read(met.no_such("", column)));
    }
    if stop.is_none() {
        let rows = reader.finish().map_err(StopReason::Read);
        stop = rows.and_then(|rows| log(rows, &mut own, &mut commit)).and_then(|()| commit.finish()).err();
    }
    let mut notes = commit.notes;
    notes.add(reader.take_notes());
    Run { tally: commit.tally, notes, place: commit.place, stop, understood: reader.understood() }
}

/// The incidents of an event log, after its last row.
fn log<'p, O: Sink>(
    mut rows: Finished<'_, '_>,
    worker: &mut Worker<'p>,
    commit: &mut Commit<'_, 'p, O>,
) -> Result<(), StopReason> {
    loop {
        let mut some = Vec::new();
        while some.len() < ROWS
            && let Some(row) = rows.next()
        {
            some.push((row, rows.record()));
        }
        let Some((first, _)) = some.first() else { return Ok(()) };
        let file = Arc::clone(&first.file);
        let work = Work { file, kind: WorkKind::Rows(some), notes: crate::io::read::Notes::default() };
        let batch = worker.decide(work);
        commit.batch(batch, worker)?;
    }
}
