//! `// relief: allow(CODE, CODE) why`: silences rules for the statement or item that starts on the next line.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::policy::Workspace;
use crate::source::Source;
use crate::span::{FileId, Span};
use crate::syntax::outline::outline;

use super::edit::lines_of;
use super::rule::Rule;
use super::rules::{malformed_allow, unknown_allow, unused_allow};
use super::select::{self, Selection};

/// A comment that silences.
struct Allow {
    /// All of it.
    span: Span,
    /// The rules that it names, and where.
    rules: Vec<(&'static Rule, Span)>,
    /// The statements and items that it is about.
    over: Vec<Span>,
}

/// What begins on the lines of a file.
struct Lines {
    /// The statements and items that start on a line.
    starts: BTreeMap<usize, Vec<Span>>,
    /// For each line that is a comment alone: the first line below that is none.
    next: BTreeMap<usize, usize>,
}

impl Lines {
    fn of(source: &Source, file: FileId, comments: &[Span]) -> Self {
        let mut statements = Vec::new();
        if let Some(outline) = outline(file, &source.text) {
            outline.statements(&mut statements);
        }
        let mut starts: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
        for statement in statements {
            starts.entry(source.line(statement.start)).or_default().push(statement);
        }
        let mut next = BTreeMap::new();
        for comment in comments.iter().rev().filter(|c| lines_of(source, **c).is_some()) {
            let line = source.line(comment.start);
            next.insert(line, next.get(&(line + 1)).copied().unwrap_or(line + 1));
        }
        Self { starts, next }
    }

    /// The statements and items that start below a comment; further comments may come in between.
    fn below(&self, comment: usize) -> Vec<Span> {
        let line = self.next.get(&comment).copied().unwrap_or(comment + 1);
        self.starts.get(&line).cloned().unwrap_or_default()
    }
}

/// Takes out what is silenced, and adds what is wrong with what silences.
pub(super) fn apply(
    workspace: &Workspace,
    given: &BTreeSet<FileId>,
    selection: &Selection,
    all_run: bool,
    findings: &mut Vec<Diagnostic>,
) {
    let mut told = Vec::new();
    for (file, comments) in workspace.given().filter(|(file, _)| given.contains(file)) {
        let Some(source) = workspace.sources.get(file) else { continue };
        let own: Vec<Span> = comments.iter().copied().filter(|c| words(source, *c).is_some()).collect();
        if own.is_empty() {
            continue;
        }
        let lines = Lines::of(source, file, comments);
        for comment in own {
            let allow = match read(source, comment, &lines) {
                Ok((allow, unknown)) => {
                    told.extend(unknown);
                    allow
                }
                Err(malformed) => {
                    told.push(*malformed);
                    continue;
                }
            };
            let used = silence(&allow, findings);
            // Of a rule that was not run nobody knows.
            let left = |rule: &Rule, used: bool| !used && all_run && selection.holds(rule);
            let pairs = allow.rules.iter().zip(used);
            let unused: Vec<(&Rule, Span)> =
                pairs.filter(|((rule, _), used)| left(rule, *used)).map(|(pair, _)| *pair).collect();
            let whole = unused.len() == allow.rules.len();
            told.extend(unused.into_iter().map(|(rule, span)| left_over(source, &allow, rule, span, whole)));
        }
    }
    told.retain(|finding| match finding.code {
        Code::Rule(info) => select::find(info.id).is_some_and(|rule| selection.holds(rule)),
        _ => true,
    });
    findings.extend(told);
}

/// Takes out the findings that a comment silences; tells of each of its rules whether there were any.
fn silence(allow: &Allow, findings: &mut Vec<Diagnostic>) -> Vec<bool> {
    let mut used = vec![false; allow.rules.len()];
    if allow.over.is_empty() {
        return used;
    }
    findings.retain(|finding| {
        let within = |s: &Span| finding.span.is_some_and(|f| f.file == s.file && s.start <= f.start && f.start < s.end);
        if !allow.over.iter().any(within) {
            return true;
        }
        let named = allow.rules.iter().position(|(rule, _)| rule.code() == finding.code);
        if let Some(slot) = named.and_then(|at| used.get_mut(at)) {
            *slot = true;
        }
        named.is_none()
    });
    used
}

fn left_over(source: &Source, allow: &Allow, rule: &Rule, span: Span, whole: bool) -> Diagnostic {
    let name = rule.info.name;
    let message = match allow.over.is_empty() {
        true => format!("this allows `{name}` for nothing: no statement and no item starts on the next line"),
        false => format!("this allows `{name}`, and there is nothing of it here"),
    };
    let help = if allow.over.is_empty() { "put it above the statement that it is for" } else { "remove it" };
    let found = unused_allow::RULE.at(span, message).help(help);
    match lines_of(source, allow.span).filter(|_| whole) {
        Some(lines) => found.fix("remove the comment", vec![Edit { span: lines, text: String::new() }]),
        None => found,
    }
}

/// What follows `relief:` in a comment, and where that begins.
fn words(source: &Source, comment: Span) -> Option<(&str, usize)> {
    let text = source.text.get(comment.range())?;
    let behind = text.trim_start_matches('/').trim_start().strip_prefix("relief:")?;
    let words = behind.trim();
    Some((words, comment.start as usize + text.len() - behind.trim_start().len()))
}

/// Reads a comment, with what is wrong with the rules that it names.
///
/// # Errors
/// What is wrong with the comment itself: it silences nothing.
fn read(source: &Source, comment: Span, lines: &Lines) -> Result<(Allow, Vec<Diagnostic>), Box<Diagnostic>> {
    let wrong = |message: &str, help: &str| Err(Box::new(malformed_allow::RULE.at(comment, message).help(help)));
    let form = "write `// relief: allow(wall-hours-under-coverage) why this is meant`";
    let Some((words, start)) = words(source, comment) else { return wrong("this says nothing", form) };
    if source.text.get(comment.range()).is_some_and(|t| t.starts_with("///")) {
        return wrong("a doc comment is shown to readers, and silences nothing", "write it with two slashes");
    }
    let Some((list, reason)) = words.strip_prefix("allow(").and_then(|rest| rest.split_once(')')) else {
        return wrong("this silences nothing: it does not say `allow` and which rules", form);
    };
    if reason.trim().is_empty() {
        return wrong("this silences nothing: it gives no reason", "give the reason after the rules");
    }
    if lines_of(source, comment).is_none() {
        let help = "put it on the line above the statement that it is for";
        return wrong("this silences nothing: it is not on a line of its own", help);
    }
    let mut rules = Vec::new();
    let mut unknown = Vec::new();
    let mut at = start + "allow(".len();
    for word in list.split(',') {
        let name = word.trim();
        let first = at + (word.len() - word.trim_start().len());
        let span = Span::new(comment.file, first, first + name.len());
        match select::find(name) {
            Some(rule) => rules.push((rule, span)),
            None => unknown.push(no_such_rule(name, span)),
        }
        at += word.len() + 1;
    }
    Ok((Allow { span: comment, rules, over: lines.below(source.line(comment.end)) }, unknown))
}

fn no_such_rule(name: &str, span: Span) -> Diagnostic {
    let help = match select::near(name) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`relief rule` lists the rules".to_owned(),
    };
    unknown_allow::RULE.at(span, format!("there is no rule `{name}`")).help(help)
}
