//! `relief explain INCIDENTS`: one incident as a story.

use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::analysis::version_at;
use crate::engine::{Explanation, Incident, Rejection};
use crate::io::pipeline::{self, Job, Run, Sink, StopReason};
use crate::io::read::{Options, Row};
use crate::io::write::Reject;
use crate::policy::Policy;
use crate::policy::model::PackageId;
use crate::report::{Story, explanation_markdown, explanation_svg, explanation_text, explanations_html};
use crate::time::Instant;

use super::args::{ExplainArgs, ExplainFormat};
use super::exit::{Exit, Failure, Outcome};
use super::input_files::{expand, input};
use super::output::OutputFile;
use super::outputs::Outputs;
use super::read;
use super::rejects::Rejects;
use super::stop::{failure, unreadable};
use super::terminal::Terminal;
use super::values::all_threads;

/// Without `--id`, at most this many incidents are explained at once.
const MOST: usize = 50;

pub(super) fn run(args: &ExplainArgs, terminal: &Terminal) -> Outcome {
    let format = format(args);
    if args.for_customer && format == ExplainFormat::Json {
        let message = "`--for-customer` is for people: JSON has everything; name another format with --output-format";
        return Err(Failure::new(message.to_owned()));
    }
    let options = read::options(&args.read)?;
    let policy = match super::policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    let under = args.under.as_deref().map(|name| super::policies::versions(&policy, name)).transpose()?;
    let files = expand(&args.incidents)?;
    if args.id.is_none() {
        ids_are_no_files(&files)?;
    }
    let outputs = Outputs::default().reads_policy(policy.sources()).reads_incidents(&files, args.read.map.as_deref());
    outputs.writes("--output", "the explanation goes there", args.output.as_deref()).check()?;
    let (wanted, run) = find(args, &policy, &options, &files)?;
    if args.id.is_none() || wanted.found.is_empty() {
        for line in run.notes.lines() {
            terminal.note(&format!("note: {line}"));
        }
    }
    let Wanted { found, seen, mut rejects, .. } = wanted;
    if let Some(id) = args.id.as_deref().filter(|_| found.is_empty() && rejects.lines().is_empty()) {
        let message = format!("no incident of {seen} has the id `{id}`; ids are compared letter by letter");
        terminal.complain(&message);
        return Ok(Exit::Findings);
    }
    limit(format, found.len())?;
    let mut explanations = Vec::new();
    for Found { incident, file, line } in &found {
        match explain(&policy, incident, under.as_deref(), options.as_of) {
            Ok(both) => explanations.extend(both),
            Err(rejection) => {
                let (code, message, record) = (rejection.code, &*rejection.message, Value::Null);
                rejects.add(&Reject { file, line: *line, id: Some(&incident.id), code, message, record });
            }
        }
    }
    print(args, format, &policy, &explanations, terminal)?;
    let rejected = rejects.lines();
    rejected.iter().for_each(|line| terminal.complain(line));
    read::note_as_of(&args.read, &options, terminal);
    Ok(if rejected.is_empty() { Exit::Fine } else { Exit::Findings })
}

/// Checks that no file is the id of an incident: a name without an ending, of no file.
fn ids_are_no_files(files: &[String]) -> Result<(), Failure> {
    let is_id = |name: &&String| {
        let path = Path::new(name);
        !name.contains('/') && *name != "-" && path.extension().is_none() && !path.exists()
    };
    let Some(name) = files.iter().find(is_id) else { return Ok(()) };
    let file = files.iter().find(|file| *file != name).map_or("INCIDENTS", String::as_str);
    let help = format!("to explain the incident of this id, write `relief explain {file} --id {name}`");
    Err(Failure::new(format!("there is no file `{name}`; {help}")))
}

/// The format that is asked for: by the flag, else by the name of the output.
fn format(args: &ExplainArgs) -> ExplainFormat {
    let extension = args.output.as_ref().and_then(|path| path.extension()?.to_str());
    let by_name = match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("json" | "jsonl") => ExplainFormat::Json,
        Some("svg") => ExplainFormat::Svg,
        Some("html" | "htm") => ExplainFormat::Html,
        Some("md" | "markdown") => ExplainFormat::Markdown,
        _ => ExplainFormat::Text,
    };
    args.output_format.unwrap_or(by_name)
}

/// Reads the incidents that are asked for. The parts of a file that do not contain the id are skipped at first; if
/// nothing is found, because the id is written in another way there, all is read.
fn find<'a>(
    args: &'a ExplainArgs,
    policy: &Policy,
    options: &Options,
    files: &[String],
) -> Result<(Wanted<'a>, Run), Failure> {
    // A pipe can be read only once.
    let again = files.iter().all(|file| std::path::Path::new(file).is_file());
    if let Some(id) = args.id.as_ref().filter(|_| again) {
        let options = Options { only: Some(id.clone()), ..options.clone() };
        let found = read_incidents(args, policy, &options, files)?;
        if !found.0.found.is_empty() || !found.0.rejects.lines().is_empty() {
            return Ok(found);
        }
    }
    read_incidents(args, policy, options, files)
}

