//! The outputs of a run, and what is said of how it ended.

use std::io;

use crate::io::pipeline::{self, DecisionFormat, Job, Run, Sink, StopReason, Tally};
use crate::io::read::Options;
use crate::io::write::{OutputFormat, Reject, Selection};
use crate::policy::Policy;
use crate::time::Zone;

use super::super::args::EvalArgs;
use super::super::exit::{Exit, Failure, Outcome};
use super::super::input_files::input;
use super::super::output::OutputFile;
use super::super::progress::Progress;
use super::super::read;
use super::super::rejects::{self, Rejects};
use super::super::stop::{failure, unreadable};
use super::super::terminal::Terminal;
use super::super::values::{self, thousands};
use super::decisions::{Decisions, Form, Target};
use super::summary;

/// Where decisions and rejects go.
struct Outputs<'a> {
    decisions: Decisions<'a>,
    rejects: Option<OutputFile>,
    terminal: &'a Terminal,
    strict: bool,
    progress: Progress,
    rejected: Rejects,
}

/// How decisions are written.
pub(super) struct Written {
    pub(super) format: OutputFormat,
    /// Which of their columns.
    pub(super) selection: Selection,
    /// The zone of all instants; `None` if each has that of its clock.
    pub(super) zone: Option<Zone>,
    pub(super) target: Target,
}

pub(super) fn run(
    args: &EvalArgs,
    files: &[String],
    policy: &Policy,
    options: &Options,
    written: Written,
    terminal: &Terminal,
) -> Outcome {
    let Written { format, selection, zone, target } = written;
    let rejects = args.rejects.as_deref().map(OutputFile::file).transpose()?;
    let form = form(format)?;
    let threads = args.threads.unwrap_or_else(values::all_threads);
    let written = Form { format, policy, selection: selection.clone(), keep: &args.keep, threads };
    let decisions = Decisions::new(target, written)?;
    // A bar on the same terminal would be between the rows of a table.
    let shows_progress = !terminal.quiet && !matches!(form, DecisionFormat::Table { .. });
    let progress = Progress::new(files, options.format, shows_progress);
    let rejected = Rejects::default();
    let mut outputs = Outputs { decisions, rejects, terminal, strict: args.strict, progress, rejected };
    let counter = outputs.progress.counter();
    let open = |name: &str| input(name).map(|input| counter.counted(input));
    let job = Job {
        policy,
        options,
        files,
        open: &open,
        form,
        selection,
        zone,
        threads,
        dry_run: None,
        piece: pipeline::PIECE,
        check_duplicates: true,
        counts: true,
    };
    let run = pipeline::run(&job, &mut outputs);
    outputs.progress.end();
    let run = run.map_err(|e| unreadable(&e))?;
    ended(run, outputs, args, policy, options)
}

/// The format in which the pipeline encodes decisions.
fn form(format: OutputFormat) -> Result<DecisionFormat, Failure> {
    Ok(match format {
        OutputFormat::JsonLines => DecisionFormat::JsonLines,
        OutputFormat::Json => DecisionFormat::Json,
        OutputFormat::Csv => DecisionFormat::Csv,
        OutputFormat::Table { color, width } => DecisionFormat::Table { color, width },
        #[cfg(feature = "columnar")]
        OutputFormat::Parquet => DecisionFormat::Columns { coded: true },
        #[cfg(feature = "columnar")]
        OutputFormat::Arrow => DecisionFormat::Columns { coded: false },
        #[cfg(not(feature = "columnar"))]
        OutputFormat::Parquet | OutputFormat::Arrow => {
            let help = "write CSV or JSON lines, or build with the feature `columnar`";
            return Err(Failure::new(format!("this program was built without Parquet and Arrow: {help}")));
        }
    })
}

fn ended(run: Run, outputs: Outputs<'_>, args: &EvalArgs, policy: &Policy, options: &Options) -> Outcome {
    let Outputs { decisions, rejects, terminal, progress, rejected, strict } = outputs;
    for line in run.notes.lines() {
        terminal.note(&format!("note: {line}"));
    }
    // A strict run has said so already.
    if rejects.is_none() && !strict {
        rejected.lines().iter().for_each(|line| terminal.complain(line));
        if rejected.are_summed_up() {
            terminal.note("note: `--rejects FILE` writes each of them");
        }
    }
    match run.stop {
        None | Some(StopReason::Stopped) => {}
        Some(stop) => {
            let reached = run.place.filter(|_| run.tally.incidents() > 0).map(|(file, line)| {
                let count = thousands(run.tally.incidents());
                let plural = if run.tally.incidents() == 1 { "" } else { "s" };
                format!("; {count} incident{plural} had been read, the last at {file}:{line}")
            });
            let rejects = rejects.map(|r| r.name()).unwrap_or_default();
            return Err(failure(stop, decisions.name(), &rejects, &reached.unwrap_or_default()));
        }
    }
    if let Some(rejects) = rejects {
        rejects.commit()?;
    }
    let incidents = run.tally.incidents();
    if run.stop.is_some() {
        // What was decided is not the whole: no file gets its name.
        terminal.note(&summary::line(&run.tally));
        return Ok(Exit::Findings);
    }
    decisions.commit()?;
    if run.tally.decisions() > 0 {
        read::note_as_of(&args.read, options, terminal);
    }
    let rate = progress.rate(run.tally.incidents()).map(|rate| format!(", {rate} a second")).unwrap_or_default();
    terminal.note(&format!("{}{rate}", summary::line(&run.tally)));
    if let Some(advice) = rejected.advice(incidents, policy, options, &run.notes.met) {
        terminal.note(&advice);
    }
    if terminal.verbose {
        terminal.note(summary::table(policy, &run.tally).trim_end());
    }
    Ok(if run.tally.rejects().next().is_none() { Exit::Fine } else { Exit::Findings })
}

impl Sink for Outputs<'_> {
    fn begin(&mut self, file: &str) -> io::Result<()> {
        self.decisions.begin(file)
    }

    fn decisions(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.decisions.file().map_or(Ok(()), |file| file.bytes(bytes))
    }

    #[cfg(feature = "columnar")]
    fn columns(&mut self, batch: &arrow_array::RecordBatch) -> io::Result<()> {
        self.decisions.file().map_or(Ok(()), |file| file.columns(batch))
    }

    fn wants_records(&self) -> bool {
        self.rejects.is_some()
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<bool, StopReason> {
        self.rejected.add(reject);
        if let Some(out) = &mut self.rejects {
            rejects::write(out, reject)?;
        }
        if self.strict {
            self.progress.around(|| self.terminal.complain(&reject.to_string()));
        }
        Ok(!self.strict)
    }

    fn reached(&mut self, tally: &Tally) {
        self.progress.reached(tally.incidents());
    }
}
