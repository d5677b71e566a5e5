//! Credits, measures and quotas as contracts in prose have them: penalties, uptime, amounts with a sign, tickets.

use super::super::grammar::Rule;
use super::failure_point::FailurePoint;

/// What a word means that begins no statement of a tier or contract, but is often put there.
pub(in crate::syntax) fn of_lead(first: &str) -> Option<&'static str> {
    Some(match first.to_ascii_lowercase().as_str() {
        "service" | "sla" | "rebate" | "rebates" | "refund" | "refunds" => {
            "a credit says for what it is: `credit for response P1 { below 95% credit 5% }`, or \
             `credit each breach of response P1 5%`"
        }
        "penalty" | "penalties" | "liquidated" | "damages" => {
            "a penalty is a credit: `credit each breach of relief P1 250.00 GBP`, or \
             `credit each started hour late of relief P1 5%`"
        }
        "uptime" | "downtime" => "say `availability 99.9%, down while priority is P1`",
        "tickets" | "incidents" | "cases" | "included" | "allowance" => "say `quota 20 incidents per year`",
        "charge" | "charges" | "price" => "say `fee 12000.00 GBP per month`",
        "notify" | "call" | "escalation" | "alert" => "say `escalate P1 to duty_manager at 50% of response`",
        _ => return None,
    })
}

/// What was meant, if that can be found out.
pub(super) fn hint(place: &FailurePoint<'_>) -> Option<String> {
    let statement = matches!(
        place.rule,
        Rule::escalate_stmt
            | Rule::measured_stmt
            | Rule::fee_stmt
            | Rule::availability_stmt
            | Rule::credit_stmt
            | Rule::credits_stmt
            | Rule::band
            | Rule::right_stmt
            | Rule::quota_stmt
            | Rule::whole_contract_stmt
    );
    if !statement {
        return None;
    }
    recipient(place)
        .or_else(|| amount(place))
        .or_else(|| count(place))
        .or_else(|| period(place))
        .or_else(|| clause(place).map(str::to_owned))
}

/// `to duty manager at`
fn recipient(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, expected, .. } = *place;
    let word = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
    let named = expected.contains(&Rule::escalation_point) && word(token);
    let mut words = before.split_whitespace().rev();
    let (name, to) = (words.next().filter(|name| word(name))?, words.next()?);
    (named && to == "to").then(|| {
        format!("a name has no blanks: `{name}_{token}`; a text in quotation marks may have some: `\"{name} {token}\"`")
    })
}

/// `GBP 250`, `£250`, `1,000.00 GBP`, `250.00 pounds`
fn amount(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, expected, .. } = *place;
    let wants = |rules: &[Rule]| rules.iter().any(|rule| expected.contains(rule));
    let number = |text: &str| {
        let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.' || *c == ',').collect();
        digits.trim_end_matches(['.', ',']).replace(',', "")
    };
    if wants(&[Rule::currency]) {
        let last = before.split_whitespace().next_back().unwrap_or("");
        if token == "," && after.starts_with(|c: char| c.is_ascii_digit()) {
            let whole = format!("{last}{}", number(after));
            return Some(format!("an amount has no signs between its digits: `{whole} GBP`"));
        }
        let currency = match token.to_lowercase().as_str() {
            "pounds" | "pound" | "£" | "gbp" | "sterling" => "GBP",
            "euros" | "euro" | "€" | "eur" => "EUR",
            "dollars" | "dollar" | "$" | "usd" => "USD",
            _ => return None,
        };
        return Some(format!("a currency is a code of three capital letters: `{last} {currency}`"));
    }
    if !wants(&[Rule::number, Rule::amount, Rule::credit_value]) {
        return None;
    }
    let code = match token.chars().next()? {
        '£' => Some("GBP"),
        '€' => Some("EUR"),
        '$' => Some("USD"),
        '¥' => Some("JPY"),
        _ => None,
    };
    if let Some(code) = code {
        let digits = Some(number(after)).filter(|digits| !digits.is_empty());
        let digits = digits.unwrap_or_else(|| number(token.trim_start_matches(['£', '€', '$', '¥'])));
        let digits = if digits.is_empty() { "250.00".to_owned() } else { digits };
        return Some(format!("write the code of the currency, behind the number: `{digits} {code}`"));
    }
    let is_code = token.len() == 3 && token.bytes().all(|b| b.is_ascii_uppercase());
    let digits = number(after);
    (is_code && !digits.is_empty()).then(|| format!("write the number first: `{digits} {token}`"))
}

