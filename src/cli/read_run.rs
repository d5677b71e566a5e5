//! The end of a run over incidents that a command counts.

use crate::io::pipeline::{Run, StopReason};
use crate::io::read::Options;
use crate::policy::Policy;

use super::exit::Failure;
use super::output::OutputFile;
use super::rejects::Rejects;
use super::stop::failure;
use super::terminal::Terminal;

/// A run that ended, and what was collected in it.
pub(super) struct ReadRun<'r> {
    pub(super) run: Run,
    /// How many incidents were decided or rejected.
    pub(super) incidents: u64,
    pub(super) rejects: &'r Rejects,
    /// The file of the rejected incidents.
    pub(super) file: Option<&'r OutputFile>,
    /// Whether the first rejected incident ends the run.
    pub(super) is_strict: bool,
}

impl ReadRun<'_> {
    /// Prints notes, rejected incidents and advice; returns whether all incidents were read.
    ///
    /// # Errors
    /// If an incident or the file of the rejected ones cannot be read or written.
    pub(super) fn finish(self, policy: &Policy, options: &Options, terminal: &Terminal) -> Result<bool, Failure> {
        let Self { run, incidents, rejects, file, is_strict } = self;
        for line in run.notes.lines() {
            terminal.note(&format!("note: {line}"));
        }
        // A strict run has printed them already.
        if file.is_none() && !is_strict {
            rejects.lines().iter().for_each(|line| terminal.complain(line));
            if rejects.are_summed_up() {
                terminal.note("note: `--rejects FILE` writes each of them");
            }
        }
        match run.stop {
            None => {}
            Some(StopReason::Stopped) => return Ok(false),
            Some(stop) => {
                let rejects = file.map(OutputFile::name).unwrap_or_default();
                return Err(failure(stop, "", &rejects, ""));
            }
        }
        if let Some(advice) = rejects.advice(incidents, policy, options, &run.notes.met) {
            terminal.note(&advice);
        }
        Ok(true)
    }
}
