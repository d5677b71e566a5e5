//! What was meant by a spelling that people bring from elsewhere.

mod calendars;
mod clauses;
mod expectations;
mod failure_point;
mod limits;
mod service;

use crate::diagnostic::{near_zone, nearest, zone_help};
use crate::facts::FactType;
use crate::time::Zone;

use super::grammar::Rule;

pub(super) use expectations::of_expectation;
pub(super) use failure_point::FailurePoint;
pub(super) use service::of_lead as of_service;

/// Words of other languages and trades, and ours.
const SYNONYMS: &[(&str, &str)] = &[
    ("boolean", "bool"),
    ("flag", "bool"),
    ("int", "number"),
    ("integer", "number"),
    ("float", "number"),
    ("decimal", "number"),
    ("string", "text"),
    ("date", "instant"),
    ("datetime", "instant"),
    ("timestamp", "instant"),
    ("if", "when"),
    ("can", "may"),
    ("must", "will"),
    ("shall", "will"),
    ("include", "import"),
    ("times", "x"),
    ("client", "customer"),
    ("supplier", "vendor"),
    ("business", "working"),
    ("office", "working"),
    ("s", "seconds"),
    ("sec", "seconds"),
    ("secs", "seconds"),
    ("m", "minutes"),
    ("min", "minutes"),
    ("mins", "minutes"),
    ("h", "hours"),
    ("hr", "hours"),
    ("hrs", "hours"),
    ("d", "days"),
    ("bd", "working days"),
    ("wd", "working days"),
];

fn synonym(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    SYNONYMS.iter().find(|(theirs, _)| *theirs == word).map(|(_, ours)| *ours)
}

/// The lead among some that a word of another language represents.
pub(super) fn lead<'a>(word: &str, mut leads: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let ours = synonym(word)?;
    leads.find(|lead| *lead == ours)
}

/// What was meant, if that can be found out.
pub(super) fn hint(place: &FailurePoint<'_>) -> Option<String> {
    several_parents(place)
        .map(str::to_owned)
        .or_else(|| calendars::hint(place).map(str::to_owned))
        .or_else(|| clauses::hint(place))
        .or_else(|| service::hint(place))
        .or_else(|| expectations::hint(place))
        .or_else(|| limits::hint(place))
        .or_else(|| names(place))
        .or_else(|| signs(place))
        .or_else(|| numbers(place))
        .or_else(|| words(place))
}

/// What is no name where a name stands.
fn names(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, expected, .. } = *place;
    let named = |r: &Rule| matches!(r, Rule::name | Rule::stmt_name | Rule::fact_name);
    if !expected.first().is_some_and(named) || !expected.iter().all(|r| named(r) || *r == Rule::priorities) {
        return None;
    }
    if token.starts_with('"') && before == "contract" {
        let name = token.trim_matches('"');
        return Some(format!(
            "a name has no quotation marks and no blanks: `{}`; the full name is in `customer {token}`",
            joined(name)
        ));
    }
    if token.starts_with('"') && !before.is_empty() {
        return Some("a name has no quotation marks; a title in quotation marks may follow it".to_owned());
    }
    if token.starts_with(|c: char| c.is_ascii_digit()) {
        return Some("a name begins with a letter".to_owned());
    }
    let word = token.starts_with(|c: char| c.is_ascii_alphabetic());
    if word && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
        return Some(format!("`{token}` is a word of the language: choose another name"));
    }
    word.then(|| "a name has letters from a to z, digits, `_` and `-`".to_owned())
}

/// `Northwind Traders` as `Northwind-Traders`.
fn joined(name: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let joined: String = name.chars().map(|c| if word(c) { c } else { '-' }).collect();
    joined.trim_matches('-').to_owned()
}

/// A name of several words.
fn blanks(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, same_line, token, after, rule, .. } = *place;
    let mut words = before.split_whitespace();
    let first = words.next()?;
    let head = match rule {
        Rule::contract_item => first == "contract",
        Rule::tier_item => matches!(first, "tier" | "base"),
        Rule::calendar_item => first == "calendar",
        _ => false,
    };
    let name = words.next().filter(|n| *n != "tier").or_else(|| words.next())?;
    let clause = |w: &str| ["extends", "customisable"].iter().any(|c| *c == w || nearest(w, [*c]).is_some());
    let word = |w: &str| w.starts_with(|c: char| c.is_alphabetic()) && !clause(w);
    if !head || !same_line || words.next().is_some() || !word(token) {
        return None;
    }
    let more = after.lines().next().unwrap_or("").split_whitespace().take_while(|w| word(w));
    let full: Vec<&str> = [name, token].into_iter().chain(more).take(6).collect();
    let named = joined(&full.join(" "));
    Some(match rule {
        Rule::contract_item => {
            format!("a name has no blanks: `{named}`; the full name is in `customer \"{}\"`", full.join(" "))
        }
        Rule::calendar_item => {
            format!("a name has no blanks: `{}`; a title in quotation marks may follow it", named.replace('-', "_"))
        }
        _ => format!("a name has no blanks: `{named}`"),
    })
}

