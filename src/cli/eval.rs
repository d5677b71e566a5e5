//! `relief eval`: incidents in, one decision for each out, in the order they came.

mod dry;
mod progress;
mod run;
mod summary;

pub(super) use summary::thousands;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::io::pipeline::Input;
use crate::io::read::{Bytes, Mapping};
use crate::io::write::{Columns, OutputFormat};
use crate::policy::Policy;

use super::args::{EvalArgs, Output};
use super::exit::{Exit, Failure, Outcome, plain};
use super::outputs::Outputs;
use super::read;
use super::terminal::Terminal;

pub(super) fn run(args: &EvalArgs, terminal: &Terminal) -> Outcome {
    let mut options = read::options(&args.read)?;
    options.keep.clone_from(&args.keep);
    // What a dry run shows has forms of its own.
    let format = if args.dry_run { None } else { Some(output_format(args, terminal)?) };
    let policy = match super::policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    if policy.sold().is_empty() {
        terminal.complain("the policy has no tier or contract to decide by");
        return Ok(Exit::Findings);
    }
    kept(&args.keep, &policy)?;
    let zone = args.output_timezone.as_deref().map(super::calendar::zone).transpose()?;
    if zone.is_some() && matches!(format, Some(OutputFormat::Parquet | OutputFormat::Arrow)) {
        let message =
            "`--output-timezone` is for instants that are written as text: those of Parquet and Arrow are in UTC";
        return Err(Failure::new(message));
    }
    let files = files(&args.incidents)?;
    match format {
        None => {
            let exit = dry::run(args, &files, &policy, &options, terminal)?;
            read::note_as_of(&args.read, &options, terminal);
            Ok(exit)
        }
        Some(format) => {
            outputs(args, &files, &policy)?;
            run::run(args, &files, &policy, &options, format, zone, terminal)
        }
    }
}

/// What is kept may not take the name of what is decided, nor of another column that is.
fn kept(keep: &[String], policy: &Policy) -> Result<(), Failure> {
    for (number, name) in keep.iter().enumerate() {
        if keep.iter().take(number).any(|other| other == name) {
            return Err(Failure::new(format!("`--keep {name}` is given twice")));
        }
        if Columns::is_taken(policy, name) {
            let message =
                format!("`--keep {name}`: a decision has a column of that name; rename it in the input first");
            return Err(Failure::new(message));
        }
    }
    Ok(())
}

/// No output may replace what is read, or the other.
fn outputs(args: &EvalArgs, files: &[String], policy: &Policy) -> Result<(), Failure> {
    let mut outputs = Outputs::default().reads_policy(policy.sources());
    for name in files {
        outputs = outputs.reads(name, "incidents are read from it");
    }
    if let Some(map) = args.read.map.as_deref().filter(|name| Mapping::carried(name).is_none()) {
        outputs = outputs.reads(map, "it is the mapping");
    }
    let output = args.output.as_deref().unwrap_or(Path::new("-"));
    let outputs = outputs.writes("--output", "the decisions go there", Some(output));
    outputs.writes("--rejects", "the rejected incidents go there", args.rejects.as_deref()).check()
}

/// A file of incidents, by the name that it is known by.
fn input(name: &str) -> io::Result<Input> {
    let shown = if name == "-" { "standard input" } else { name };
    bytes(name).map(|bytes| Input { name: shown.to_owned(), bytes })
}

/// The files that names stand for: a file by its own name, else all that a pattern matches, in order.
fn files(names: &[String]) -> Result<Vec<String>, Failure> {
    let mut out = Vec::new();
    for name in names {
        let pattern = name.contains(['*', '?', '[']) && !Path::new(name).exists();
        if !pattern {
            out.push(name.clone());
            continue;
        }
        let matches = glob::glob(name).map_err(|e| Failure::new(format!("`{name}` is no pattern: {e}")))?;
        let before = out.len();
        for path in matches {
            let path = path.map_err(|e| Failure::new(format!("`{name}`: {}", plain(e.error()))))?;
            let Some(path) = path.to_str() else {
                return Err(Failure::new(format!("`{}`: its name is not UTF-8", path.display())));
            };
            if !Path::new(path).is_dir() {
                out.push(path.to_owned());
            }
        }
        if out.len() == before {
            return Err(Failure::new(format!("`{name}` matches no file")));
        }
    }
    Ok(out)
}

/// As many threads as there are processors.
fn all_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A file to read one byte after the other; `-` is standard input.
pub(super) fn open(name: &str) -> io::Result<Box<dyn Read + Send>> {
    bytes(name).map(Bytes::stream)
}

/// A file to read; `-` is standard input.
#[expect(clippy::disallowed_methods, reason = "the command line is where files of incidents are opened")]
fn bytes(name: &str) -> io::Result<Bytes> {
    if name == "-" {
        return Ok(Bytes::Stream(Box::new(io::stdin())));
    }
    let file = File::open(name)?;
    let about = file.metadata()?;
    if about.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    // A pipe cannot be read from place to place.
    Ok(if about.is_file() { Bytes::File(file) } else { Bytes::Stream(Box::new(file)) })
}

/// By the flag, else by the name of the output, else a table where a person looks on.
fn output_format(args: &EvalArgs, terminal: &Terminal) -> Result<OutputFormat, Failure> {
    let table =
        OutputFormat::Table { color: terminal.color_stdout() && args.output.is_none(), width: terminal.width() };
    if let Some(format) = args.output_format {
        return Ok(match format {
            Output::Jsonl => OutputFormat::JsonLines,
            Output::Json => OutputFormat::Json,
            Output::Csv => OutputFormat::Csv,
            Output::Parquet => OutputFormat::Parquet,
            Output::Arrow => OutputFormat::Arrow,
            Output::Table => table,
        });
    }
    match &args.output {
        Some(path) if path.as_os_str() != "-" => {
            let name = path.display().to_string();
            OutputFormat::of_name(&name).ok_or_else(|| {
                let help = "its name ends in none of .jsonl, .json, .csv, .parquet, .arrow; add --output-format";
                Failure::new(format!("how to write `{name}` is not clear: {help}"))
            })
        }
        _ if terminal.stdout_is_terminal() => Ok(table),
        _ => Ok(OutputFormat::JsonLines),
    }
}
