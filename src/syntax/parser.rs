//! One file parsed: what could be read, and an error for each place that could not.

use std::collections::BTreeSet;

use pest::Parser as _;

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{FileId, Span};

use super::ast::File;
use super::build::Builder;
use super::grammar::{self, PolicyParser, Rule};
use super::invisible;
use super::recovery::MAX_ERRORS;
use super::scan::{self, Scan};

/// A file as far as it could be read.
#[derive(Debug)]
pub struct Parsed {
    /// Its items.
    pub file: File,
    /// Its comments, in order, doc comments among them.
    pub comments: Vec<Span>,
    /// What could not be read.
    pub errors: Vec<Diagnostic>,
}

/// Parses one file. A broken item costs that item, a broken statement that statement.
pub fn parse(file: FileId, text: &str) -> Parsed {
    let Scan { comments, too_deep } = scan::scan(file, text);
    if let Some(error) = too_deep {
        return Parsed { file: File::default(), comments, errors: vec![error] };
    }
    let mut builder = Builder::new(file, text, &comments);
    let tree = match PolicyParser::parse(Rule::file, text) {
        Ok(mut pairs) => pairs.next().map(|pair| builder.file(pair)).unwrap_or_default(),
        // Every token fits into a broken item, so that this is for a grammar that lost that.
        Err(error) => {
            let at = grammar::position(&error);
            builder.errors.push(Diagnostic::error(
                Code::Syntax,
                Span::new(file, at, at),
                "cannot be read from here on",
            ));
            File::default()
        }
    };
    let Builder { mut errors, unclosed, .. } = builder;
    errors.sort_by_key(|e| e.span.map_or(0, |s| s.start));
    without_left_over_braces(&mut errors, unclosed, text);
    let invisible = invisible::find(file, text, MAX_ERRORS);
    Parsed { file: tree, comments, errors: one_a_line(errors, invisible, text) }
}

/// A block that was taken to end early leaves its brace over: that is no second error.
fn without_left_over_braces(errors: &mut Vec<Diagnostic>, mut unclosed: Vec<u32>, text: &str) {
    // A brace that opens nothing takes the closing one of the block that it is in.
    let at = |e: &Diagnostic| e.span.filter(|_| e.code == Code::UnclosedBlock);
    let is = |span: Span, brace: &str| text.get(span.range()) == Some(brace);
    let opening: Vec<Span> = errors.iter().filter_map(at).filter(|s| is(*s, "{")).collect();
    for brace in opening {
        let head = |e: &Diagnostic| at(e).is_some_and(|s| s.start < brace.start && !is(s, "{") && !is(s, "}"));
        if let Some(block) = errors.iter().rposition(head) {
            errors.remove(block);
        }
    }
    errors.retain(|error| {
        let Some(span) = error.span.filter(|_| error.code == Code::UnclosedBlock) else { return true };
        if text.get(span.range()) != Some("}") {
            return true;
        }
        match unclosed.iter().position(|at| *at < span.start) {
            Some(at) => {
                unclosed.remove(at);
                false
            }
            None => true,
        }
    });
}

/// At most one error a line, and a last error if there are too many to show. An invisible character is reported before
/// any other error of its line.
fn one_a_line(mut errors: Vec<Diagnostic>, invisible: Vec<Diagnostic>, text: &str) -> Vec<Diagnostic> {
    let ends: Vec<usize> = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect();
    let line_of = |e: &Diagnostic| ends.partition_point(|end| *end < e.span.map_or(0, |s| s.start as usize));
    let lines: BTreeSet<usize> = invisible.iter().map(line_of).collect();
    errors.retain(|e| e.code != Code::Syntax || !lines.contains(&line_of(e)));
    errors.extend(invisible);
    errors.sort_by_key(|e| e.span.map_or(0, |s| s.start));
    errors.dedup_by(|b, a| a.code == Code::Syntax && b.code == Code::Syntax && line_of(a) == line_of(b));
    if errors.len() > MAX_ERRORS {
        let span = errors.get(MAX_ERRORS).and_then(|e| e.span);
        errors.truncate(MAX_ERRORS);
        let message = "there are more errors in this file, from here on, that are not shown";
        let error = Diagnostic { span, ..Diagnostic::global(Code::TooManyErrors, message) };
        errors.push(error.help("fix the errors above first"));
    }
    errors
}
