//! What is wrong with a file: the errors of `check` and the findings of `lint`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Across, RULES};
use crate::span::FileId;
use crate::syntax;

use super::analysis::Analysis;
use super::document::Target;
use super::edit::{Change, TextEdit};
use super::host::Snapshot;
use super::location::Location;
use super::text::TextRange;

/// An error or a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Its code: `E0101`, `L0101`.
    pub code: &'static str,
    /// Its name: `syntax`, `wall-hours-under-coverage`.
    pub name: &'static str,
    /// `error`, `warning`, `note`
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to write under the place; may be empty.
    pub label: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where it is in the file that was asked about.
    pub range: TextRange,
    /// Other places that matter, with a word on each.
    pub related: Vec<Related>,
    /// What would fix it.
    pub fix: Option<Change>,
    /// Whether it says that the text at its place has no effect.
    pub unnecessary: bool,
}

/// Another place that matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// Why.
    pub message: String,
}

/// How many of the roots that reach a file are asked about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None: only what is wrong with its syntax.
    Syntax,
    /// The first.
    OneRoot,
    /// All.
    AllRoots,
}

/// The errors and findings of a file, in the order of their places. A finding that something is unused is reported if
/// all roots that reach the file agree.
pub fn problems(snapshot: &Snapshot, file: &Path, depth: Depth) -> Vec<Problem> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    if !document.is_policy() {
        return Vec::new();
    }
    if depth == Depth::Syntax {
        let parsed = syntax::parse(FileId(0), document.text());
        return parsed.errors.iter().filter_map(|error| of_syntax(error, file)).collect();
    }
    let roots = snapshot.roots(file);
    let asked = if depth == Depth::OneRoot { 1 } else { roots.len() };
    let mut all = Findings { roots: roots.len().min(asked), ..Findings::default() };
    for root in roots.iter().take(asked) {
        all.add(&snapshot.analysis(root), file);
        all.add_imported(snapshot, &snapshot.analysis(root), file);
    }
    all.add_alone(snapshot, file, &roots);
    all.problems()
}

/// The same of all roots, as long as `go_on` says so; it is asked before each root. `None` if it was stopped.
pub fn problems_while(snapshot: &Snapshot, file: &Path, go_on: &dyn Fn() -> bool) -> Option<Vec<Problem>> {
    if !snapshot.document(file)?.is_policy() {
        return Some(Vec::new());
    }
    let roots = snapshot.roots(file);
    let mut all = Findings { roots: roots.len(), ..Findings::default() };
    for root in &roots {
        if !go_on() {
            return None;
        }
        all.add(&snapshot.analysis(root), file);
        all.add_imported(snapshot, &snapshot.analysis(root), file);
    }
    all.add_alone(snapshot, file, &roots);
    Some(all.problems())
}

/// What has to be compiled for the problems of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// How many roots reach it.
    pub roots: usize,
    /// How many files the largest of the first roots has.
    pub files: usize,
}

/// How much has to be compiled for the problems of a file, which is how long they take to find.
pub fn reach(snapshot: &Snapshot, file: &Path) -> Reach {
    let roots = snapshot.roots(file);
    let files = roots.iter().take(3).map(|root| snapshot.graph.reached(root).len()).max();
    Reach { roots: roots.len(), files: files.unwrap_or(0) }
}

/// The findings of several roots in one file.
#[derive(Default)]
struct Findings {
    roots: usize,
    found: BTreeMap<(TextRange, &'static str, String), (Problem, bool, usize)>,
}

impl Findings {
    fn add(&mut self, analysis: &Analysis, file: &Path) {
        let findings = analysis.findings(file);
        for (finding, is_error) in
            findings.errors.iter().map(|e| (e, true)).chain(findings.findings.iter().map(|f| (f, false)))
        {
            let Some(problem) = problem(analysis, finding, file) else { continue };
            let all = !is_error && needs_all_roots(finding.code);
            let key = (problem.range, problem.code, problem.message.clone());
            self.found.entry(key).or_insert((problem, all, 0)).2 += 1;
        }
    }

