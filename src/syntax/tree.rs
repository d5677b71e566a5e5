//! The tree of a text, with every word in it and without what the words mean: for editors, which need an answer for any
//! text, errors or not. What cannot be read is a node without children.

use pest::Parser as _;
use pest::iterators::Pairs;

use crate::span::FileId;

use super::grammar::{PolicyParser, Rule};
use super::scan;

/// A text as a tree, its nodes in the order in which they begin, each before its children.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<TreeNode>,
}

/// A node of a [`Tree`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct TreeNode {
    /// The rule of the grammar.
    pub(crate) rule: Rule,
    /// The first byte.
    pub(crate) start: u32,
    /// One past the last byte; white space and comments may precede it.
    pub(crate) end: u32,
    /// The place of its parent.
    parent: Option<u32>,
    /// One past the place of its last descendant.
    behind: u32,
}

fn fit(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Tree {
    /// The tree of a file. A file whose brackets are nested too deep has no nodes.
    pub(crate) fn of_file(text: &str) -> Self {
        if scan::scan(FileId(0), text).too_deep.is_some() {
            return Self::default();
        }
        Self::of_rule(Rule::file, text).unwrap_or_default()
    }

    /// The tree of a text by a rule; `None` if it cannot be read.
    pub(super) fn of_rule(rule: Rule, text: &str) -> Option<Self> {
        let pairs = PolicyParser::parse(rule, text).ok()?;
        let mut tree = Self::default();
        tree.add(pairs, None);
        Some(tree)
    }

    fn add(&mut self, pairs: Pairs<'_, Rule>, parent: Option<u32>) {
        for pair in pairs.filter(|pair| pair.as_rule() != Rule::EOI) {
            let place = fit(self.nodes.len());
            let span = pair.as_span();
            let (start, end) = (fit(span.start()), fit(span.end()));
            self.nodes.push(TreeNode { rule: pair.as_rule(), start, end, parent, behind: 0 });
            self.add(pair.into_inner(), Some(place));
            let behind = fit(self.nodes.len());
            if let Some(node) = self.nodes.get_mut(place as usize) {
                node.behind = behind;
            }
        }
    }

    /// All nodes with their places, in the order in which they begin.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &TreeNode)> {
        (0_u32..).zip(&self.nodes)
    }

    /// A node by its place.
    pub(crate) fn get(&self, place: u32) -> Option<&TreeNode> {
        self.nodes.get(place as usize)
    }

    /// The node that another is directly in.
    pub(crate) fn parent(&self, place: u32) -> Option<(u32, &TreeNode)> {
        let parent = self.get(place)?.parent?;
        Some((parent, self.get(parent)?))
    }

    /// The nodes directly in another.
    pub(crate) fn children(&self, place: u32) -> impl Iterator<Item = (u32, &TreeNode)> {
        let behind = self.get(place).map_or(0, |node| node.behind);
        let mut next = place + 1;
        std::iter::from_fn(move || {
            let at = next;
            let node = self.get(at).filter(|_| at < behind)?;
            next = node.behind.max(at + 1);
            Some((at, node))
        })
    }

    /// Whether a node has no children: a word, or what cannot be read.
    pub(crate) fn is_leaf(&self, place: u32) -> bool {
        self.get(place).is_some_and(|node| node.behind <= place + 1)
    }

    /// The innermost node that holds a byte or ends at it, and what it is in, innermost first.
    pub(crate) fn around(&self, byte: u32) -> Vec<(u32, &TreeNode)> {
        let mut found = Vec::new();
        let mut level = self.top();
        while let Some((place, node)) = level {
            found.push((place, node));
            // Of two neighbours that meet here the second one counts.
            level = self.children(place).filter(|(_, child)| child.start <= byte && byte <= child.end).last();
        }
        found.reverse();
        found
    }

    /// Whether something in it cannot be read.
    pub(crate) fn has_broken(&self) -> bool {
        self.nodes.is_empty() || self.nodes.iter().any(|node| is_broken(node.rule))
    }

    fn top(&self) -> Option<(u32, &TreeNode)> {
        self.nodes.first().map(|node| (0, node))
    }
}

impl TreeNode {
    /// Its bytes.
    pub(crate) fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Whether a rule is that of a word of the language, or of a sign.
pub(crate) fn is_keyword(rule: Rule) -> bool {
    !matches!(
        rule,
        Rule::file
            | Rule::text
            | Rule::name
            | Rule::stmt_name
            | Rule::fact_name
            | Rule::release
            | Rule::statement_name
            | Rule::zone
            | Rule::unit
            | Rule::share
            | Rule::number
            | Rule::count
            | Rule::year
            | Rule::date
            | Rule::time
            | Rule::instant
            | Rule::day
            | Rule::currency
            | Rule::period_name
            | Rule::word
            | Rule::symbol
            | Rule::unclosed_text
            | Rule::open_block
            | Rule::close_group
            | Rule::close_list
            | Rule::missing_title
            | Rule::missing_brace
            | Rule::missing_plain_brace
    )
}

/// Whether a rule is that of what cannot be read.
pub(crate) fn is_broken(rule: Rule) -> bool {
    super::context::Context::of(rule).is_some() || matches!(rule, Rule::missing_brace | Rule::missing_plain_brace)
}
