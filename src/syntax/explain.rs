//! Why a slice of text could not be read: parsed again alone, by the rule that its first word
//! leads, so that the farthest point is a point of this statement and not of the file.

use pest::Parser as _;
use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::span::{FileId, Span};

use super::meant::{self, Place};
use super::outcomes;
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
    /// The rule of one such thing and nothing behind it.
    whole: Rule,
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
    ("joins", Rule::joins_stmt),
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

const POLICY: &[(&str, Rule)] = &[
    ("source", Rule::policy_field),
    ("url", Rule::policy_field),
    ("version", Rule::policy_field),
    ("owner", Rule::policy_field),
];

const PRIORITY: &[(&str, Rule)] =
    &[("means", Rule::means_stmt), ("when", Rule::when_stmt), ("otherwise", Rule::otherwise_stmt)];

const REMEDY: &[(&str, Rule)] =
    &[("will", Rule::provide_stmt), ("may", Rule::provide_stmt), ("favoured", Rule::favoured_stmt)];

const TEST: &[(&str, Rule)] =
    &[("incident", Rule::test_incident), ("as", Rule::as_of_stmt), ("expect", Rule::expect_block)];

const FIELDS: &[(&str, Rule)] = &[
    ("waiting", Rule::waiting_field),
    ("update", Rule::update_field),
    ("changed", Rule::changed_field),
    ("excluded", Rule::excluded_field),
];

impl Context {
    /// The context of a broken rule; nothing for a rule that is whole.
    pub(super) fn of(rule: Rule) -> Option<Self> {
        let new = |what, leads, fallback, whole| Some(Self { what, leads, fallback, whole });
        match rule {
            Rule::broken_item => new("item of a policy file", ITEMS, None, Rule::whole_item),
            Rule::broken_policy_field => new("field of a policy", POLICY, None, Rule::whole_policy_field),
            Rule::broken_calendar_stmt => new("statement of a calendar", CALENDAR, None, Rule::whole_calendar_stmt),
            Rule::broken_holiday => {
                let leads = &[("complete", Rule::complete_stmt)];
                new("line of a holiday list", leads, Some(Rule::holiday), Rule::whole_holiday)
            }
            Rule::broken_fact => new("fact", &[], Some(Rule::fact), Rule::whole_fact),
            Rule::broken_priority_stmt => new("statement of a priority", PRIORITY, None, Rule::whole_priority_stmt),
            Rule::broken_tier_stmt => {
                new("statement of a tier", CONTRACT.get(..TIER_STATEMENTS)?, None, Rule::whole_contract_stmt)
            }
            Rule::broken_contract_stmt => new("statement of a contract", CONTRACT, None, Rule::whole_contract_stmt),
            Rule::broken_remedy_stmt => new("statement of a remedy", REMEDY, None, Rule::whole_remedy_stmt),
            Rule::broken_test_part => new("part of a test", TEST, None, Rule::whole_test_part),
            Rule::broken_field => new("field of an incident", FIELDS, Some(Rule::plain_field), Rule::whole_field),
            Rule::broken_outcome => new("expectation", OUTCOMES, Some(Rule::remedy_outcome), Rule::whole_outcome),
            _ => None,
        }
    }

    /// Whether these are the items of a file.
    pub(super) fn is_item(self) -> bool {
        self.whole == Rule::whole_item
    }

    /// Whether these are the fields of an incident.
    pub(super) fn is_field(self) -> bool {
        self.whole == Rule::whole_field
    }

    /// Whether a token, at the head of a line, begins another thing here.
    pub(super) fn begins(self, first: &str) -> bool {
        let word = first.starts_with(|c: char| c.is_alphanumeric());
        match self.fallback {
            Some(_) => word,
            None => self.near_lead(first).is_some(),
        }
    }

