//! Why a slice of text could not be read: parsed again alone, by the rule that its first word
//! leads, so that the farthest point is a point of this statement and not of the file.

use pest::Parser as _;
use pest::error::{Error, ErrorVariant};

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::span::{FileId, Span};

use super::context::{Context, misplaced, unclosed_text};
use super::grammar::{PolicyParser, Rule, position};
use super::hints::{self, FailurePoint};
use super::rule_names;
use super::statements;
use super::token::{blank, short, token_at};

/// A block that is never closed: what is at `at`, or the end of the file, came before its brace.
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

/// Whether a slice would be the limit of a declared objective, with `objective` before it.
fn of_declared(context: Context, slice: &str) -> bool {
    let objectives = context.statements().any(|s| s.rule == Rule::objective_stmt);
    objectives && PolicyParser::parse(Rule::objective_stmt, &format!("objective {slice}")).is_ok()
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
            "}" => ("this brace closes nothing", "remove it, or put the `{` that it closes before it"),
            _ => ("this brace opens no block", "remove it, or write before it what the block is"),
        };
        return Diagnostic { code: Code::UnclosedBlock, ..error(0, first, message.to_owned()) }.help(help);
    }
    if first == "customer" && text.get(..start).is_some_and(|before| before.trim_end().ends_with("waiting on the")) {
        return error(0, first, "`customer` is not allowed here".to_owned())
            .help("remove `the`: `waiting on customer`");
    }
    if let Some(help) = misplaced(first, slice) {
        return error(0, first, format!("`{}` is not allowed here", short(first))).help(help);
    }
    if context.what == "statement of a tier" && matches!(first, "customer" | "in") {
        let word = if first == "in" { "in force" } else { first };
        let message = format!("`{word}` is not allowed in a tier");
        return error(0, first, message).help("only a contract says `customer` and `in force`");
    }
    if context.whole == Rule::whole_outcome
        && let Some((message, help)) = hints::of_expectation(slice, first, context.near_lead(first))
    {
        return error(0, first, message).help(help);
    }
    let lead = context.statements().find(|s| s.word == first).map(|s| s.rule);
    let Some(rule) = lead.or(context.fallback).or(whole.then_some(context.whole)) else {
        let known = context.statements().map(|s| s.word);
        let service = if context.is_package() { hints::of_service(first, slice) } else { None };
        let help = match context.near_lead(first) {
            _ if service.is_some() => service.unwrap_or_default(),
            Some(word) => format!("did you mean `{word}`?"),
            None if of_declared(context, slice) => {
                format!("the limit of a declared objective begins with `objective`: `objective {first}`")
            }
            None => format!("{} begins with {}", article(context.what), rule_names::alternatives(known)),
        };
        return error(0, first, format!("`{}` begins no {}", short(first), context.what)).help(help);
    };
    let parsed = if whole { None } else { Some(PolicyParser::parse(rule, slice)) };
    let parsed = match parsed {
        Some(Err(error)) => Err(error),
        // It is good as far as it goes: what follows it is too much.
        Some(Ok(_)) | None => PolicyParser::parse(context.whole, slice),
    };
    let (at, expected) = match parsed {
        Ok(pairs) => (pairs.as_str().trim_end().len(), Vec::new()),
        Err(e) => (position(&e), expected(&e)),
    };
    let at = at + blank(slice.get(at..).unwrap_or(""));
    let token = token_at(slice, at);
    let example = statements::example(rule, slice).map(|e| format!("for example: `{e}`"));
    let phrase = rule_names::phrases(&expected);
    if token.is_empty() {
        let end = slice.trim_end().len();
        let last = slice.get(..end).and_then(|s| s.split_whitespace().next_back()).unwrap_or("");
        let message = match phrase {
            Some(phrase) => format!("`{}` should be followed by {phrase}", short(last)),
            // It ends well, and a limit's name follows on the line: `of P1 response`.
            None if rule == Rule::escalate_stmt => {
                format!("expected a limit such as `response` alone, found `{}` and more", short(last))
            }
            None => format!("something is missing after `{}`", short(last)),
        };
        let before = slice.get(..end).unwrap_or("");
        // What follows it on the line may be taken for the next statement.
        let after = text.get(start + end..).and_then(|rest| rest.lines().next()).unwrap_or("").trim_start();
        let place = FailurePoint { before, same_line: true, token: "", after, rule, expected: &expected };
        return error(end - last.len(), last, message).maybe_help(hints::hint(&place).or(example));
    }
    let before = slice.get(..at).unwrap_or("").trim_end();
    let place = FailurePoint {
        before,
        same_line: !slice.get(before.len()..at).unwrap_or("").contains('\n'),
        token,
        after: slice.get(at + token.len()..).unwrap_or("").trim_start(),
        rule,
        expected: &expected,
    };
    let keywords = rule_names::keywords(&expected);
    let near = || nearest(token, keywords.iter().map(String::as_str)).map(|word| format!("did you mean `{word}`?"));
    let help = hints::hint(&place).or_else(near).or(example);
    let message = match phrase {
        Some(phrase) => format!("expected {phrase}, found `{}`", short(token)),
        None => format!("`{}` is not allowed here", short(token)),
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
