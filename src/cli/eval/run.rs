//! The outputs of a run, and what is said of how it ended.

use std::io::{self, Write};
use std::sync::Arc;

use crate::engine::Rejection;
use crate::io::pipeline::{self, DecisionFormat, Job, Run, Sink, Statuses, StopReason, Tally};
use crate::io::read::{Notes, Options, ReadError, Reader, Row, Shape};
#[cfg(feature = "columnar")]
use crate::io::write::ColumnWriter;
use crate::io::write::{DecisionWriter, OutputFormat, Reject};
use crate::policy::Policy;
use crate::time::Zone;

use super::super::args::EvalArgs;
use super::super::exit::{Exit, Failure, Outcome, plain};
use super::super::input_files::input;
use super::super::output::OutputFile;
use super::super::read;
use super::super::rejects::Rejects;
use super::super::terminal::Terminal;
use super::super::values::thousands;
use super::progress::Progress;
use super::summary;

/// Where decisions and rejects go.
struct Outputs<'a> {
    /// What a person calls the output of decisions.
    name: String,
    decisions: Decisions,
    rejects: Option<OutputFile>,
    terminal: &'a Terminal,
    strict: bool,
    progress: Progress,
    rejected: Rejects,
}

pub(super) fn run(
    args: &EvalArgs,
    files: &[String],
    policy: &Policy,
    options: &Options,
    format: OutputFormat,
    zone: Option<Zone>,
    terminal: &Terminal,
) -> Outcome {
    let decisions = match &args.output {
        Some(path) => OutputFile::file(path)?,
        None => OutputFile::stdout(),
    };
    let rejects = args.rejects.as_deref().map(OutputFile::file).transpose()?;
    let form = form(format)?;
    let name = decisions.name();
    let decisions = Decisions::new(decisions, format, policy, &args.keep).map_err(|e| Failure::writing(&name, &e))?;
    let progress = Progress::new(files, options.format, terminal);
    let rejected = Rejects::default();
    let mut outputs = Outputs { name, decisions, rejects, terminal, strict: args.strict, progress, rejected };
    let run = match form {
        Some(form) => {
            let threads = args.threads.unwrap_or_else(all_threads);
            let counter = outputs.progress.counter();
            let open = |name: &str| input(name).map(|input| counter.counted(input));
            let job = Job { policy, options, files, open: &open, form, zone, threads, piece: pipeline::PIECE };
            let run = pipeline::run(&job, &mut outputs);
            outputs.progress.end();
            run.map_err(|e| unreadable(&e))?
        }
        None => table(files, policy, options, format, zone, &mut outputs)?,
    };
    ended(run, outputs, args, policy, options)
}

/// How the stream writes a format; nothing for a table.
fn form(format: OutputFormat) -> Result<Option<DecisionFormat>, Failure> {
    Ok(match format {
        OutputFormat::JsonLines => Some(DecisionFormat::JsonLines),
        OutputFormat::Json => Some(DecisionFormat::Json),
        OutputFormat::Csv => Some(DecisionFormat::Csv),
        OutputFormat::Table { .. } => None,
        #[cfg(feature = "columnar")]
        OutputFormat::Parquet => Some(DecisionFormat::Columns { coded: true }),
        #[cfg(feature = "columnar")]
        OutputFormat::Arrow => Some(DecisionFormat::Columns { coded: false }),
        #[cfg(not(feature = "columnar"))]
        OutputFormat::Parquet | OutputFormat::Arrow => {
            let help = "write CSV or JSON lines, or build with the feature `columnar`";
            return Err(Failure::new(format!("this program was built without Parquet and Arrow: {help}")));
        }
    })
}

/// What decisions are written to.
enum Decisions {
    Bytes(OutputFile),
    #[cfg(feature = "columnar")]
    Columns(ColumnWriter<OutputFile>),
}

impl Decisions {
    fn new(mut sink: OutputFile, format: OutputFormat, policy: &Policy, keep: &[String]) -> io::Result<Self> {
        #[cfg(feature = "columnar")]
        if matches!(format, OutputFormat::Parquet | OutputFormat::Arrow) {
            return ColumnWriter::new(sink, format, policy, keep).map(Self::Columns);
        }
        sink.write_all(&format.opening(policy, keep))?;
        Ok(Self::Bytes(sink))
    }

    fn finish(self) -> io::Result<OutputFile> {
        match self {
            Self::Bytes(sink) => Ok(sink),
            #[cfg(feature = "columnar")]
            Self::Columns(writer) => writer.finish(),
        }
    }
}

fn ended(run: Run, outputs: Outputs<'_>, args: &EvalArgs, policy: &Policy, options: &Options) -> Outcome {
    let Outputs { name, decisions, rejects, terminal, progress, rejected, strict } = outputs;
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
            return Err(failure(stop, &name, &rejects, &reached.unwrap_or_default()));
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
    decisions.finish().map_err(|e| Failure::writing(&name, &e))?.commit()?;
    if run.tally.decisions() > 0 {
        read::note_as_of(&args.read, options, terminal);
    }
    let rate = progress.rate(&run.tally).map(|rate| format!(", {rate} a second")).unwrap_or_default();
    terminal.note(&format!("{}{rate}", summary::line(&run.tally)));
    if let Some(advice) = rejected.advice(incidents, policy, options, &run.notes.met) {
        terminal.note(&advice);
    }
    if terminal.verbose {
        terminal.note(summary::table(policy, &run.tally).trim_end());
    }
    Ok(if run.tally.rejects().next().is_none() { Exit::Fine } else { Exit::Findings })
}

