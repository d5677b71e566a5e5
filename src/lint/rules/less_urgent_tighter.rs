//! L0203: A less urgent priority has a tighter limit than a more urgent one.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::{Root, Written, promise};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::{ObjectiveId, PriorityId, Terms};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0203",
        name: "less-urgent-tighter",
        summary: "A less urgent priority has a tighter limit than a more urgent one.",
        page: include_str!("less_urgent_tighter.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        for objective in root.model().objective_ids() {
            for (priority, terms) in written.terms() {
                let more_urgent = written.terms().take_while(|(other, _)| *other < priority);
                let tighter = more_urgent.filter(|(_, other)| root.is_tighter(objective, terms, objective, other));
                // The nearest one is enough.
                found
                    .extend(tighter.last().and_then(|other| tell(root, &written, objective, (priority, terms), other)));
            }
        }
    }
    found
}

/// What there is to say, where the block itself makes one of the two promises.
fn tell(
    root: &Root<'_>,
    written: &Written<'_>,
    objective: ObjectiveId,
    (priority, terms): (PriorityId, &Terms),
    (urgent, others): (PriorityId, &Terms),
) -> Option<Diagnostic> {
    let (own, other) = (promise(terms, objective)?, promise(others, objective)?);
    let span = [own.span, other.span].into_iter().find(|span| written.holds(*span))?;
    if own.clauses.share != other.clauses.share {
        return None;
    }
    let [name, urgent] = [priority, urgent].map(|p| root.model().priority_name(p));
    let word = root.model().objective_name(objective);
    let message = format!(
        "the {word} of `{name}` is promised sooner than that of `{urgent}`, which is more urgent: `{}` against `{}`",
        root.model().limit_words(&own.limit),
        root.model().limit_words(&other.limit)
    );
    let found = RULE.at(span, message).help(format!("see whether the two were mixed up; {}", RULE.or_allow()));
    Some(match span == own.span {
        true if other.span != span => found.related(other.span, format!("the promise for `{urgent}`")),
        false => found.related(own.span, format!("the promise for `{name}`")),
        true => found,
    })
}