    /// The word that leads something here that a token is, or was meant to be.
    fn near_lead(self, first: &str) -> Option<&'static str> {
        let leads = || self.leads.iter().map(|(word, _)| *word);
        let near = || nearest(first, leads().filter(|lead| lead.len() > 3)).filter(|_| first.len() > 2);
        leads().find(|word| *word == first).or_else(|| meant::lead(first, leads())).or_else(near)
    }

    /// The lead of a slice, as [`Lost`](super::ast::Lost) has it.
    pub(super) fn lead(self, slice: &str) -> String {
        self.near_lead(token_at(slice, blank(slice))).unwrap_or("").to_owned()
    }

    /// Whether a broken slice is what is left over of the thing before it.
    pub(super) fn continues(self, text: &str, before: Span, broken: Span) -> bool {
        let slice = text.get(broken.range()).unwrap_or("");
        let first = token_at(slice, 0);
        if misplaced(first, slice).is_some() || matches!(first, "{" | "}") || unclosed_text(slice).is_some() {
            return false;
        }
        let between = text.get(before.end as usize..broken.start as usize).unwrap_or("\n");
        let same_line = !between.contains('\n');
        let goes_on = matches!(first, "," | ")" | "(" | "and" | "or" | "is" | "not" | "between" | "at");
        goes_on || (same_line && self.near_lead(first).is_none())
    }
}

/// The byte at which a parse gave up.
pub(super) fn position(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

/// A block that is never closed: what stands at `at`, or the end of the file, came before its brace.
pub(super) fn missing_brace(file: FileId, text: &str, block: Span, at: usize) -> Diagnostic {
    let slice = text.get(block.range()).unwrap_or("");
    let head = slice.find('{').map_or(slice.len(), |i| i + 1);
    let head = slice.get(..head).and_then(|h| h.find('\n')).map_or(head, |line| line.min(head));
    let start = block.start as usize;
    let at = at + blank(text.get(at..).unwrap_or(""));
    let first = token_at(text, at);
    let second = at + first.len() + blank(text.get(at + first.len()..).unwrap_or(""));
    let next = [first, token_at(text, second)].map(short).join(" ");
    let help = if first.is_empty() { "put a `}` at its end".to_owned() } else { format!("put a `}}` before `{next}`") };
    Diagnostic::error(Code::UnclosedBlock, Span::new(file, start, start + head), "this block is never closed")
        .help(help)
}

/// What is wrong with a slice. `whole` says that it begins with something good, and that what stands
/// behind it is too much.
pub(super) fn explain(file: FileId, text: &str, span: Span, context: Context, whole: bool) -> Diagnostic {
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
        let (message, help) = match first {
            "}" => ("this brace closes nothing", "take it out, or put the `{` that it closes before it"),
            _ => ("this brace opens no block", "take it out, or say before it what the block is"),
        };
        return Diagnostic { code: Code::UnclosedBlock, ..error(0, first, message.to_owned()) }.help(help);
    }
    if first == "customer" && text.get(..start).is_some_and(|before| before.trim_end().ends_with("waiting on the")) {
        return error(0, first, "`customer` cannot stand here".to_owned())
            .help("leave `the` out: `waiting on customer`");
    }
    if let Some(help) = misplaced(first, slice) {
        return error(0, first, format!("`{}` cannot stand here", short(first))).help(help);
    }
    if context.what == "statement of a tier" && matches!(first, "customer" | "in") {
        let word = if first == "in" { "in force" } else { first };
        let message = format!("`{word}` cannot stand in a tier");
        return error(0, first, message).help("only a contract says `customer` and `in force`");
    }
    if context.whole == Rule::whole_outcome
        && let Some((message, help)) = outcomes::hint(slice, first, context.near_lead(first))
    {
        return error(0, first, message).help(help);
    }
    let lead = context.leads.iter().find(|(word, _)| *word == first).map(|(_, rule)| *rule);
    let Some(rule) = lead.or(context.fallback).or(whole.then_some(context.whole)) else {
        let known = context.leads.iter().map(|(word, _)| *word);
        let help = match context.near_lead(first) {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("{} begins with {}", article(context.what), words::alternatives(known)),
        };
        return error(0, first, format!("`{}` begins no {}", short(first), context.what)).help(help);
    };
    let parsed = if whole { None } else { Some(PolicyParser::parse(rule, slice)) };
    let parsed = match parsed {
        Some(Err(error)) => Err(error),
        // It is good as far as it goes: what stands behind it is too much.
        Some(Ok(_)) | None => PolicyParser::parse(context.whole, slice),
    };
    let (at, expected) = match parsed {
        Ok(pairs) => (pairs.as_str().trim_end().len(), Vec::new()),
        Err(e) => (position(&e), expected(&e)),
    };
    let at = at + blank(slice.get(at..).unwrap_or(""));
    let token = token_at(slice, at);
    let example = words::example(rule, slice).map(|e| format!("for example: `{e}`"));
    let phrase = words::phrases(&expected);
    if token.is_empty() {
        let end = slice.trim_end().len();
        let last = slice.get(..end).and_then(|s| s.split_whitespace().next_back()).unwrap_or("");
        let message = match phrase {
            Some(phrase) => format!("`{}` should be followed by {phrase}", short(last)),
            None => format!("something is missing after `{}`", short(last)),
        };
        let before = slice.get(..end).unwrap_or("");
        let place = Place { before, same_line: true, token: "", after: "", rule, expected: &expected };
        return error(end - last.len(), last, message).maybe_help(meant::hint(&place).or(example));
    }
    let before = slice.get(..at).unwrap_or("").trim_end();
    let place = Place {
        before,
        same_line: !slice.get(before.len()..at).unwrap_or("").contains('\n'),
        token,
        after: slice.get(at + token.len()..).unwrap_or("").trim_start(),
        rule,
        expected: &expected,
    };
    let near = || nearest(token, words::keywords(&expected)).map(|word| format!("did you mean `{word}`?"));
    let help = meant::hint(&place).or_else(near).or(example);
    let message = match phrase {
        Some(phrase) => format!("expected {phrase}, found `{}`", short(token)),
        None => format!("`{}` cannot stand here", short(token)),
    };
    error(at, token, message).maybe_help(help)
}