fn read_incidents<'a>(
    args: &'a ExplainArgs,
    policy: &Policy,
    options: &Options,
    files: &[String],
) -> Result<(Wanted<'a>, Run), Failure> {
    let mut wanted = Wanted { id: args.id.as_deref(), found: Vec::new(), seen: 0, rejects: Rejects::default() };
    let job = Job::of_rows(policy, options, files, &input, all_threads());
    let mut run = pipeline::run(&job, &mut wanted).map_err(|e| unreadable(&e))?;
    match run.stop.take() {
        None | Some(StopReason::Stopped) => Ok((wanted, run)),
        Some(stop) => Err(failure(stop, "", "", "")),
    }
}

/// The explanation of an incident, and beside it that under another contract, if one is asked for.
fn explain(
    policy: &Policy,
    incident: &Incident,
    under: Option<&[PackageId]>,
    as_of: Instant,
) -> Result<Vec<Explanation>, Rejection> {
    let mut out = vec![policy.explain(incident, as_of)?];
    if let Some((other, _)) = under.and_then(|versions| version_at(policy, versions, incident.opened)) {
        out.push(policy.explain_as(incident, other, as_of)?);
    }
    Ok(out)
}

fn limit(format: ExplainFormat, found: usize) -> Result<(), Failure> {
    let most = match format {
        ExplainFormat::Json => return Ok(()),
        ExplainFormat::Svg => 1,
        ExplainFormat::Text | ExplainFormat::Html | ExplainFormat::Markdown => MOST,
    };
    if found > most {
        let message = format!(
            "the input has {found} incidents, and {} explained at once; `--id ID` names one, and `--output-format json` \
             explains all",
            if most == 1 { "one is".to_owned() } else { format!("at most {most} are") }
        );
        return Err(Failure::new(message));
    }
    Ok(())
}

fn print(
    args: &ExplainArgs,
    format: ExplainFormat,
    policy: &Policy,
    explanations: &[Explanation],
    terminal: &Terminal,
) -> Result<(), Failure> {
    let story = |explanation| {
        let story = Story::of(explanation, policy, args.ledger);
        if args.for_customer { story.for_customer() } else { story }
    };
    let stories = || explanations.iter().map(story);
    let text = match format {
        ExplainFormat::Json => {
            let line = |explanation| serde_json::to_string(explanation).unwrap_or_default() + "\n";
            explanations.iter().map(line).collect()
        }
        ExplainFormat::Text => {
            let color = args.output.is_none() && terminal.color_stdout();
            let each: Vec<String> = stories().map(|story| explanation_text(&story, color, terminal.width())).collect();
            each.join("\n\n")
        }
        ExplainFormat::Markdown => stories().map(|story| explanation_markdown(&story)).collect::<Vec<_>>().join("\n"),
        ExplainFormat::Svg => stories().map(|story| explanation_svg(&story)).collect(),
        ExplainFormat::Html => {
            let title = explanations.first().map_or_else(String::new, |e| e.decision.id.to_string());
            explanations_html(&title, &stories().collect::<Vec<_>>())
        }
    };
    let Some(path) = &args.output else { return terminal.print(&text) };
    let mut file = OutputFile::file(path)?;
    let name = file.name();
    file.write_all(text.as_bytes()).map_err(|e| Failure::writing(&name, &e))?;
    file.commit()
}

/// An incident that is to be explained, and where it was read.
struct Found {
    incident: Incident,
    file: std::sync::Arc<str>,
    line: u64,
}

/// Keeps the incidents that are asked for.
struct Wanted<'a> {
    id: Option<&'a str>,
    found: Vec<Found>,
    seen: u64,
    rejects: Rejects,
}

impl Sink for Wanted<'_> {
    fn row(&mut self, row: &Row, _record: Value) -> Result<bool, StopReason> {
        self.seen += 1;
        if self.id.is_some() && self.id != row.id.as_deref() {
            return Ok(true);
        }
        match (&row.problem, &row.incident) {
            (None, Some(incident)) => {
                let (file, line) = (std::sync::Arc::clone(&row.file), row.line);
                self.found.push(Found { incident: incident.clone(), file, line });
            }
            (Some(problem), _) => {
                let (code, message) = (problem.code, &*problem.message);
                let id = row.id.as_deref();
                self.rejects.add(&Reject { file: &row.file, line: row.line, id, code, message, record: Value::Null });
            }
            (None, None) => {}
        }
        // Whatever else has that id is a duplicate.
        Ok(self.id.is_none())
    }

    fn reject(&mut self, _reject: &Reject<'_>) -> Result<bool, StopReason> {
        Ok(true)
    }
}
