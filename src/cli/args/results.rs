//! The arguments that say where the results of a command go: those of every command that reports on incidents.

use std::path::PathBuf;

use clap::Args as ClapArgs;

/// Where results go.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ResultArgs {
    /// Write the result to this file; it is replaced only when everything is written
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Write rejected incidents to this file, as JSON lines
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) rejects: Option<PathBuf>,
}

/// Whether rejected incidents are tolerated.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct StrictArgs {
    /// Stop at the first rejected incident, and write no result
    #[arg(long)]
    pub(in crate::cli) strict: bool,
}
