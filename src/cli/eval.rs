//! `relief eval`: incidents in, one decision for each out, in the order they came.

mod dry;
mod progress;
mod run;
mod summary;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::decision::{Columns, OutputFormat};
use crate::incident::{Bytes, Format, Mapping, Options, carried_names};
use crate::policy::Policy;
use crate::stream::Input;
use crate::value::{Ambiguous, Instant, InstantError, Zone};

use super::args::{AmbiguousArg, EvalArgs, Output, ReadArgs};
use super::exit::{Exit, Failure, Outcome, plain};
use super::outputs::Outputs;
use super::terminal::Terminal;

/// Now.
#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
pub(super) fn now() -> Instant {
    let micros = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_micros());
    Instant(i64::try_from(micros).unwrap_or(i64::MAX))
}

pub(super) fn run(args: &EvalArgs, terminal: &Terminal) -> Outcome {
    let mut options = options(&args.read)?;
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
    let files = files(&args.incidents)?;
    match format {
        None => dry::run(args, &files, &policy, &options, terminal),
        Some(format) => {
            outputs(args, &files, &policy)?;
            run::run(args, &files, &policy, &options, format, terminal)
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

/// How incidents are to be read, by the flags.
pub(super) fn options(args: &ReadArgs) -> Result<Options, Failure> {
    let timezone = args.timezone.as_deref().map(super::calendar::zone).transpose()?;
    let as_of = match &args.as_of {
        None => now(),
        Some(text) => as_of(text, timezone)?,
    };
    let mut options = Options::new(as_of);
    options.timezone = timezone;
    options.ambiguous = match args.ambiguous {
        None => Ambiguous::Error,
        Some(AmbiguousArg::Earliest) => Ambiguous::Earliest,
        Some(AmbiguousArg::Latest) => Ambiguous::Latest,
    };
    options.format = match &args.input_format {
        None => None,
        Some(word) => Some(Format::parse(word).ok_or_else(|| {
            Failure::new(format!("`--input-format {word}`: it is one of {}", crate::diagnostic::list(Format::WORDS)))
        })?),
    };
    for pair in &args.set {
        let (field, value) =
            pair.split_once('=').ok_or_else(|| Failure::new(format!("`--set {pair}`: write `--set field=value`")))?;
        options.set.push((field.to_owned(), value.to_owned()));
    }
    options.mapping = args.map.as_deref().map(mapping).transpose()?;
    Ok(options)
}

fn as_of(text: &str, timezone: Option<Zone>) -> Result<Instant, Failure> {
    match (Instant::parse(text), timezone) {
        (Ok(at), _) => Ok(at),
        (Err(InstantError::NoOffset(local)), Some(zone)) => zone.instant(local, Ambiguous::Error).map_err(|_| {
            Failure::new(format!("`--as-of {text}` came never or twice in {}; give its offset", zone.name()))
        }),
        (Err(e), _) => Err(Failure::new(format!("`--as-of {text}`: {e}"))),
    }
}

/// A carried mapping by its name, else a file.
fn mapping(name: &str) -> Result<Mapping, Failure> {
    if let Some(mapping) = Mapping::carried(name) {
        return Ok(mapping);
    }
    let mut text = String::new();
    let read = open(name).and_then(|file| file.take(1 << 20).read_to_string(&mut text));
    if let Err(e) = read {
        let names: Vec<&str> = carried_names().collect();
        let near = crate::diagnostic::nearest(name, names.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is a file, or one of {}", crate::diagnostic::list(names.iter().copied())),
        };
        return Err(Failure::new(format!("`--map {name}`: {}; {help}", plain(&e))));
    }
    Mapping::parse(&text).map_err(|e| Failure::new(format!("`{name}`: {e}")))
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
