//! `relief credits`: what customers are credited, by contract and period.

mod claims;
mod entries;

use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::engine::Rejection;
use crate::engine::credits::CreditBook;
use crate::io::pipeline::{self, Job, Sink, StopReason};
use crate::io::read::{Options, Row};
use crate::io::write::Reject;
use crate::policy::Policy;
use crate::report::credits::{CreditReport, PeriodFilter};

use super::args::{CreditsArgs, CreditsFormat};
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
use entries::EntryFile;

pub(super) fn run(args: &CreditsArgs, terminal: &Terminal) -> Outcome {
    let format = format(args)?;
    let filter = filter(args)?;
    let options = read::options(&args.read)?;
    let policy = match super::policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    if let Some(name) = &args.contract {
        versions(&policy, name)?;
    }
    let book = CreditBook::new(&policy, options.as_of);
    if !book.has_measures() {
        let message = "no contract of the policy has credits, rights, quotas or an availability; see `credit` in the \
                       language reference";
        terminal.complain(message);
        return Ok(Exit::Findings);
    }
    let claims = args.claims.as_deref().map(|path| claims::read(path, &policy)).transpose()?;
    let files = input_files::expand(&args.incidents)?;
    check_outputs(args, &files, &policy)?;
    let mut collector = Collector {
        policy: &policy,
        book,
        rejected: 0,
        rejects: Rejects::default(),
        file: args.results.rejects.as_deref().map(OutputFile::file).transpose()?,
        entries: args.incidents_file.as_deref().map(EntryFile::new).transpose()?,
        is_strict: args.strict.strict,
        terminal,
        progress: Progress::new(&files, options.format, !terminal.quiet),
    };
    if !collector.read(&files, &options)? {
        return Ok(Exit::Findings);
    }
    let Collector { book, rejected, file, entries, .. } = collector;
    file.map_or(Ok(()), OutputFile::commit)?;
    entries.map_or(Ok(()), EntryFile::commit)?;
    let incidents = book.incidents() + rejected;
    let mut report = CreditReport::new(&policy, options.as_of, incidents, rejected, book.finish(claims.as_ref()));
    report.retain(args.contract.as_deref(), filter);
    write(args, &written(&report, format, args, terminal)?)?;
    read::note_as_of(&args.read, &options, terminal);
    let beyond = report.beyond();
    beyond.iter().for_each(|sentence| terminal.complain(sentence));
    Ok(if rejected == 0 && beyond.is_empty() { Exit::Fine } else { Exit::Findings })
}

/// By the flag, otherwise by the name of the output.
fn format(args: &CreditsArgs) -> Result<CreditsFormat, Failure> {
    let output = args.results.output.as_deref().filter(|path| path.as_os_str() != "-");
    match (args.output_format, output) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(CreditsFormat::Text),
        (None, Some(path)) => match path.extension().and_then(|ending| ending.to_str()) {
            Some("txt") => Ok(CreditsFormat::Text),
            Some("md") => Ok(CreditsFormat::Markdown),
            Some("html" | "htm") => Ok(CreditsFormat::Html),
            Some("json") => Ok(CreditsFormat::Json),
            Some("csv") => Ok(CreditsFormat::Csv),
            _ => {
                let help = "its name does not end in .txt, .md, .html, .json or .csv; add --output-format";
                Err(Failure::new(format!("the output format of `{}` is not known: {help}", path.display())))
            }
        },
    }
}

fn filter(args: &CreditsArgs) -> Result<PeriodFilter, Failure> {
    let dates = |flag: &str, text: &str| {
        PeriodFilter::dates(text).ok_or_else(|| {
            let help = "expected a date or a period, such as 2026-03-31, 2026-03, 2026-Q1 or 2026";
            Failure::new(format!("`{flag} {text}`: {help}"))
        })
    };
    let from = args.from.as_deref().map(|text| dates("--from", text)).transpose()?.map(|(first, _)| first);
    let to = args.to.as_deref().map(|text| dates("--to", text)).transpose()?.map(|(_, last)| last);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        return Err(Failure::new(format!("`--to` ends on {to}, before `--from` begins on {from}")));
    }
    Ok(PeriodFilter { from, to })
}