    /// For each import whose file has errors, the first of them.
    fn add_imported(&mut self, snapshot: &Snapshot, analysis: &Analysis, file: &Path) {
        let Some(document) = snapshot.document(file) else { return };
        let findings = analysis.findings(file);
        let elsewhere: Vec<(&Diagnostic, PathBuf)> = findings
            .errors
            .iter()
            .filter_map(|e| Some((e, analysis.path(e.span?)?)))
            .filter(|(_, p)| p != file)
            .collect();
        if elsewhere.is_empty() {
            return;
        }
        for import in document.imports() {
            let Target::File(target) = &import.target else { continue };
            let reached = snapshot.graph.reached(target);
            let mut errors = elsewhere.iter().filter(|(_, path)| reached.contains(path));
            let Some((first, path)) = errors.next() else { continue };
            let Some(span) = first.span else { continue };
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let line = analysis.workspace.sources.place(span).map_or(0, |place| place.line);
            let more = errors.count();
            let more = if more == 0 { String::new() } else { format!(", and {more} more") };
            let message = format!("`{name}` has errors: line {line}: {}{more}", first.message);
            let key = (import.range, first.code.id(), message.clone());
            let here = Diagnostic { message, label: String::new(), help: None, ..Diagnostic::clone(first) };
            self.found.entry(key).or_insert_with(|| (plain(&here, import.range), false, 0));
        }
    }

    /// The errors of a file's tests, which nobody asks for where each file that imports it has errors.
    fn add_alone(&mut self, snapshot: &Snapshot, file: &Path, roots: &[PathBuf]) {
        // The findings are there already: nothing is compiled for this.
        let right = |root: &PathBuf| snapshot.analysis(root).findings(file).errors.is_empty();
        if roots.iter().any(|root| root == file || right(root)) {
            return;
        }
        let alone = snapshot.analysis(file);
        if alone.whole_policy().is_none() {
            return;
        }
        for error in &alone.all_errors() {
            if let Some(problem) = problem(&alone, error, file) {
                let key = (problem.range, problem.code, problem.message.clone());
                self.found.entry(key).or_insert((problem, false, 0));
            }
        }
    }

    fn problems(self) -> Vec<Problem> {
        let roots = self.roots;
        self.found.into_values().filter(|(_, all, times)| !all || *times == roots).map(|(p, ..)| p).collect()
    }
}

/// Whether every root has to say it.
fn needs_all_roots(code: Code) -> bool {
    let rule = RULES.iter().find(|rule| rule.code() == code);
    rule.is_some_and(|rule| rule.across == Across::All || rule.info.name == "unused-allow")
}

fn of_syntax(error: &Diagnostic, file: &Path) -> Option<Problem> {
    let range = TextRange::from(error.span?);
    let related = error.related.iter();
    let related = related
        .map(|(span, message)| Related { location: Location::new(file, (*span).into()), message: message.clone() });
    Some(Problem { related: related.collect(), ..plain(error, range) })
}

fn plain(finding: &Diagnostic, range: TextRange) -> Problem {
    let name = finding.code.name();
    Problem {
        code: finding.code.id(),
        name,
        severity: finding.severity.as_str(),
        message: finding.message.clone(),
        label: finding.label.clone(),
        help: finding.help.clone(),
        range,
        related: Vec::new(),
        fix: None,
        unnecessary: finding.severity != Severity::Error
            && (name.starts_with("unused-") || name.ends_with("-without-effect") || name == "unread-fact"),
    }
}

/// A finding, if it is one of a file.
pub(super) fn problem(analysis: &Analysis, finding: &Diagnostic, file: &Path) -> Option<Problem> {
    let range = match finding.span {
        Some(span) => (analysis.path(span)? == file).then(|| TextRange::from(span))?,
        // Of no text: reported at the start of the root.
        None => (analysis.documents.first()?.path() == file).then(|| TextRange::at(0))?,
    };
    let locate = |span| Some(Location::new(&analysis.path(span)?, span.into()));
    let related = finding.related.iter();
    let related =
        related.filter_map(|(span, message)| Some(Related { location: locate(*span)?, message: message.clone() }));
    let fix = finding.fix.as_ref().and_then(|fix| {
        let edit =
            |edit: &crate::diagnostic::Edit| Some(TextEdit { location: locate(edit.span)?, text: edit.text.clone() });
        let edits: Option<Vec<TextEdit>> = fix.edits.iter().map(edit).collect();
        Some(Change { title: fix.title.clone(), edits: edits? })
    });
    Some(Problem { related: related.collect(), fix, ..plain(finding, range) })
}
