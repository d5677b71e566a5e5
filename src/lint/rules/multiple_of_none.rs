//! L0211: A limit is a multiple of a response that has no limit.

use crate::diagnostic::{Diagnostic, RuleCode, Severity, list};
use crate::lint::root::{Root, promise};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::Limit;
use crate::syntax::ast::{LimitText, Statement};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0211",
        name: "multiple-of-none",
        summary: "A limit is a multiple of a response that has no limit.",
        page: include_str!("multiple_of_none.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        for statement in written.statements() {
            let Statement::Objective(own) = &statement.value else { continue };
            let LimitText::Multiple(_, of) = &own.limit.value else { continue };
            let Some(id) = root.model().objective(&of.value) else { continue };
            let promised: Vec<_> = written.promised(statement.span).collect();
            let none = promised.iter().filter_map(|(priority, _, _, terms)| {
                let other = promise(terms, id)?;
                let none = other.each().all(|(_, one)| matches!(one.limit, Limit::None(_)));
                none.then_some((*priority, other.span))
            });
            let none: Vec<_> = none.collect();
            // One that names no priority is for those that have a response.
            let Some((_, span)) = none.first().filter(|_| !own.priorities.is_empty() || none.len() == promised.len())
            else {
                continue;
            };
            let names = none.iter().map(|(priority, _)| root.model().priority_name(*priority));
            let message = format!("the {} to {} has no limit, so a multiple of it has none", of.value, list(names));
            let help = "give it a length of its own: `< 8 working hours`";
            found.push(RULE.at(own.limit.span, message).related(*span, "no limit here").help(help));
        }
    }
    found
}
