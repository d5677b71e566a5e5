//! `attainment relief Gold P1 attained 90%`: what all incidents of a test come to.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{DecisionRef, Status};
use crate::policy::Policy;
use crate::policy::model::{Model, ObjectiveId, PriorityId};
use crate::report::{Attainment, Attainments, Judgement, Tally};
use crate::span::Spanned;
use crate::syntax::ast::{Outcome, ShareText};
use crate::value::Decimal;

use super::assertion::Assertion;

/// What is wrong with an expected attainment itself.
pub(super) fn vet(outcome: &Spanned<Outcome>) -> Option<Diagnostic> {
    let Outcome::Attainment { attained, share, .. } = &outcome.value else { return None };
    let error = |message: &str| Diagnostic::error(Code::BadTest, outcome.span, message);
    match share {
        None if attained.is_none() => Some(
            error("this expects no attainment")
                .help("say `attained`, `missed`, or the share: `attained 90%`, `missed 2 of 3`"),
        ),
        Some(ShareText::Of(_, 0)) => {
            Some(error("no share is one of 0 incidents").help("say `none` if nothing was met or breached"))
        }
        Some(ShareText::Of(met, all)) if met > all => {
            Some(error("more incidents are met than there are").help(format!("did you mean `{all} of {met}`?")))
        }
        _ => None,
    }
}

/// Holds it against the decisions of a test; `None` if the outcome is another one.
pub(super) fn hold(
    policy: &Policy,
    decisions: &[DecisionRef<'_>],
    rejected: usize,
    outcome: &Outcome,
) -> Option<Assertion> {
    let Outcome::Attainment { objective, contract, priority, attained, share } = outcome else { return None };
    let only = match priority {
        None => None,
        Some(name) => match policy.model().priority(&name.value) {
            Some(id) => Some(id),
            None => return Some(Assertion::new(&name.value, "no such priority", false)),
        },
    };
    let Some(id) = policy.model().objective(&objective.value) else {
        return Some(Assertion::new(&objective.value, "no such objective", false));
    };
    let all: Attainments = decisions.iter().collect();
    let statements: Vec<&Attainment> = all
        .of(&contract.value, id)
        .filter(|a| only.is_none_or(|priority| a.by_priority.contains_key(&priority)))
        .collect();
    let tally = statements.iter().fold(Tally::default(), |sum, a| sum.plus(a.of(only)));
    let judgement = judged(statements.iter().map(|a| a.of(only).judged(a.target)));

    let mut expected = Vec::new();
    let mut found = Vec::new();
    let mut holds = true;
    if let Some(attained) = attained {
        let word = if *attained { Judgement::Attained } else { Judgement::Missed };
        expected.push(word.words().to_owned());
        found.push(judgement.words().to_owned());
        holds &= word == judgement;
    }
    if let Some(share) = share {
        holds &= match share {
            ShareText::NoData => tally.total() == 0,
            ShareText::Share { share, decimals } => tally.rounds_down_to(*share, *decimals),
            ShareText::Of(met, all) => (tally.met, tally.total()) == (u64::from(*met), u64::from(*all)),
        };
        expected.push(written(*share));
    }
    // The counts are what a failure is understood by, whatever was expected.
    found.push(tally.words());
    found.dedup();
    let of = format!("attainment {} {}", objective.value, contract.value);
    let of = only.map_or_else(|| of.clone(), |p| format!("{of} {}", policy.model().priority_name(p)));
    let said = |parts: &[String]| format!("{of} {}", parts.join(", "));
    let held = Assertion::new(said(&expected), said(&found), holds);

    let mut notes: Vec<String> = Vec::new();
    if statements.is_empty() {
        notes.push(format!("no incident of `{}` was timed by a {} limit", contract.value, objective.value));
    }
    notes.extend(statements.iter().map(|a| by_priority(policy.model(), a, only)));
    let open = open(decisions, &contract.value, id, only);
    if open > 0 {
        let (incidents, run) = if open == 1 { ("incident", "runs") } else { ("incidents", "run") };
        notes.push(format!("{open} {incidents} still {run}, neither met nor breached"));
    }
    if rejected > 0 {
        notes.push(format!("{rejected} of the incidents {} rejected", if rejected == 1 { "was" } else { "were" }));
    }
    Some(if notes.is_empty() { held } else { held.note(notes.join("; ")) })
}

/// The incidents that are timed by the promise, and neither met nor breached.
fn open(decisions: &[DecisionRef<'_>], contract: &str, objective: ObjectiveId, only: Option<PriorityId>) -> usize {
    let timed = decisions.iter().filter(|d| d.contract() == contract).filter_map(|d| d.objective(objective));
    let timed = timed.filter(|t| only.is_none_or(|priority| t.priority == priority));
    timed.filter(|t| !matches!(t.status, Status::Met | Status::Breached)).count()
}

/// `P1 1 of 2, P2 no data, against the target of 90%`
fn by_priority(model: &Model, attainment: &Attainment, only: Option<PriorityId>) -> String {
    let named: BTreeSet<PriorityId> = attainment.by_priority.keys().copied().collect();
    let named = named.into_iter().filter(|p| only.is_none_or(|only| only == *p));
    let told = named.map(|priority| {
        let tally = attainment.of(Some(priority));
        let counts =
            if tally.total() == 0 { "no data".to_owned() } else { format!("{} of {}", tally.met, tally.total()) };
        format!("{} {counts}", model.priority_name(priority))
    });
    let told: Vec<String> = told.collect();
    let target = attainment.target.map_or_else(|| "no target".to_owned(), |t| format!("the target is {}", percent(t)));
    format!("{}; {target}", told.join(", "))
}

/// Of several statements each is judged by itself: one that is missed is a promise not kept, and
/// one with nothing to judge by takes nothing from the others.
fn judged(each: impl Iterator<Item = Judgement>) -> Judgement {
    each.max().unwrap_or(Judgement::NoData)
}

/// A share as the test has it.
fn written(share: ShareText) -> String {
    match share {
        ShareText::NoData => "no data".to_owned(),
        ShareText::Of(met, all) => format!("{met} of {all}"),
        ShareText::Share { share, .. } => percent(share),
    }
}

/// A share as the language writes it.
fn percent(share: Decimal) -> String {
    let (numerator, denominator) = share.ratio();
    let (whole, rest) = (u128::from(numerator) * 100 / u128::from(denominator), u128::from(numerator) * 100);
    let rest = rest % u128::from(denominator);
    if rest == 0 {
        return format!("{whole}%");
    }
    let digits = denominator.ilog10() as usize;
    let fraction = format!("{rest:0digits$}");
    format!("{whole}.{}%", fraction.trim_end_matches('0'))
}
