//! The outcome of tests for programs: JSON and JUnit's XML.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::escape;
use crate::source::Sources;
use crate::span::Span;

use super::coverage::{Coverage, Standing};
use super::suite::{Outcome, TestRun};

fn place(sources: &Sources, span: Span) -> (String, usize, usize) {
    sources.place(span).map_or((String::new(), 0, 0), |p| (p.file.to_owned(), p.line, p.column))
}

/// How many passed, failed, and are themselves wrong.
pub fn counts(runs: &[TestRun]) -> (usize, usize, usize) {
    let count = |wanted: fn(&Outcome) -> bool| runs.iter().filter(|r| wanted(&r.outcome)).count();
    (
        count(|o| matches!(o, Outcome::Passed)),
        count(|o| matches!(o, Outcome::Failed(_))),
        count(|o| matches!(o, Outcome::Broken(_))),
    )
}

/// One JSON object.
pub fn json(runs: &[TestRun], errors: &[Diagnostic], coverage: Option<&Coverage>, sources: &Sources) -> String {
    let (passed, failed, broken) = counts(runs);
    let tests: Vec<Value> = runs.iter().map(|run| of_test(run, sources)).collect();
    let mut out = json!({
        "passed": passed,
        "failed": failed,
        "broken": broken,
        "tests": tests,
        "errors": errors.iter().map(|e| of_error(e, sources)).collect::<Vec<_>>(),
    });
    if let (Some(coverage), Some(map)) = (coverage, out.as_object_mut()) {
        map.insert("coverage".to_owned(), of_coverage(coverage, sources));
    }
    let mut text = serde_json::to_string_pretty(&out).unwrap_or_default();
    text.push('\n');
    text
}

fn of_test(run: &TestRun, sources: &Sources) -> Value {
    let (file, line, _) = place(sources, run.span);
    let (outcome, failures, errors) = match &run.outcome {
        Outcome::Passed => ("passed", Vec::new(), Vec::new()),
        Outcome::Failed(checks) => ("failed", checks.clone(), Vec::new()),
        Outcome::Broken(errors) => ("broken", Vec::new(), errors.clone()),
    };
    let failures: Vec<Value> = failures
        .iter()
        .map(|check| {
            let (_, line, column) = place(sources, check.span);
            json!({
                "line": line,
                "column": column,
                "incident": check.incident,
                "expected": check.expected,
                "found": check.found,
                "note": check.note,
            })
        })
        .collect();
    let errors: Vec<Value> = errors.iter().map(|e| of_error(e, sources)).collect();
    json!({
        "name": run.name, "file": file, "line": line, "outcome": outcome, "failures": failures, "errors": errors,
    })
}

fn of_error(error: &Diagnostic, sources: &Sources) -> Value {
    let place = error.span.map(|span| place(sources, span));
    json!({
        "code": error.code.id(),
        "message": error.message,
        "file": place.as_ref().map(|p| &p.0),
        "line": place.as_ref().map(|p| p.1),
        "column": place.as_ref().map(|p| p.2),
        "help": error.help,
    })
}

fn of_coverage(coverage: &Coverage, sources: &Sources) -> Value {
    let listed = |standing| -> Vec<Value> {
        let statements = coverage.of(standing);
        statements
            .map(|s| {
                let (file, line, _) = place(sources, s.span);
                json!({ "file": file, "line": line, "text": brief(sources, s.span) })
            })
            .collect()
    };
    json!({
        "decided": coverage.count(Standing::Decided),
        "undecided": listed(Standing::Undecided),
        "shown_only": listed(Standing::ShownOnly),
    })
}

/// A statement on one line: its first words, up to an opening brace.
pub fn brief(sources: &Sources, span: Span) -> String {
    let text = sources.slice(span);
    let head = text.split('{').next().unwrap_or_default();
    let text = head.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(80) {
        None => text,
        Some((at, _)) => format!("{} ...", text.get(..at).unwrap_or_default().trim_end()),
    }
}

/// JUnit's XML: a suite a file, a case a test. Policies that do not compile are cases in error.
pub fn junit(runs: &[TestRun], errors: &[Diagnostic], sources: &Sources) -> String {
    let (_, failed, broken) = counts(runs);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let total = runs.len() + errors.len();
    let broken = broken + errors.len();
    let _ = writeln!(out, "<testsuites name=\"relief\" tests=\"{total}\" failures=\"{failed}\" errors=\"{broken}\">");
    let mut files: Vec<_> = runs.iter().map(|r| r.span.file).collect();
    files.dedup();
    files.sort_unstable();
    files.dedup();
    for file in files {
        let of: Vec<TestRun> = runs.iter().filter(|r| r.span.file == file).cloned().collect();
        let (_, failed, broken) = counts(&of);
        let name = escape(sources.get(file).map_or("", |s| &s.name));
        let tests = of.len();
        let _ =
            writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failed}\" errors=\"{broken}\">");
        of.iter().for_each(|run| case(&mut out, run, sources));
        out.push_str("  </testsuite>\n");
    }
    if !errors.is_empty() {
        let count = errors.len();
        let _ = writeln!(out, "  <testsuite name=\"policy\" tests=\"{count}\" failures=\"0\" errors=\"{count}\">");
        for error in errors {
            let (file, line, _) = error.span.map(|s| place(sources, s)).unwrap_or_default();
            let (file, message) = (escape(&file), escape(&error.message));
            let _ = writeln!(out, "    <testcase classname=\"{file}\" name=\"{} line {line}\">", error.code);
            let _ = writeln!(out, "      <error type=\"{}\" message=\"{message}\"/>", error.code);
            out.push_str("    </testcase>\n");
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(out: &mut String, run: &TestRun, sources: &Sources) {
    let (file, line, _) = place(sources, run.span);
    let (name, file) = (escape(&run.name), escape(&file));
    let _ = write!(out, "    <testcase classname=\"{file}\" name=\"{name}\" file=\"{file}\" line=\"{line}\"");
    let mut said = String::new();
    match &run.outcome {
        Outcome::Passed => {
            out.push_str("/>\n");
            return;
        }
        Outcome::Failed(checks) => {
            for check in checks {
                let line = place(sources, check.span).1;
                let of = check.incident.as_ref().map(|id| format!(" of {id}")).unwrap_or_default();
                let _ = writeln!(said, "line {line}{of}: expected {}, found {}", check.expected, check.found);
            }
        }
        Outcome::Broken(errors) => {
            for error in errors {
                let line = error.span.map_or(0, |s| place(sources, s).1);
                let _ = writeln!(said, "line {line}: {} {}", error.code, error.message);
            }
        }
    }
    let element = if matches!(run.outcome, Outcome::Failed(_)) { "failure" } else { "error" };
    let first = escape(said.lines().next().unwrap_or_default());
    let said = escape(said.trim_end());
    let _ = writeln!(out, ">\n      <{element} message=\"{first}\">{said}</{element}>\n    </testcase>");
}
