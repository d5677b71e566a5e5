//! A node of the tree that pest makes.

use pest::iterators::Pair;

use super::grammar::Rule;

/// A pair and its children by rule: keywords are in the tree, and callers skip them.
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
