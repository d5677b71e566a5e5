//! `relief due`: the open incidents, by what is due next.

mod watch;

use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::engine::Rejection;
use crate::io::pipeline::{self, Job, Sink, StopReason};
use crate::io::read::{NamesMet, Options, Row};
use crate::io::schema::due_columns;
use crate::io::write::Reject;
use crate::policy::Policy;
use crate::report::due::{DueList, NoWorkingDay, Window};
use crate::time::Zone;

use super::args::{DueArgs, DueFormat};
use super::exit::{Exit, Failure, Outcome};
use super::input_files::{self, input};
use super::output::OutputFile;
use super::outputs::Outputs;
use super::read;
use super::rejects::{self, Rejects};
use super::stop::{failure, unreadable};
use super::terminal::Terminal;
use super::values;

pub(super) fn run(args: &DueArgs, terminal: &Terminal) -> Outcome {
    let format = format(args)?;
    read::options(&args.read)?;
    kept(&args.keep)?;
    let policy = match super::policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    if policy.sold().is_empty() {
        terminal.complain("the policy has no tier or contract");
        return Ok(Exit::Findings);
    }
    let window = args.within.as_deref().map(window).transpose()?;
    let zone = args.output_timezone.as_deref().map(values::zone).transpose()?;
    let files = input_files::expand(&args.incidents)?;
    check_outputs(args, &files, &policy)?;
    let command = DueCommand { args, policy: &policy, window, zone, format, terminal };
    if !args.watch {
        return command.once(&files, "");
    }
    check_watch(args, format)?;
    let on_screen = args.results.output.is_none() && terminal.stdout_is_terminal();
    let mut before = if on_screen { "\x1b[H\x1b[2J" } else { "" };
    watch::watch(&args.incidents, args.read.as_of.is_none(), terminal, |files| {
        let outcome = command.once(files, before);
        before = if on_screen { before } else { "\n" };
        outcome
    })
}

/// What is watched can be read again, and what is written can be told from what was written before.
fn check_watch(args: &DueArgs, format: DueFormat) -> Result<(), Failure> {
    if args.incidents.iter().any(|name| name == "-") {
        return Err(Failure::new("`--watch` reads files again, and standard input can be read only once"));
    }
    if format != DueFormat::Text && args.results.output.as_deref().is_none_or(|path| path.as_os_str() == "-") {
        let message = "`--watch` shows one list after the other: json, csv and ics need a file, `--output FILE`";
        return Err(Failure::new(message));
    }
    Ok(())
}

/// By the flag, otherwise by the name of the output.
fn format(args: &DueArgs) -> Result<DueFormat, Failure> {
    let output = args.results.output.as_deref().filter(|path| path.as_os_str() != "-");
    match (args.output_format, output) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(DueFormat::Text),
        (None, Some(path)) => match path.extension().and_then(|ending| ending.to_str()) {
            Some("txt") => Ok(DueFormat::Text),
            Some("json" | "jsonl") => Ok(DueFormat::Json),
            Some("csv") => Ok(DueFormat::Csv),
            Some("ics") => Ok(DueFormat::Ics),
            _ => {
                let help = "its name does not end in .txt, .json, .csv or .ics; add --output-format";
                Err(Failure::new(format!("the output format of `{}` is not known: {help}", path.display())))
            }
        },
    }
}

fn window(text: &str) -> Result<Window, Failure> {
    let duration = values::duration(text)?;
    Window::new(duration, text).map_err(|e| Failure::new(format!("`--within {text}`: {e}")))
}

/// What is kept may not take the name of a column, nor of another column that is kept.
fn kept(keep: &[String]) -> Result<(), Failure> {
    for (number, name) in keep.iter().enumerate() {
        if keep.iter().take(number).any(|other| other == name) {
            return Err(Failure::new(format!("`--keep {name}` is given twice")));
        }
        if due_columns().any(|column| column == name) {
            let message =
                format!("`--keep {name}`: the output has a column of that name; rename it in the input first");
            return Err(Failure::new(message));
        }
    }
    Ok(())
}

/// No output may replace what is read, or the other.
fn check_outputs(args: &DueArgs, files: &[String], policy: &Policy) -> Result<(), Failure> {
    let outputs = Outputs::default().reads_policy(policy.sources()).reads_incidents(files, args.read.map.as_deref());
    let output = args.results.output.as_deref().unwrap_or(Path::new("-"));
    let outputs = outputs.writes("--output", "the list goes there", Some(output));
    outputs.writes("--rejects", "the rejected incidents go there", args.results.rejects.as_deref()).check()
}

/// What is asked for.
struct DueCommand<'a> {
    args: &'a DueArgs,
    policy: &'a Policy,
    window: Option<Window>,
    zone: Option<Zone>,
    format: DueFormat,
    terminal: &'a Terminal,
}

