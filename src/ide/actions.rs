//! What can be done to a text at a place: fixes of problems, and statements that can be added.

use std::path::Path;

use serde::Serialize;

use crate::engine::Incident;
use crate::lint::fix;
use crate::policy::{Files, Policy, Workspace};
use crate::span::FileId;
use crate::syntax::Rule;
use crate::syntax::tree::TreeNode;
use crate::time::Instant;

use super::analysis::{date, options};
use super::diagnostics::Problem;
use super::document::Document;
use super::edit::TextEdit;
use super::format::changed_part;
use super::host::Snapshot;
use super::location::Location;
use super::outline::trimmed;
use super::symbol::{Scope, SymbolKind};
use super::text::{TextRange, fit};

/// Something that can be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// What it does.
    pub title: String,
    /// Whether it fixes a problem, or adds something.
    pub kind: ActionKind,
    /// The place of the problem that it is for.
    pub problem: Option<TextRange>,
    /// Whether it is what most people would do.
    pub preferred: bool,
    /// What it changes.
    pub edits: Vec<TextEdit>,
}

/// What an [`Action`] is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// It fixes a problem, or silences it.
    Fix,
    /// It adds something.
    Add,
}

/// What can be done about the problems that meet a range, and at its start. The problems are those that
/// [`problems`](super::problems) found.
pub fn actions(snapshot: &Snapshot, file: &Path, range: TextRange, problems: &[Problem]) -> Vec<Action> {
    let Some(document) = snapshot.document(file).filter(|document| document.is_policy()) else { return Vec::new() };
    let mut out = Vec::new();
    let here: Vec<&Problem> = problems.iter().filter(|problem| problem.range.meets(range)).collect();
    for problem in &here {
        let fix = |title: String, edits: Vec<TextEdit>, preferred: bool| Action {
            title,
            kind: ActionKind::Fix,
            problem: Some(problem.range),
            preferred,
            edits,
        };
        if let Some(change) = &problem.fix {
            out.push(fix(capital(&change.title), change.edits.clone(), true));
        }
        out.extend(meant(document, problem).map(|(title, edit)| fix(title, vec![edit], true)));
        if problem.name == "missing-response" {
            let added = missing_response(document, problem);
            out.extend(added.map(|edit| fix("Add the missing priorities".to_owned(), vec![edit], false)));
        }
        if problem.code.starts_with('L') && !problem.name.ends_with("-allow") {
            let edit = allow(document, problem);
            out.extend(edit.map(|edit| fix(format!("Allow `{}` here", problem.name), vec![edit], false)));
        }
    }
    let add = |title: String, edit: TextEdit| Action {
        title,
        kind: ActionKind::Add,
        problem: None,
        preferred: false,
        edits: vec![edit],
    };
    if let Some((title, edit)) = missing_priorities(snapshot, document, range.start) {
        out.push(add(title, edit));
    }
    if let Some((title, edit)) = test_of_statement(snapshot, document, range.start) {
        out.push(add(title, edit));
    }
    out
}

/// The edits of a file that apply every fix which changes nothing of what the policy means.
pub fn fix_all(snapshot: &Snapshot, file: &Path) -> Vec<TextEdit> {
    let Some(document) = snapshot.document(file).filter(|document| document.is_policy()) else { return Vec::new() };
    let Some(root) = snapshot.roots(file).into_iter().next() else { return Vec::new() };
    let paths = [root, file.to_owned()];
    let load = |files: &dyn Files| Workspace::load(files, &paths, &snapshot.folders, None, None);
    let fixed = fix(snapshot, &load, &options(date(snapshot.now)));
    let new = fixed.texts.iter().find(|(name, _)| Path::new(name) == file).map(|(_, text)| text);
    let change = new.and_then(|new| changed_part(document.text(), new));
    change.map(|(range, text)| TextEdit { location: Location::new(file, range), text }).into_iter().collect()
}

fn insert(document: &Document, at: u32, text: String) -> TextEdit {
    TextEdit { location: Location::new(document.path(), TextRange::at(at)), text }
}

fn capital(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The name that was meant, as the help of an error says.
fn meant(document: &Document, problem: &Problem) -> Option<(String, TextEdit)> {
    let (_, rest) = problem.help.as_deref()?.split_once("did you mean `")?;
    let (name, _) = rest.split_once('`')?;
    let written = document.slice(problem.range);
    // What is not a word by itself would be replaced by half of what is meant.
    if written.is_empty() || written.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '{' | '}')) {
        return None;
    }
    let location = Location::new(document.path(), problem.range);
    Some((format!("Change to `{name}`"), TextEdit { location, text: name.to_owned() }))
}

