//! One file parsed: what could be read, and an error for each place that could not.

use std::collections::BTreeSet;

use pest::Parser as _;
use pest::iterators::Pair;

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{FileId, Span};

use super::ast::File;
use super::build::Builder;
use super::scan::{self, Scan};
use super::unseen;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/policy.pest"]
pub(super) struct PolicyParser;

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

/// More errors than this in one file help nobody, and each costs a second parse.
const MAX_ERRORS: usize = 50;

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
            let at = super::explain::position(&error);
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
    let unseen = unseen::find(file, text, MAX_ERRORS);
    Parsed { file: tree, comments, errors: one_a_line(errors, unseen, text) }
}

/// A block that was taken to end early leaves its brace over: that is no second error.
fn without_left_over_braces(errors: &mut Vec<Diagnostic>, mut unclosed: Vec<u32>, text: &str) {
    // A brace that opens nothing takes the closing one of the block that it stands in.
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

/// One error a line, and a word where there are too many to show. What nobody sees is told before all else of a line.
fn one_a_line(mut errors: Vec<Diagnostic>, unseen: Vec<Diagnostic>, text: &str) -> Vec<Diagnostic> {
    let ends: Vec<usize> = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect();
    let line_of = |e: &Diagnostic| ends.partition_point(|end| *end < e.span.map_or(0, |s| s.start as usize));
    let lines: BTreeSet<usize> = unseen.iter().map(line_of).collect();
    errors.retain(|e| e.code != Code::Syntax || !lines.contains(&line_of(e)));
    errors.extend(unseen);
    errors.sort_by_key(|e| e.span.map_or(0, |s| s.start));
    errors.dedup_by(|b, a| a.code == Code::Syntax && b.code == Code::Syntax && line_of(a) == line_of(b));
    if errors.len() > MAX_ERRORS {
        let span = errors.get(MAX_ERRORS).and_then(|e| e.span);
        errors.truncate(MAX_ERRORS);
        let message = "there are more errors in this file, from here on, that are not shown";
        let error = Diagnostic { span, ..Diagnostic::global(Code::TooManyErrors, message) };
        errors.push(error.help("mend the ones above first"));
    }
    errors
}

/// Whether enough errors were placed: further ones are counted, not explained.
pub(super) fn enough(errors: &[Diagnostic]) -> bool {
    errors.len() > MAX_ERRORS
}

/// A pair and its children by rule: keywords stand in the tree and are passed over.
#[derive(Clone)]
pub(super) struct Node<'i>(pub(super) Pair<'i, Rule>);

impl<'i> Node<'i> {
    pub(super) fn rule(&self) -> Rule {
        self.0.as_rule()
    }

    pub(super) fn text(&self) -> &'i str {
        self.0.as_str()
    }

    pub(super) fn children(&self) -> impl Iterator<Item = Node<'i>> + use<'i> {
        self.0.clone().into_inner().map(Node)
    }

    pub(super) fn first(&self) -> Option<Node<'i>> {
        self.children().next()
    }

    /// The first child of a rule.
    pub(super) fn find(&self, rule: Rule) -> Option<Node<'i>> {
        self.children().find(|c| c.rule() == rule)
    }

    /// All children of a rule.
    pub(super) fn all(&self, rule: Rule) -> impl Iterator<Item = Node<'i>> + use<'i> {
        self.children().filter(move |c| c.rule() == rule)
    }

    pub(super) fn has(&self, rule: Rule) -> bool {
        self.find(rule).is_some()
    }

    /// The children behind the first child of a rule.
    pub(super) fn after(&self, rule: Rule) -> impl Iterator<Item = Node<'i>> + use<'i> {
        self.children().skip_while(move |c| c.rule() != rule).skip(1)
    }
}
