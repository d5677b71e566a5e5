//! `relief report`: what a set of incidents comes to.

use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::analysis::version_at;
use crate::engine::{DecisionRef, Incident, Rejection};
use crate::io::pipeline::{self, Job, Sink, StopReason};
use crate::io::read::{Options, Row};
use crate::io::write::Reject;
use crate::policy::Policy;
use crate::policy::model::PackageId;
use crate::report::incidents::{By, Comparison, IncidentReport, RejectExample, ReportBuilder, ReportOptions};

use super::args::{ByArg, ReportArgs, ReportFormat};
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

pub(super) fn run(args: &ReportArgs, terminal: &Terminal) -> Outcome {
    let format = format(args)?;
    let mut options = read::options(&args.read)?;
    options.keep.clone_from(&args.keep);
    if let Some(name) = args.keep.iter().enumerate().find(|(at, name)| args.keep.iter().take(*at).any(|n| n == *name)) {
        return Err(Failure::new(format!("`--keep {}` is given twice", name.1)));
    }
    let policy = match super::policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    if policy.sold().is_empty() {
        terminal.complain("the policy has no tier or contract");
        return Ok(Exit::Findings);
    }
    let under = args.under.as_deref().map(|name| versions(&policy, name).map(|ids| (name, ids))).transpose()?;
    let files = input_files::expand(&args.incidents)?;
    let earlier_files = input_files::expand(&args.compare_with)?;
    check_outputs(args, files.iter().chain(&earlier_files), &policy)?;
    let about = ReportOptions {
        as_of: options.as_of,
        by: args.by.map(ByArg::by).or((format == ReportFormat::Html).then_some(By::Month)),
        worst: args.worst,
        columns: args.keep.clone(),
    };
    let rejects = args.results.rejects.as_deref().map(OutputFile::file).transpose()?;
    let progress = |files: &[String]| Progress::new(files, options.format, !terminal.quiet);
    let mut main = Collector::new(&policy, about.clone(), progress(&files), args.strict.strict, terminal);
    (main.file, main.under) = (rejects, under.clone());
    if !main.read(&files, &options)? {
        return Ok(Exit::Findings);
    }
    let mut earlier = None;
    if !earlier_files.is_empty() {
        let mut before = Collector::new(&policy, about, progress(&earlier_files), args.strict.strict, terminal);
        before.file = main.file.take();
        if !before.read(&earlier_files, &options)? {
            return Ok(Exit::Findings);
        }
        main.file = before.file.take();
        earlier = Some(before.builder);
    }
    if let Some(file) = main.file.take() {
        file.commit()?;
    }
    let rejected = main.builder.rejected() + earlier.as_ref().map_or(0, ReportBuilder::rejected);
    let comparison = match (earlier, under) {
        (Some(earlier), _) => Comparison::Earlier(earlier_files, Box::new(earlier)),
        (None, Some((name, _))) => Comparison::Under(name.to_owned()),
        (None, None) => Comparison::Nothing,
    };
    let report = main.builder.finish(comparison);
    write(args, &written(&report, &policy, format, args, terminal)?)?;
    read::note_as_of(&args.read, &options, terminal);
    Ok(if rejected == 0 { Exit::Fine } else { Exit::Findings })
}

impl ByArg {
    fn by(self) -> By {
        match self {
            Self::Week => By::Week,
            Self::Month => By::Month,
            Self::Quarter => By::Quarter,
            Self::Year => By::Year,
        }
    }
}

/// By the flag, otherwise by the name of the output.
fn format(args: &ReportArgs) -> Result<ReportFormat, Failure> {
    let output = args.results.output.as_deref().filter(|path| path.as_os_str() != "-");
    match (args.output_format, output) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(ReportFormat::Text),
        (None, Some(path)) => match path.extension().and_then(|ending| ending.to_str()) {
            Some("txt") => Ok(ReportFormat::Text),
            Some("md") => Ok(ReportFormat::Markdown),
            Some("html" | "htm") => Ok(ReportFormat::Html),
            Some("json") => Ok(ReportFormat::Json),
            Some("csv") => Ok(ReportFormat::Csv),
            _ => {
                let help = "its name does not end in .txt, .md, .html, .json or .csv; add --output-format";
                Err(Failure::new(format!("the output format of `{}` is not known: {help}", path.display())))
            }
        },
    }
}