/// A comment that silences a finding, on the line above its statement.
fn allow(document: &Document, problem: &Problem) -> Option<TextEdit> {
    let (tree, text) = (document.tree(), document.text());
    let starts_line = |start: u32| line_before(text, start).trim().is_empty();
    let around = tree.around(problem.range.start.saturating_add(u32::from(problem.range.end > problem.range.start)));
    let begins = around.iter().find(|(place, node)| {
        let parent = tree.parent(*place).map(|(_, parent)| parent.rule);
        !tree.is_leaf(*place) && is_block(parent) && starts_line(node.start)
    });
    let start = begins.map_or(0, |(_, node)| node.start);
    let indent = line_before(text, start).to_owned();
    let line = start - fit(indent.len());
    // A comment that allows something is there already.
    let above =
        text.get(..line as usize)?.strip_suffix('\n').and_then(|before| before.rsplit('\n').next()).unwrap_or("");
    if let Some(at) = above.find("allow(").filter(|_| above.trim_start().starts_with("// relief:")) {
        let at = line - 1 - fit(above.len()) + fit(at + "allow(".len());
        return Some(insert(document, at, format!("{}, ", problem.name)));
    }
    Some(insert(document, line, format!("{indent}// relief: allow({}) why this is meant\n", problem.name)))
}

fn line_before(text: &str, start: u32) -> &str {
    text.get(..start as usize).unwrap_or("").rsplit('\n').next().unwrap_or("")
}

fn is_block(rule: Option<Rule>) -> bool {
    matches!(
        rule,
        Some(
            Rule::file
                | Rule::calendar_item
                | Rule::holidays_item
                | Rule::facts_item
                | Rule::priority_item
                | Rule::tier_item
                | Rule::contract_item
                | Rule::remedy
                | Rule::test_item
                | Rule::test_incident
                | Rule::expect_block
        )
    )
}

/// The response that an error says is missing, at the end of its package.
fn missing_response(document: &Document, problem: &Problem) -> Option<TextEdit> {
    let (_, rest) = problem.help.as_deref()?.split_once('`')?;
    let (statement, _) = rest.split_once('`')?;
    let tree = document.tree();
    let around = tree.around(problem.range.end);
    let (_, package) = around.iter().find(|(_, node)| matches!(node.rule, Rule::tier_item | Rule::contract_item))?;
    let range = trimmed(document, package);
    let brace = document.slice(range).ends_with('}').then(|| range.end - 1)?;
    let before = document.text().get(..brace as usize)?;
    let line = fit(before.trim_end_matches([' ', '\t']).len());
    if before.ends_with('\n') || line_before(document.text(), brace).trim().is_empty() {
        return Some(insert(document, line, format!("    {statement}\n")));
    }
    Some(insert(document, brace, format!("\n    {statement}\n")))
}

/// The statement of a tier or contract around a byte, its package, and the word that it begins with.
fn package_statement(document: &Document, byte: u32) -> Option<(TextRange, TreeNode, u32)> {
    let tree = document.tree();
    let around = tree.around(byte);
    let at = around.iter().position(|(place, _)| {
        tree.parent(*place).is_some_and(|(_, parent)| matches!(parent.rule, Rule::tier_item | Rule::contract_item))
    })?;
    let (_, statement) = around.get(at)?;
    let (package, _) = around.get(at + 1)?;
    if tree.is_leaf(around.get(at)?.0) {
        return None;
    }
    Some((trimmed(document, statement), **statement, *package))
}

