//! `relief test`: the `test` blocks of policies, run.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, render};
use crate::policy::{Disk, Workspace, discover};
use crate::source::Sources;
use crate::testing::{Coverage, Outcome, Standing, Suite, TestRun, brief, counts, json, junit};

use super::args::{TestArgs, TestOutput};
use super::exit::{Exit, Failure, Outcome as Ended};
use super::policies::{current, exit_of};
use super::terminal::Terminal;

pub(super) fn run(args: &TestArgs, terminal: &Terminal) -> Ended {
    let files =
        discover(&args.paths).map_err(|(path, message)| Failure::new(format!("`{}`: {message}", path.display())))?;
    let workspace = Workspace::load(&Disk, &files, &args.paths, args.root.as_deref(), current().as_deref());
    let suite = Suite::load(&workspace, args.filter.as_deref());
    let runs = suite.run();
    let sources = &workspace.sources;
    let coverage = args.coverage.then(|| suite.coverage(sources));
    let text = match args.output_format {
        TestOutput::Human => human(&runs, &suite.errors, coverage.as_ref(), sources, terminal),
        TestOutput::Json => json(&runs, &suite.errors, coverage.as_ref(), sources),
        TestOutput::Junit => junit(&runs, &suite.errors, sources),
    };
    terminal.print(&text)?;
    if runs.is_empty() && suite.errors.is_empty() {
        match &args.filter {
            Some(filter) => terminal.note(&format!("no test has `{filter}` in its name")),
            None => terminal.note("there is no test here"),
        }
    }
    if !suite.errors.is_empty() {
        return Ok(exit_of(&suite.errors));
    }
    Ok(if runs.iter().all(|r| r.outcome == Outcome::Passed) { Exit::Fine } else { Exit::Findings })
}

fn human(
    runs: &[TestRun],
    errors: &[Diagnostic],
    coverage: Option<&Coverage>,
    sources: &Sources,
    terminal: &Terminal,
) -> String {
    let mut findings = errors.to_vec();
    findings.extend(runs.iter().flat_map(TestRun::diagnostics));
    let mut out = render::human(&findings, sources, terminal.color_stdout(), terminal.width().into());
    let (passed, failed, broken) = counts(runs);
    let tests = match runs.len() {
        1 => "1 test".to_owned(),
        n => format!("{n} tests"),
    };
    if runs.is_empty() && !errors.is_empty() {
        let one = errors.len() == 1;
        let _ = writeln!(out, "{} error{}: no test was run", errors.len(), if one { "" } else { "s" });
        return out;
    }
    let broken = if broken > 0 { format!(", {broken} in error") } else { String::new() };
    if let Some(coverage) = coverage {
        tell(&mut out, coverage, sources, terminal.verbose);
    }
    let untested = match errors.len() {
        0 => String::new(),
        1 => "; 1 error kept others from being run".to_owned(),
        n => format!("; {n} errors kept others from being run"),
    };
    let _ = writeln!(out, "{tests}: {passed} passed, {failed} failed{broken}{untested}");
    out
}

/// The statements without which every test would pass as well, and how many there are.
fn tell(out: &mut String, coverage: &Coverage, sources: &Sources, verbose: bool) {
    let mut list = |title: &str, standing: Standing| {
        let statements: Vec<_> = coverage.of(standing).collect();
        if statements.is_empty() {
            return;
        }
        let _ = writeln!(out, "{title}:");
        let places: Vec<(String, String)> = statements
            .iter()
            .map(|s| {
                let source = sources.get(s.span.file);
                let place = source.map(|f| format!("{}:{}", f.name, f.line(s.span.start))).unwrap_or_default();
                (place, brief(sources, s.span))
            })
            .collect();
        let wide = places.iter().map(|(p, _)| p.chars().count()).max().unwrap_or_default();
        for (place, text) in places {
            let _ = writeln!(out, "  {place:wide$}  {text}");
        }
        out.push('\n');
    };
    list("every test would also pass without these statements", Standing::Undecided);
    if verbose {
        list("these are only shown, and decide nothing", Standing::ShownOnly);
    }
    let (decided, undecided) = (coverage.count(Standing::Decided), coverage.count(Standing::Undecided));
    let shown = coverage.count(Standing::ShownOnly);
    let all = decided + undecided;
    let statements = if all == 1 { "1 statement that decides" } else { "statements that decide" };
    let count = if all == 1 { String::new() } else { format!("{all} ") };
    let _ = writeln!(
        out,
        "of {count}{statements} something, {decided} would be missed by a test; {shown} only shown and not counted"
    );
}