/// No output may replace what is read, or the other.
fn check_outputs<'a>(
    args: &ReportArgs,
    files: impl Iterator<Item = &'a String>,
    policy: &Policy,
) -> Result<(), Failure> {
    let outputs = Outputs::default().reads_policy(policy.sources()).reads_incidents(files, args.read.map.as_deref());
    let output = args.results.output.as_deref().unwrap_or(Path::new("-"));
    let outputs = outputs.writes("--output", "the report goes there", Some(output));
    outputs.writes("--rejects", "the rejected incidents go there", args.results.rejects.as_deref()).check()
}

fn written(
    report: &IncidentReport,
    policy: &Policy,
    format: ReportFormat,
    args: &ReportArgs,
    terminal: &Terminal,
) -> Result<String, Failure> {
    Ok(match format {
        ReportFormat::Text => report.text(terminal.color_stdout() && args.results.output.is_none()),
        ReportFormat::Markdown => report.markdown(),
        ReportFormat::Html => report.html(policy),
        ReportFormat::Json => report.json(),
        ReportFormat::Csv => report.csv().map_err(|e| Failure::new(format!("cannot write the report: {e}")))?,
    })
}

fn write(args: &ReportArgs, text: &str) -> Result<(), Failure> {
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
    builder: ReportBuilder<'p>,
    rejects: Rejects,
    /// The file of the rejected incidents.
    file: Option<OutputFile>,
    /// The contract under which the incidents are decided as well: its name and its versions.
    under: Option<(&'t str, Vec<PackageId>)>,
    is_strict: bool,
    terminal: &'t Terminal,
    options: ReportOptions,
    progress: Progress,
}

impl<'p, 't> Collector<'p, 't> {
    fn new(
        policy: &'p Policy,
        options: ReportOptions,
        progress: Progress,
        is_strict: bool,
        terminal: &'t Terminal,
    ) -> Self {
        let builder = ReportBuilder::new(policy, options.clone());
        Self {
            policy,
            builder,
            rejects: Rejects::default(),
            file: None,
            under: None,
            is_strict,
            terminal,
            options,
            progress,
        }
    }

    /// Counts the incidents of files; whether all were read.
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
            is_strict: self.is_strict,
        };
        read.finish(self.policy, options, self.terminal)
    }

    /// Notes a rejected incident; whether to go on.
    fn reject(&mut self, row: &Row, rejection: &Rejection, record: Value) -> Result<bool, StopReason> {
        let (file, line, id) = (&*row.file, row.line, row.id.as_deref());
        let (code, message) = (rejection.code, &*rejection.message);
        let example =
            || RejectExample { file: file.to_owned(), line, id: id.map(str::to_owned), message: message.to_owned() };
        self.builder.reject(code, example);
        let reject = Reject { file, line, id, code, message, record };
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
        let policy = self.policy;
        if self.builder.incidents().is_multiple_of(STEP) {
            self.progress.reached(self.builder.incidents());
        }
        let decision = match row.decide(policy, self.options.as_of) {
            Ok(decision) => decision,
            Err(rejection) => return self.reject(row, &rejection, record),
        };
        let Some(incident) = &row.incident else { return Ok(true) };
        match &self.under {
            None => self.builder.add(incident, &decision, &row.kept),
            Some((name, versions)) => {
                let same = Incident { contract: (*name).to_owned(), ..incident.clone() };
                let under = decided_under(policy, versions, &same, &self.options);
                self.builder.add_under(incident, &decision, under.as_ref(), &row.kept);
            }
        }
        Ok(true)
    }
}

/// What the version of a contract decides that was in force when the incident was opened, else the last; `None` if it
/// rejects the incident.
fn decided_under<'a>(
    policy: &'a Policy,
    versions: &[PackageId],
    incident: &'a Incident,
    options: &ReportOptions,
) -> Option<DecisionRef<'a>> {
    let (version, _) = version_at(policy, versions, incident.opened)?;
    policy.decide_as(incident, version, options.as_of).ok()
}
