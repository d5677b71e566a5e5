//! From pest's pairs to the tree. A literal that means nothing is an error and costs its statement.

mod conditions;
mod items;
mod literals;
mod packages;
mod tests;

use crate::diagnostic::Diagnostic;
use crate::span::{FileId, Span, Spanned};

use super::ast::{Item, Name};
use super::explain;
use super::parser::{Node, Rule, enough};

pub(super) struct Builder<'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    comments: &'a [Span],
    pub(super) errors: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(file: FileId, text: &'a str, comments: &'a [Span]) -> Self {
        Self { file, text, comments, errors: Vec::new() }
    }

    pub(super) fn items(&mut self, file: pest::iterators::Pair<'_, Rule>) -> Vec<Item> {
        Node(file).children().filter_map(|node| self.item(&node)).collect()
    }

    /// Where a node stands, without the white space and comments that pest left at its end.
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

    /// Reports what could not be read; says whether the node was of that kind.
    fn broken(&mut self, node: &Node<'_>) -> bool {
        let Some(context) = explain::Context::of(node.rule()) else { return false };
        if enough(&self.errors) {
            // Counted, and not explained.
            let span = self.span(node);
            self.errors.push(Diagnostic::error(crate::diagnostic::Code::Syntax, span, String::new()));
        } else {
            let error = explain::explain(self.file, self.text, self.span(node), context);
            self.errors.push(error);
        }
        true
    }

    /// Reads the statements of a block: those that are broken are reported, the rest built.
    fn block<T>(
        &mut self,
        node: &Node<'_>,
        mut build: impl FnMut(&mut Self, &Node<'_>) -> Option<T>,
    ) -> Vec<Spanned<T>> {
        let mut out = Vec::new();
        for child in node.children() {
            if child.rule() == Rule::missing_brace {
                let error = explain::missing_brace(self.file, self.text, self.span(node));
                self.errors.push(error);
            } else if !self.broken(&child)
                && let Some(value) = build(self, &child)
            {
                out.push(Spanned::new(value, self.span(&child)));
            }
        }
        out
    }
}
