//! The tests of the standard packages, tested: every limit, comparison, condition, channel, pause, window and name
//! of `policies/isode/isode.sla` is changed, one at a time, and each time some test has to notice.
//! The snapshot counts the changes. `RELIEF_CHANGES=show cargo test --test it changes -- --nocapture` lists them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use relief::Policy;
use relief::internals::policy::{Disk, Workspace, discover};
use relief::internals::testing::{Suite, Trial};

/// Changes that no decision can tell: Gold replaces or repeats all that it has of Silver but words that are shown,
/// and nothing is promised of the resolution.
const UNTOLD: [&str; 2] = ["`Silver` as `Standard`, package", "`remedies` as `remedies, resolution`, treatment"];

/// A change: what it is of, where, and what stands there instead.
struct Change {
    of: &'static str,
    at: Range<usize>,
    instead: String,
}

/// The words and signs of a policy file, without comments and texts.
fn tokens(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let word = |b: u8| b.is_ascii_alphanumeric() || b"_-:.%/".contains(&b);
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'/' if text[at..].starts_with("//") => at += text[at..].find('\n').unwrap_or(text.len() - at),
            b'"' => at += 2 + text[at + 1..].find('"').unwrap(),
            b if b.is_ascii_whitespace() => at += 1,
            b'<' if text[at..].starts_with("<=") => {
                at += 2;
                out.push((start..at, &text[start..at]));
            }
            b if word(b) => {
                while at < bytes.len() && word(bytes[at]) {
                    at += 1;
                }
                out.push((start..at, &text[start..at]));
            }
            _ => {
                at += text[at..].chars().next().unwrap().len_utf8();
                out.push((start..at, &text[start..at]));
            }
        }
    }
    out
}

const PRIORITIES: [&str; 4] = ["P1", "P2", "P3", "P4"];
const CHANNELS: [&str; 5] = ["portal", "mobile_app", "email", "telephone", "chat"];
const ENVIRONMENTS: [&str; 3] = ["production", "development", "test"];
const PARTIES: [&str; 3] = ["customer", "vendor", "third_party"];
const TIERS: [&str; 4] = ["Standard", "Bronze", "Silver", "Gold"];
const LISTS: [&str; 3] = ["england_and_wales", "scotland", "northern_ireland"];
const ZONES: [&str; 4] = ["Europe/London", "Europe/Paris", "UTC", "America/New_York"];
const PURPOSES: [&str; 4] = ["remedies", "response", "relief", "resolution"];
const STATEMENTS: [&str; 3] = ["coverage", "response", "relief"];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const FACTS: [&str; 10] = [
    "total_outage",
    "majority_blocked",
    "frequent_failures",
    "service_impact",
    "business_impact",
    "effective_relief",
    "product_change_needed",
    "quicker_than_update",
    "reasonable_effort",
    "instability_risk",
];

