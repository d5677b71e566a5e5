//! Why a slice of text could not be read: parsed again alone, by the rule that its first word
//! leads, so that the farthest point is a point of this statement and not of the file.

use pest::Parser as _;
use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostic::{Code, Diagnostic, list, nearest};
use crate::span::{FileId, Span};

use super::parser::{PolicyParser, Rule};
use super::words;

/// The block that a broken slice stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// What stands there, for `begins no statement of a calendar`.
    what: &'static str,
    /// The words that lead something there, and the rule of each.
    leads: &'static [(&'static str, Rule)],
    /// The rule where no word leads.
    fallback: Option<Rule>,
}

const ITEMS: &[(&str, Rule)] = &[
    ("import", Rule::import_item),
    ("policy", Rule::policy_item),
    ("calendar", Rule::calendar_item),
    ("holidays", Rule::holidays_item),
    ("facts", Rule::facts_item),
    ("priority", Rule::priority_item),
    ("base", Rule::tier_item),
    ("tier", Rule::tier_item),
    ("contract", Rule::contract_item),
    ("treat", Rule::treat),
    ("remedy", Rule::remedy),
    ("channel", Rule::channel_item),
    ("party", Rule::party_item),
    ("test", Rule::test_item),
];

const CALENDAR: &[(&str, Rule)] = &[
    ("timezone", Rule::timezone_stmt),
    ("open", Rule::open_stmt),
    ("closed", Rule::closed_stmt),
    ("on", Rule::exception_stmt),
    ("working", Rule::working_day_stmt),
    ("intake", Rule::intake_stmt),
];

const CONTRACT: &[(&str, Rule)] = &[
    ("coverage", Rule::coverage_stmt),
    ("zone", Rule::zone_stmt),
    ("response", Rule::objective_stmt),
    ("relief", Rule::objective_stmt),
    ("resolution", Rule::objective_stmt),
    ("update", Rule::update_stmt),
    ("priority", Rule::set_by_stmt),
    ("on", Rule::on_change_stmt),
    ("channels", Rule::channels_stmt),
    ("releases", Rule::releases_stmt),
    ("assistance", Rule::assistance_stmt),
    ("term", Rule::term_stmt),
    ("remedy", Rule::remedy),
    ("treat", Rule::treat),
    // What only a contract says stands last: a tier is offered the ones before.
    ("customer", Rule::customer_stmt),
    ("in", Rule::in_force_stmt),
];

const TIER_STATEMENTS: usize = 14;

const OUTCOMES: &[(&str, Rule)] = &[
    ("response", Rule::objective_outcome),
    ("relief", Rule::objective_outcome),
    ("resolution", Rule::objective_outcome),
    ("priority", Rule::priority_outcome),
    ("treated", Rule::treated_outcome),
    ("channel", Rule::channel_outcome),
    ("update", Rule::update_outcome),
    ("rejected", Rule::rejected_outcome),
    ("warns", Rule::warns_outcome),
    ("attainment", Rule::attainment_outcome),
];

impl Context {
    /// The context of a broken rule; nothing for a rule that is whole.
    pub(super) fn of(rule: Rule) -> Option<Self> {
        let new = |what, leads, fallback| Some(Self { what, leads, fallback });
        match rule {
            Rule::broken_item => new("item of a policy file", ITEMS, None),
            Rule::broken_policy_field => new(
                "field of a policy",
                &[
                    ("source", Rule::policy_field),
                    ("url", Rule::policy_field),
                    ("version", Rule::policy_field),
                    ("owner", Rule::policy_field),
                ],
                None,
            ),
            Rule::broken_calendar_stmt => new("statement of a calendar", CALENDAR, None),
            Rule::broken_holiday => {
                new("line of a holiday list", &[("complete", Rule::complete_stmt)], Some(Rule::holiday))
            }
            Rule::broken_fact => new("fact", &[], Some(Rule::fact)),
            Rule::broken_priority_stmt => new(
                "statement of a priority",
                &[("means", Rule::means_stmt), ("when", Rule::when_stmt), ("otherwise", Rule::otherwise_stmt)],
                None,
            ),
            Rule::broken_tier_stmt => new("statement of a tier", CONTRACT.get(..TIER_STATEMENTS)?, None),
            Rule::broken_contract_stmt => new("statement of a contract", CONTRACT, None),
            Rule::broken_remedy_stmt => new(
                "statement of a remedy",
                &[("will", Rule::provide_stmt), ("may", Rule::provide_stmt), ("favoured", Rule::favoured_stmt)],
                None,
            ),
            Rule::broken_test_part => new(
                "part of a test",
                &[("incident", Rule::test_incident), ("as", Rule::as_of_stmt), ("expect", Rule::expect_block)],
                None,
            ),
            Rule::broken_field => new(
                "field of an incident",
                &[
                    ("waiting", Rule::waiting_field),
                    ("update", Rule::update_field),
                    ("changed", Rule::changed_field),
                    ("excluded", Rule::excluded_field),
                ],
                Some(Rule::plain_field),
            ),
            Rule::broken_outcome => new("expectation", OUTCOMES, Some(Rule::remedy_outcome)),
            _ => None,
        }
    }
}

