//! `attainment relief Gold P1 attained 90%`: what all incidents of a test come to.

use crate::evaluate::Decision;
use crate::policy::Policy;
use crate::report::{Attainment, Attainments, Judgement, Tally};
use crate::syntax::ast::Outcome;
use crate::value::Decimal;

use super::expect::Held;

/// Holds it against the decisions of a test; nothing where the outcome is another one.
pub(super) fn hold(policy: &Policy, decisions: &[Decision<'_>], rejected: usize, outcome: &Outcome) -> Option<Held> {
    let Outcome::Attainment { objective, contract, priority, attained, share } = outcome else { return None };
    let only = match priority {
        None => None,
        Some(name) => match policy.model().priority(&name.value) {
            Some(id) => Some(id),
            None => return Some(Held::new(&name.value, "no such priority", false)),
        },
    };
    let Some(id) = policy.model().objective(&objective.value) else {
        return Some(Held::new(&objective.value, "no such objective", false));
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
        expected.push(share.map_or_else(|| "no data".to_owned(), percent));
        holds &= match share {
            Some(share) => tally.is(*share),
            None => tally.total() == 0,
        };
        found.push(tally.words());
    }
    found.dedup();
    let held = Held::new(said(&objective.value, &expected), said(&objective.value, &found), holds);
    let mut notes: Vec<String> = Vec::new();
    if statements.is_empty() {
        notes.push(format!("no incident of `{}` was timed so", contract.value));
    }
    let shares: Vec<String> = statements.iter().map(|a| told(a, only)).collect();
    notes.extend(shares);
    if rejected > 0 {
        notes.push(format!("{rejected} of the incidents {} rejected", if rejected == 1 { "was" } else { "were" }));
    }
    Some(if notes.is_empty() { held } else { held.note(notes.join("; ")) })
}

fn said(objective: &str, parts: &[String]) -> String {
    format!("attainment {} {}", objective, parts.join(", "))
}

fn told(attainment: &Attainment, only: Option<crate::policy::model::PriorityId>) -> String {
    let target = attainment.target.map_or_else(|| "no target".to_owned(), |t| format!("the target is {}", percent(t)));
    format!("{}, {target}", attainment.of(only).words())
}

/// Of several statements each is judged by itself: one that is missed is a promise not kept, and
/// one with nothing to judge by takes nothing from the others.
fn judged(each: impl Iterator<Item = Judgement>) -> Judgement {
    each.max().unwrap_or(Judgement::NoData)
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