fn article(what: &str) -> String {
    let an = what.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {what}", if an { "an" } else { "a" })
}

fn expected(error: &Error<Rule>) -> Vec<Rule> {
    match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.clone(),
        ErrorVariant::CustomError { .. } => Vec::new(),
    }
}

/// How many bytes of white space and comments a text begins with.
pub(super) fn blank(text: &str) -> usize {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        rest = match trimmed.strip_prefix("//") {
            Some(comment) => comment.find('\n').and_then(|end| comment.get(end..)).unwrap_or(""),
            None => return text.len() - trimmed.len(),
        };
    }
}

/// The token that begins at a byte: a text, a word with what a number or a zone may hold, or a sign.
pub(super) fn token_at(text: &str, at: usize) -> &str {
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

pub(super) fn short(token: &str) -> String {
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
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| slice.starts_with(mark)) {
        return Some("this is left over from a merge of two versions: keep one of them");
    }
    let next = token_at(slice, first.len() + blank(slice.get(first.len()..).unwrap_or("")));
    Some(match (first, next) {
        (",", "+" | "-") => "one sign a line: `channels + telephone`, and `channels - email` below it",
        (",", next) if nearest(next, CLAUSES.iter().copied()).is_some() || CLAUSES.contains(&next) => return None,
        (",", next) if next.starts_with(|c: char| c.is_ascii_digit()) => {
            "no comma stands here; a duration is one number and one unit: `90 minutes`"
        }
        (",", "always") => "what joins `always` is always open: say `open always`, or take `always` out",
        (",", _) => "take the comma out: a list does not end with one, and statements have none between them",
        (";", _) => "statements need no separator; take the semicolon out",
        ("pausing", _) => "put a comma before `pausing`",
        ("/", "*") => "comments begin with `//` and end with their line",
        ("#" | "--", _) => "comments begin with `//`",
        _ => return None,
    })
}

/// What follows a comma within a statement.
const CLAUSES: &[&str] = &["pausing", "due", "elapsed", "favoured", "needs"];
