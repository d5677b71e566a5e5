//! Lines of an `expect` block that begin with no word of one.

use crate::syntax::token::{blank, short, token_at};

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
