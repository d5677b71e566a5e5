//! Hints for the statements of a calendar.

use super::super::grammar::Rule;
use super::failure_point::FailurePoint;

/// The way out of a broken `joins` or `closed`.
pub(super) fn hint(place: &FailurePoint<'_>) -> Option<&'static str> {
    match place.rule {
        Rule::joins_stmt => joins(place),
        Rule::closed_stmt => closed(place),
        _ => None,
    }
}

fn joins(place: &FailurePoint<'_>) -> Option<&'static str> {
    match place.token {
        "always" => Some("a calendar that joins `always` is always open: say `open always`, or remove `always`"),
        "and" | "or" | "&" | "+" => Some("put a comma between calendars: `joins london, sydney`"),
        _ => None,
    }
}

fn closed(place: &FailurePoint<'_>) -> Option<&'static str> {
    let FailurePoint { before, token, after, expected, .. } = *place;
    let wants = |rule: Rule| expected.contains(&rule);
    let day = |word: &str| ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|d| word.starts_with(d));
    if before == "closed" {
        let word = token.to_lowercase();
        return match word.as_str() {
            "1st" | "2nd" | "3rd" | "4th" => Some("say `first`, `second`, `third`, `fourth` or `last`"),
            "fifth" | "5th" => Some("not every month has a fifth one: say `last`"),
            "every" | "each" | "monthly" => Some(
                "a time of each month is `closed first sun 00:00-06:00`; a time of each week is left out of the `open` \
                 hours",
            ),
            _ if day(&word) => Some(
                "a time of each week is left out of the `open` hours; a time of each month is \
                 `closed first sun 00:00-06:00`",
            ),
            _ => None,
        };
    }
    let timed = before.contains(':');
    if timed && token.starts_with('-') && wants(Rule::kw_to) {
        return Some("say both ends, each with its date: `closed 2026-06-06 22:00 to 2026-06-07 02:00`");
    }
    if timed && wants(Rule::date) && token.contains(':') {
        return Some("the end has a date too: `closed 2026-06-06 22:00 to 2026-06-07 02:00`");
    }
    if timed && token == "," && after.starts_with(|c: char| c.is_ascii_digit()) {
        return Some("a closure has one time; another time has a `closed` line of its own");
    }
    None
}
