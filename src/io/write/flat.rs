//! The values of a decision, flat: one for each column of the layout.

use crate::engine::RemedyAnswer;
use crate::engine::decision_fields::{head_values, tail_values};
use crate::engine::fields::{
    CADENCE, DETAILS, DecisionView, FieldValue, NO_LIMIT, OBJECTIVE, REPLIES, cadence_values, details_values,
    ended_values, escalations_values, objective_values, remedy_values, reply_values,
};

/// The values of a decision in the order of the layout, with those of the details of objectives or without.
pub(super) fn flat_values<'d>(
    view: &'d DecisionView<'d>,
    details: bool,
    remedies: impl Iterator<Item = &'d RemedyAnswer<'d>>,
) -> Vec<FieldValue<'d>> {
    let policy = view.policy;
    let mut out = Vec::from(head_values(view));
    let ended = view.ended.iter().copied().chain(std::iter::repeat(false));
    let objectives = policy.model().objectives.iter().zip(view.objectives).zip(ended);
    for (number, ((objective, timed), ended)) in objectives.enumerate() {
        match timed {
            Some(timed) => out.extend(objective_values(timed)),
            None => {
                out.push(NO_LIMIT);
                out.extend(missing(OBJECTIVE.len() - 1));
            }
        }
        if details {
            match view.details.get(number).and_then(Option::as_ref) {
                Some(details) => out.extend(details_values(details)),
                None => out.extend(missing(DETAILS.len())),
            }
        }
        if objective.is_declared() {
            let ended = ended || timed.as_ref().is_some_and(|timed| timed.ended);
            out.extend(ended_values(if ended { &true } else { &false }));
        }
    }
    if policy.has_cadence() {
        match view.cadence {
            Some(cadence) => out.extend(cadence_values(cadence)),
            None => out.extend(missing(CADENCE.len())),
        }
    }
    if policy.has_replies() {
        match view.replies {
            Some(replies) => out.extend(reply_values(replies)),
            None => out.extend(missing(REPLIES.len())),
        }
    }
    if policy.has_escalations() {
        out.extend(escalations_values(view.escalations));
    }
    out.extend(remedies.flat_map(remedy_values));
    out.extend(tail_values(view));
    out
}

fn missing<'d>(count: usize) -> impl Iterator<Item = FieldValue<'d>> {
    std::iter::repeat_n(FieldValue::Null, count)
}
