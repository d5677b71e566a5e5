//! What an editor writes between the words: how long a limit is, and what a package inherits.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::policy::model::{Cadence, Limit, Package, PriorityId, Reply, Terms};
use crate::policy::{GeneralTerm, Model};
use crate::span::Span;
use crate::syntax::Rule;
use crate::time::{Duration, Length};

use super::document::Document;
use super::host::Snapshot;
use super::hover::{each_limit, limit_length, origin, package_summary};
use super::text::TextRange;

/// Words that are shown behind a place and are no part of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// Behind which byte.
    pub at: u32,
    /// The words.
    pub label: String,
    /// What else there is to say, as Markdown; may be empty.
    pub tooltip: String,
}

/// The longest list of inherited statements; the rest is in the tooltip.
const MOST_LETTERS: usize = 70;

/// The hints in a part of a file, in the order of their places: `= 8 hours` behind `1 working day`, `= 12 hours of open
/// time` behind `3 x response`, and behind the head of a tier or contract what it inherits.
pub fn hints(snapshot: &Snapshot, file: &Path, range: TextRange) -> Vec<Hint> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let Some(analysis) = snapshot.analysis_of(file) else { return Vec::new() };
    let (Some(compiled), Some(id)) = (analysis.compiled(), analysis.span_file(file)) else { return Vec::new() };
    let model = compiled.policy.model();
    let mut out = Vec::new();
    for package in model.packages.iter().filter(|package| package.item.file == id) {
        if !range.meets(package.item.into()) {
            continue;
        }
        lengths(document, model, package, &mut out);
        // Of a policy that is compiled in part nobody knows what is inherited.
        if !compiled.partial {
            out.extend(inherited(document, model, package));
        }
    }
    out.retain(|hint| range.touches(hint.at));
    out.sort_by(|a, b| (a.at, &a.label).cmp(&(b.at, &b.label)));
    out
}

/// The lengths that do not show in the text, by the statement that they are in.
fn lengths(document: &Document, model: &Model, package: &Package, out: &mut Vec<Hint>) {
    let mut found: BTreeMap<Span, Vec<String>> = BTreeMap::new();
    let mut add = |span: Span, words: String| {
        let known = found.entry(span).or_default();
        if !known.contains(&words) {
            known.push(words);
        }
    };
    for limit in each_limit(package) {
        let derived = match &limit.promise.limit {
            Limit::Length { duration, .. } => duration.in_working_days(),
            Limit::Multiple(..) => true,
            _ => false,
        };
        if let Some(words) = limit_length(model, package, &limit).filter(|_| derived) {
            add(limit.promise.span, words);
        }
    }
    let own = TextRange::from(package.item);
    let here = |span: &Span| span.file == package.item.file && own.holds((*span).into());
    let mut timed = |duration: Duration, length: Length, span: Span| {
        if duration.in_working_days() && here(&span) {
            add(span, length.words());
        }
    };
    for terms in &package.terms {
        if let Some(Cadence::Every { duration, length, span, .. }) = &terms.cadence {
            timed(*duration, *length, *span);
        }
        if let Some(Reply::Within { duration, length, span, .. }) = &terms.reply {
            timed(*duration, *length, *span);
        }
    }
    let tree = document.tree();
    for (span, words) in found {
        let within = |start: u32, end: u32| span.start <= start && end <= span.end;
        let mut nodes = tree.iter().map(|(_, node)| node);
        let node = nodes
            .find(|node| matches!(node.rule, Rule::duration | Rule::multiple_limit) && within(node.start, node.start));
        let Some(node) = node else { continue };
        let text = document.text().get(node.range()).unwrap_or("").trim_end();
        let at = node.start + super::text::fit(text.len());
        out.push(Hint { at, label: format!("= {}", words.join(" or ")), tooltip: String::new() });
    }
}

/// What a package inherits, in a few words, with all of it in the tooltip.
fn inherited(document: &Document, model: &Model, package: &Package) -> Option<Hint> {
    let parent = model.package(package.extends?)?;
    let tree = document.tree();
    let start = package.item.start;
    let (place, _) = tree
        .iter()
        .find(|(_, node)| matches!(node.rule, Rule::tier_item | Rule::contract_item) && node.start == start)?;
    let (_, brace) = tree.children(place).find(|(_, node)| node.rule == Rule::open_block)?;
    let parts = inherited_parts(model, package);
    if parts.is_empty() {
        return None;
    }
    let mut label = format!("from {}: ", parent.name);
    for (at, part) in parts.iter().enumerate() {
        if label.len() + part.len() > MOST_LETTERS && at > 0 {
            label.push_str(&format!(" and {} more", parts.len() - at));
            break;
        }
        label.push_str(if at > 0 { "; " } else { "" });
        label.push_str(part);
    }
    Some(Hint { at: brace.end, label, tooltip: package_summary(model, package) })
}

/// The statements that a package inherits: `response P2, P3`, `coverage`.
fn inherited_parts(model: &Model, package: &Package) -> Vec<String> {
    let foreign = |span: Span| origin(model, package, span).is_some();
    let mut parts = Vec::new();
    if package.default_coverage().is_some_and(|coverage| foreign(coverage.span)) {
        parts.push("coverage".to_owned());
    }
    for objective in model.objective_ids() {
        let of = |terms: &Terms| terms.promise(objective).is_some_and(|p| foreign(p.span));
        parts.extend(listed(model, package, model.objective_name(objective), of));
    }
    let cadence = |terms: &Terms| matches!(&terms.cadence, Some(Cadence::Every { span, .. }) if foreign(*span));
    parts.extend(listed(model, package, "update", cadence));
    let reply = |terms: &Terms| matches!(&terms.reply, Some(Reply::Within { span, .. }) if foreign(*span));
    parts.extend(listed(model, package, "reply", reply));
    let terms = model.general_terms(&package.general);
    for GeneralTerm { statement, span, lines, .. } in terms.iter().chain(&model.service_terms(package)) {
        if !lines.is_empty() && span.is_some_and(foreign) {
            parts.push(statement.clone());
        }
    }
    parts
}

/// A statement with the priorities for which something is true; without them if it is true for all.
fn listed(model: &Model, package: &Package, statement: &str, of: impl Fn(&Terms) -> bool) -> Option<String> {
    let priorities = (0_u16..).map(PriorityId).zip(&package.terms);
    let names: Vec<&str> = priorities.filter(|(_, terms)| of(terms)).map(|(id, _)| model.priority_name(id)).collect();
    match names.len() {
        0 => None,
        all if all == package.terms.len() => Some(statement.to_owned()),
        _ => Some(format!("{statement} {}", names.join(", "))),
    }
}