/// What else a word could be, and what it is.
fn others(word: &str, before: &str) -> (&'static str, Vec<String>) {
    let rest = |all: &[&str]| all.iter().filter(|o| **o != word).map(|o| (*o).to_owned()).collect();
    if let Some((hour, minute)) = word.split_once(':').and_then(|(h, m)| Some((h.parse::<u32>().ok()?, m)))
        && let Some((close, tail)) = minute.split_once('-').map_or(Some((minute, "")), Some)
        && let Ok(minute) = close.parse::<u32>()
    {
        let at = hour * 60 + minute;
        let time = |at: u32| format!("{:02}:{:02}", at / 60, at % 60);
        let Some((h, m)) = tail.split_once(':') else {
            return ("window", [at - 1, at + 1].map(time).to_vec());
        };
        let end = h.parse::<u32>().unwrap() * 60 + m.parse::<u32>().unwrap();
        let pairs = [(at - 1, end), (at + 1, end), (at, end - 1), (at, end + 1), (at, end - 60)];
        return ("window", pairs.map(|(a, b)| format!("{}-{}", time(a), time(b))).to_vec());
    }
    if let Some(share) = word.strip_suffix('%').and_then(|s| s.parse::<u32>().ok()) {
        return ("share", [share - 1, share + 1].map(|s| format!("{s}%")).to_vec());
    }
    if let Ok(number) = word.parse::<u32>() {
        let near = [number.wrapping_sub(1), number + 1, number * 2];
        return ("limit", near.iter().filter(|n| **n > 0 && **n < 1000).map(u32::to_string).collect());
    }
    if let Some((from, to)) = word.split_once('-')
        && DAYS.contains(&from)
        && DAYS.contains(&to)
    {
        let from = DAYS.iter().position(|d| *d == from).unwrap();
        let to = DAYS.iter().position(|d| *d == to).unwrap();
        let less =
            (from..=to).map(|gone| (from..=to).filter(|d| *d != gone).map(|d| DAYS[d]).collect::<Vec<_>>().join(", "));
        let more = (to + 1..7).map(|day| format!("{word}, {}", DAYS[day]));
        return ("window", less.chain(more).collect());
    }
    match word {
        "<" => ("comparison", vec!["<=".to_owned()]),
        "<=" => ("comparison", vec!["<".to_owned()]),
        "working" => ("limit", vec![String::new()]),
        "day" | "days" | "hours" => ("limit", rest(&["minutes", "hours", "days"])),
        "and" => ("condition", vec!["or".to_owned()]),
        "or" => ("condition", vec!["and".to_owned()]),
        "not" => ("condition", vec![String::new()]),
        "is" => ("condition", vec!["is not".to_owned()]),
        "when" => ("condition", vec!["when not".to_owned()]),
        "unless" => ("condition", vec!["unless not".to_owned()]),
        "in" => ("condition", vec!["not in".to_owned()]),
        "will" => ("modality", vec!["may".to_owned()]),
        "may" => ("modality", vec!["will".to_owned()]),
        "pausing" => ("pause", vec![]),
        "customer" | "vendor" if before == "on" => {
            let more = PARTIES.iter().filter(|p| **p != word).map(|p| format!("{word}, {p}"));
            let other: Vec<String> = rest(&PARTIES);
            ("pause", other.into_iter().chain(more).collect())
        }
        "customer" | "vendor" => ("setter", rest(&["customer", "vendor"])),
        "expected_priority" => ("treatment", rest(&PRIORITIES)),
        "remedies" => {
            let other: Vec<String> = rest(&PURPOSES);
            let more = PURPOSES.iter().filter(|p| **p != word).map(|p| format!("{word}, {p}"));
            ("treatment", other.into_iter().chain(more).collect())
        }
        "base" => ("package", vec![String::new()]),
        "customisable" => ("package", vec![String::new()]),
        _ if PRIORITIES.contains(&word) => ("priority", rest(&PRIORITIES)),
        _ if CHANNELS.contains(&word) => ("channel", rest(&CHANNELS)),
        _ if ENVIRONMENTS.contains(&word) => ("condition", rest(&ENVIRONMENTS)),
        _ if TIERS.contains(&word) => ("package", rest(&TIERS)),
        _ if LISTS.contains(&word) => ("calendar", rest(&LISTS)),
        _ if ZONES.contains(&word) => ("calendar", rest(&ZONES)),
        _ if FACTS.contains(&word) => ("condition", rest(&FACTS)),
        _ => ("", Vec::new()),
    }
}

/// What stands in lists, and the comma between.
fn listable(word: &str) -> bool {
    word == "," || PRIORITIES.contains(&word) || CHANNELS.contains(&word) || ENVIRONMENTS.contains(&word)
}

/// Every change of a text.
fn changes(text: &str) -> Vec<Change> {
    let tokens = tokens(text);
    let mut out = Vec::new();
    let mut declaring = false;
    for (i, (at, word)) in tokens.iter().enumerate() {
        let before = i.checked_sub(1).map_or("", |i| tokens[i].1);
        let after = |n: usize| tokens.get(i + n).map_or("", |t| t.1);
        // Declarations of facts are changed by taking them out, which is `relief test --coverage`.
        match *word {
            "facts" => declaring = true,
            "}" => declaring = false,
            _ => {}
        }
        if declaring {
            continue;
        }
        let mut push = |of, at: Range<usize>, instead: String| out.push(Change { of, at, instead });
        let (of, instead) = others(word, before);
        for instead in instead {
            push(of, at.clone(), instead);
        }
        // A value gone from a list, one more in it, a part gone from a condition, a clause gone.
        let listed = *word != "," && listable(word);
        if listed && after(1) == "," {
            push("list", at.start..tokens[i + 2].0.start, String::new());
        }
        if listed && before == "," {
            push("list", tokens[i - 1].0.start..at.end, String::new());
        }
        if listed && before != "," && (after(1) == "," || before == "[") {
            let rest = tokens[i..].iter().map(|t| t.1);
            let there: Vec<&str> = rest.take_while(|t| listable(t)).filter(|t| *t != ",").collect();
            for all in [&PRIORITIES[..], &CHANNELS, &ENVIRONMENTS].into_iter().filter(|all| all.contains(word)) {
                for more in all.iter().filter(|more| !there.contains(more)) {
                    push("list", at.start..at.start, format!("{more}, "));
                }
            }
        }
        if ["and", "or"].contains(word) {
            let operand = |from: usize| operand(&tokens, from);
            let end = operand(i + 1);
            push("condition", at.start..tokens[end].0.end, String::new());
            if let Some(start) = operand_before(&tokens, i) {
                push("condition", tokens[start].0.start..tokens[i + 1].0.start, String::new());
            }
        }
        if *word == "pausing" {
            push("pause", tokens[i - 1].0.start..tokens[i + 4].0.end, String::new());
        }
        if *word == "except" {
            push("package", at.start..tokens[i + 1].0.end, String::new());
            for statement in STATEMENTS {
                push("package", tokens[i + 1].0.clone(), statement.to_owned());
            }
        }
        if *word == "90%" {
            push("share", at.clone(), String::new());
        }
        if *word == "unless" {
            let end = (i + 1..).find(|n| tokens[*n].1 == "}").unwrap();
            push("condition", at.start..tokens[end - 1].0.end, String::new());
        }
    }
    out.retain(|c| text[c.at.clone()] != c.instead);
    out
}