/// The byte at which a parse gave up.
pub(super) fn position(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

/// A block that is never closed.
pub(super) fn missing_brace(file: FileId, text: &str, block: Span) -> Diagnostic {
    let slice = text.get(block.range()).unwrap_or("");
    let head = slice.find('{').map_or(slice.len(), |i| i + 1);
    let start = block.start as usize;
    Diagnostic::error(Code::UnclosedBlock, Span::new(file, start, start + head), "this block is never closed")
        .label("opens here")
        .help("put a `}` at its end")
}

pub(super) fn explain(file: FileId, text: &str, span: Span, context: Context) -> Diagnostic {
    let slice = text.get(span.range()).unwrap_or("");
    let start = span.start as usize;
    let first = token_at(slice, 0);
    let error = |at: usize, token: &str, message: String| {
        Diagnostic::error(Code::Syntax, Span::new(file, start + at, start + at + token.len()), message)
    };
    if let Some(at) = unclosed_text(slice) {
        let line = slice.get(at..).unwrap_or("").lines().next().unwrap_or("");
        let span = Span::new(file, start + at, start + at + line.trim_end().len());
        return Diagnostic::error(Code::UnclosedText, span, "this text does not end on its line")
            .help("put a closing quotation mark; a line break within a text is written `\\n`");
    }
    if first == "}" || first == "{" {
        let message = if first == "}" { "this brace closes nothing" } else { "this brace opens no block" };
        return Diagnostic { code: Code::UnclosedBlock, ..error(0, first, message.to_owned()) };
    }
    if let Some(help) = misplaced(first, slice) {
        return error(0, first, format!("`{first}` cannot stand here")).help(help);
    }
    let lead = context.leads.iter().find(|(word, _)| *word == first).map(|(_, rule)| *rule);
    let Some(rule) = lead.or(context.fallback) else {
        let known = context.leads.iter().map(|(word, _)| *word);
        let help = match nearest(first, known.clone()) {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("one begins with {}", list(known)),
        };
        return error(0, first, format!("`{first}` begins no {}", context.what)).help(help);
    };
    let (at, expected) = match PolicyParser::parse(rule, slice) {
        Ok(pairs) => (pairs.as_str().trim_end().len(), Vec::new()),
        Err(e) => (position(&e), expected(&e)),
    };
    let at = at + blank(slice.get(at..).unwrap_or(""));
    let token = token_at(slice, at);
    if token.is_empty() {
        let end = slice.trim_end().len();
        let last = slice.get(..end).and_then(|s| s.split_whitespace().next_back()).unwrap_or("");
        let message = match words::phrases(&expected) {
            Some(phrase) => format!("`{last}` should be followed by {phrase}"),
            None => format!("something is missing after `{last}`"),
        };
        return error(end - last.len(), last, message);
    }
    let message = match words::phrases(&expected) {
        Some(phrase) => format!("expected {phrase}, found `{}`", short(token)),
        None => format!("`{}` cannot stand here", short(token)),
    };
    let near = nearest(token, words::keywords(&expected)).map(|word| format!("did you mean `{word}`?"));
    let help = meant(slice, at, token).or(near).or_else(|| words::example(rule).map(|e| format!("for example: `{e}`")));
    error(at, token, message).maybe_help(help)
}

fn expected(error: &Error<Rule>) -> Vec<Rule> {
    match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.clone(),
        ErrorVariant::CustomError { .. } => Vec::new(),
    }
}

