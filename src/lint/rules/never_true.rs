//! L0301: No incident can make a condition true.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::conditions::{Asked, Role, parts};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::Condition;
use crate::span::Span;
use crate::syntax::ast;
use crate::value::Truths;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0301",
        name: "never-true",
        summary: "No incident can make a condition true.",
        page: include_str!("never_true.md"),
    },
    group: Group::Rules,
    severity: Severity::Error,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for asked in root.conditions() {
        for constant in constants(root, &asked).into_iter().filter(|c| !c.truth) {
            let message = match (constant.whole, asked.role) {
                (true, Role::Definition) => "this definition can never be true: it leads to no incident",
                (true, Role::When) => "this can never be true: the remedy is never provided",
                (true, Role::Unless) => "this can never be true: it takes nothing away",
                (true, Role::Favoured) => "this can never be true: it favours nothing",
                (true, Role::Treat) => "this can never be true: nothing is treated so",
                (true, Role::Limit) => "this can never be true: the limit never holds",
                (true, Role::Measured) => "this can never be true: it concerns no incident",
                (false, _) => "this part can never be true",
            };
            let help = "no values of the facts make all parts true; check which part is wrong";
            found.push(RULE.at(constant.span, message).help(help));
        }
    }
    found
}

/// A condition, or a part of one, that comes out alike whatever the incident is.
pub(super) struct Constant {
    pub(super) span: Span,
    /// Never false; else never true.
    pub(super) truth: bool,
    /// Whether it is all of the condition.
    pub(super) whole: bool,
}

/// The largest parts of a condition that are constant.
pub(super) fn constants(root: &Root<'_>, asked: &Asked<'_>) -> Vec<Constant> {
    let mut found = Vec::new();
    let mut open: Vec<(&ast::Condition, Cow<'_, Condition>)> = vec![(asked.written, Cow::Borrowed(asked.resolved))];
    let mut whole = true;
    while let Some((written, resolved)) = open.pop() {
        let never = |wanted| root.never(asked, &resolved, wanted);
        if never(Truths::TRUE) {
            found.push(Constant { span: written.span, truth: false, whole });
        } else if never(Truths::FALSE) {
            found.push(Constant { span: written.span, truth: true, whole });
        } else {
            open.extend(parts(written, &resolved).into_iter().map(|p| (p.written, p.resolved)));
        }
        whole = false;
    }
    found
}
