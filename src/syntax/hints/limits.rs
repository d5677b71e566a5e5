//! Limits, times and hours as contracts in prose have them.

use crate::time::Unit;
use crate::value::Decimal;

use super::super::grammar::Rule;
use super::failure_point::FailurePoint;

/// What was meant, if that can be found out.
pub(super) fn hint(place: &FailurePoint<'_>) -> Option<String> {
    round_the_clock(place)
        .or_else(|| comparison(place))
        .or_else(|| share_before_priority(place))
        .or_else(|| two_units(place))
        .or_else(|| by_the_clock(place))
        .or_else(|| hours_for_coverage(place))
        .or_else(|| moment(place))
        .or_else(|| parties(place))
}

fn last(before: &str) -> &str {
    before.split_whitespace().next_back().unwrap_or("")
}

/// `24/7`
fn round_the_clock(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, rule, .. } = *place;
    let next = after.split_whitespace().next().unwrap_or("");
    let always = match token {
        "24" => after.starts_with("/7") || next.starts_with("hour") || matches!(next, "h" | "x"),
        _ => matches!(token, "24x7" | "24h" | "24hrs" | "all" | "around" | "round" | "permanent"),
    };
    if !always {
        return None;
    }
    match rule {
        Rule::open_stmt if before == "open" => Some("every hour of every day is `open always`".to_owned()),
        Rule::open_stmt => Some("a whole day is `00:00-24:00`, and every hour of every day `open always`".to_owned()),
        Rule::coverage_stmt => {
            let named = before.strip_prefix("coverage").map(str::trim).filter(|p| !p.is_empty());
            let named = named.map(|p| format!("{p} ")).unwrap_or_default();
            Some(format!("every hour of every day is `coverage {named}always`"))
        }
        _ => None,
    }
}

/// `≤`, `less than`, `at most`, `in`
fn comparison(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, rule, expected, .. } = *place;
    let condition = expected.contains(&Rule::order) || expected.contains(&Rule::kw_and);
    let limit = matches!(rule, Rule::objective_stmt) && expected.contains(&Rule::limit);
    let sign = match token.to_lowercase().as_str() {
        "≤" | "⩽" | "≦" => "<=",
        "≥" | "⩾" | "≧" => ">=",
        _ if before.is_empty() => return None,
        "less" | "under" | "below" | "fewer" => "<",
        "more" | "over" | "above" | "greater" if condition => ">",
        "max" | "maximum" | "most" | "up" => "<=",
        "at" if after.starts_with("most") => "<=",
        "no" | "not" if after.starts_with("more") || after.starts_with("longer") => "<=",
        "in" | "after" if limit => {
            let multiple = after.split_whitespace().nth(1).is_some_and(|w| w == "x" || w == "times");
            let number = after.split_whitespace().next().unwrap_or("3");
            return Some(match multiple {
                true => format!("say `within {number} x response`"),
                false => "a limit is `<` (less than) or `<=` (no more than)".to_owned(),
            });
        }
        _ => return None,
    };
    if !limit && !condition {
        return None;
    }
    Some(format!(
        "write `{sign}`, {}",
        if sign.ends_with('=') { "which includes the limit" } else { "which excludes the limit" }
    ))
}

/// `response 95% P1 < 1 hour`
fn share_before_priority(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, rule, expected, .. } = *place;
    let share = last(before);
    let name = token.starts_with(|c: char| c.is_ascii_uppercase());
    if rule != Rule::objective_stmt || !share.ends_with('%') || !name || !expected.contains(&Rule::limit) {
        return None;
    }
    let objective = before.split_whitespace().next()?;
    Some(format!("the priority comes before the share: `{objective} {token} {share}`"))
}

