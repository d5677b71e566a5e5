//! `relief lint`: the rules, their fixes, and what is known already.

use std::io::Write as _;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Severity, render};
use crate::lint::{Baseline, Findings, Options, Selection, fix, lint};
use crate::policy::{Disk, Files, Workspace, discover};
use crate::source::Sources;
use crate::testing::problems;
use crate::time::Zone;

use super::args::{FailOn, LintArgs, LintOutput};
use super::exit::{Exit, Failure, Outcome, plain};
use super::output::OutputFile;
use super::outputs::Outputs;
use super::policies::{current, exit_of};
use super::terminal::Terminal;

pub(super) fn run(args: &LintArgs, terminal: &Terminal) -> Outcome {
    let selection = Selection::new(&args.select, &args.ignore).map_err(Failure::new)?;
    let options = Options { selection, today: Zone::UTC.local(super::read::now()).date(), also: problems };
    let known = match &args.baseline {
        Some(file) if !args.write_baseline => Some(self::baseline(file)?),
        _ => None,
    };
    let files =
        discover(&args.paths).map_err(|(path, message)| Failure::new(format!("`{}`: {message}", path.display())))?;
    let current = current();
    let load = |fs: &dyn Files| Workspace::load(fs, &files, &args.paths, args.root.as_deref(), current.as_deref());
    let baseline = args.baseline.as_deref();
    if args.write_baseline {
        // Before any fix is written.
        let read = load(&Disk).sources;
        Outputs::default().reads_policy(&read).writes("--baseline", "the baseline goes there", baseline).check()?;
        // What is there is replaced where it is a baseline, and not where it is anything else.
        if let Some(file) = baseline.filter(|file| file.metadata().is_ok_and(|found| found.len() > 0)) {
            self::baseline(file)?;
        }
    }
    let (workspace, Findings { errors, mut findings, .. }) = match args.fix {
        true => mended(&load, &options, terminal)?,
        false => {
            let workspace = load(&Disk);
            let found = lint(&workspace, &options);
            (workspace, found)
        }
    };
    if let Some(file) = baseline.filter(|_| args.write_baseline) {
        if errors.is_empty() {
            return write_baseline(file, &workspace, &findings, terminal);
        }
        terminal.note("no baseline is written while there are errors");
    }
    if let (Some(mut known), Some(file)) = (known, baseline) {
        let before = findings.len();
        findings.retain(|finding| {
            let (path, item) = key(file, &workspace, finding);
            !known.take(finding, &path, &item)
        });
        terminal.note(&format!("{} known from the baseline", count(before - findings.len(), "finding")));
        if !known.is_empty() {
            let gone = count(known.len(), "finding");
            terminal.note(&format!("{gone} of the baseline no longer found; `--write-baseline` updates it"));
        }
    }
    let all: Vec<Diagnostic> = errors.iter().chain(&findings).cloned().collect();
    terminal.print(&shown(args.output_format, &all, &workspace.sources, terminal))?;
    terminal.note(&summary(&errors, &findings, &workspace.sources));
    if !errors.is_empty() {
        return Ok(exit_of(&errors));
    }
    let least = match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Note => Severity::Note,
    };
    Ok(if findings.iter().any(|f| f.severity >= least) { Exit::Findings } else { Exit::Fine })
}

fn shown(format: LintOutput, all: &[Diagnostic], sources: &Sources, terminal: &Terminal) -> String {
    match format {
        LintOutput::Human => render::human(all, sources, terminal.color_stdout(), terminal.width().into()),
        LintOutput::Concise => render::concise(all, sources),
        LintOutput::Json => render::json(all, sources),
        LintOutput::Sarif => render::sarif(all, sources),
        LintOutput::Github => render::github(all, sources),
        LintOutput::Junit => render::junit(all, sources),
    }
}

/// Applies fixes and writes the files that they change, each whole or not at all.
fn mended(
    load: &dyn Fn(&dyn Files) -> Workspace,
    options: &Options,
    terminal: &Terminal,
) -> Result<(Workspace, Findings), Failure> {
    let fixed = fix(&Disk, load, options);
    for refused in &fixed.refused {
        let name = refused.code.name();
        terminal.complain(&format!(
            "a fix of `{name}` is left out: it would change what the policy means; this is a bug of the rule"
        ));
    }
    for (file, text) in &fixed.texts {
        super::fmt::write(Path::new(file), text)?;
    }
    if fixed.count > 0 {
        terminal.note(&format!("{} mended in {}", count(fixed.count, "finding"), count(fixed.texts.len(), "file")));
    }
    Ok((fixed.workspace, fixed.findings))
}

fn baseline(file: &Path) -> Result<Baseline, Failure> {
    let wrong = |message: &str| Failure::new(format!("the baseline `{}` cannot be read: {message}", file.display()));
    let bytes = Disk.read(file, 1 << 26).map_err(|e| wrong(&plain(&e)))?;
    let text = String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8 text"))?;
    Baseline::parse(&text).map_err(|message| wrong(&message))
}

fn write_baseline(file: &Path, workspace: &Workspace, findings: &[Diagnostic], terminal: &Terminal) -> Outcome {
    let keyed = findings.iter().map(|finding| {
        let (path, item) = key(file, workspace, finding);
        (finding, path, item)
    });
    let baseline = Baseline::of(keyed);
    let mut sink = OutputFile::file(file)?;
    sink.write_all(baseline.text().as_bytes()).map_err(|e| Failure::writing(&sink.name(), &e))?;
    sink.commit()?;
    terminal.note(&format!("{} written to `{}`", count(baseline.len(), "finding"), file.display()));
    Ok(Exit::Fine)
}

/// The file of a finding as the baseline's own folder sees it, from wherever this is run, and its item.
fn key(baseline: &Path, workspace: &Workspace, finding: &Diagnostic) -> (String, String) {
    let Some(span) = finding.span else { return Default::default() };
    let item = workspace.item_at(span).map(|item| item.title()).unwrap_or_default();
    let name = workspace.sources.get(span.file).map_or("", |s| &s.name);
    let folder = baseline.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let path = match (Disk.canonical(Path::new(name)), Disk.canonical(folder)) {
        (Ok(file), Ok(folder)) => file.strip_prefix(&folder).map(Path::to_owned).unwrap_or(file),
        _ => Path::new(name).to_owned(),
    };
    (path.to_string_lossy().replace('\\', "/"), item)
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn summary(errors: &[Diagnostic], findings: &[Diagnostic], sources: &Sources) -> String {
    let of = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let counts = [
        (errors.len() + of(Severity::Error), "error"),
        (of(Severity::Warning), "warning"),
        (of(Severity::Note), "note"),
    ];
    let parts: Vec<String> = counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| count(n, what)).collect();
    if parts.is_empty() {
        let files = sources.iter().filter(|(_, s)| !s.is_carried()).count();
        return format!("{} without findings", count(files, "file"));
    }
    let fixable = findings.iter().filter(|f| f.fix.is_some()).count();
    let fixable = if fixable > 0 { format!("; {fixable} fixable with `--fix`") } else { String::new() };
    format!("{}{fixable}", parts.join(", "))
}
