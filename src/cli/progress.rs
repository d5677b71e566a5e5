//! How far a run is, for whoever looks on.

use std::io::{self, IsTerminal as _, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::io::pipeline::Input;
use crate::io::read::{Bytes, Format};

use super::values::thousands;

/// Shorter runs show nothing.
const SOON: Duration = Duration::from_secs(2);

/// A run's progress.
pub(super) struct Progress {
    start: Instant,
    read: Arc<AtomicU64>,
    /// All bytes of the files, where they are known.
    size: Option<u64>,
    wanted: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Of files: shown on a terminal, if wanted.
    #[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
    pub(super) fn new(files: &[String], format: Option<Format>, wanted: bool) -> Self {
        let size = |name: &String| {
            let text = format.or_else(|| Format::of_name(name)).is_some_and(Format::is_text);
            std::fs::metadata(name).ok().filter(|about| text && about.is_file()).map(|about| about.len())
        };
        Self {
            start: Instant::now(),
            read: Arc::new(AtomicU64::new(0)),
            size: files.iter().map(size).sum(),
            wanted: wanted && io::stderr().is_terminal(),
            bar: None,
        }
    }

    /// Counts what is read of files.
    pub(super) fn counter(&self) -> Counter {
        Counter { read: Arc::clone(&self.read), known: self.size.is_some() }
    }

    /// Says something that the bar does not cover.
    pub(super) fn around(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }
}

/// Counts what is read.
pub(super) struct Counter {
    read: Arc<AtomicU64>,
    known: bool,
}

impl Counter {
    /// Counts what is read of a file.
    pub(super) fn counted(&self, input: Input) -> Input {
        match (input.bytes, self.known) {
            (Bytes::File(file), true) => {
                let read = Arc::clone(&self.read);
                Input { bytes: Bytes::Stream(Box::new(Counted { file, read })), name: input.name }
            }
            (bytes, _) => Input { bytes, name: input.name },
        }
    }
}

impl Progress {
    /// Shows how far the run is, with the number of incidents so far.
    pub(super) fn reached(&mut self, incidents: u64) {
        let elapsed = self.start.elapsed();
        if !self.wanted || elapsed < SOON {
            return;
        }
        let read = self.read.load(Ordering::Relaxed);
        let bar = self.bar.get_or_insert_with(|| bar(self.size, elapsed));
        bar.set_position(read);
        bar.set_message(format!("{} incidents, {} a second", thousands(incidents), rate(incidents, elapsed)));
    }

    /// Takes the bar away.
    pub(super) fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// How many incidents a second, of a run that took long enough to tell.
    pub(super) fn rate(&self, incidents: u64) -> Option<String> {
        let elapsed = self.start.elapsed();
        (elapsed >= SOON).then(|| rate(incidents, elapsed))
    }
}

fn rate(incidents: u64, elapsed: Duration) -> String {
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    thousands(incidents.saturating_mul(1000) / millis)
}

fn bar(size: Option<u64>, elapsed: Duration) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(5);
    let (bar, template) = match size {
        Some(size) => (ProgressBar::with_draw_target(Some(size), target), "{bar:30} {percent:>3}%  {msg}, {eta} left"),
        None => (ProgressBar::with_draw_target(None, target), "{spinner} {msg}"),
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style).with_elapsed(elapsed)
}

/// A file whose bytes are counted.
struct Counted {
    file: std::fs::File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(bytes)?;
        self.read.fetch_add(u64::try_from(count).unwrap_or(0), Ordering::Relaxed);
        Ok(count)
    }
}