/// `1 hour 30 minutes`
fn two_units(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, .. } = *place;
    let (number, rest) = match token {
        "and" => after.split_once(char::is_whitespace)?,
        number => (number, after),
    };
    let more = Decimal::parse(number)?;
    let mut behind = rest.split_whitespace();
    let mut word = behind.next()?;
    let working = word == "working";
    if working {
        word = behind.next()?;
    }
    let unit = Unit::parse(word)?;
    let mut ahead = before.split_whitespace().rev();
    let first = Unit::parse(ahead.next()?)?;
    let mut count = ahead.next()?;
    let on_calendar = count == "working";
    if on_calendar {
        count = ahead.next()?;
    }
    let count = Decimal::parse(count)?;
    let seconds = |unit: Unit| match unit {
        Unit::Seconds => 1,
        Unit::Minutes => 60,
        Unit::Hours => 3_600,
        Unit::Days => 86_400,
    };
    // A working day is as long as its calendar says, and two clocks do not add up.
    let unclear = on_calendar && first == Unit::Days || working && !on_calendar;
    let total = count.times(seconds(first)).zip(more.times(seconds(unit))).map(|(a, b)| a + b);
    match total.filter(|total| !unclear && total % seconds(unit) == 0) {
        Some(total) => {
            let kind = if on_calendar { "working " } else { "" };
            Some(format!("a duration is one number and one unit: `{} {kind}{word}`", total / seconds(unit)))
        }
        None => Some("a duration is one number and one unit, such as `90 minutes`".to_owned()),
    }
}

/// `by 5pm on`, `until 5 pm`
fn by_the_clock(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { token, after, rule, expected, .. } = *place;
    if !expected.contains(&Rule::time) || !matches!(rule, Rule::objective_stmt | Rule::intake_stmt) {
        return None;
    }
    let end = token.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(token.len());
    let (digits, suffix) = token.split_at_checked(end)?;
    let next = after.split_whitespace().next().unwrap_or("").to_lowercase();
    let suffix = if suffix.is_empty() { next } else { suffix.to_lowercase() };
    let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "00"));
    let (hour, minute) = (hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?);
    let hour = match suffix.trim_end_matches('.') {
        "pm" | "p.m" if hour < 12 => hour + 12,
        "am" | "a.m" if hour == 12 => 0,
        _ => hour,
    };
    (hour < 24 && minute < 60).then(|| format!("a time is written by the 24-hour clock: `{hour:02}:{minute:02}`"))
}

/// `coverage P3 mon-fri 9-17`
fn hours_for_coverage(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { token, rule, .. } = *place;
    if rule != Rule::coverage_stmt || !token.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some(
        "hours stand in a calendar, which coverage names: \
         `calendar office { timezone Europe/London open mon-fri 09:00-17:00 }` and `coverage office`"
            .to_owned(),
    )
}

/// `02.03.2026 10:00` where an instant stands
fn moment(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, expected, .. } = *place;
    let wanted = expected.iter().any(|r| matches!(r, Rule::instant | Rule::value | Rule::due_value));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let dotted = token.split('.').count() == 3 && token.split('.').all(digits);
    // `2/3/2026` gives up at the first slash.
    let slashed = token == "/" && digits(last(before));
    if !(wanted && dotted || slashed) {
        return None;
    }
    Some(
        "an instant is year-month-day, `T`, the time, and how far that is from UTC (RFC 3339): \
         `2026-01-31T09:00:00Z` or `2026-01-31T09:00:00+01:00`"
            .to_owned(),
    )
}

/// `on the customer`, `for customer`, `on customer and third_party`
fn parties(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, rule, expected, .. } = *place;
    let waiting = before.contains("waiting");
    if !waiting {
        return None;
    }
    if last(before) == "the" {
        return Some(format!("remove `the`: `waiting on {token}`"));
    }
    if token == "for" && expected.contains(&Rule::kw_on) {
        return Some("say `on`: `waiting on customer`".to_owned());
    }
    let listing = matches!(token, "and" | "or" | "&" | "+") && rule == Rule::objective_stmt;
    listing.then(|| "put a comma between parties: `waiting on customer, third_party`".to_owned())
}
