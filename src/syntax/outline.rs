//! A file that parses, as a writer sees it: its tokens in order, and their groups.
//! What the layout is decided by, and nothing of what the words mean.

use pest::Parser as _;

use crate::span::{FileId, Span};

use super::grammar::{PolicyParser, Rule};
use super::node::Node;
use super::statements::is_statement;

/// A group of tokens, and its kind.
#[derive(Debug)]
pub(crate) struct Group {
    /// What they are.
    pub(crate) kind: Kind,
    /// They themselves, in order; every token of the file is in exactly one group.
    pub(crate) parts: Vec<Part>,
}

impl Group {
    /// From its first token to its last; `None` if it has none.
    pub(crate) fn span(&self) -> Option<Span> {
        let of = |part: &Part| match part {
            Part::Token(span) => Some(*span),
            Part::Group(group) => group.span(),
        };
        let first = self.parts.iter().find_map(of)?;
        self.parts.iter().rev().find_map(of).map(|last| first.to(last))
    }

    /// The places of all statements and items in it, and of those within them.
    pub(crate) fn statements(&self, out: &mut Vec<Span>) {
        if let (Kind::Statement(_), Some(span)) = (self.kind, self.span()) {
            out.push(span);
        }
        for part in &self.parts {
            if let Part::Group(group) = part {
                group.statements(out);
            }
        }
    }
}

/// A token, or a group of tokens.
#[derive(Debug)]
pub(crate) enum Part {
    /// One token.
    Token(Span),
    /// A group of tokens.
    Group(Group),
}

/// The kind of a group of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The whole file.
    File,
    /// A statement or an item, with its block where it has one.
    Statement(Form),
    /// Between a statement's word and the rest: priorities, days, a bound.
    Cell,
    /// A fact's type.
    Type,
    /// `A or B`
    Condition,
    /// `A and B`
    Conjunction,
    /// A comparison and its `not`s; a condition in parentheses is one too.
    Operand,
    /// `[A, B]`
    Values,
}

/// How a statement is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// So many words, then a value.
    Words(usize),
    /// `term NAME "..."`
    Term,
    /// `NAME TYPE "..."`
    Fact,
    /// `channel NAME "..."`
    Declared,
    /// `will provide when ... unless ...`
    Provide,
    /// An item or statement without columns, with or without a block.
    Free,
}

fn kind(rule: Rule) -> Option<Kind> {
    use Form::{Declared, Fact, Free, Provide, Term, Words};
    let form = match rule {
        Rule::file => return Some(Kind::File),
        Rule::priorities | Rule::days | Rule::bound => return Some(Kind::Cell),
        Rule::fact_type => return Some(Kind::Type),
        Rule::condition => return Some(Kind::Condition),
        Rule::conjunction => return Some(Kind::Conjunction),
        Rule::negation => return Some(Kind::Operand),
        Rule::list => return Some(Kind::Values),
        Rule::term_stmt => Term,
        Rule::fact => Fact,
        Rule::channel_item | Rule::party_item => Declared,
        Rule::provide_stmt => Provide,
        Rule::working_day_stmt | Rule::intake_stmt | Rule::in_force_stmt | Rule::treated_outcome => Words(2),
        Rule::import_item
        | Rule::policy_item
        | Rule::calendar_item
        | Rule::holidays_item
        | Rule::complete_stmt
        | Rule::holiday
        | Rule::facts_item
        | Rule::priority_item
        | Rule::otherwise_stmt
        | Rule::tier_item
        | Rule::contract_item
        | Rule::objective_item
        | Rule::on_change_stmt
        | Rule::treat
        | Rule::remedy
        | Rule::test_item
        | Rule::test_incident
        | Rule::as_of_stmt
        | Rule::expect_block => Free,
        Rule::plain_field | Rule::remedy_outcome => Words(1),
        rule if is_statement(rule) => Words(1),
        _ => return None,
    };
    Some(Kind::Statement(form))
}

/// The outline of a text that parses without errors; of any other it means nothing.
pub(crate) fn outline(file: FileId, text: &str) -> Option<Group> {
    let pair = PolicyParser::parse(Rule::file, text).ok()?.next()?;
    let mut reader = Reader { file, text, at: 0 };
    let mut parts = Vec::new();
    reader.read(&Node(pair), &mut parts);
    match parts.pop() {
        Some(Part::Group(group)) if parts.is_empty() => Some(group),
        _ => None,
    }
}

struct Reader<'t> {
    file: FileId,
    text: &'t str,
    /// Up to where the tokens are read.
    at: usize,
}

impl Reader<'_> {
    fn read(&mut self, node: &Node<'_>, out: &mut Vec<Part>) {
        let span = node.0.as_span();
        if matches!(node.rule(), Rule::EOI) {
            return;
        }
        let mut children = node.children().peekable();
        if children.peek().is_none() && !matches!(node.rule(), Rule::file) {
            self.symbols(span.start(), out);
            if span.end() > span.start() {
                out.push(Part::Token(Span::new(self.file, span.start(), span.end())));
            }
            self.at = span.end();
            return;
        }
        // What precedes a group belongs to what is around it.
        self.symbols(span.start(), out);
        let mut own = Vec::new();
        let kind = match node.rule() {
            // `objective NAME` leads the statements of an objective that the policy declares.
            Rule::objective_stmt if node.text().starts_with("objective") => Some(Kind::Statement(Form::Words(2))),
            rule => kind(rule),
        };
        let parts = if kind.is_some() { &mut own } else { &mut *out };
        for child in children {
            self.read(&child, parts);
        }
        self.symbols(span.end(), parts);
        if let Some(kind) = kind {
            out.push(Part::Group(Group { kind, parts: own }));
        }
    }

    /// The signs up to `end` that the grammar gives no name.
    fn symbols(&mut self, end: usize, out: &mut Vec<Part>) {
        let gap = self.text.get(self.at..end).unwrap_or("");
        let mut chars = gap.char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            if c == '/' {
                while chars.next_if(|(_, c)| *c != '\n').is_some() {}
            } else if !c.is_ascii_whitespace() {
                let start = self.at + offset;
                out.push(Part::Token(Span::new(self.file, start, start + c.len_utf8())));
            }
        }
        self.at = self.at.max(end);
    }
}

/// Whether two texts that parse are the same tree: the same rules, nested alike, with the same words.
pub(crate) fn same_tree(one: &str, other: &str) -> bool {
    let parse = |text| PolicyParser::parse(Rule::file, text).map(pest::iterators::Pairs::flatten);
    let (Ok(one), Ok(other)) = (parse(one), parse(other)) else { return false };
    let shape = |pair: pest::iterators::Pair<'_, Rule>| {
        let children = pair.clone().into_inner().count();
        let word = if children == 0 && pair.as_rule() != Rule::file { pair.as_str().to_owned() } else { String::new() };
        (pair.as_rule(), children, word)
    };
    one.map(shape).eq(other.map(shape))
}
