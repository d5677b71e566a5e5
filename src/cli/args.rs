//! The command line.

use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::io::read::Encoding;

/// Support contracts as code: policy files that say what a vendor promises, run against incidents.
#[derive(Debug, Parser)]
#[command(name = "relief", version, about, propagate_version = true, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,
    /// Say nothing but the product and what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say more
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
    /// Find what policy files surely or probably do not mean, and mend what can be mended safely
    Lint(LintArgs),
    /// Lay policy files out in the one canonical way
    Fmt(FmtArgs),
    /// Run the tests that policies hold
    Test(TestArgs),
    /// Decide incidents: one decision for each, in the order they came
    Eval(EvalArgs),
    /// Show a calendar's open hours, add working time to an instant, or measure it
    Calendar(CalendarArgs),
    /// Tell what one tier or contract changes against another, or prove that it is nowhere worse
    Compare(CompareArgs),
    /// Write the boundary incidents of a policy: one just inside and one just outside of each
    Cases(CasesArgs),
    /// Explain a lint rule or an error code, with a bad and a good example; without one, list them all
    Rule(RuleArgs),
    /// Write a starting file
    New(NewArgs),
    /// Show the tiers of a policy side by side, or a contract beside what it extends
    Show(ShowArgs),
    /// Print the JSON Schema of what is read and written
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions(CompletionArgs),
}

