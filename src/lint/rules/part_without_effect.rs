//! L0310: A part of a condition has no effect, because the other parts imply it.

use std::borrow::Cow;

use crate::analysis::Ask;
use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::conditions::{Asked, parts};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::{Condition, PackageId, PriorityId};
use crate::syntax::ast::{self, ConditionKind};
use crate::value::Truths;

use super::never_true::constants;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0310",
        name: "part-without-effect",
        summary: "A part of a condition has no effect, because the other parts imply it.",
        page: include_str!("part_without_effect.md"),
    },
    group: Group::Rules,
    severity: Severity::Note,
    across: Across::Any,
    check,
};

/// A condition of more parts is not gone through part by part.
const MOST: usize = 16;

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for asked in root.conditions() {
        // What is constant is reported separately.
        if !constants(root, &asked).is_empty() {
            continue;
        }
        let mut open: Vec<(&ast::Condition, Cow<'_, Condition>)> = vec![(asked.written, Cow::Borrowed(asked.resolved))];
        while let Some((written, resolved)) = open.pop() {
            let inner = parts(written, &resolved);
            let idle = match &written.value {
                ConditionKind::All(_) | ConditionKind::Any(_) if inner.len() <= MOST => {
                    (0..inner.len()).rev().find(|at| !counts(root, &asked, &resolved, *at))
                }
                _ => None,
            };
            if let Some(part) = idle.and_then(|at| inner.get(at)) {
                let message = "this part has no effect: the part beside it implies it";
                found.push(RULE.at(part.span, message).help("remove it, or check what was meant"));
            }
            open.extend(inner.into_iter().map(|p| (p.written, p.resolved)));
        }
    }
    for provided in root.provided() {
        let (Some((when, unless)), Some(written)) = (provided.halves(), &provided.provide.unless) else { continue };
        // A condition that is constant by itself is reported by its own rule.
        let never = |condition, wanted| root.never_in(&provided.packages, None, condition, wanted);
        if never(when, Truths::TRUE) || never(unless, Truths::TRUE) || never(provided.whole, Truths::TRUE) {
            continue;
        }
        if !differ(root, &provided.packages, None, provided.whole, when) {
            let message = "this `unless` excludes nothing: it is true of no incident for which the `when` is true";
            found.push(RULE.at(written.span, message).help("remove it, or check what was meant"));
        }
    }
    found
}

/// Whether a condition comes out otherwise for some incident without one of its parts.
fn counts(root: &Root<'_>, asked: &Asked<'_>, condition: &Condition, part: usize) -> bool {
    let rest = |parts: &[Condition]| {
        parts.iter().enumerate().filter(|(at, _)| *at != part).map(|(_, p)| p.clone()).collect::<Vec<_>>()
    };
    let without = match condition {
        Condition::All(parts) => Condition::All(rest(parts)),
        Condition::Any(parts) => Condition::Any(rest(parts)),
        _ => return true,
    };
    differ(root, &asked.packages, asked.priority, condition, &without)
}

/// Whether two conditions come out differently for some incident.
fn differ(
    root: &Root<'_>,
    packages: &[PackageId],
    priority: Option<PriorityId>,
    left: &Condition,
    right: &Condition,
) -> bool {
    let asked: Vec<_> = if packages.is_empty() { vec![None] } else { packages.iter().copied().map(Some).collect() };
    asked.into_iter().any(|package| {
        let of = |condition, wanted| Ask { package, priority, ..Ask::of(condition, wanted) };
        [(Truths::TRUE, Truths::NOT_TRUE), (Truths::FALSE, Truths::NOT_FALSE), (Truths::UNKNOWN, Truths::KNOWN)]
            .into_iter()
            .any(|(one, other)| !root.analysis.find(&[of(left, one), of(right, other)]).never())
    })
}