/// How many bytes of white space and comments a text begins with.
fn blank(text: &str) -> usize {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start();
        rest = match trimmed.strip_prefix("//") {
            Some(comment) => comment.find('\n').and_then(|end| comment.get(end..)).unwrap_or(""),
            None => return text.len() - trimmed.len(),
        };
    }
}

/// The token that begins at a byte: a text, a word with what a number or a zone may hold, or a sign.
fn token_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '%');
    let end = match rest.chars().next() {
        None => 0,
        Some('"') => rest.get(1..).and_then(|r| r.find(['"', '\n'])).map_or(rest.len(), |i| i + 2),
        Some(c) if word(c) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
        Some(c) => c.len_utf8(),
    };
    rest.get(..end).unwrap_or(rest)
}

fn short(token: &str) -> String {
    if token.chars().count() <= 40 {
        return token.to_owned();
    }
    token.chars().take(37).chain("...".chars()).collect()
}

/// The place of a quotation mark that is not closed on its line.
fn unclosed_text(slice: &str) -> Option<usize> {
    let mut offset = 0;
    for line in slice.split_inclusive('\n') {
        let mut open = None;
        let mut chars = line.char_indices();
        while let Some((at, c)) = chars.next() {
            match (c, open) {
                ('"', None) => open = Some(at),
                ('"', Some(_)) => open = None,
                ('\\', Some(_)) => {
                    chars.next();
                }
                ('/', None) if line.get(at..).is_some_and(|r| r.starts_with("//")) => break,
                _ => {}
            }
        }
        if let Some(at) = open {
            return Some(offset + at);
        }
        offset += line.len();
    }
    None
}

/// What a first token means that leads nothing but is often put there.
fn misplaced(first: &str, slice: &str) -> Option<&'static str> {
    let next = token_at(slice, first.len() + blank(slice.get(first.len()..).unwrap_or("")));
    Some(match (first, next) {
        (",", "pausing") => return None,
        (",", _) => "no comma stands at the end of a list, nor between statements",
        (";", _) => "statements need no separator; take the semicolon out",
        ("pausing", _) => "put a comma before `pausing`",
        ("/", "*") => "comments begin with `//` and end with their line",
        ("#", _) => "comments begin with `//`",
        _ => return None,
    })
}

/// What was meant by a spelling that people bring from elsewhere.
fn meant(slice: &str, at: usize, token: &str) -> Option<String> {
    let after = slice.get(at + token.len()..).unwrap_or("").trim_start();
    let before = slice.get(..at).unwrap_or("").trim_end();
    let digits = token.find(|c: char| !c.is_ascii_digit() && c != '.');
    if let Some((number, rest)) = digits.filter(|i| *i > 0).and_then(|i| token.split_at_checked(i)) {
        if rest == "x" {
            return Some(format!("put a space between: `{number} x response`"));
        }
        if rest.chars().all(|c| c.is_ascii_alphabetic()) {
            return Some(format!("put a space between: `{number} {rest}`"));
        }
        if let Some(minutes) = token.strip_prefix(number).filter(|m| m.starts_with(':') && number.len() == 1) {
            return Some(format!("times have two digits: `0{number}{minutes}`"));
        }
    }
    if token.bytes().all(|b| b.is_ascii_digit() || b == b'.') && after.starts_with('%') {
        return Some(format!("a share is written without a space: `{token}%`"));
    }
    if token == "%" {
        let number = before.split_whitespace().next_back().unwrap_or("90");
        return Some(format!("a share is written without a space: `{number}%`"));
    }
    if matches!(
        token,
        "week" | "weeks" | "month" | "months" | "business" | "bh" | "bd" | "h" | "hrs" | "hr" | "min" | "mins"
    ) {
        return Some(
            "lengths are counted in seconds, minutes, hours, days, or working ones: `4 working hours`".to_owned(),
        );
    }
    if token == "," {
        return Some("no comma stands at the end of a list".to_owned());
    }
    if matches!(token, "==" | "=") {
        return Some("say `is`".to_owned());
    }
    if matches!(token, "&" | "|") {
        return Some("say `and` or `or`".to_owned());
    }
    None
}