/// `quota 10 tickets a year`
fn count(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, expected, .. } = *place;
    let wants_incidents = expected.iter().any(|rule| matches!(rule, Rule::incidents | Rule::kw_incidents));
    let things = ["ticket", "case", "request", "call", "issue", "problem", "event"];
    let word = token.to_ascii_lowercase();
    let number = before.split_whitespace().next_back().unwrap_or("10");
    (wants_incidents && things.contains(&word.trim_end_matches('s')))
        .then(|| format!("what is counted are incidents: `{number} incidents`"))
}

/// `a year`, `monthly`, `/month` for `per month`; `per month` for `monthly`
fn period(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { token, after, expected, .. } = *place;
    let next = after.split_whitespace().next().unwrap_or("");
    let noun = |word: &str| {
        Some(match word.to_ascii_lowercase().trim_end_matches(['s', ',']) {
            "month" | "monthly" | "mo" => "month",
            "quarter" | "quarterly" => "quarter",
            "year" | "yearly" | "annually" | "annum" | "annual" => "year",
            _ => return None,
        })
    };
    if expected.contains(&Rule::kw_per) {
        let word = if matches!(token, "a" | "an" | "each" | "every" | "in" | "/") { next } else { token };
        return noun(word).map(|noun| format!("say `per {noun}`"));
    }
    if expected.iter().any(|rule| matches!(rule, Rule::period | Rule::quota_period)) {
        return noun(token).map(|noun| format!("say `per {noun}`"));
    }
    if expected.contains(&Rule::frequency) {
        let word = if matches!(token, "per" | "a" | "each" | "every" | "by") { next } else { token };
        let adverb = match noun(word)? {
            "month" => "monthly",
            "quarter" => "quarterly",
            _ => "yearly",
        };
        return Some(format!("say `{adverb}`"));
    }
    None
}

/// Words in another order, or for others.
fn clause(place: &FailurePoint<'_>) -> Option<&'static str> {
    let FailurePoint { before, token, rule, .. } = *place;
    Some(match (rule, token) {
        (Rule::escalate_stmt, "at" | "after" | "when") if !before.contains(" to ") => {
            "say first who is called: `escalate P1 to duty_manager at 50% of response`"
        }
        (Rule::escalate_stmt, "when" | "if" | "on") => {
            "say how much of the limit is used: `at 50% of response`, `after 2 hours of response` or \
             `30 minutes before response is due`"
        }
        (Rule::escalate_stmt, "due") => "say `is due`: `30 minutes before response is due`",
        (Rule::credits_stmt, "capped" | "limited" | "up" | "max" | "maximum") => "say `credits at most 20%`",
        (Rule::credits_stmt, "of" | "for") => {
            "a credit says for what it is: `credit for response P1 { below 95% credit 5% }`, or \
             `credit each breach of response P1 5%`"
        }
        (Rule::credit_stmt, "of") if before == "credit" => {
            "a credit says for what it is: `credit for response P1 { below 95% credit 5% }`, or \
             `credit each breach of response P1 5%`"
        }
        (Rule::credit_stmt, "hour" | "hours" | "minute" | "minutes" | "day" | "days") if before == "credit each" => {
            "say what becomes of a part of one: `each started hour` or `each full hour`"
        }
        (Rule::credit_stmt | Rule::band, "<" | "under" | "less") => "say `below`: `below 95% credit 5%`",
        (Rule::availability_stmt, "down" | "ignoring" | "counted") => "put a comma before this word",
        (Rule::availability_stmt, "uptime" | "of") => "say `availability 99.9%, down while priority is P1`",
        (Rule::measured_stmt, "except") => "put a comma before `except`",
        _ => return None,
    })
}
