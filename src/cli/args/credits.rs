//! The arguments of `relief credits`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::inputs::{PolicyArgs, ReadArgs};
use super::results::{ResultArgs, StrictArgs};

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct CreditsArgs {
    /// Files of incidents, as `relief eval` reads them
    #[arg(required = true, value_name = "INCIDENTS")]
    pub(in crate::cli) incidents: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) policy: PolicyArgs,
    #[command(flatten)]
    pub(in crate::cli) read: ReadArgs,
    /// Show only the statements of this tier or contract
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) contract: Option<String>,
    /// Show only the periods from this one on: a date, or a period such as 2026-03, 2026-Q1 or 2026
    #[arg(long, value_name = "DATE|PERIOD")]
    pub(in crate::cli) from: Option<String>,
    /// Show only the periods up to this one
    #[arg(long, value_name = "DATE|PERIOD")]
    pub(in crate::cli) to: Option<String>,
    /// The credits that were claimed: a CSV file with the columns contract, period, claimed_at, or JSON lines with these
    /// keys. What is not in it lapses at the end of the time in which it can be claimed
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) claims: Option<PathBuf>,
    /// Write every incident behind every line to this file: CSV if its name ends in .csv, otherwise JSON lines
    #[arg(long = "incidents", value_name = "FILE", id = "incidents_file")]
    pub(in crate::cli) incidents_file: Option<PathBuf>,
    /// The output format [default: by the name of the output, otherwise text]
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) output_format: Option<CreditsFormat>,
    #[command(flatten)]
    pub(in crate::cli) results: ResultArgs,
    #[command(flatten)]
    pub(in crate::cli) strict: StrictArgs,
}

/// How to write credit statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CreditsFormat {
    Text,
    Markdown,
    Html,
    Json,
    Csv,
}