/// No output may replace what is read, or another output.
fn check_outputs(args: &CreditsArgs, files: &[String], policy: &Policy) -> Result<(), Failure> {
    let mut outputs =
        Outputs::default().reads_policy(policy.sources()).reads_incidents(files, args.read.map.as_deref());
    if let Some(claims) = &args.claims {
        outputs = outputs.reads(claims, "the claims are read from it");
    }
    let output = args.results.output.as_deref().unwrap_or(Path::new("-"));
    let outputs = outputs.writes("--output", "the statements go there", Some(output));
    let outputs =
        outputs.writes("--incidents", "the incidents behind the lines go there", args.incidents_file.as_deref());
    outputs.writes("--rejects", "the rejected incidents go there", args.results.rejects.as_deref()).check()
}

fn written(
    report: &CreditReport<'_>,
    format: CreditsFormat,
    args: &CreditsArgs,
    terminal: &Terminal,
) -> Result<String, Failure> {
    Ok(match format {
        CreditsFormat::Text => report.text(terminal.color_stdout() && args.results.output.is_none()),
        CreditsFormat::Markdown => report.markdown(),
        CreditsFormat::Html => report.html(),
        CreditsFormat::Json => report.json(),
        CreditsFormat::Csv => report.csv().map_err(|e| Failure::new(format!("cannot write the statements: {e}")))?,
    })
}

fn write(args: &CreditsArgs, text: &str) -> Result<(), Failure> {
    let mut out = match &args.results.output {
        Some(path) => OutputFile::file(path)?,
        None => OutputFile::stdout(),
    };
    out.write_all(text.as_bytes()).map_err(|e| Failure::writing(&out.name(), &e))?;
    out.commit()
}

/// The progress is shown after so many incidents.
const STEP: u64 = 1_024;

/// Decides the incidents that are read, and counts them.
struct Collector<'p, 't> {
    policy: &'p Policy,
    book: CreditBook<'p>,
    rejected: u64,
    rejects: Rejects,
    /// The file of the rejected incidents.
    file: Option<OutputFile>,
    /// The file of the incidents behind the lines.
    entries: Option<EntryFile>,
    is_strict: bool,
    terminal: &'t Terminal,
    progress: Progress,
}

impl Collector<'_, '_> {
    /// Counts the incidents of files; whether all were read.
    fn read(&mut self, files: &[String], options: &Options) -> Result<bool, Failure> {
        let counter = self.progress.counter();
        let open = |name: &str| input(name).map(|input| counter.counted(input));
        let job = Job::of_rows(self.policy, options, files, &open, all_threads());
        let run = pipeline::run(&job, self);
        self.progress.end();
        let read = ReadRun {
            run: run.map_err(|e| unreadable(&e))?,
            incidents: self.book.incidents() + self.rejected,
            rejects: &self.rejects,
            file: self.file.as_ref(),
            is_strict: self.is_strict,
        };
        read.finish(self.policy, options, self.terminal)
    }

    /// Notes a rejected incident; whether to go on.
    fn reject(&mut self, row: &Row, rejection: &Rejection, record: Value) -> Result<bool, StopReason> {
        self.rejected += 1;
        let (file, line, id) = (&*row.file, row.line, row.id.as_deref());
        let reject = Reject { file, line, id, code: rejection.code, message: &rejection.message, record };
        self.rejects.add(&reject);
        if let Some(out) = &mut self.file {
            rejects::write(out, &reject)?;
        }
        if self.is_strict {
            self.terminal.complain(&reject.to_string());
        }
        Ok(!self.is_strict)
    }
}

impl Sink for Collector<'_, '_> {
    fn row(&mut self, row: &Row, record: Value) -> Result<bool, StopReason> {
        let Self { policy, book, entries, .. } = self;
        if book.incidents().is_multiple_of(STEP) {
            self.progress.reached(book.incidents());
        }
        let counted = row.decide_by(policy, |incident| {
            book.add(incident, None, &mut |entry| {
                if let Some(entries) = entries {
                    entries.add(policy, entry);
                }
            })
        });
        match counted {
            Ok(()) => Ok(true),
            Err(rejection) => self.reject(row, &rejection, record),
        }
    }
}