/// Whether a text ends in a whole number.
fn is_number(before: &str) -> bool {
    let last = before.split_whitespace().next_back().unwrap_or("");
    !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit())
}

/// Signs that are words here, or nothing.
fn signs(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, rule, expected, .. } = *place;
    let condition = expected.contains(&Rule::order)
        || expected.contains(&Rule::kw_and)
        || matches!(rule, Rule::when_stmt | Rule::provide_stmt | Rule::favoured_stmt | Rule::treat);
    let help = match token {
        "=" | "==" if condition => "say `is`",
        "!" if condition && after.starts_with('=') => "say `is not`",
        "!" if condition => "say `not`",
        "&" if condition => "say `and`",
        "|" if condition => "say `or`",
        ")" => "this parenthesis closes nothing: remove it",
        "=" if rule == Rule::objective_stmt => "a limit is `<` (less than) or `<=` (no more than)",
        ">" if rule == Rule::objective_stmt => "a limit is an upper bound: `<` (less than) or `<=` (no more than)",
        "=" | ":" => "no sign is needed between a word and its value: remove it",
        "'" | "\u{201C}" | "\u{201D}" | "\u{201E}" | "\u{2018}" | "\u{2019}" | "\u{AB}" => {
            "a text is in straight double quotes: `\"like this\"`"
        }
        "," if after.starts_with(|c: char| c.is_ascii_digit()) && is_number(before) => "a fraction has a point: `1.5`",
        "," if after.is_empty() || after.starts_with(['{', '}', ')', ']']) => {
            "remove the comma: a list does not end with one"
        }
        "," => "a list is not possible here: give one name, without a comma",
        "-" if before.ends_with(|c: char| c.is_alphanumeric()) && expected.contains(&Rule::open_block) => {
            "no name ends in `-`"
        }
        "." if before.starts_with("import") => "a file's path is in quotation marks: `import \"gold.sla\"`",
        _ if token.starts_with('.') && before.starts_with("import") => {
            "a file's path is in quotation marks: `import \"gold.sla\"`"
        }
        _ => return None,
    };
    Some(help.to_owned())
}

/// Numbers with something wrong about them: dates, times, shares, lengths.
fn numbers(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, expected, .. } = *place;
    let last = before.split_whitespace().next_back().unwrap_or("");
    let digits = token.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(token.len());
    let (number, rest) = token.split_at_checked(digits)?;
    if token == "%"
        || (rest.is_empty() && !number.is_empty() && (after.starts_with('%') || after.starts_with("percent")))
    {
        return Some(format!("a share is written without a space: `{}%`", if token == "%" { last } else { number }));
    }
    if token == "x" && before.contains('<') {
        return Some("say `within 3 x response`".to_owned());
    }
    if number.is_empty() {
        return None;
    }
    if expected.iter().any(|r| matches!(r, Rule::date | Rule::holiday)) || after.starts_with('/') {
        return Some("a date is year-month-day: `2026-01-31`".to_owned());
    }
    if expected.contains(&Rule::year) && rest.starts_with('-') {
        return Some("say `complete 2026 to 2028`".to_owned());
    }
    let time = [Rule::time, Rule::window, Rule::windows].iter().any(|r| expected.contains(r));
    if let Some(minutes) = rest.strip_prefix(':').filter(|_| number.len() == 1 && time) {
        return Some(format!("a time has two digits and two digits: `0{number}:{minutes}`"));
    }
    if time {
        return Some("hours are written `09:00-17:00`, with a hyphen and by the 24-hour clock".to_owned());
    }
    if (expected.contains(&Rule::value) || expected.contains(&Rule::instant)) && rest.starts_with('-') {
        return Some("an instant has a time and says how far it is from UTC: `2026-01-31T09:00:00Z`".to_owned());
    }
    if rest == "x" {
        return Some(format!("put a space between: `{number} x response`"));
    }
    if !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphabetic()) {
        let unit = if rest == "working" { "working hours" } else { synonym(rest).unwrap_or(rest) };
        return Some(format!("put a space between: `{number} {unit}`"));
    }
    None
}

