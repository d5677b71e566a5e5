//! `relief promise`: the tightest limits that past incidents would have kept.

mod policy_file;

use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::engine::Rejection;
use crate::io::pipeline::{self, Job, Sink, StopReason};
use crate::io::read::{Options, Row};
use crate::io::write::Reject;
use crate::policy::Policy;
use crate::report::promise::statistics::Share;
use crate::report::promise::{PromiseBuilder, PromiseOptions, PromiseReport};

use super::args::{PromiseArgs, PromiseFormat};
use super::exit::{Exit, Failure, Outcome};
use super::input_files::{self, input};
use super::output::OutputFile;
use super::outputs::Outputs;
use super::policies::versions;
use super::progress::Progress;
use super::read;
use super::read_run::ReadRun;
use super::rejects::{self, Rejects};
use super::stop::unreadable;
use super::terminal::Terminal;
use super::values::all_threads;

pub(super) fn run(args: &PromiseArgs, terminal: &Terminal) -> Outcome {
    let format = format(args)?;
    let shares = shares(&args.attain)?;
    let options = read::options(&args.read)?;
    let policy = match super::policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    if policy.sold().is_empty() {
        terminal.complain("the policy has no tier or contract");
        return Ok(Exit::Findings);
    }
    let under = args.under.as_deref().map(|name| versions(&policy, name).map(|ids| (name.to_owned(), ids)));
    let about = PromiseOptions { as_of: options.as_of, shares, under: under.transpose()? };
    let files = input_files::expand(&args.incidents)?;
    check_outputs(args, &files, &policy)?;
    if let Some(path) = &args.write {
        policy_file::check_name(path)?;
    }
    let file = args.results.rejects.as_deref().map(OutputFile::file).transpose()?;
    let progress = Progress::new(&files, options.format, !terminal.quiet);
    let builder = PromiseBuilder::new(&policy, about);
    let rejects = Rejects::default();
    let mut collector = Collector { policy: &policy, builder, rejects, file, args, terminal, progress };
    if !collector.read(&files, &options)? {
        return Ok(Exit::Findings);
    }
    let Collector { builder, file, .. } = collector;
    if let Some(file) = file {
        file.commit()?;
    }
    let report = builder.finish();
    write(args, &written(&report, format, args, terminal))?;
    read::note_as_of(&args.read, &options, terminal);
    if report.rows.iter().all(|row| row.stopped == 0) {
        let why = if report.decided == 0 { "no incident was decided" } else { "no incident has stopped" };
        let written = if args.write.is_some() { ", and no policy is written" } else { "" };
        terminal.complain(&format!("{why}: there is nothing to find limits from{written}"));
        return Ok(Exit::Findings);
    }
    if let Some(path) = &args.write {
        policy_file::write(path, &report, &policy, &args.policy, terminal)?;
    }
    Ok(if report.rejected == 0 { Exit::Fine } else { Exit::Findings })
}

/// Shares in ascending order, each once.
fn shares(text: &str) -> Result<Vec<Share>, Failure> {
    let mut out = Vec::new();
    for part in text.split(',').map(str::trim) {
        let share = Share::parse(part).ok_or_else(|| {
            let help = "expected shares above 0% and up to 100%, separated by commas, such as `90%,95%,99%`";
            Failure::new(format!("`--attain {text}`: `{part}` is not a share; {help}"))
        })?;
        if out.contains(&share) {
            return Err(Failure::new(format!("`--attain {text}`: {share} is given twice")));
        }
        out.push(share);
    }
    out.sort_unstable();
    Ok(out)
}

