//! The command line.

mod compare;
mod credits;
mod due;
mod inputs;
#[cfg(feature = "lsp")]
mod lsp;
mod promise;
mod report;
mod results;
mod serve;
mod show;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub(super) use compare::{CompareArgs, CompareFormat, WitnessFormat};
pub(super) use credits::{CreditsArgs, CreditsFormat};
pub(super) use due::{DueArgs, DueFormat};
pub(super) use inputs::{AmbiguousArg, PolicyArgs, ReadArgs};
#[cfg(feature = "lsp")]
pub(super) use lsp::LspArgs;
pub(super) use promise::{PromiseArgs, PromiseFormat};
pub(super) use report::{ByArg, ReportArgs, ReportFormat};
pub(super) use serve::ServeArgs;
pub(super) use show::{ShowArgs, ShowFormat};

/// Support contracts as code: policy files that say what a vendor promises, run against incidents.
#[derive(Debug, Parser)]
#[command(name = "relief", version, about, propagate_version = true, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,
    /// Print only the results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print more notes
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check policy files for errors
    Check(CheckArgs),
    /// Find likely mistakes in policy files, and fix those that can be fixed safely
    Lint(LintArgs),
    /// Format policy files in the standard layout
    Fmt(FmtArgs),
    /// Run the tests in policy files
    Test(TestArgs),
    /// Decide incidents: one decision for each, in input order
    Eval(EvalArgs),
    /// Explain the decision of an incident: what was promised, what counted and why, and what follows
    Explain(ExplainArgs),
    /// List the open incidents by what is due next
    Due(DueArgs),
    /// Show the open hours of a calendar, add working time to an instant, or measure working time
    Calendar(CalendarArgs),
    /// Show what one tier or contract changes against another, or prove that it is nowhere worse
    Compare(CompareArgs),
    /// Write the boundary incidents of a policy: for each limit, one just inside and one just outside
    Cases(CasesArgs),
    /// Summarise a set of incidents: attainment against target, the worst breaches and their causes, waiting
    Report(ReportArgs),
    /// Compute service credits: a statement for each contract and period, with its measures, credits and caps
    Credits(CreditsArgs),
    /// Find the tightest limits that past incidents would have kept, and write a policy with them
    Promise(PromiseArgs),
    /// Explain a lint rule or an error code, with examples; without a code, list all of them
    Rule(RuleArgs),
    /// Write a starting file
    New(NewArgs),
    /// Show the tiers of a policy side by side, or a contract beside the tier that it extends
    Show(ShowArgs),
    /// Decide incidents and check policies over HTTP, until the command is stopped
    #[cfg_attr(
        not(feature = "server"),
        command(about = "Serve policies over HTTP (this program was built without it)")
    )]
    Serve(ServeArgs),
    /// Run the language server for editors, over standard input and output
    #[cfg(feature = "lsp")]
    Lsp(LspArgs),
    /// Print the JSON Schema of an input or output format
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions(CompletionArgs),
}

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    /// Policy files, or folders of policy files
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The folder to which imports are limited
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct LintArgs {
    /// Policy files, or folders of policy files
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The folder to which imports are limited
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Apply the fixes that do not change what a policy means
    #[arg(long)]
    pub(super) fix: bool,
    /// Apply only these rules: codes, names or groups (clocks, promises, rules, upkeep); repeatable
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// Do not apply these rules: codes, names or groups; repeatable
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// The lowest severity of a finding for which the exit code is 1
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    pub(super) fail_on: FailOn,
    /// Report only findings that are not in this file
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write all current findings to the file of --baseline
    #[arg(long, requires = "baseline", conflicts_with = "fix")]
    pub(super) write_baseline: bool,
    /// The output format
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) output_format: LintOutput,
}

/// From which severity on findings count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Note,
}

/// How to print findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LintOutput {
    Human,
    Concise,
    Json,
    Sarif,
    Github,
    Junit,
}

#[derive(Debug, ClapArgs)]
pub(super) struct FmtArgs {
    /// Policy files, or folders of policy files; `-` formats standard input to standard output
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Change no file; list the files that would change, and exit with 1 if there are any
    #[arg(long)]
    pub(super) check: bool,
    /// Change no file; show what would change
    #[arg(long)]
    pub(super) diff: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct TestArgs {
    /// Policy files, or folders of policy files
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The folder to which imports are limited
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Run only the tests whose names contain this text
    #[arg(long, value_name = "TEXT")]
    pub(super) filter: Option<String>,
    /// List the statements that no test depends on
    #[arg(long)]
    pub(super) coverage: bool,
    /// The output format
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) output_format: TestOutput,
}

/// How to print the outcome of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TestOutput {
    Human,
    Json,
    Junit,
}