/// `P1 and P2`, and `<= 15 minutes or 30`, where the priorities have been read already.
fn joined_by_a_word(place: &FailurePoint<'_>) -> &'static str {
    let mut words = place.before.split_whitespace().skip(1).peekable();
    let priority = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
    if words.peek().is_some() && words.all(priority) {
        return "put a comma between priorities: `P1, P2`";
    }
    match place.rule {
        Rule::coverage_stmt => "a `coverage` names one calendar; other priorities have a `coverage` line of their own",
        Rule::update_stmt => "an `update` has one interval; other priorities have an `update` line of their own",
        _ => "a promise has one limit; other priorities have a line of their own: `response P2 <= 30 minutes`",
    }
}

/// `extends lon, syd`, `extends Gold and Silver`
fn several_parents(place: &FailurePoint<'_>) -> Option<&'static str> {
    let FailurePoint { before, token, rule, .. } = *place;
    let extends = before.split_whitespace().rev().nth(1) == Some("extends");
    if !extends || !matches!(token, "," | "and" | "or" | "&" | "+") {
        return None;
    }
    Some(match rule {
        Rule::calendar_item => "a calendar extends one other calendar",
        Rule::tier_item => "a tier extends one other tier",
        Rule::contract_item => "a contract extends one tier or contract",
        _ => return None,
    })
}

/// Words that another word represents here.
fn words(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, rule, expected, .. } = *place;
    if let Some(help) = blanks(place) {
        return Some(help);
    }
    if matches!(rule, Rule::objective_outcome | Rule::remedy_outcome | Rule::escalation_outcome)
        && matches!(token, "due" | "elapsed" | "favoured" | "needs")
    {
        return Some(format!("put a comma before `{token}`"));
    }
    if expected == [Rule::number] || expected == [Rule::duration] {
        let mut words = std::iter::once(token).chain(after.split_whitespace());
        let unit = words.find(|w| *w != "working").filter(|w| crate::time::Unit::parse(w).is_some());
        if let Some(unit) = unit {
            let working = if token == "working" { "working " } else { "" };
            return Some(format!("say how many: `1 {working}{}`", unit.trim_end_matches('s')));
        }
    }
    let says = |word: &str| Some(format!("did you mean `{word}`?"));
    if token.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_ascii()) {
        return Some("a name has letters from a to z, digits, `_` and `-`".to_owned());
    }
    let wants = |rules: &[Rule]| rules.iter().any(|r| expected.contains(r));
    if wants(&[Rule::unit, Rule::working]) && matches!(token, "week" | "weeks" | "month" | "months" | "year" | "years")
    {
        return Some("lengths are counted in seconds, minutes, hours or days: `28 days`, `20 working days`".to_owned());
    }
    if wants(&[Rule::day, Rule::days, Rule::day_range]) {
        let lower = token.to_lowercase();
        let day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|d| lower != *d && lower.starts_with(d));
        let day = day || token.starts_with(|c: char| c.is_ascii_uppercase());
        if day || lower.starts_with("week") {
            return Some(
                "days are `mon`, `tue`, `wed`, `thu`, `fri`, `sat` and `sun`: `mon-fri`, `sat, sun`".to_owned(),
            );
        }
    }
    if wants(&[Rule::zone]) {
        let more = after.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '/' | '_'));
        let rest: String = token.trim_matches('"').chars().chain(more).collect();
        return match Zone::parse(&rest).map(Zone::name).or_else(|| near_zone(&rest)) {
            Some(near) => says(near),
            None => matches!(token, "+" | "-").then(|| zone_help(&format!("{token}{rest}"))),
        };
    }
    if matches!(rule, Rule::timezone_stmt | Rule::zone_stmt) {
        // `New York`, `GMT +1`
        let last = before.split_whitespace().next_back().unwrap_or("");
        return match near_zone(&format!("{last}_{token}")) {
            Some(near) => says(near),
            None => matches!(token, "+" | "-").then(|| zone_help(&format!("{last}{token}1"))),
        };
    }
    if rule == Rule::objective_stmt || rule == Rule::coverage_stmt || rule == Rule::update_stmt {
        if matches!(token, "and" | "or") {
            return Some(joined_by_a_word(place).to_owned());
        }
        let name = token.starts_with(|c: char| c.is_ascii_uppercase());
        if name && expected.contains(&Rule::limit) {
            return Some("put a comma between priorities, and none after the last: `P1, P2`".to_owned());
        }
    }
    if rule == Rule::objective_stmt && expected.contains(&Rule::kw_end) && token == "next" {
        return Some("say at which time of that day: `by end of next working day`".to_owned());
    }
    if rule == Rule::set_by_stmt && expected.contains(&Rule::kw_set) && !before.contains(' ') {
        return Some(
            "priorities are declared outside tiers and contracts; in a tier, say `priority set by customer`".to_owned(),
        );
    }
    if rule == Rule::provide_stmt && token == "be" {
        return Some("say `will provide` or `may provide`".to_owned());
    }
    if rule == Rule::in_force_stmt && token == "from" {
        return Some("say `in force 2026-01-01 to 2026-12-31`".to_owned());
    }
    if rule == Rule::fact
        && !token.is_empty()
        && expected.iter().any(|r| matches!(r, Rule::fact_type | Rule::enumeration))
        && synonym(token).is_none()
    {
        let single = nearest(token, FactType::type_names());
        return match single {
            Some(word) => says(word),
            None => Some("an enumeration has at least two values: `production | test`; none has the name of a type, nor `known`, `on`, `to`".to_owned()),
        };
    }
    let ours = synonym(token)?;
    let keywords = super::rule_names::keywords(expected);
    keywords.iter().any(|k| ours.starts_with(k.as_str())).then(|| says(ours)).flatten()
}
