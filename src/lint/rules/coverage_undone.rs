//! L0210: A coverage for all priorities removes an inherited one for single priorities.

use crate::diagnostic::{Diagnostic, RuleCode, Severity, list};
use crate::lint::root::{Root, Written};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::{Coverage, PriorityId};
use crate::span::Span;
use crate::syntax::ast::Statement;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0210",
        name: "coverage-undone",
        summary: "A coverage for all priorities removes an inherited one for single priorities.",
        page: include_str!("coverage_undone.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        let Some(parent) = written.parent else { continue };
        let (Some(statement), undone) = undone(&written) else { continue };
        let Some((_, first)) = undone.first() else { continue };
        let names = || undone.iter().map(|(priority, _)| root.model().priority_name(*priority));
        let message = format!(
            "this undoes the coverage that {} {} in `{}`, `{}`",
            list(names()),
            if undone.len() == 1 { "has" } else { "have" },
            parent.name,
            root.coverage_name(*first),
        );
        let help = format!(
            "add `coverage {} {}` to keep it, or name the priorities that this is for",
            names().collect::<Vec<_>>().join(", "),
            root.coverage_name(*first)
        );
        found.push(RULE.at(statement, message).related(first.span, "undone").help(help));
    }
    found
}

/// The bare coverage of a block, and the priorities whose own coverage it takes away.
pub(super) fn undone(written: &Written<'_>) -> (Option<Span>, Vec<(PriorityId, Coverage)>) {
    let bare = written.statements().find(|s| matches!(&s.value, Statement::Coverage(names, _) if names.is_empty()));
    let Some(statement) = bare else { return (None, Vec::new()) };
    let usual = written.parent.and_then(|p| p.bare_coverage).map(|c| c.span);
    let undone = written.terms().filter_map(|(priority, terms)| {
        let (now, before) = (terms.coverage?, written.inherited(priority)?.coverage?);
        let changed = (now.calendar, now.zone) != (before.calendar, before.zone);
        (now.span == statement.span && Some(before.span) != usual && changed).then_some((priority, before))
    });
    (Some(statement.span), undone.collect())
}