/// The last token of the operand that begins at `from`.
fn operand(tokens: &[(Range<usize>, &str)], from: usize) -> usize {
    match tokens[from].1 {
        "not" => operand(tokens, from + 1),
        "(" => closing(tokens, from, "(", ")"),
        _ => match tokens.get(from + 1).map_or("", |t| t.1) {
            "is" => from + 2,
            "in" => closing(tokens, from + 2, "[", "]"),
            _ => from,
        },
    }
}

/// The first token of the operand that ends before the word at `at`, where it is plain to see.
fn operand_before(tokens: &[(Range<usize>, &str)], at: usize) -> Option<usize> {
    let starts = |n: &usize| ["when", "unless", "(", "and", "or"].contains(&tokens[*n].1);
    let end = at.checked_sub(1)?;
    if tokens[end].1 == ")" {
        return (0..end).rev().find(|n| tokens[*n].1 == "(");
    }
    (0..at).rev().find(starts).map(|n| n + 1)
}

fn closing(tokens: &[(Range<usize>, &str)], from: usize, open: &str, close: &str) -> usize {
    let mut depth = 0;
    for (n, (_, word)) in tokens.iter().enumerate().skip(from) {
        if *word == open {
            depth += 1;
        }
        if *word == close {
            depth -= 1;
            if depth == 0 {
                return n;
            }
        }
    }
    panic!("`{open}` is not closed")
}

#[test]
fn no_change_of_the_standard_packages_goes_unnoticed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder: Vec<PathBuf> = vec![root.join("policies/isode")];
    let files = discover(&folder).unwrap();
    let workspace = Workspace::load(&Disk, &files, &folder, Some(root), None);
    let suite = Suite::load(&workspace, None);
    assert_eq!((suite.errors.len(), suite.roots.len()), (0, 1));
    let trial = Trial::new(&suite, &suite.roots[0]);
    let text = std::fs::read_to_string(folder[0].join("isode.sla")).unwrap();
    let same = Policy::from_text("isode.sla", &text).unwrap();
    assert!(!trial.notices(&same), "the policy as it is");

    // Of each kind of change: noticed by a test, no policy any more, the same to every decision.
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut unnoticed = Vec::new();
    for Change { of, at, instead } in changes(&text) {
        let changed = format!("{}{instead}{}", &text[..at.start], &text[at.end..]);
        let line = text[..at.start].lines().count();
        let outcome = match Policy::from_text("isode.sla", &changed) {
            Err(_) => 1,
            Ok(policy) if policy.fingerprint() == same.fingerprint() => 2,
            Ok(policy) => {
                let shown = format!("`{}` as `{instead}`, {of}", &text[at.clone()]);
                match trial.notices(&policy) {
                    true => 0,
                    false if UNTOLD.contains(&shown.as_str()) => 2,
                    false => {
                        unnoticed.push(format!("line {line}: {shown}"));
                        0
                    }
                }
            }
        };
        if std::env::var_os("RELIEF_CHANGES").is_some() {
            let word = ["noticed", "no policy", "the same"][outcome];
            println!("{word}: {of}, line {line}: `{}` as `{instead}`", &text[at.clone()]);
        }
        counts.entry(of).or_default()[outcome] += 1;
    }
    assert!(unnoticed.is_empty(), "no test notices:\n{}", unnoticed.join("\n"));
    let mut shown = format!("{:<12}{:>8}{:>11}{:>10}\n", "", "noticed", "no policy", "the same");
    let mut total = [0; 3];
    for (of, n) in &counts {
        shown += &format!("{of:<12}{:>8}{:>11}{:>10}\n", n[0], n[1], n[2]);
        total = [0, 1, 2].map(|i| total[i] + n[i]);
    }
    shown += &format!("{:<12}{:>8}{:>11}{:>10}\n", "all", total[0], total[1], total[2]);
    insta::assert_snapshot!(shown);
}
