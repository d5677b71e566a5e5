//! What a test expects of escalations, compared with what is decided.

use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{DecisionRef, EscalationAnswer, EscalationStatus};
use crate::policy::model::Model;
use crate::span::Spanned;
use crate::syntax::ast::{EscalationText, Name, Outcome, RecipientText};
use crate::time::Instant;

use super::assertion::Assertion;
use super::build::near;

/// What is wrong with the expectation itself: somebody whom nothing calls, an objective that there is not.
pub(super) fn vet(model: &Model, outcome: &Spanned<Outcome>, errors: &mut Vec<Diagnostic>) {
    let Outcome::Escalation { to, objective, .. } = &outcome.value else { return };
    let known: Vec<&str> =
        model.packages.iter().flat_map(|package| &package.service.escalations).map(|said| said.to.as_str()).collect();
    if !known.contains(&name(to)) {
        let message = format!("there is no escalation to `{}`", name(to));
        let span = match to {
            RecipientText::Name(text) | RecipientText::Text(text) => text.span,
        };
        errors.push(Diagnostic::error(Code::UnknownWord, span, message).help(near(name(to), known.into_iter())));
    }
    if let Some(objective) = objective
        && model.objective(&objective.value).is_none()
    {
        let message = format!("there is no objective `{}`", objective.value);
        let objectives = model.objectives.iter().map(|objective| objective.name.as_str());
        let error = Diagnostic::error(Code::UnknownObjective, objective.span, message);
        errors.push(error.help(near(&objective.value, objectives)));
    }
}

/// What is expected, where there is no decision to put it into words by.
pub(super) fn told(to: &RecipientText, objective: Option<&Name>, state: EscalationText) -> String {
    words(to, objective, state, &|at| at.rfc3339(None).to_string())
}

/// One of the decision's escalations is the expected one. Several may call the same person.
pub(super) fn hold(
    decision: &DecisionRef<'_>,
    to: &RecipientText,
    objective: Option<&Name>,
    state: EscalationText,
) -> Assertion {
    let policy = decision.policy;
    let called = |answer: &&EscalationAnswer<'_>| answer.to == name(to);
    let named: Vec<&EscalationAnswer<'_>> = decision
        .escalations
        .iter()
        .filter(called)
        .filter(|answer| objective.is_none_or(|objective| objective.value == answer.objective))
        .collect();
    let at = |at: Instant| match named.first() {
        Some(answer) => policy.written(at, answer.clock),
        None => at.rfc3339(None).to_string(),
    };
    let expected = words(to, objective, state, &at);
    let holds = named.iter().any(|answer| match state {
        EscalationText::Reached(at) => answer.status == EscalationStatus::Reached && answer.at == Some(at),
        EscalationText::Pending(due) => {
            answer.status == EscalationStatus::Pending && due.is_none_or(|due| due == answer.at)
        }
        EscalationText::Avoided => answer.status == EscalationStatus::Avoided,
    });
    let told = |answer: &&EscalationAnswer<'_>| {
        let objective = if objective.is_some() { format!(" of {}", answer.objective) } else { String::new() };
        let due = answer.at.map_or_else(|| "none".to_owned(), |at| policy.written(at, answer.clock));
        match answer.status {
            EscalationStatus::Reached => format!("escalated {}{objective} at {due}", written(to)),
            EscalationStatus::Pending => format!("escalation {}{objective} pending, due {due}", written(to)),
            EscalationStatus::Avoided => format!("escalation {}{objective} avoided", written(to)),
        }
    };
    let found: Vec<String> = named.iter().map(told).collect();
    let found = match found.is_empty() {
        false => found.join("; "),
        true => match objective {
            Some(objective) => format!("no escalation to {} of {}", name(to), objective.value),
            None => format!("no escalation to {}", name(to)),
        },
    };
    let held = Assertion::new(expected, found, holds);
    let others: Vec<String> =
        decision.escalations.iter().map(|answer| format!("{} of {}", answer.to, answer.objective)).collect();
    match (named.is_empty(), others.is_empty()) {
        (true, true) => held.note("the incident has no escalations"),
        (true, false) => {
            held.note(format!("its escalations are {}", crate::diagnostic::list(others.iter().map(String::as_str))))
        }
        (false, _) => held,
    }
}

fn name(to: &RecipientText) -> &str {
    match to {
        RecipientText::Name(text) | RecipientText::Text(text) => &text.value,
    }
}

/// As a test writes it.
fn written(to: &RecipientText) -> String {
    match to {
        RecipientText::Name(name) => name.value.clone(),
        RecipientText::Text(text) => format!("\"{}\"", text.value),
    }
}

fn words(
    to: &RecipientText,
    objective: Option<&Name>,
    state: EscalationText,
    at: &dyn Fn(Instant) -> String,
) -> String {
    let objective = objective.map(|objective| format!(" of {}", objective.value)).unwrap_or_default();
    let to = written(to);
    match state {
        EscalationText::Reached(instant) => format!("escalated {to}{objective} at {}", at(instant)),
        EscalationText::Pending(None) => format!("escalation {to}{objective} pending"),
        EscalationText::Pending(Some(due)) => {
            format!("escalation {to}{objective} pending, due {}", due.map_or_else(|| "none".to_owned(), at))
        }
        EscalationText::Avoided => format!("escalation {to}{objective} avoided"),
    }
}
