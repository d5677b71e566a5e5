//! The arguments of `relief compare`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::inputs::{PolicyArgs, ReadArgs};

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct CompareArgs {
    /// A tier or contract: a name of the policy, or FILE:NAME
    #[arg(value_name = "OLD")]
    pub(in crate::cli) old: String,
    /// The tier or contract to compare with OLD: a name of the policy, or FILE:NAME
    #[arg(value_name = "NEW")]
    pub(in crate::cli) new: String,
    #[command(flatten)]
    pub(in crate::cli) policy: PolicyArgs,
    /// Exit with 1 unless NEW is proved to be nowhere worse for the customer than OLD
    #[arg(long)]
    pub(in crate::cli) at_least: bool,
    /// Decide the incidents of OLD in this file under both, and show those with different outcomes (repeatable)
    #[arg(long, value_name = "INCIDENTS", conflicts_with = "at_least")]
    pub(in crate::cli) replay: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) read: ReadArgs,
    /// Write the comparison to this file; it is replaced only when everything is written
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// The output format [default: by the name of the output, otherwise text]
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) output_format: Option<CompareFormat>,
    /// How text output shows the incidents that prove a loss: as sentences, or as JSON lines that `relief eval` reads
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(in crate::cli) witness: WitnessFormat,
}

/// How to write an incident in a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum WitnessFormat {
    Text,
    Json,
}

/// How to print a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CompareFormat {
    Text,
    Json,
    /// With --replay: a line for each different outcome
    Csv,
    /// The same, as JSON lines
    Jsonl,
}
