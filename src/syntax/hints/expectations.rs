//! Lines of an `expect` block that begin with no word of one, and expectations of escalations.

use crate::syntax::grammar::Rule;
use crate::syntax::token::{blank, short, token_at};

use super::failure_point::FailurePoint;

/// What was meant by an escalation, if that can be found out.
pub(super) fn hint(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, rule, expected, .. } = *place;
    if !matches!(rule, Rule::escalated_outcome | Rule::escalation_outcome) {
        return None;
    }
    let subject = before.split_once(char::is_whitespace).map_or("duty_manager", |(_, subject)| subject.trim());
    match token {
        "pending" | "avoided" if rule == Rule::escalated_outcome => {
            return Some(format!("one that was not reached is an `escalation`: `escalation {subject} {token}`"));
        }
        "reached" | "at" if rule == Rule::escalation_outcome => {
            return Some(format!("one that was reached says when: `escalated {subject} at 2026-01-31T11:00:00Z`"));
        }
        "met" | "missed" | "breached" | "running" | "paused" | "none" => {
            return Some(format!("say `escalation {subject} pending` or `escalation {subject} avoided`"));
        }
        "to" => return Some(format!("no `to` is needed: `{before} duty_manager ...`")),
        _ => {}
    }
    let word = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
    let named = expected.contains(&Rule::kw_of) && word(token) && !subject.contains('"');
    named.then(|| {
        format!(
            "a name has no blanks: `{subject}_{token}`; a text in quotation marks may have some: \
             `\"{subject} {token}\"`"
        )
    })
}

/// What is wrong with a line, and the way out, where it is not an answer for a remedy gone wrong. `near` is the word
/// that it was meant to begin with.
pub(in crate::syntax) fn of_expectation(slice: &str, first: &str, near: Option<&str>) -> Option<(String, String)> {
    let second = token_at(slice, first.len() + blank(slice.get(first.len()..)?));
    let message = format!("`{}` does not begin an expectation", short(first));
    let behind = match first {
        "elapsed" => "`elapsed` follows a status and a comma: `response met, elapsed 90 minutes`",
        "due" => "`due` follows a status and a comma: `response running, due 2026-01-31T13:00:00Z`",
        "favoured" => "`favoured` follows an answer and a comma: `hot_fix yes, favoured no`",
        "needs" => "`needs` follows an answer and a comma: `hot_fix unknown, needs effective_relief`",
        "met" | "breached" | "running" | "paused" => {
            "name the objective before its status: `response met`, `relief met` or `resolution met`"
        }
        "yes" | "no" | "unknown" => "name the remedy before the answer: `hot_fix yes`",
        "late" => "say `update late 1`",
        "accepted" | "refused" => "say `channel accepted` or `channel refused`",
        _ => "",
    };
    if !behind.is_empty() {
        return Some((message, behind.to_owned()));
    }
    if matches!(second, "will" | "may" | "yes" | "no" | "unknown") {
        return None;
    }
    if let Some(near) = near.filter(|near| *near != first) {
        return Some((message, format!("did you mean `{near}`?")));
    }
    let status = matches!(second, "met" | "breached" | "running" | "paused" | "none");
    (near.is_none() && status)
        .then(|| (message, "a status follows the name of an objective: `response met`".to_owned()))
}
