//! L0305: A treatment changes no answer of any tier or contract.

use crate::facts::Test;
use std::collections::BTreeSet;

use crate::analysis::Ask;
use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::lint::uses::treatments;
use crate::policy::model::Purpose;
use crate::policy::model::{
    Cadence, Condition, Coverage, ObjectiveId, Package, PackageId, PriorityId, Reply, Terms, TreatAs, Treatment,
};
use crate::span::{FileId, Span};
use crate::time::Duration;
use crate::value::Truths;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0305",
        name: "treat-without-effect",
        summary: "A treatment changes no answer of any tier or contract.",
        page: include_str!("treat_without_effect.md"),
    },
    group: Group::Rules,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for treat in root.items().flat_map(treatments) {
        let holders = root.holders(treat.span);
        let sold = || holders.iter().filter(|id| root.model().package(**id).is_some_and(|p| !p.base));
        if sold().next().is_none() || sold().any(|id| tells(root, *id, treat.span)) {
            continue;
        }
        let message = if treat.from.value == treat.to.value {
            format!("this treats `{}` as itself", treat.from.value)
        } else {
            format!("to treat `{}` so changes no answer", treat.from.value)
        };
        let help = "both priorities have the same limits and remedies here, or this is never reached; check the priorities and the condition";
        found.push(RULE.at(treat.span, message).help(help));
    }
    found
}

/// Whether some incident under a package comes out otherwise for a treatment.
fn tells(root: &Root<'_>, id: PackageId, span: Span) -> bool {
    let Some(package) = root.model().package(id) else { return false };
    let Some(at) = package.treatments.iter().position(|t| t.span == span) else { return false };
    let Some(treatment) = package.treatments.get(at) else { return false };
    let earlier = package.treatments.iter().take(at).filter(|t| t.from == treatment.from);
    let targets = targets(root, treatment);
    treatment.purposes.iter().any(|purpose| {
        let before = earlier.clone().filter(|t| t.purposes.contains(purpose));
        let mut asks: Vec<Ask<'_>> = before.map(|t| ask(id, &t.condition, treatment.from, Truths::FALSE)).collect();
        asks.push(ask(id, &treatment.condition, treatment.from, Truths::NOT_FALSE));
        targets.iter().any(|(to, is)| {
            let mut asks = asks.clone();
            asks.extend(is.iter().map(|c| ask(id, c, treatment.from, Truths::TRUE)));
            match purpose {
                Purpose::Objective(objective) => {
                    !promises_same(package, *objective, treatment.from, *to) && !root.analysis.find(&asks).never()
                }
                Purpose::Updates => {
                    let says = |p: PriorityId| {
                        let terms = package.terms.get(usize::from(p.0))?;
                        let said = (terms.cadence.as_ref().map(every), terms.reply.as_ref().map(within));
                        Some((said, terms.coverage.map(|c| (c.calendar, c.zone))))
                    };
                    says(treatment.from) != says(*to) && !root.analysis.find(&asks).never()
                }
                Purpose::Remedies => package.remedies.iter().any(|remedy| {
                    let conditions = [Some(&remedy.entitled), remedy.favoured.as_ref()];
                    conditions.into_iter().flatten().filter(|c| names_priority(c)).any(|condition| {
                        [(Truths::TRUE, Truths::NOT_TRUE), (Truths::FALSE, Truths::NOT_FALSE)].into_iter().any(
                            |(one, other)| {
                                let mut asks = asks.clone();
                                asks.push(ask(id, condition, treatment.from, one));
                                asks.push(ask(id, condition, *to, other));
                                !root.analysis.find(&asks).never()
                            },
                        )
                    })
                }),
            }
        })
    })
}

/// Whether a package promises the same of an objective for two priorities.
fn promises_same(package: &Package, objective: ObjectiveId, one: PriorityId, other: PriorityId) -> bool {
    let terms = |p: PriorityId| package.terms.get(usize::from(p.0));
    let coverage = |terms: Option<&Terms>| terms.map(|terms| terms.coverage.map(|c| (c.calendar, c.zone)));
    let promise = |p: PriorityId| terms(p).and_then(|terms| terms.promise(objective));
    let same = match (promise(one), promise(other)) {
        (Some(one), Some(other)) => one.says_same(other),
        (one, other) => one.is_none() && other.is_none(),
    };
    same && coverage(terms(one)) == coverage(terms(other))
}

/// A cadence without its place.
fn every(cadence: &Cadence) -> Option<(Duration, Vec<String>)> {
    match cadence {
        Cadence::Every { duration, pausing, .. } => Some((*duration, pausing.clone())),
        Cadence::None(_) => None,
    }
}

/// A reply without its place.
fn within(reply: &Reply) -> Option<Reply> {
    let mut bare = reply.clone();
    match &mut bare {
        Reply::Within { on, span, .. } => {
            *span = NOWHERE;
            *on = on.map(placeless);
            Some(bare)
        }
        Reply::None(_) => None,
    }
}

fn ask(package: PackageId, condition: &Condition, priority: PriorityId, wanted: Truths) -> Ask<'_> {
    Ask { condition, package: Some(package), priority: Some(priority), wanted }
}

/// The priorities that a treatment can lead to, each with what has to hold for it.
fn targets(root: &Root<'_>, treatment: &Treatment) -> Vec<(PriorityId, Option<Condition>)> {
    match treatment.to {
        TreatAs::Priority(to) => vec![(to, None)],
        TreatAs::Fact(fact) => {
            let all: BTreeSet<PriorityId> = root.priorities().map(|(p, _)| p).collect();
            let is = |p: PriorityId| Condition::Fact(fact, Test::OneOf(vec![p.0]));
            all.into_iter().map(|p| (p, Some(is(p)))).collect()
        }
    }
    .into_iter()
    .filter(|(to, _)| *to != treatment.from)
    .collect()
}

const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

fn placeless(coverage: Coverage) -> Coverage {
    Coverage { span: NOWHERE, ..coverage }
}

fn names_priority(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(names_priority),
        Condition::Not(inner) => names_priority(inner),
        Condition::PriorityIn(_) => true,
        _ => false,
    }
}
