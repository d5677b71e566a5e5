//! The arguments of `relief promise`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::inputs::{PolicyArgs, ReadArgs};
use super::results::{ResultArgs, StrictArgs};

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct PromiseArgs {
    /// Files of past incidents, as `relief eval` reads them
    #[arg(required = true, value_name = "INCIDENTS")]
    pub(in crate::cli) incidents: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) policy: PolicyArgs,
    #[command(flatten)]
    pub(in crate::cli) read: ReadArgs,
    /// The shares of incidents that keep a limit, separated by commas
    #[arg(long, value_name = "SHARES", default_value = "90%,95%,99%")]
    pub(in crate::cli) attain: String,
    /// Measure all incidents under this tier or contract [default: each under its own]
    #[arg(long, value_name = "CONTRACT")]
    pub(in crate::cli) under: Option<String>,
    /// Write a policy with the limits to this file, which must not exist: for each share, a tier or contract that
    /// extends the one measured
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) write: Option<PathBuf>,
    /// The output format [default: by the name of the output, otherwise text]
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) output_format: Option<PromiseFormat>,
    #[command(flatten)]
    pub(in crate::cli) results: ResultArgs,
    #[command(flatten)]
    pub(in crate::cli) strict: StrictArgs,
}

/// How to write limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PromiseFormat {
    Text,
    Json,
}
