//! The loop from rows to decisions and rejects.

use std::io::Write;

use crate::decision::{DecisionWriter, OutputFormat, Reject};
use crate::evaluate::Rejection;
use crate::incident::{Options, ReadError, Reader, Row, Shape};
use crate::policy::Policy;

use super::super::args::EvalArgs;
use super::super::exit::{Exit, Failure, Outcome, plain};
use super::super::output::Sink;
use super::super::terminal::Terminal;
use super::summary::Summary;

/// One run, with its outputs.
struct Run<'a> {
    policy: &'a Policy,
    options: &'a Options,
    decisions: DecisionWriter<'a, Sink>,
    rejects: Option<Sink>,
    terminal: &'a Terminal,
    strict: bool,
    summary: Summary,
}

/// Why a run ends before its input does.
enum Stop {
    /// `--strict`, at the first rejected incident.
    Strict,
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

pub(super) fn run(
    args: &EvalArgs,
    policy: &Policy,
    options: &Options,
    format: OutputFormat,
    terminal: &Terminal,
) -> Outcome {
    let out = match &args.output {
        Some(path) => Sink::file(path)?,
        None => Sink::stdout(),
    };
    let rejects = args.rejects.as_deref().map(Sink::file).transpose()?;
    let shape = Shape { facts: &policy.model().facts, priorities: &policy.model().priorities };
    let mut reader = Reader::new(shape, options).map_err(|e| unreadable(&e))?;
    let name = out.name();
    let decisions = DecisionWriter::new(out, format, policy, &args.keep).map_err(|e| Failure::writing(&name, &e))?;
    let mut run =
        Run { policy, options, decisions, rejects, terminal, strict: args.strict, summary: Summary::default() };
    let stopped = match run.files(&args.incidents, &mut reader) {
        Ok(()) => false,
        Err(Stop::Strict) => true,
        Err(Stop::Failed(failure)) => return Err(failure),
    };
    for line in reader.notes().lines() {
        terminal.note(&format!("note: {line}"));
    }
    let Run { decisions, rejects, summary, .. } = run;
    if stopped {
        // What was decided is not the whole: no file gets its name.
        terminal.note(&summary.line());
        return Ok(Exit::Findings);
    }
    let sink = decisions.finish().map_err(|e| Failure::writing(&name, &e))?;
    sink.commit()?;
    if let Some(rejects) = rejects {
        rejects.commit()?;
    }
    terminal.note(&summary.line());
    if terminal.verbose {
        terminal.note(summary.table().trim_end());
    }
    Ok(if summary.rejected() == 0 { Exit::Fine } else { Exit::Findings })
}

fn unreadable(error: &ReadError) -> Failure {
    Failure::new(error.to_string())
}

impl Run<'_> {
    fn files(&mut self, names: &[String], reader: &mut Reader<'_>) -> Result<(), Stop> {
        for name in names {
            let shown = if name == "-" { "standard input" } else { name.as_str() };
            let file =
                super::open(name).map_err(|e| Failure::new(format!("`{name}` cannot be read: {}", plain(&e))))?;
            let mut rows = reader.open(shown, file).map_err(|e| unreadable(&e))?;
            while let Some(row) = rows.next() {
                let row = row.map_err(|e| unreadable(&e))?;
                self.row(&row, || rows.record())?;
            }
        }
        let mut rows = reader.finish();
        while let Some(row) = rows.next() {
            self.row(&row, || rows.record())?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Row, record: impl FnOnce() -> serde_json::Value) -> Result<(), Stop> {
        match row.decide(self.policy, self.options.as_of) {
            Ok(decision) => {
                self.summary.decided(&decision);
                let written = self.decisions.write(&decision, &row.kept);
                written.map_err(|e| Stop::Failed(Failure::writing("the decisions", &e)))
            }
            Err(rejection) => self.reject(row, &rejection, record),
        }
    }

    fn reject(
        &mut self,
        row: &Row,
        rejection: &Rejection,
        record: impl FnOnce() -> serde_json::Value,
    ) -> Result<(), Stop> {
        self.summary.refused(rejection.code);
        let Rejection { code, message } = rejection;
        let record = if self.rejects.is_some() { record() } else { serde_json::Value::Null };
        let reject = Reject { file: &row.file, line: row.line, id: row.id.as_deref(), code: *code, message, record };
        match &mut self.rejects {
            Some(out) => {
                let line = serde_json::to_vec(&reject).map_err(std::io::Error::from);
                let written = line.and_then(|mut line| {
                    line.push(b'\n');
                    out.write_all(&line)
                });
                written.map_err(|e| Failure::writing(&out.name(), &e))?;
            }
            None => self.terminal.complain(&reject.to_string()),
        }
        if !self.strict {
            return Ok(());
        }
        if self.rejects.is_some() {
            self.terminal.complain(&reject.to_string());
        }
        Err(Stop::Strict)
    }
}
