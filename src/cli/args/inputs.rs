//! The arguments that say which policy decides and how incidents are read: those of every command that does so.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use crate::io::read::Encoding;

/// Which policy decides.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct PolicyArgs {
    /// A policy file, or a folder of policy files; several are merged [default: the built-in standard Isode policy]
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) policy: Vec<PathBuf>,
    /// The folder to which imports are limited
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) root: Option<PathBuf>,
}

/// How incidents are read.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ReadArgs {
    /// Decide as of this instant, such as 2026-01-31T09:00:00Z; without an offset, in the zone of --timezone or of the
    /// mapping [default: now]
    #[arg(long, value_name = "INSTANT")]
    pub(in crate::cli) as_of: Option<String>,
    /// The format of the input: csv, tsv, jsonl, json, yaml, parquet, arrow, xlsx [default: by the name of the file]
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) input_format: Option<String>,
    /// The encoding of text files, such as windows-1252, iso-8859-1, utf-16le or shift_jis [default: by the byte
    /// order mark, otherwise UTF-8]
    #[arg(long, value_name = "NAME", value_parser = crate::cli::values::encoding)]
    pub(in crate::cli) encoding: Option<Encoding>,
    /// The separator of the cells of CSV files: a character such as `;`, or `tab` [default: found in the first lines]
    #[arg(long, value_name = "CHAR", value_parser = crate::cli::values::delimiter)]
    pub(in crate::cli) delimiter: Option<u8>,
    /// The number of lines above the header of CSV files [default: found in the first lines]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) skip_lines: Option<u64>,
    /// Set a field to the same value in every incident (repeatable)
    #[arg(long, value_name = "FIELD=VALUE")]
    pub(in crate::cli) set: Vec<String>,
    /// How another system's export becomes incidents: a mapping file, or a built-in mapping: `events`, `jira`,
    /// `servicenow`, `servicenow-events`, `zendesk`, `zendesk-events`
    #[arg(long, value_name = "MAPPING")]
    pub(in crate::cli) map: Option<String>,
    /// The zone of times without an offset, such as Europe/London
    #[arg(long, value_name = "ZONE")]
    pub(in crate::cli) timezone: Option<String>,
    /// How to read local times that a clock change skipped or repeated [default: reject them]
    #[arg(long, value_name = "WHICH")]
    pub(in crate::cli) ambiguous: Option<AmbiguousArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AmbiguousArg {
    Earliest,
    Latest,
}