impl DueCommand<'_> {
    /// Reads the files, and writes what is due in them; `before` is printed before a list on standard output.
    fn once(&self, files: &[String], before: &str) -> Outcome {
        let Self { args, policy, terminal, .. } = self;
        let mut options = read::options(&args.read)?;
        options.keep.clone_from(&args.keep);
        let list = DueList::new(options.as_of, self.window.clone(), args.keep.clone(), self.zone);
        let file = args.results.rejects.as_deref().map(OutputFile::file).transpose()?;
        let mut collector = Collector { policy, list, rejects: Rejects::default(), file, without_working_day: None };
        let notes = collector.read(files, &options)?;
        let Collector { mut list, rejects, file, .. } = collector;
        let is_written = file.is_some();
        if let Some(file) = file {
            file.commit()?;
        }
        list.sort();
        let complaints = if is_written { Vec::new() } else { rejects.lines() };
        self.write(&list, before, &complaints)?;
        for line in &notes.lines {
            terminal.note(&format!("note: {line}"));
        }
        complaints.iter().for_each(|line| terminal.complain(line));
        if !is_written && rejects.are_summed_up() {
            terminal.note("note: `--rejects FILE` writes each of them");
        }
        if self.format == DueFormat::Ics && list.without_due() > 0 {
            let count = list.without_due();
            let which =
                if count == 1 { "clock that has no due instant is" } else { "clocks that have no due instant are" };
            terminal.note(&format!("note: {count} paused {which} not in the calendar"));
        }
        // The text says so itself.
        if self.format != DueFormat::Text {
            terminal.note(&list.summary());
            read::note_as_of(&args.read, &options, terminal);
        }
        if let Some(advice) = rejects.advice(list.incidents(), policy, &options, &notes.met) {
            terminal.note(&advice);
        }
        Ok(if list.is_urgent() || list.rejected() > 0 { Exit::Findings } else { Exit::Fine })
    }

    /// Writes the list. On a screen that is watched there is room left for `complaints`.
    fn write(&self, list: &DueList, before: &str, complaints: &[String]) -> Result<(), Failure> {
        let Self { args, terminal, .. } = self;
        let on_terminal = args.results.output.is_none() && terminal.stdout_is_terminal();
        let text = match self.format {
            DueFormat::Text => {
                let width = usize::from(if on_terminal { terminal.width() } else { 80 });
                let text = list.text(terminal.color_stdout() && args.results.output.is_none(), width);
                match terminal.height().filter(|_| args.watch && on_terminal) {
                    Some(height) => {
                        let rows = complaints.iter().map(|line| 1 + (line.chars().count() + "error: ".len()) / width);
                        let height = usize::from(height);
                        let below = (1 + rows.sum::<usize>()).min(height / 2);
                        first_lines(&text, height - below)
                    }
                    None => text,
                }
            }
            DueFormat::Json => list.json_lines(),
            DueFormat::Csv => list.csv().map_err(|e| Failure::new(format!("cannot write the list: {e}")))?,
            DueFormat::Ics => list.ics(),
        };
        match &args.results.output {
            None => terminal.print(&format!("{before}{text}")),
            Some(path) => {
                let mut out = OutputFile::file(path)?;
                out.write_all(text.as_bytes()).map_err(|e| Failure::writing(&out.name(), &e))?;
                out.commit()
            }
        }
    }
}

/// The first lines of a text, and how many there are more.
fn first_lines(text: &str, most: usize) -> String {
    let lines = text.lines().count();
    if lines <= most {
        return text.to_owned();
    }
    let shown = most.saturating_sub(1);
    let first: String = text.split_inclusive('\n').take(shown).collect();
    format!("{first}({} more lines)\n", lines - shown)
}

/// Decides the incidents that are read, and keeps what is due.
struct Collector<'p> {
    policy: &'p Policy,
    list: DueList,
    rejects: Rejects,
    /// The file of the rejected incidents.
    file: Option<OutputFile>,
    /// Why the rest is not read: the window needs a working day that a calendar does not have.
    without_working_day: Option<NoWorkingDay>,
}

/// What is to be said of files that were read.
struct ReadNotes {
    lines: Vec<String>,
    met: NamesMet,
}

impl Collector<'_> {
    fn read(&mut self, files: &[String], options: &Options) -> Result<ReadNotes, Failure> {
        let job = Job::of_rows(self.policy, options, files, &input, values::all_threads());
        let run = pipeline::run(&job, self).map_err(|e| unreadable(&e))?;
        if let Some(NoWorkingDay { calendar }) = self.without_working_day.take() {
            let help = "it declares no `working day`; give `--within` in working hours";
            return Err(Failure::new(format!("the days of `{calendar}` differ in length, and {help}")));
        }
        match run.stop {
            Some(stop) => {
                let rejects = self.file.as_ref().map(OutputFile::name).unwrap_or_default();
                Err(failure(stop, "", &rejects, ""))
            }
            None => Ok(ReadNotes { lines: run.notes.lines(), met: run.notes.met }),
        }
    }

    fn reject(&mut self, row: &Row, rejection: &Rejection, record: Value) -> Result<bool, StopReason> {
        self.list.reject();
        let (file, line, id) = (&*row.file, row.line, row.id.as_deref());
        let reject = Reject { file, line, id, code: rejection.code, message: &rejection.message, record };
        self.rejects.add(&reject);
        if let Some(out) = &mut self.file {
            rejects::write(out, &reject)?;
        }
        Ok(true)
    }
}

impl Sink for Collector<'_> {
    fn row(&mut self, row: &Row, record: Value) -> Result<bool, StopReason> {
        let (policy, list) = (self.policy, &mut self.list);
        match row.decide_by(policy, |incident| list.add(policy, incident, &row.kept)) {
            Ok(Ok(())) => Ok(true),
            Ok(Err(error)) => {
                self.without_working_day = Some(error);
                Ok(false)
            }
            Err(rejection) => self.reject(row, &rejection, record),
        }
    }
}
