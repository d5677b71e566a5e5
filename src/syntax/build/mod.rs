//! From pest's pairs to the tree. A literal that means nothing is an error and costs its statement.

mod conditions;
mod items;
mod literals;
mod packages;
mod service;
mod tests;

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{FileId, Span, Spanned};

use super::ast::{File, Lost, Name};
use super::context::Context;
use super::explain;
use super::grammar::Rule;
use super::node::Node;
use super::recovery::{enough, split};

pub(super) struct Builder<'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    comments: &'a [Span],
    pub(super) errors: Vec<Diagnostic>,
    /// Where a closing brace was missed.
    pub(super) unclosed: Vec<u32>,
    lost_names: BTreeSet<String>,
}

/// What was read of a block or a file, and what was not.
struct Things<T> {
    built: Vec<Spanned<T>>,
    lost: Lost,
    slices: Vec<Span>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(file: FileId, text: &'a str, comments: &'a [Span]) -> Self {
        Self { file, text, comments, errors: Vec::new(), unclosed: Vec::new(), lost_names: BTreeSet::new() }
    }

    pub(super) fn file(&mut self, file: pest::iterators::Pair<'a, Rule>) -> File {
        let children = Node(file).children().filter(|node| node.rule() != Rule::EOI);
        let things = self.things(children, Span::new(self.file, 0, 0), Self::item);
        things.slices.iter().for_each(|span| self.lose_names(*span));
        File {
            items: things.built.into_iter().map(|item| item.value).collect(),
            lost_names: std::mem::take(&mut self.lost_names),
            lost_import: things.lost.0.contains("import"),
        }
    }

    /// The place of a node, without the white space and comments that pest left at its end.
    fn span(&self, node: &Node<'_>) -> Span {
        let span = node.0.as_span();
        let (start, mut end) = (span.start(), span.end());
        loop {
            end = start + self.text.get(start..end).unwrap_or("").trim_end().len();
            let behind = self.comments.partition_point(|c| (c.end as usize) < end);
            match self.comments.get(behind) {
                Some(c) if c.end as usize == end && c.start as usize >= start && end > start => end = c.start as usize,
                _ => return Span::new(self.file, start, end),
            }
        }
    }

    fn spanned<T>(&self, node: &Node<'_>, value: T) -> Spanned<T> {
        Spanned::new(value, self.span(node))
    }

    fn name(&self, node: &Node<'_>) -> Name {
        self.spanned(node, node.text().to_owned())
    }

    fn names<'i>(&self, nodes: impl Iterator<Item = Node<'i>>) -> Vec<Name> {
        nodes.map(|n| self.name(&n)).collect()
    }

    /// The things of a block or of a file: those that are broken are reported, the rest built. What
    /// is left over on the line of the thing before it belongs to that one, and both are lost.
    fn things<T>(
        &mut self,
        children: impl Iterator<Item = Node<'a>>,
        block: Span,
        mut build: impl FnMut(&mut Self, &Node<'a>) -> Option<T>,
    ) -> Things<T> {
        let mut things = Things { built: Vec::new(), lost: Lost::default(), slices: Vec::new() };
        let mut before: Option<(Span, bool)> = None;
        for child in children {
            let span = self.span(&child);
            if matches!(child.rule(), Rule::missing_brace | Rule::missing_plain_brace) {
                let error = explain::missing_brace(self.file, self.text, block, span.start as usize);
                self.errors.push(error);
                self.unclosed.push(span.start);
            } else if let Some(context) = Context::of(child.rule()) {
                if enough(&self.errors) {
                    things.lost.0.insert(String::new());
                    things.slices.push(span);
                    self.explain(span, context, false);
                    before = None;
                    continue;
                }
                let joins = before.filter(|(before, _)| context.continues(self.text, *before, span));
                for (at, part) in split(self.text, span, context).into_iter().enumerate() {
                    let whole = joins.filter(|_| at == 0);
                    // Of an incident it is kept: with it a value that was forgotten can be reported.
                    if let Some((_, true)) = whole
                        && !context.is_field()
                    {
                        things.built.pop();
                    }
                    let part = whole.map_or(part, |(before, _)| before.to(part));
                    self.explain(part, context, whole.is_some());
                    things.lost.0.insert(context.lead(self.text.get(part.range()).unwrap_or("")));
                    if part.end > part.start {
                        things.slices.push(part);
                    }
                }
                before = None;
            } else {
                let value = build(self, &child);
                before = Some((span, value.is_some()));
                match value {
                    Some(value) => things.built.push(Spanned::new(value, span)),
                    None => {
                        let word = child.text().split_whitespace().next().unwrap_or("");
                        things.lost.0.insert(word.to_owned());
                        things.slices.push(span);
                    }
                }
            }
        }
        things
    }

    /// The statements of a block.
    fn block<T>(
        &mut self,
        node: &Node<'a>,
        build: impl FnMut(&mut Self, &Node<'a>) -> Option<T>,
    ) -> (Vec<Spanned<T>>, Lost) {
        let span = self.span(node);
        let things = self.things(node.after(Rule::open_block), span, build);
        // A priority that is declared where none can be.
        let leads = |s: &Span| self.text.get(s.range()).is_some_and(|slice| slice.starts_with("priority"));
        let priorities: Vec<Span> = things.slices.iter().copied().filter(leads).collect();
        priorities.into_iter().for_each(|span| self.lose_names(span));
        (things.built, things.lost)
    }

    fn explain(&mut self, span: Span, context: Context, whole: bool) {
        let error = if enough(&self.errors) {
            // Counted, and not explained.
            Diagnostic::error(Code::Syntax, span, String::new())
        } else {
            explain::explain(self.file, self.text, span, context, whole)
        };
        self.errors.push(error);
    }

    /// Every word of what could not be read, outside of texts, may be a name.
    fn lose_names(&mut self, span: Span) {
        let slice = self.text.get(span.range()).unwrap_or("");
        for line in slice.lines() {
            let line = line.split("//").next().unwrap_or("");
            for outside in line.split('"').step_by(2) {
                let words = outside.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
                let names = words.filter(|w| w.starts_with(|c: char| c.is_ascii_alphabetic()));
                self.lost_names.extend(names.map(str::to_owned));
            }
        }
    }
}