/// A stop in words, with how far the run had come.
fn failure(stop: StopReason, decisions: &str, rejects: &str, reached: &str) -> Failure {
    let failure = match stop {
        StopReason::Open(name, e) => Failure::new(format!("`{name}` cannot be read: {}", plain(&e))),
        StopReason::Read(e) => unreadable(&e),
        StopReason::Decisions(e) => Failure::writing(decisions, &e),
        StopReason::Rejects(e) => Failure::writing(rejects, &e),
        StopReason::Stopped => Failure::new("the run was stopped"),
    };
    match failure {
        Failure::Message(message) => Failure::Message(format!("{message}{reached}")),
        Failure::ClosedPipe => Failure::ClosedPipe,
    }
}

fn unreadable(error: &ReadError) -> Failure {
    Failure::new(error.to_string())
}

impl Sink for Outputs<'_> {
    fn decisions(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.decisions {
            Decisions::Bytes(sink) => sink.write_all(bytes),
            #[cfg(feature = "columnar")]
            Decisions::Columns(_) => Ok(()),
        }
    }

    #[cfg(feature = "columnar")]
    fn columns(&mut self, batch: &arrow_array::RecordBatch) -> io::Result<()> {
        match &mut self.decisions {
            Decisions::Bytes(_) => Ok(()),
            Decisions::Columns(writer) => writer.write(batch),
        }
    }

    fn wants_records(&self) -> bool {
        self.rejects.is_some()
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<bool, StopReason> {
        self.rejected.add(reject);
        if let Some(out) = &mut self.rejects {
            let line = serde_json::to_vec(&reject).map_err(io::Error::from);
            let written = line.and_then(|mut line| {
                line.push(b'\n');
                out.write_all(&line)
            });
            written.map_err(StopReason::Rejects)?;
        }
        if self.strict {
            self.progress.around(|| self.terminal.complain(&reject.to_string()));
        }
        Ok(!self.strict)
    }

    fn reached(&mut self, tally: &Tally) {
        self.progress.reached(tally);
    }
}

/// A table for a person, laid out as the rows come.
fn table(
    files: &[String],
    policy: &Policy,
    options: &Options,
    format: OutputFormat,
    zone: Option<Zone>,
    outputs: &mut Outputs<'_>,
) -> Result<Run, Failure> {
    let shape = Shape { facts: &policy.model().facts, priorities: &policy.model().priorities };
    let mut reader = Reader::new(shape, options).map_err(|e| unreadable(&e))?;
    let mut run = Run { tally: Tally::default(), notes: Notes::default(), place: None, stop: None };
    let name = outputs.name.clone();
    let failed = |e: io::Error| Failure::writing(&name, &e);
    // Laid out in blocks: what is held here is no longer than one.
    let mut writer = DecisionWriter::new(Vec::new(), format, policy, &options.keep).map_err(failed)?.in_zone(zone);
    let mut each = |row: Row, record: serde_json::Value, run: &mut Run| -> Result<(), StopReason> {
        run.place = Some((Arc::clone(&row.file), row.line));
        match row.decide(policy, options.as_of) {
            Ok(decision) => {
                run.tally.decided(&Statuses::of(&decision.objectives, &decision.warnings));
                writer.write(&decision, &row.kept).map_err(StopReason::Decisions)?;
                let text = std::mem::take(writer.written());
                outputs.decisions(&text).map_err(StopReason::Decisions)
            }
            Err(rejection) => {
                run.tally.rejected(rejection.code);
                let Rejection { code, message } = &rejection;
                let (file, line, id) = (&*row.file, row.line, row.id.as_deref());
                let go_on = outputs.reject(&Reject { file, line, id, code: *code, message, record })?;
                if go_on { Ok(()) } else { Err(StopReason::Stopped) }
            }
        }
    };
    let mut all = |run: &mut Run| -> Result<(), StopReason> {
        for name in files {
            let input = input(name).map_err(|e| StopReason::Open(name.clone(), e))?;
            let mut rows = reader.open(&input.name, input.bytes.stream()).map_err(StopReason::Read)?;
            while let Some(row) = rows.next() {
                each(row.map_err(StopReason::Read)?, rows.record(), run)?;
            }
        }
        let mut rows = reader.finish().map_err(StopReason::Read)?;
        while let Some(row) = rows.next() {
            each(row, rows.record(), run)?;
        }
        Ok(())
    };
    run.stop = all(&mut run).err();
    run.notes = reader.take_notes();
    if run.stop.is_none()
        && let Some(column) = run.notes.met.missing(&options.keep)
    {
        run.stop = Some(StopReason::Read(run.notes.met.no_such("", column)));
    }
    let text = writer.finish().map_err(failed)?;
    if run.stop.is_none() {
        run.stop = outputs.decisions(&text).err().map(StopReason::Decisions);
    }
    Ok(run)
}

/// As many threads as there are processors.
fn all_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
