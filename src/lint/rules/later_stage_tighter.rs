//! L0205: Relief is due before the response, or the resolution before one of them.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::{Root, Written, promise};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::{Limit, ObjectiveId, PriorityId, Terms};
use crate::span::Span;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0205",
        name: "later-stage-tighter",
        summary: "Relief is due before the response, or the resolution before one of them.",
        page: include_str!("later_stage_tighter.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

const PAIRS: [(ObjectiveId, ObjectiveId); 3] = [
    (ObjectiveId::RELIEF, ObjectiveId::RESPONSE),
    (ObjectiveId::RESOLUTION, ObjectiveId::RELIEF),
    (ObjectiveId::RESOLUTION, ObjectiveId::RESPONSE),
];

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for written in root.packages() {
        let mut told: Vec<(Span, Span)> = Vec::new();
        for (priority, terms) in written.terms() {
            for (late, early) in PAIRS {
                if let Some((finding, spans)) = pair(root, &written, priority, terms, late, early)
                    && !told.contains(&spans)
                {
                    told.push(spans);
                    found.push(finding);
                }
            }
        }
    }
    found
}

fn pair(
    root: &Root<'_>,
    written: &Written<'_>,
    priority: PriorityId,
    terms: &Terms,
    late: ObjectiveId,
    early: ObjectiveId,
) -> Option<(Diagnostic, (Span, Span))> {
    let (later, earlier) = (promise(terms, late)?, promise(terms, early)?);
    // A multiple of the response that is under 1 is reported separately.
    if matches!(later.limit, Limit::Multiple(..)) && early == ObjectiveId::RESPONSE {
        return None;
    }
    if !root.is_tighter(late, terms, early, terms) && !root.is_date_before(written.id, priority, late, early) {
        return None;
    }
    let (own, other) = if written.holds(later.span) { (later, earlier) } else { (earlier, later) };
    if !written.holds(own.span) {
        return None;
    }
    let name = root.model().priority_name(priority);
    let [late, early] = [late, early].map(|id| root.model().objective_name(id));
    let message = format!(
        "the {late} of `{name}` is due before its {early}: `{}` against `{}`",
        root.model().limit_words(&later.limit),
        root.model().limit_words(&earlier.limit)
    );
    let finding = RULE.at(own.span, message).related(other.span, "the other promise");
    let help = format!("give the {late} at least as long as the {early}; {}", RULE.or_allow());
    Some((finding.help(help), (own.span, other.span)))
}
