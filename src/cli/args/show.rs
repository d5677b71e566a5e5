//! The arguments of `relief show`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::inputs::PolicyArgs;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ShowArgs {
    /// A tier or contract: NAME, or FILE.sla:NAME. FILE.sla alone shows all tiers of a file [default: all tiers]
    #[arg(value_name = "NAME")]
    pub(in crate::cli) name: Option<String>,
    /// Another tier or contract, NAME or FILE:NAME: mark what NAME changes against it, and list the changes
    #[arg(long, value_name = "OLD", requires = "name")]
    pub(in crate::cli) diff: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) policy: PolicyArgs,
    /// Write the table to this file; it is replaced only when everything is written
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// The output format; html is a document for customers [default: by the name of the output, otherwise text]
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) output_format: Option<ShowFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ShowFormat {
    Text,
    Markdown,
    Html,
    Json,
}