#[derive(Debug, ClapArgs)]
pub(super) struct EvalArgs {
    /// Files of incidents: .csv .tsv .jsonl .json .yaml, each also .gz or .zst; .parquet .arrow .xlsx; `-` is
    /// standard input; a folder is all files in it; a quoted pattern such as 'q3/*.csv' names all that it matches
    #[arg(required = true, value_name = "INCIDENTS")]
    pub(super) incidents: Vec<String>,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// The format of decisions [default: by the output's name; parquet in a folder; a table on a terminal; else jsonl]
    #[arg(long, value_name = "FORMAT")]
    pub(super) output_format: Option<Output>,
    /// Write to this file, replaced only when all is written, or to `FOLDER/`: a file for each file of incidents
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Write the instants of decisions in this zone, such as Europe/London; in Parquet and Arrow they are always UTC
    /// [default: the zone of each clock]
    #[arg(long, value_name = "ZONE")]
    pub(super) output_timezone: Option<String>,
    /// Write rejected incidents to this file, as JSON lines
    #[arg(long, value_name = "FILE")]
    pub(super) rejects: Option<PathBuf>,
    /// Stop at the first rejected incident: no file of decisions is written, and --rejects contains that incident
    #[arg(long)]
    pub(super) strict: bool,
    /// Copy a column or key of the input to the output (repeatable)
    #[arg(long, value_name = "COLUMN")]
    pub(super) keep: Vec<String>,
    /// Write only these columns of decisions, separated by commas (repeatable): names of columns as in CSV, or groups:
    /// an objective, cadence, replies, remedies, a remedy. They keep their usual order, and id is always written
    /// [default: all; on a terminal the most important]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub(super) columns: Vec<String>,
    /// Write the details of each objective: when its clock starts, what pauses took off and for whom, when it would be
    /// due without them, the share of the limit that was used, and the statement that decided
    #[arg(long)]
    pub(super) details: bool,
    /// Show how the input is understood, and what is not understood; decide nothing and write no file
    #[arg(long)]
    pub(super) dry_run: bool,
    /// The number of incidents that --dry-run shows
    #[arg(long, value_name = "COUNT", default_value_t = 10, requires = "dry_run")]
    pub(super) rows: usize,
    /// The number of threads [default: the number of processors]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(super) threads: Option<usize>,
}

/// A number of threads from 1 to 1024.
fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 1..=1024) => Ok(threads),
        _ => Err("expected a number from 1 to 1024".to_owned()),
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExplainArgs {
    /// Files of incidents, as for `relief eval`
    #[arg(required = true, value_name = "INCIDENTS")]
    pub(super) incidents: Vec<String>,
    /// The id of the incident to explain [default: all, at most 50]
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// List every segment of each clock: from, to, whether it counts, and why
    #[arg(long)]
    pub(super) ledger: bool,
    /// Leave out what only the vendor needs: places in policy files, escalations, conditions of remedies, warnings
    #[arg(long)]
    pub(super) for_customer: bool,
    /// Explain the incident under this tier or contract as well
    #[arg(long, value_name = "CONTRACT")]
    pub(super) under: Option<String>,
    /// The output format [default: by the name of the output; else text]
    #[arg(long, value_name = "FORMAT")]
    pub(super) output_format: Option<ExplainFormat>,
    /// Write to this file; it is replaced only when all is written
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// How to print an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplainFormat {
    Text,
    Json,
    Svg,
    Html,
    Markdown,
}

/// How to write decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    Jsonl,
    Json,
    Csv,
    Parquet,
    Arrow,
    Table,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CalendarArgs {
    /// The calendar's name, or `always`
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    /// The first date to show [default: today]; with --add, the instant to count from
    #[arg(long, value_name = "DATE|INSTANT")]
    pub(super) from: Option<String>,
    /// The last date to show [default: two weeks after the first]
    #[arg(long, value_name = "DATE", conflicts_with_all = ["add", "between"])]
    pub(super) to: Option<String>,
    /// Add a duration, such as "4 working hours", to the instant --from
    #[arg(long, value_name = "DURATION", requires = "from", conflicts_with = "between")]
    pub(super) add: Option<String>,
    /// Measure the covered time between two instants
    #[arg(long, value_names = ["A", "B"], num_args = 2, conflicts_with = "from")]
    pub(super) between: Vec<String>,
    /// Read the calendar in another zone
    #[arg(long = "in", value_name = "ZONE")]
    pub(super) zone: Option<String>,
    /// The output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) output_format: TextOrJson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TextOrJson {
    Text,
    Json,
}

#[derive(Debug, ClapArgs)]
pub(super) struct RuleArgs {
    /// A code such as L0101 or E0201, or its name
    #[arg(value_name = "CODE")]
    pub(super) code: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct NewArgs {
    #[command(subcommand)]
    pub(super) what: NewWhat,
}

#[derive(Debug, Subcommand)]
pub(super) enum NewWhat {
    /// A custom contract on a tier, with a test that passes
    Contract(NewContractArgs),
    /// A policy of a new vendor: calendars, priorities, tiers, and tests that pass
    Policy(NewPolicyArgs),
}

#[derive(Debug, ClapArgs)]
pub(super) struct NewContractArgs {
    /// The contract's name: letters, digits, `_` and `-`
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    /// The tier that it extends
    #[arg(long, value_name = "TIER")]
    pub(super) extends: String,
    /// The file to write [default: the name in lower case, with .sla]
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct NewPolicyArgs {
    /// The vendor's name: letters, digits, `_` and `-`
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    /// The file to write [default: the name in small letters, with .sla]
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CasesArgs {
    /// A policy file, or a folder of policy files
    #[arg(value_name = "PATH")]
    pub(super) path: PathBuf,
    /// The folder to which imports are limited
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// The first day of the year in which the incidents lie [default: today]
    #[arg(long, value_name = "DATE")]
    pub(super) from: Option<String>,
    /// Only the incidents of this tier or contract
    #[arg(long, value_name = "NAME")]
    pub(super) contract: Option<String>,
    /// The output format: JSON lines of incidents and their decisions, or `test` blocks
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(super) output_format: CasesFormat,
    /// Write to this file; it is replaced only when everything is written
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// How to write boundary incidents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CasesFormat {
    Jsonl,
    Test,
}

#[derive(Debug, ClapArgs)]
pub(super) struct SchemaArgs {
    /// The format that is described
    pub(super) what: SchemaOf,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    Incident,
    Decision,
    Due,
    Report,
    Credits,
    Promise,
    Mapping,
    Calendar,
    Explanation,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CompletionArgs {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}
