//! The arguments of `relief due`.

use clap::{Args as ClapArgs, ValueEnum};

use super::results::ResultArgs;
use super::{PolicyArgs, ReadArgs};

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct DueArgs {
    /// Files of incidents: .csv .tsv .jsonl .json .yaml, each also .gz or .zst; .parquet .arrow .xlsx; `-` is
    /// standard input, and a quoted pattern such as 'q3/*.csv' names all files that it matches
    #[arg(required = true, value_name = "INCIDENTS")]
    pub(in crate::cli) incidents: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) policy: PolicyArgs,
    #[command(flatten)]
    pub(in crate::cli) read: ReadArgs,
    /// Show only what is late or due within this time, such as "4 hours", or "4 working hours" on the clock of each
    #[arg(long, value_name = "DURATION")]
    pub(in crate::cli) within: Option<String>,
    /// Read the files again when they change, and show the new list, until the command is stopped with Ctrl-C
    #[arg(long, conflicts_with = "rejects")]
    pub(in crate::cli) watch: bool,
    /// The output format; json is one object a line, ics a calendar with an event for each due instant [default: by
    /// the name of the output, otherwise text]
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) output_format: Option<DueFormat>,
    #[command(flatten)]
    pub(in crate::cli) results: ResultArgs,
    /// Write instants in this zone, such as Europe/London [default: the zone of each clock]
    #[arg(long, value_name = "ZONE")]
    pub(in crate::cli) output_timezone: Option<String>,
    /// Copy a column or key of the input to the output (repeatable)
    #[arg(long, value_name = "COLUMN")]
    pub(in crate::cli) keep: Vec<String>,
}

/// How to write what is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DueFormat {
    Text,
    Json,
    Csv,
    Ics,
}
