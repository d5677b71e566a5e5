//! Credits, measures and quotas as contracts in prose have them: penalties, uptime, amounts with a sign, tickets.

use super::super::grammar::Rule;
use super::failure_point::FailurePoint;

/// How a credit is written.
const CREDIT: &str = "a credit says for what it is: `credit for response P1 { below 95% credit 5% }`, or \
     `credit each breach of response P1 5%`";

/// What a word means that begins no statement of a tier or contract, but is often put there. `slice` begins with it.
pub(in crate::syntax) fn of_lead(first: &str, slice: &str) -> Option<String> {
    let line = slice.lines().next().unwrap_or("").to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
    let first = first.to_ascii_lowercase();
    Some(match first.as_str() {
        "service" | "sla" | "rebate" | "rebates" | "refund" | "refunds" | "compensation" => CREDIT.to_owned(),
        "penalty" | "penalties" | "liquidated" | "damages" => {
            "a penalty is a credit: `credit each breach of relief P1 250.00 GBP`, or \
             `credit each started hour late of relief P1 5%`"
                .to_owned()
        }
        "uptime" | "downtime" => "say `availability 99.9%, down while priority is P1`".to_owned(),
        "tickets" | "incidents" | "cases" | "included" | "allowance" => "say `quota 20 incidents per year`".to_owned(),
        "charge" | "charges" | "price" => "say `fee 12000.00 GBP per month`".to_owned(),
        "notify" | "call" | "escalation" | "alert" | "inform" | "page" | "contact" => {
            "say `escalate P1 to duty_manager at 50% of response`".to_owned()
        }
        "cap" | "caps" | "capped" | "max" | "maximum" | "limit" if has(&["credit", "cap", "%"]) => {
            "say `credits at most 20%`".to_owned()
        }
        "monthly" | "quarterly" | "yearly" | "annual" if has(&["cap", "max", "limit", "at most"]) => {
            let per_year = if first.starts_with('y') || first.starts_with('a') { " per year" } else { "" };
            format!("say `credits at most 20%{per_year}`: without `per year`, it is for each period that is measured")
        }
        "monthly" | "quarterly" | "yearly" => format!("say `measured {first} by opened`"),
        "if" | "when" | "where" if has(&["availability", "uptime"]) => {
            "say `credit for availability { below 99.9% credit 10% }`".to_owned()
        }
        "if" | "when" | "where" if has(&["credit", "below", "<"]) => CREDIT.to_owned(),
        "claim" | "claims" | "claimed" => "say `credits claimed within 30 days`".to_owned(),
        "terminate" | "termination" => {
            "say `right terminate when availability below 98.5% in 2 of 3 periods`".to_owned()
        }
        "gbp" | "eur" | "usd" | "chf" | "£" | "€" | "$" => format!("money has no line of its own; {CREDIT}"),
        number if number.starts_with(|c: char| c.is_ascii_digit()) => {
            let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
            let per = if has(&["month"]) {
                "month"
            } else if has(&["quarter"]) {
                "quarter"
            } else {
                "year"
            };
            match has(&["ticket", "incident", "case", "request", "call", "issue"]) {
                true => format!("say `quota {digits} incidents per {per}`"),
                false if has(&["credit", "breach"]) => CREDIT.to_owned(),
                false => return None,
            }
        }
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
        .or_else(|| priority_first(place))
        .or_else(|| clause(place).map(str::to_owned))
        .or_else(|| amount(place))
        .or_else(|| count(place))
        .or_else(|| period(place))
}

/// `to duty manager at`
fn recipient(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, expected, .. } = *place;
    let word = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
    // What begins the next part, or is put there for it.
    let part = |text: &str| matches!(text, "at" | "after" | "when" | "if" | "once" | "on" | "before" | "by" | "within");
    let named = expected.contains(&Rule::escalation_point) && word(token) && !part(token);
    let mut words = before.split_whitespace().rev();
    let (name, to) = (words.next().filter(|name| word(name))?, words.next()?);
    if !named || to != "to" {
        return None;
    }
    let rest = after.split_whitespace().take_while(|next| word(next) && !part(next));
    let all: Vec<&str> = [name, token].into_iter().chain(rest).collect();
    Some(format!(
        "a name has no blanks: `{}`; a text in quotation marks may have some: `\"{}\"`",
        all.join("_"),
        all.join(" ")
    ))
}

/// `of P1 response`, `for P1 response`, `of response P1` at the end of an escalation.
fn priority_first(place: &FailurePoint<'_>) -> Option<String> {
    let FailurePoint { before, token, after, rule, .. } = *place;
    let objective = |word: &str| matches!(word, "response" | "relief" | "resolution");
    let last = before.split_whitespace().next_back().unwrap_or("");
    let name = |word: &str| word.starts_with(|c: char| c.is_ascii_alphabetic()) && !objective(word);
    let next = if token.is_empty() { after.split([' ', '{', '}']).next().unwrap_or("") } else { token };
    let behind = objective(next) && name(last);
    match rule {
        Rule::escalate_stmt if behind => Some(format!(
            "name the priority at the beginning, and here only the limit: `escalate {last} to duty_manager at 50% of \
             {next}`"
        )),
        Rule::escalate_stmt if objective(last) && token.starts_with(|c: char| c.is_ascii_uppercase()) => {
            Some(format!("name the priority at the beginning: `escalate {token} to duty_manager at 50% of {last}`"))
        }
        Rule::credit_stmt | Rule::right_stmt if behind => {
            Some(format!("the priority is behind the objective: `{next} {last}`"))
        }
        _ => None,
    }
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
    let last = before.split_whitespace().next_back().unwrap_or("");
    let digits = token.starts_with(|c: char| c.is_ascii_digit());
    Some(match (rule, token) {
        (Rule::escalate_stmt, "at" | "after" | "when") if !before.contains(" to ") => {
            "say first who is called: `escalate P1 to duty_manager at 50% of response`"
        }
        (Rule::escalate_stmt, "when" | "if" | "on" | "once" | "by" | "within") => {
            "say how much of the limit is used: `at 50% of response`, `after 2 hours of response` or \
             `30 minutes before response is due`"
        }
        (Rule::escalate_stmt, "due") => "say `is due`: `30 minutes before response is due`",
        (Rule::escalate_stmt, "") if before.contains(" before ") && last != "is" => {
            "say `is due`: `30 minutes before response is due`"
        }
        (Rule::escalate_stmt, "missed" | "breached" | "late" | "over") if last == "is" => "say `is due`",
        (Rule::escalate_stmt, share) if last == "after" && share.ends_with('%') => {
            "a share comes behind `at`: `at 75% of response`"
        }
        (Rule::escalate_stmt, "after") => "put `after` first: `after 2 hours of response`",
        (Rule::escalate_stmt, "time" | "limit" | "target") => "remove this word",
        (Rule::credits_stmt, "cap" | "capped" | "limited" | "limit" | "up" | "max" | "maximum") => {
            "say `credits at most 20%`"
        }
        (Rule::credit_stmt, "cap" | "limit" | "max" | "maximum") if before == "credit" => "say `credits at most 20%`",
        (Rule::credits_stmt, "of" | "for") if before == "credits" => CREDIT,
        (Rule::credits_stmt, "of") => "a percentage is one of the fee without a word: `credits at most 20%`",
        (
            Rule::credits_stmt,
            "a" | "each" | "every" | "per" | "month" | "quarter" | "period" | "monthly" | "quarterly",
        ) if before.contains(" most ") => {
            "remove it: a cap is for each period that is measured, if it does not say `per year`"
        }
        (Rule::credits_stmt, "less" | "under" | "below" | "minimum") => "say `credits ignore fewer than 5 incidents`",
        (Rule::credits_stmt, "in" | "by" | "after" | "month" | "months" | "weeks" | "week")
            if before.contains("claimed") =>
        {
            "say in how many days: `credits claimed within 30 days`"
        }
        (Rule::credit_stmt, "of" | "if" | "when" | "at" | "below") if before == "credit" => CREDIT,
        (Rule::credit_stmt, _) if before == "credit" && (digits || token.len() == 1) => CREDIT,
        (Rule::credit_stmt, "per" | "every" | "for" | "a") if before == "credit" => {
            "say `each`: `credit each breach of \
             response P1 5%`"
        }
        (Rule::credit_stmt, "of") if before.contains(" started ") || before.contains(" full ") => {
            "say `late of` and what is late, or `down`: `credit each started hour late of relief P1 5%`, \
             `credit each started hour down 1%`"
        }
        (Rule::credit_stmt, "") if last.bytes().all(|b| b.is_ascii_digit() || b == b'.') => {
            "say of what: `5%`, or `250.00 GBP`"
        }
        (Rule::credit_stmt, _) if before == "credit each" && digits => {
            "say what becomes of a part of one: `each started 30 minutes` or `each full 30 minutes`"
        }
        (Rule::credit_stmt, "hour" | "hours" | "minute" | "minutes" | "day" | "days") if before == "credit each" => {
            "say what becomes of a part of one: `each started hour` or `each full hour`"
        }
        (Rule::credit_stmt | Rule::band, "<" | "under" | "less") => "say `below`: `below 95% credit 5%`",
        (Rule::availability_stmt, "down" | "ignoring" | "counted") => "put a comma before this word",
        (Rule::availability_stmt, "when" | "if") => "say `down while`",
        (Rule::band, "percent" | "per" | "pct") => "a share is written `5%`",
        (Rule::measured_stmt, "weekly" | "daily" | "week" | "day") => {
            "a period is a month, a quarter or a year: `measured monthly by opened`"
        }
        (Rule::right_stmt, "to") => {
            "a right has a name: `right terminate when availability below 98.5% in 2 of 3 periods`"
        }
        (Rule::right_stmt, "month" | "months" | "quarter" | "quarters" | "year" | "years" | "times") => {
            "say `periods`: how long one is, `measured` says"
        }
        (Rule::availability_stmt, "uptime" | "of") => "say `availability 99.9%, down while priority is P1`",
        (Rule::measured_stmt, "except") => "put a comma before `except`",
        _ => return None,
    })
}