/// The same statement for the priorities that no statement of its kind names, where nothing is inherited.
fn missing_priorities(snapshot: &Snapshot, document: &Document, byte: u32) -> Option<(String, TextEdit)> {
    let (range, statement, package) = package_statement(document, byte)?;
    if !matches!(statement.rule, Rule::objective_stmt | Rule::update_stmt | Rule::reply_stmt | Rule::coverage_stmt) {
        return None;
    }
    let (tree, text) = (document.tree(), document.text());
    // What is inherited is not missing.
    if tree.children(package).any(|(_, node)| node.rule == Rule::kw_extends) {
        return None;
    }
    let words = |node: &TreeNode| {
        let cut = tree
            .iter()
            .find(|(_, child)| child.rule == Rule::priorities && node.start <= child.start && child.end <= node.end);
        cut.map(|(_, priorities)| {
            let before = text.get(node.start as usize..priorities.start as usize).unwrap_or("").trim().to_owned();
            (
                before,
                document.slice(TextRange { start: priorities.start, end: priorities.end }).to_owned(),
                priorities.end,
            )
        })
    };
    let (word, _, behind) = words(&statement)?;
    let mut named: Vec<String> = Vec::new();
    for (_, other) in tree.children(package).filter(|(_, node)| node.rule == statement.rule) {
        match words(other) {
            Some((same, priorities, _)) if same == word => {
                named.extend(priorities.split(',').map(|name| name.trim().to_owned()));
            }
            Some(_) => {}
            // One that names none is for all.
            None if document.slice(trimmed(document, other)).starts_with(&word) => return None,
            None => {}
        }
    }
    let scope = Scope::of(snapshot, document.path());
    let missing: Vec<String> =
        scope.names_of(SymbolKind::Priority).into_iter().filter(|name| !named.contains(name)).collect();
    if missing.is_empty() {
        return None;
    }
    let rest = text.get(behind as usize..range.end as usize)?.trim();
    let indent = line_before(text, range.start);
    let title = format!("Add the missing priorities: {}", missing.join(", "));
    Some((title, insert(document, range.end, format!("\n{indent}{word} {} {rest}", missing.join(", ")))))
}

/// A test that expects what is decided today of an incident which the statement at a byte decides.
fn test_of_statement(snapshot: &Snapshot, document: &Document, byte: u32) -> Option<(String, TextEdit)> {
    let (range, statement, _) = package_statement(document, byte)?;
    let analysis = snapshot.analysis_of(document.path())?;
    let policy = analysis.whole_policy()?;
    let id = analysis.span_file(document.path())?;
    let text = test_text(policy, id, range, &statement, snapshot.now)?;
    let laid = crate::syntax::format::format(FileId(0), &text).unwrap_or(text);
    let end = fit(document.text().trim_end().len());
    let tail = if document.text().ends_with('\n') { "" } else { "\n" };
    Some(("Add a test for this statement".to_owned(), insert(document, end, format!("\n\n{}{tail}", laid.trim_end()))))
}

fn test_text(policy: &Policy, id: FileId, range: TextRange, statement: &TreeNode, now: Instant) -> Option<String> {
    let model = policy.model();
    let (_, package) = super::hover::package_at(model, id, range.start)?;
    if package.base {
        return None;
    }
    let at_statement = |span: crate::span::Span| span.file == id && span.start == range.start;
    let limit = super::hover::each_limit(package).find(|limit| at_statement(limit.promise.span));
    let (priority, objective) = match (&limit, statement.rule) {
        (Some(limit), _) => (limit.priority, model.objective_name(limit.objective).to_owned()),
        (None, Rule::coverage_stmt) => {
            let priorities = (0_u16..).map(crate::policy::model::PriorityId).zip(&package.terms);
            let covered = |terms: &crate::policy::model::Terms| terms.coverage.is_some_and(|c| at_statement(c.span));
            (priorities.clone().find(|(_, terms)| covered(terms))?.0, "response".to_owned())
        }
        _ => return None,
    };
    // On the hour, so that the text reads well.
    const HOUR: i64 = 3_600_000_000;
    let start = package.in_force.map_or(now, |force| now.max(force.start).min(Instant(force.end.0 - HOUR)));
    let opened = Instant(start.0.div_euclid(HOUR) * HOUR + if start == now { 0 } else { HOUR });
    let name = model.priority_name(priority);
    let incident = Incident::builder("1", &package.name, opened).priority(name).build();
    let decision = policy.decide(&incident, opened).ok()?;
    let timed = decision.objective(&objective);
    let (status, due) = match timed {
        Some(timed) => (timed.status.as_str(), timed.due.map(|due| format!(", due {due}")).unwrap_or_default()),
        None => ("none", String::new()),
    };
    let zone = timed.and_then(|timed| timed.due).and_then(|due| due.offset());
    let written = opened.rfc3339(zone);
    Some(format!(
        "test \"{objective} of a {name} in {}\" {{\nincident {{\ncontract {}\npriority {name}\nopened {written}\n}}\nas of \
         {written}\nexpect {{\n{objective} {status}{due}\n}}\n}}\n",
        package.name, package.name
    ))
}
