//! The words of the language that may follow what is written, as the grammar says.

use super::super::manual;
use super::super::symbol::Scope;
use super::list::{CompletionKind, List};
use super::place::Code;

/// The words that are never names.
const RESERVED: &str = "and at between false in is known not on or to true";

/// Signs that are worth offering.
const SIGNS: &[&str] = &["<", "<=", ">", ">="];

pub(super) fn add(scope: &Scope, code: &Code, list: &mut List) {
    let before = code.before.trim_end();
    let number = before.split_whitespace().rev().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let last = before.split_whitespace().next_back().unwrap_or("");
    let in_condition = code.before.contains(" when ") || code.before.contains(" while ") || before.starts_with("when");
    // What follows on the next line is less likely than a new statement.
    let rank = if code.fresh { 60 } else { 20 };
    let mut words = code.block.may_follow(&code.before);
    if words.iter().any(|word| word == "true") {
        values(scope, before, &mut words);
    }
    let reserved: Vec<&str> = RESERVED.split(' ').collect();
    if reserved.iter().all(|word| words.iter().any(|found| found == word)) {
        // A name may follow, and these are what it may not be.
        words.retain(|word| !reserved.contains(&word.as_str()));
    }
    for word in words {
        let is_word = word.len() > 1 && word.starts_with(|c: char| c.is_ascii_alphabetic());
        if !is_word && !SIGNS.contains(&word.as_str()) {
            continue;
        }
        if let Some(singular) = unit(&word) {
            // `each started hour`: no number is before it.
            let one = matches!(last, "full" | "started") || number.is_none_or(|number| number == "1");
            if singular == one {
                let documentation = manual::word_summary(&word).unwrap_or_default();
                list.add(rank, CompletionKind::Unit, &word, "unit", documentation);
            }
            continue;
        }
        let heading = manual::word_heading(&word, in_condition);
        let documentation = heading.and_then(manual::summary).unwrap_or_default();
        list.add(rank, CompletionKind::Keyword, &word, "", documentation);
    }
    let timed =
        ["response ", "relief ", "resolution ", "objective "].iter().any(|word| before_starts(&code.before, word));
    if timed && code.block.is_package() && code.block.may_follow(&code.before).iter().any(|word| word == "within") {
        let documentation = manual::section("relief").unwrap_or_default();
        let detail = "in a share of the incidents";
        list.snippet(rank, CompletionKind::Keyword, "90% within", detail, documentation, "90% within $0".to_owned());
    }
    if let Some(tail) = pausing(code) {
        let documentation = manual::section("pausing").unwrap_or_default();
        list.snippet(rank + 5, CompletionKind::Keyword, ", pausing while waiting on", "", documentation, tail);
    }
}

/// Whether a statement begins with a word, and no share is written yet.
fn before_starts(before: &str, word: &str) -> bool {
    before.trim_start().starts_with(word) && !before.contains('%')
}

/// Whether a unit is that of one; `None` of a word that is no unit.
fn unit(word: &str) -> Option<bool> {
    match word {
        "second" | "minute" | "hour" | "day" => Some(true),
        "seconds" | "minutes" | "hours" | "days" => Some(false),
        _ => None,
    }
}

/// Leaves out `true` and `false` where the fact is not one of them.
fn values(scope: &Scope, before: &str, words: &mut Vec<String>) {
    let before = before.rsplit_once('[').map_or(before, |(before, _)| before);
    let mut back = before.split_whitespace().rev().filter(|word| !matches!(*word, "is" | "not" | "in"));
    let fact = back.next().unwrap_or("");
    if scope.fact_type(fact).is_some_and(|kind| kind != "bool") || super::super::words::field_meaning(fact).is_some() {
        words.retain(|word| word != "true" && word != "false");
    }
}

/// The clause about pauses, if the statement may have it behind what is written.
fn pausing(code: &Code) -> Option<String> {
    let before = code.before.as_str();
    let first = before.split_whitespace().next()?;
    if !code.block.is_package() || before.contains("pausing") || code.fresh || matches!(first, "channels" | "releases")
    {
        return None;
    }
    let clause = ", pausing while waiting on customer";
    code.block.statement(&format!("{}{clause}", before.trim_end()))?;
    Some(", pausing while waiting on ${1:customer}".to_owned())
}
