//! L0217: A credit or right depends on an objective that has no limit.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::{Root, Written, promise};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::{Limit, ObjectiveId, PriorityId, Terms};
use crate::policy::service_terms::{Measure, concerns};
use crate::span::Span;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0217",
        name: "credit-without-promise",
        summary: "A credit or right depends on an objective that has no limit.",
        page: include_str!("credit_without_promise.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages().filter(|written| !written.package.base) {
        let service = &written.package.service;
        let credits = service.credits.iter().map(|c| (c.measure, c.priorities.as_slice(), c.span, "credit"));
        let rights = service.rights.iter().map(|r| (r.measure, r.priorities.as_slice(), r.span, "right"));
        for (measure, priorities, span, what) in credits.chain(rights).filter(|(.., span, _)| written.holds(*span)) {
            found.extend(unpromised(root, &written, measure, priorities, span, what));
        }
    }
    found
}

fn unpromised(
    root: &Root<'_>,
    written: &Written<'_>,
    measure: Measure,
    priorities: &[PriorityId],
    span: Span,
    what: &str,
) -> Option<Diagnostic> {
    let objective = measure.objective()?;
    let mut without =
        written.terms().filter(|(priority, terms)| concerns(priorities, *priority) && !has_limit(terms, objective));
    let name = root.model().objective_name(objective);
    // One that names no priority is of those that have a limit, if any has.
    let message = if priorities.is_empty() {
        if written.terms().any(|(_, terms)| has_limit(terms, objective)) {
            return None;
        }
        format!("`{}` has no limit for `{name}`: this {what} never applies", written.package.name)
    } else {
        let (priority, _) = without.next()?;
        let priority = root.model().priority_name(priority);
        format!("`{}` has no limit for `{name} {priority}`: no incident of it is ever late", written.package.name)
    };
    Some(RULE.at(span, message).help("give it a limit, or remove what has none"))
}

fn has_limit(terms: &Terms, objective: ObjectiveId) -> bool {
    let promises = promise(terms, objective).into_iter().flat_map(|promise| promise.each());
    promises.into_iter().any(|(_, promise)| match &promise.limit {
        Limit::None(_) => false,
        Limit::Multiple(_, of) => *of < objective && has_limit(terms, *of),
        Limit::Length { .. } | Limit::Date(_) => true,
    })
}
