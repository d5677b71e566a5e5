//! What follows a limit, as contracts in prose have it: conditions, calendars, dates that count every day.

use super::super::grammar::Rule;
use super::failure_point::FailurePoint;

/// What was meant, if that can be found out.
pub(super) fn hint(place: &FailurePoint<'_>) -> Option<String> {
    every_day(place).or_else(|| condition(place)).or_else(|| start(place)).or_else(|| misplaced_calendar(place))
}

/// `by day 10`, `by end of calendar day 10`, `within 10 calendar days`
fn every_day(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, .. } = *place;
    let next = after.split_whitespace().next().unwrap_or("");
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let mut ahead = before.split_whitespace().rev();
    let (last, earlier) = (ahead.next()?, ahead.next());
    let number = match token {
        "day" if last == "by" => next,
        "calendar" if last == "of" || last == "by" => after.split_whitespace().nth(1)?,
        "calendar" if matches!(next, "day" | "days") && matches!(earlier, Some("<" | "<=" | "within")) => last,
        _ => return None,
    };
    let date = "counts every date, open or closed";
    digits(number).then(|| format!("`by end of day {number}` {date}; `by same time on day {number}` does too"))
}

/// `unless vip` after a limit, `opened in desk`
fn condition(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, rule, .. } = *place;
    if token == "unless" && matches!(rule, Rule::objective_stmt | Rule::reply_stmt) {
        let fact = after.split_whitespace().next().unwrap_or("vip");
        return Some(format!("say `when not {fact}`, and in another statement the limit for the others"));
    }
    let words: Vec<&str> = before.split_whitespace().rev().take(2).collect();
    let named = token.starts_with(|c: char| c.is_ascii_alphabetic());
    let opened = matches!(words.as_slice(), ["in", "opened"]) && named;
    opened.then(|| format!("say `opened within {token}`")).filter(|_| rule != Rule::open_stmt)
}

/// `< 4 hours from dispatched`
fn start(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, rule, .. } = *place;
    if token != "from" || rule != Rule::objective_stmt {
        return None;
    }
    let field = after.split_whitespace().next().unwrap_or("dispatched");
    let mut words = before.split_whitespace();
    let name = words.next().filter(|word| *word == "objective").and_then(|_| words.next()).unwrap_or("onsite");
    Some(format!(
        "where the clock starts is said once, outside the tier: `objective {name} \"...\" from {field} until ...`"
    ))
}

/// `update P1 every 4 working hours on desk`, `response P1 < 4 working hours when vip on desk`
fn misplaced_calendar(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, expected, rule, .. } = *place;
    let restart = rule == Rule::on_change_stmt && before == "on" && expected.contains(&Rule::kw_priority);
    restart.then(|| {
        format!(
            "the calendar of a limit comes before its `when`: `< 4 working hours on {token} when ...`; updates are timed \
             on the coverage: `coverage P1 {token}`"
        )
    })
}