/// By the flag, otherwise by the name of the output.
fn format(args: &PromiseArgs) -> Result<PromiseFormat, Failure> {
    let output = args.results.output.as_deref().filter(|path| path.as_os_str() != "-");
    match (args.output_format, output) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(PromiseFormat::Text),
        (None, Some(path)) => match path.extension().and_then(|ending| ending.to_str()) {
            Some("txt") => Ok(PromiseFormat::Text),
            Some("json") => Ok(PromiseFormat::Json),
            _ => {
                let help = "its name does not end in .txt or .json; add --output-format";
                Err(Failure::new(format!("the output format of `{}` is not known: {help}", path.display())))
            }
        },
    }
}

/// No output may replace what is read, or another output.
fn check_outputs(args: &PromiseArgs, files: &[String], policy: &Policy) -> Result<(), Failure> {
    let outputs = Outputs::default().reads_policy(policy.sources()).reads_incidents(files, args.read.map.as_deref());
    let output = args.results.output.as_deref().unwrap_or(Path::new("-"));
    let outputs = outputs.writes("--output", "the limits go there", Some(output));
    let outputs = outputs.writes("--rejects", "the rejected incidents go there", args.results.rejects.as_deref());
    outputs.writes("--write", "the policy goes there", args.write.as_deref()).check()
}

fn written(report: &PromiseReport, format: PromiseFormat, args: &PromiseArgs, terminal: &Terminal) -> String {
    match format {
        PromiseFormat::Text => report.text(terminal.color_stdout() && args.results.output.is_none()),
        PromiseFormat::Json => report.json(),
    }
}

fn write(args: &PromiseArgs, text: &str) -> Result<(), Failure> {
    let mut out = match &args.results.output {
        Some(path) => OutputFile::file(path)?,
        None => OutputFile::stdout(),
    };
    out.write_all(text.as_bytes()).map_err(|e| Failure::writing(&out.name(), &e))?;
    out.commit()
}

/// The progress is shown after so many incidents.
const STEP: u64 = 1_024;

/// Measures the incidents that are read.
struct Collector<'p, 'a> {
    policy: &'p Policy,
    builder: PromiseBuilder<'p>,
    rejects: Rejects,
    /// The file of the rejected incidents.
    file: Option<OutputFile>,
    args: &'a PromiseArgs,
    terminal: &'a Terminal,
    progress: Progress,
}

impl Collector<'_, '_> {
    /// Measures the incidents of files; whether all were read.
    fn read(&mut self, files: &[String], options: &Options) -> Result<bool, Failure> {
        let counter = self.progress.counter();
        let open = |name: &str| input(name).map(|input| counter.counted(input));
        let job = Job::of_rows(self.policy, options, files, &open, all_threads());
        let run = pipeline::run(&job, self);
        self.progress.end();
        let read = ReadRun {
            run: run.map_err(|e| unreadable(&e))?,
            incidents: self.builder.incidents(),
            rejects: &self.rejects,
            file: self.file.as_ref(),
            is_strict: self.args.strict.strict,
        };
        read.finish(self.policy, options, self.terminal)
    }

    /// Notes a rejected incident; whether to go on.
    fn reject(&mut self, row: &Row, rejection: &Rejection, record: Value) -> Result<bool, StopReason> {
        self.builder.reject();
        let (file, line, id) = (&*row.file, row.line, row.id.as_deref());
        let reject = Reject { file, line, id, code: rejection.code, message: &rejection.message, record };
        self.rejects.add(&reject);
        if let Some(out) = &mut self.file {
            rejects::write(out, &reject)?;
        }
        if self.args.strict.strict {
            self.terminal.complain(&reject.to_string());
        }
        Ok(!self.args.strict.strict)
    }
}

impl Sink for Collector<'_, '_> {
    fn row(&mut self, row: &Row, record: Value) -> Result<bool, StopReason> {
        if self.builder.incidents().is_multiple_of(STEP) {
            self.progress.reached(self.builder.incidents());
        }
        let (policy, builder) = (self.policy, &mut self.builder);
        match row.decide_by(policy, |incident| builder.add(incident)) {
            Ok(()) => Ok(true),
            Err(rejection) => self.reject(row, &rejection, record),
        }
    }
}
