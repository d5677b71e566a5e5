//! `relief compare OLD NEW`: what NEW changes for the customer.

mod replay;

use std::path::PathBuf;

use crate::analysis::{Comparison, Side, compare, pairs, titles};
use crate::report::{Names, Witnesses, comparison_json, comparison_text};

use super::args::{CompareArgs, CompareFormat, PolicyArgs, WitnessFormat};
use super::exit::{Exit, Failure, Outcome};
use super::input_files;
use super::output::{format_by_name, write_text};
use super::outputs::Outputs;
use super::policies;
use super::sides::Wanted;
use super::terminal::Terminal;
use replay::Versions;

pub(super) fn run(args: &CompareArgs, terminal: &Terminal) -> Outcome {
    let format = format(args)?;
    let (old, new) = (Wanted::of(&args.old), Wanted::of(&args.new));
    // A name alone is of `--policy`; without one, of the file that the other is of.
    let file = |wanted: &Wanted<'_>, other: &Wanted<'_>| {
        wanted.file.or(if args.policy.policy.is_empty() { other.file } else { None }).map(PathBuf::from)
    };
    let (old_file, new_file) = (file(&old, &new), file(&new, &old));
    let load = |file: &Option<PathBuf>| {
        let policy = file.clone().map_or_else(|| args.policy.policy.clone(), |file| vec![file]);
        policies::load(&PolicyArgs { policy, root: args.policy.root.clone() }, terminal)
    };
    let old_policy = match load(&old_file)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    let other = if old_file == new_file { None } else { Some(load(&new_file)?) };
    let new_policy = match &other {
        None => &old_policy,
        Some(Ok(policy)) => policy,
        Some(Err(exit)) => return Ok(*exit),
    };
    let (new_ids, old_ids) = (policies::versions(new_policy, new.name)?, policies::versions(&old_policy, old.name)?);
    let incidents = input_files::expand(&args.replay)?;
    Outputs::default()
        .reads_policy(old_policy.sources())
        .reads_policy(new_policy.sources())
        .reads_incidents(&incidents, args.read.map.as_deref())
        .writes("--output", "the comparison goes there", args.output.as_deref())
        .check()?;
    if !args.replay.is_empty() {
        let new = Versions { policy: new_policy, ids: new_ids, name: new.name };
        let old = Versions { policy: &old_policy, ids: old_ids, name: old.name };
        return replay::run(args, &incidents, format, [&new, &old], terminal);
    }
    check_flags(args, format)?;
    let mut at_least = true;
    let mut comparisons = Vec::new();
    for (new_id, old_id) in pairs(
        new_policy,
        &policies::versions(new_policy, new.name)?,
        &old_policy,
        &policies::versions(&old_policy, old.name)?,
    ) {
        let (new, old) = (Side { policy: new_policy, id: new_id }, Side { policy: &old_policy, id: old_id });
        let comparison = compare(new, old);
        at_least &= comparison.at_least();
        let (new, old) = titles(new, &args.new, old, &args.old);
        comparisons.push((new, old, comparison));
    }
    print(args, format, &comparisons)?;
    Ok(if args.at_least && !at_least { Exit::Findings } else { Exit::Fine })
}

/// Flags that say how incidents are read mean nothing without incidents.
fn check_flags(args: &CompareArgs, format: CompareFormat) -> Result<(), Failure> {
    let read = &args.read;
    let given = [
        ("--as-of", read.as_of.is_some()),
        ("--input-format", read.input_format.is_some()),
        ("--encoding", read.encoding.is_some()),
        ("--delimiter", read.delimiter.is_some()),
        ("--skip-lines", read.skip_lines.is_some()),
        ("--set", !read.set.is_empty()),
        ("--map", read.map.is_some()),
        ("--timezone", read.timezone.is_some()),
        ("--ambiguous", read.ambiguous.is_some()),
        ("--output-format csv", format == CompareFormat::Csv),
        ("--output-format jsonl", format == CompareFormat::Jsonl),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((flag, _)) => Err(Failure::new(format!("`{flag}` needs incidents; add `--replay INCIDENTS`"))),
        None => Ok(()),
    }
}

/// By the flag, otherwise by the name of the output.
fn format(args: &CompareArgs) -> Result<CompareFormat, Failure> {
    let formats = [
        ("txt", CompareFormat::Text),
        ("json", CompareFormat::Json),
        ("csv", CompareFormat::Csv),
        ("jsonl", CompareFormat::Jsonl),
    ];
    args.output_format.map_or_else(|| format_by_name(args.output.as_deref(), &formats, CompareFormat::Text), Ok)
}

fn print(
    args: &CompareArgs,
    format: CompareFormat,
    comparisons: &[(String, String, Comparison)],
) -> Result<(), Failure> {
    let each = comparisons.iter().map(|(new, old, comparison)| (Names { new, old }, comparison));
    let text = match format {
        CompareFormat::Json => {
            let all: Vec<_> = each.map(|(names, comparison)| comparison_json(comparison, names)).collect();
            let value = if let [one] = all.as_slice() { one.clone() } else { all.into() };
            format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
        }
        CompareFormat::Text | CompareFormat::Csv | CompareFormat::Jsonl => {
            let witnesses = match args.witness {
                WitnessFormat::Text => Witnesses::Words,
                WitnessFormat::Json => Witnesses::Json,
            };
            let all: Vec<String> =
                each.map(|(names, comparison)| comparison_text(comparison, names, witnesses)).collect();
            all.join("\n")
        }
    };
    write_text(args.output.as_deref(), &text)
}