/// Which policy decides.
#[derive(Debug, ClapArgs)]
pub(super) struct PolicyArgs {
    /// A policy file or a folder of them; several are merged. Without one: the standard Isode policy
    #[arg(long, value_name = "PATH")]
    pub(super) policy: Vec<PathBuf>,
    /// The folder that imports may not leave
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    /// Policy files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The folder that imports may not leave
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct LintArgs {
    /// Policy files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The folder that imports may not leave
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Apply the fixes that change nothing of what a policy means
    #[arg(long)]
    pub(super) fix: bool,
    /// Only these rules: codes, names or groups (clocks, promises, rules, upkeep); repeatable
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// All but these rules: codes, names or groups; repeatable
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// From which severity on findings make the exit code 1
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    pub(super) fail_on: FailOn,
    /// Tell only what this file does not know
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write all findings to the file of --baseline, as known from now on
    #[arg(long, requires = "baseline", conflicts_with = "fix")]
    pub(super) write_baseline: bool,
    /// How to print
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
    /// Policy files, or folders of them; `-` is standard input, laid out to standard output
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Write nothing; name the files that would change, and exit with 1 where there are any
    #[arg(long)]
    pub(super) check: bool,
    /// Write nothing; show what would change
    #[arg(long)]
    pub(super) diff: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct TestArgs {
    /// Policy files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The folder that imports may not leave
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Run only the tests whose names contain this text
    #[arg(long, value_name = "TEXT")]
    pub(super) filter: Option<String>,
    /// Tell which statements of the policies no test decides by
    #[arg(long)]
    pub(super) coverage: bool,
    /// How to print
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

/// How incidents are read.
#[derive(Debug, ClapArgs)]
pub(super) struct ReadArgs {
    /// Decide as of this instant, such as 2026-01-31T09:00:00Z [default: now]
    #[arg(long, value_name = "INSTANT")]
    pub(super) as_of: Option<String>,
    /// What the input is, where its name does not tell: csv, tsv, jsonl, json, yaml, parquet, arrow, xlsx
    #[arg(long, value_name = "FORMAT")]
    pub(super) input_format: Option<String>,
    /// The encoding of text files, such as windows-1252, iso-8859-1, utf-16le or shift_jis [default: what a byte order
    /// mark says, else UTF-8]
    #[arg(long, value_name = "NAME", value_parser = super::values::encoding)]
    pub(super) encoding: Option<Encoding>,
    /// What separates the cells of CSV files: a character such as `;`, or `tab` [default: what their first lines show]
    #[arg(long, value_name = "CHAR", value_parser = super::values::delimiter)]
    pub(super) delimiter: Option<u8>,
    /// How many lines of CSV files are above the header [default: what their first lines show]
    #[arg(long, value_name = "N")]
    pub(super) skip_lines: Option<u64>,
    /// Give a field the same value in every incident (repeatable)
    #[arg(long, value_name = "FIELD=VALUE")]
    pub(super) set: Vec<String>,
    /// How another system's export becomes incidents: a mapping file, or a carried one: `events`, `jira`,
    /// `servicenow`, `servicenow-events`, `zendesk`, `zendesk-events`
    #[arg(long, value_name = "MAPPING")]
    pub(super) map: Option<String>,
    /// The zone of local times, such as Europe/London
    #[arg(long, value_name = "ZONE")]
    pub(super) timezone: Option<String>,
    /// What to make of local times that a clock change skipped or repeated [default: reject them]
    #[arg(long, value_name = "WHICH")]
    pub(super) ambiguous: Option<AmbiguousArg>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct EvalArgs {
    /// Files of incidents: .csv .tsv .jsonl .json .yaml, each also .gz or .zst; .parquet .arrow .xlsx; `-` is
    /// standard input, and a quoted 'q3/*.csv' stands for all that it matches
    #[arg(required = true, value_name = "INCIDENTS")]
    pub(super) incidents: Vec<String>,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// How to write decisions [default: by the name of the output, a table on a terminal, else jsonl]
    #[arg(long, value_name = "FORMAT")]
    pub(super) output_format: Option<Output>,
    /// Write decisions to this file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Write all instants of decisions in this zone, such as Europe/London [default: each in the zone of its clock];
    /// those of Parquet and Arrow are in UTC
    #[arg(long, value_name = "ZONE")]
    pub(super) output_timezone: Option<String>,
    /// Write rejected incidents to this file, as JSON lines
    #[arg(long, value_name = "FILE")]
    pub(super) rejects: Option<PathBuf>,
    /// Stop at the first rejected incident: the decisions get no file, and --rejects has that incident
    #[arg(long)]
    pub(super) strict: bool,
    /// Carry a column or key of the input through to the output, a table too (repeatable)
    #[arg(long, value_name = "COLUMN")]
    pub(super) keep: Vec<String>,
    /// Show how the input is understood, and what is not: decide nothing, write no file
    #[arg(long)]
    pub(super) dry_run: bool,
    /// How many incidents --dry-run shows
    #[arg(long, value_name = "COUNT", default_value_t = 10, requires = "dry_run")]
    pub(super) rows: usize,
    /// Work with so many threads [default: as many as there are processors]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(super) threads: Option<usize>,
}

/// At least one, and no more than anybody has.
fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 1..=1024) => Ok(threads),
        _ => Err("a number from 1 to 1024 was expected".to_owned()),
    }
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AmbiguousArg {
    Earliest,
    Latest,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CalendarArgs {
    /// The calendar's name, or `always`
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    /// The first date shown [default: today], or with --add the instant to count from
    #[arg(long, value_name = "DATE|INSTANT")]
    pub(super) from: Option<String>,
    /// The last date shown [default: two weeks from the first]
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
    /// How to print
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
}

#[derive(Debug, ClapArgs)]
pub(super) struct NewContractArgs {
    /// The contract's name: letters, digits, `_` and `-`
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    /// The tier that it extends
    #[arg(long, value_name = "TIER")]
    pub(super) extends: String,
    /// The file to write [default: the name in small letters, with .sla]
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ShowArgs {
    /// A tier or contract; without one, all tiers
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) output_format: ShowFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ShowFormat {
    Text,
    Markdown,
    Html,
    Json,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CasesArgs {
    /// A policy file, or a folder of them
    #[arg(value_name = "PATH")]
    pub(super) path: PathBuf,
    /// The folder that imports may not leave
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// The first day of the year that is looked at [default: today]
    #[arg(long, value_name = "DATE")]
    pub(super) from: Option<String>,
    /// Only of this tier or contract
    #[arg(long, value_name = "NAME")]
    pub(super) contract: Option<String>,
    /// Incidents with their decisions, a JSON object a line, or `test` blocks
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(super) output_format: CasesFormat,
    /// Write to this file, whole or not at all
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
pub(super) struct CompareArgs {
    /// A tier or contract: a name of the policy, or FILE:NAME
    #[arg(value_name = "OLD")]
    pub(super) old: String,
    /// What is held against it: a name of the policy, or FILE:NAME
    #[arg(value_name = "NEW")]
    pub(super) new: String,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    /// Exit with 1 unless NEW is proved to be nowhere worse than OLD for the customer
    #[arg(long)]
    pub(super) at_least: bool,
    /// Decide the incidents of OLD in this file under both, and tell which come out otherwise (repeatable)
    #[arg(long, value_name = "INCIDENTS", conflicts_with = "at_least")]
    pub(super) replay: Vec<String>,
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) output_format: CompareFormat,
    /// How a text shows the incidents that prove a loss: as sentences, or as JSON lines that `relief eval` reads
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) witness: WitnessFormat,
}

/// How to write an incident in a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum WitnessFormat {
    Text,
    Json,
}

/// How to print a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CompareFormat {
    Text,
    Json,
    /// With --replay: a line for each thing that comes out otherwise
    Csv,
    /// The same, as JSON lines
    Jsonl,
}

#[derive(Debug, ClapArgs)]
pub(super) struct SchemaArgs {
    /// Of what
    pub(super) what: SchemaOf,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    Incident,
    Decision,
    Mapping,
    Calendar,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CompletionArgs {
    /// The shell
    #[arg(action = ArgAction::Set)]
    pub(super) shell: clap_complete::Shell,
}
