//! The arguments of `relief report`.

use clap::{Args as ClapArgs, ValueEnum};

use super::inputs::{PolicyArgs, ReadArgs};
use super::results::{ResultArgs, StrictArgs};

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ReportArgs {
    /// Files of incidents, as `relief eval` reads them
    #[arg(required = true, value_name = "INCIDENTS")]
    pub(in crate::cli) incidents: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) policy: PolicyArgs,
    #[command(flatten)]
    pub(in crate::cli) read: ReadArgs,
    /// Show attainment by calendar period, by the local date on which incidents were opened [default: all in one; by
    /// month in HTML]
    #[arg(long, value_name = "PERIOD")]
    pub(in crate::cli) by: Option<ByArg>,
    /// Group incidents by the values of a column or key of the input (repeatable)
    #[arg(long, value_name = "COLUMN")]
    pub(in crate::cli) keep: Vec<String>,
    /// The number of worst breaches that are listed
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    pub(in crate::cli) worst: usize,
    /// Compare with the incidents of an earlier period, read in the same way (repeatable)
    #[arg(long, value_name = "INCIDENTS", conflicts_with = "under")]
    pub(in crate::cli) compare_with: Vec<String>,
    /// Compare with what the same incidents come to under this tier or contract
    #[arg(long, value_name = "CONTRACT")]
    pub(in crate::cli) under: Option<String>,
    /// The output format [default: by the name of the output, otherwise text]
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) output_format: Option<ReportFormat>,
    #[command(flatten)]
    pub(in crate::cli) results: ResultArgs,
    #[command(flatten)]
    pub(in crate::cli) strict: StrictArgs,
}

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ByArg {
    Week,
    Month,
    Quarter,
    Year,
}

/// How to write a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReportFormat {
    Text,
    Markdown,
    Html,
    Json,
    Csv,
}
