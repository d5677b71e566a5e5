//! A tier or contract: what it promises, and where each promise comes from.

use crate::policy::model::{ObjectiveId, Package, PriorityId};
use crate::policy::{GeneralTerm, Model};
use crate::span::Span;

/// The head of a package with its promises, each with the package that it is inherited from.
pub(in super::super) fn summary(model: &Model, package: &Package) -> String {
    let parent = package.extends.and_then(|parent| model.package(parent));
    let kind = match (package.contract, package.base) {
        (true, _) => "contract",
        (false, true) => "base tier",
        (false, false) => "tier",
    };
    let extends = parent.map(|parent| format!(" extends `{}`", parent.name)).unwrap_or_default();
    let mut out = format!("{kind} `{}`{extends}", package.name);
    if let Some(customer) = &package.customer {
        out.push_str(&format!(", for {customer}"));
    }
    if let Some(force) = package.in_force {
        out.push_str(&format!(", in force {} to {}", force.from, force.to));
    }
    if let Some(doc) = &package.doc {
        out.push_str(&format!("\n\n{doc}"));
    }
    let mut lines = Vec::new();
    if let Some(coverage) = package.default_coverage() {
        lines.push(format!("coverage: {}{}", model.coverage_hours(coverage), from(model, package, coverage.span)));
    }
    for (priority, terms) in (0_u16..).map(PriorityId).zip(&package.terms) {
        let mut said = Vec::new();
        let other = terms.coverage.filter(|coverage| package.default_coverage().is_none_or(|all| all != *coverage));
        if let Some(coverage) = other {
            said.push(format!("coverage {}{}", model.coverage_hours(coverage), from(model, package, coverage.span)));
        }
        for (objective, promise) in (0_u16..).map(ObjectiveId).zip(&terms.promises) {
            let Some(promise) = promise else { continue };
            let name = model.objective_name(objective);
            let words = model.all_promise_words(promise);
            said.push(format!("{name} {words}{}", from(model, package, promise.span)));
        }
        if !said.is_empty() {
            lines.push(format!("{}: {}", model.priority_name(priority), said.join("; ")));
        }
    }
    let terms = model.general_terms(&package.general);
    let service = model.service_terms(package);
    for GeneralTerm { heading, lines: words, span, .. } in terms.iter().chain(&service) {
        if let (Some(span), false) = (span, words.is_empty()) {
            lines.push(format!("{heading}: {}{}", words.join(", "), from(model, package, *span)));
        }
    }
    for line in lines {
        out.push_str(if out.contains("\n- ") { "\n- " } else { "\n\n- " });
        out.push_str(&line);
    }
    out
}

/// ` (from Gold)`, if a place is in another package.
pub(in super::super) fn from(model: &Model, package: &Package, span: Span) -> String {
    match origin(model, package, span) {
        Some(other) => format!(" (from `{}`)", other.name),
        None => String::new(),
    }
}

/// The package whose block a place is in, if it is not the package's own.
pub(in super::super) fn origin<'m>(model: &'m Model, package: &Package, span: Span) -> Option<&'m Package> {
    let holds = |item: Span| item.file == span.file && item.start <= span.start && span.end <= item.end;
    if holds(package.item) {
        return None;
    }
    model.packages.iter().find(|other| holds(other.item))
}
