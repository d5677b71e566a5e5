//! `relief eval`: incidents in, one decision for each out, in the order they came.

mod decisions;
mod dry_run;
mod run;
mod summary;

use crate::io::write::{Columns, OutputFormat, Selection, SelectionError};
use crate::policy::Policy;

use super::args::{EvalArgs, Output};
use super::exit::{Exit, Failure, Outcome};
use super::input_files;
use super::outputs::Outputs;
use super::read;
use super::terminal::Terminal;
use decisions::Target;

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
        terminal.complain("the policy has no tier or contract");
        return Ok(Exit::Findings);
    }
    kept(&args.keep, &policy)?;
    let selection = selection(args, &policy)?;
    let zone = args.output_timezone.as_deref().map(super::values::zone).transpose()?;
    if zone.is_some() && matches!(format, Some(OutputFormat::Parquet | OutputFormat::Arrow)) {
        let message =
            "`--output-timezone` is for instants that are written as text: those of Parquet and Arrow are in UTC";
        return Err(Failure::new(message));
    }
    let found = input_files::find(&args.incidents)?;
    let files: Vec<String> = found.iter().map(|file| file.name.clone()).collect();
    match format {
        None => {
            let exit = dry_run::run(args, &files, &policy, &options, terminal)?;
            read::note_as_of(&args.read, &options, terminal);
            Ok(exit)
        }
        Some(format) => {
            let target = Target::of(args.output.as_deref(), &found, format)?;
            check_outputs(args, &files, &target, &policy)?;
            if matches!(target, Target::Folder(..)) && options.mapping.as_ref().is_some_and(|m| m.log.is_some()) {
                let message = "a log is decided as a whole, after its last row: name a file with --output";
                return Err(Failure::new(message));
            }
            let written = run::Written { format, selection, zone, target };
            run::run(args, &files, &policy, &options, written, terminal)
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

/// The columns that are written: those of `--columns`, otherwise all.
fn selection(args: &EvalArgs, policy: &Policy) -> Result<Selection, Failure> {
    if args.columns.is_empty() {
        return Ok(Selection::all(policy, args.details));
    }
    Selection::of_names(policy, args.details, &args.keep, &args.columns).map_err(|error| {
        let advice = if matches!(error, SelectionError::Detail { .. }) { "; add `--details`" } else { "" };
        Failure::new(format!("`--columns`: {error}{advice}"))
    })
}

/// No output may replace what is read, or the other.
fn check_outputs(args: &EvalArgs, files: &[String], target: &Target, policy: &Policy) -> Result<(), Failure> {
    let outputs = Outputs::default().reads_policy(policy.sources()).reads_incidents(files, args.read.map.as_deref());
    let outputs = target
        .paths()
        .into_iter()
        .fold(outputs, |outputs, file| outputs.writes("--output", "the decisions go there", Some(file)));
    outputs.writes("--rejects", "the rejected incidents go there", args.rejects.as_deref()).check()
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
        Some(path) if decisions::is_folder(path) => Ok(OutputFormat::Parquet),
        Some(path) if path.as_os_str() != "-" => {
            let name = path.display().to_string();
            OutputFormat::of_name(&name).ok_or_else(|| {
                let help = "its name does not end in .jsonl, .json, .csv, .parquet or .arrow; add --output-format";
                Failure::new(format!("the output format of `{name}` is not known: {help}"))
            })
        }
        _ if terminal.stdout_is_terminal() => Ok(table),
        _ => Ok(OutputFormat::JsonLines),
    }
}
