//! The outline of a file: its items with their parts, and the blocks that can be folded.

use std::path::Path;

use serde::Serialize;

use crate::syntax::Rule;
use crate::syntax::lexemes::{LexemeKind, lexemes};
use crate::syntax::tree::{Tree, TreeNode, is_broken};

use super::document::Document;
use super::host::Snapshot;
use super::text::TextRange;

/// An item or statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutlineEntry {
    /// What it is called: `Gold`, `response P1`.
    pub name: String,
    /// Its title, or what it says.
    pub detail: String,
    /// What it is.
    pub kind: EntryKind,
    /// All of it.
    pub range: TextRange,
    /// Its name.
    pub selection: TextRange,
    /// What is in it.
    pub children: Vec<OutlineEntry>,
}

/// What an [`OutlineEntry`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// An import.
    Import,
    /// A `policy` block.
    Policy,
    /// A calendar.
    Calendar,
    /// A holiday list.
    Holidays,
    /// A `facts` block.
    Facts,
    /// A fact.
    Fact,
    /// A priority.
    Priority,
    /// A tier.
    Tier,
    /// A contract.
    Contract,
    /// An objective.
    Objective,
    /// A treatment.
    Treatment,
    /// A remedy.
    Remedy,
    /// A channel or a party.
    Declared,
    /// A test.
    Test,
    /// A statement of one of these.
    Statement,
}

impl EntryKind {
    /// What a person calls it.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Policy => "policy",
            Self::Calendar => "calendar",
            Self::Holidays => "holidays",
            Self::Facts => "facts",
            Self::Fact => "fact",
            Self::Priority => "priority",
            Self::Tier => "tier",
            Self::Contract => "contract",
            Self::Objective => "objective",
            Self::Treatment => "treatment",
            Self::Remedy => "remedy",
            Self::Declared => "name",
            Self::Test => "test",
            Self::Statement => "statement",
        }
    }
}

/// The items of a file, and the statements in them.
pub fn outline(snapshot: &Snapshot, file: &Path) -> Vec<OutlineEntry> {
    snapshot.document(file).map(|document| items(document)).unwrap_or_default()
}

/// The items of a document.
pub(super) fn items(document: &Document) -> Vec<OutlineEntry> {
    let tree = document.tree();
    let items = tree.iter().filter(|(_, node)| node.rule == Rule::item);
    items.filter_map(|(place, _)| tree.children(place).next()).filter_map(|(p, n)| item(document, tree, p, n)).collect()
}

fn item(document: &Document, tree: &Tree, place: u32, node: &TreeNode) -> Option<OutlineEntry> {
    let kind = match node.rule {
        Rule::import_item => EntryKind::Import,
        Rule::policy_item => EntryKind::Policy,
        Rule::calendar_item => EntryKind::Calendar,
        Rule::holidays_item => EntryKind::Holidays,
        Rule::facts_item => EntryKind::Facts,
        Rule::priority_item => EntryKind::Priority,
        Rule::tier_item => EntryKind::Tier,
        Rule::contract_item => EntryKind::Contract,
        Rule::objective_item => EntryKind::Objective,
        Rule::treat => EntryKind::Treatment,
        Rule::remedy => EntryKind::Remedy,
        Rule::channel_item | Rule::party_item => EntryKind::Declared,
        Rule::test_item => EntryKind::Test,
        _ => return None,
    };
    let range = trimmed(document, node);
    let named = tree.children(place).find(|(_, child)| {
        matches!(child.rule, Rule::name | Rule::stmt_name)
            || (matches!(kind, EntryKind::Policy | EntryKind::Test | EntryKind::Import) && child.rule == Rule::text)
    });
    let title = tree.children(place).find(|(_, child)| child.rule == Rule::text);
    let (name, selection) = match named {
        Some((_, name)) if kind != EntryKind::Treatment => (document.slice(of(name)).to_owned(), of(name)),
        _ => (first_line(document.slice(range)).to_owned(), first_word(document, range)),
    };
    let name = unquoted(&name);
    let detail = title.map(|(_, title)| unquoted(document.slice(of(title)))).filter(|title| *title != name);
    let detail = detail.unwrap_or_default();
    let children = match kind {
        EntryKind::Import | EntryKind::Objective | EntryKind::Treatment | EntryKind::Declared => Vec::new(),
        _ => statements(document, tree, place),
    };
    Some(OutlineEntry { name, detail, kind, range, selection, children })
}

/// The statements directly in an item.
fn statements(document: &Document, tree: &Tree, place: u32) -> Vec<OutlineEntry> {
    let behind = tree.children(place).skip_while(|(_, child)| child.rule != Rule::open_block).skip(1);
    let whole = behind.filter(|(_, child)| !is_broken(child.rule));
    whole.map(|(place, node)| statement(document, tree, place, node)).collect()
}

fn statement(document: &Document, tree: &Tree, place: u32, node: &TreeNode) -> OutlineEntry {
    let range = trimmed(document, node);
    let line = first_line(document.slice(range));
    let selection = first_word(document, range);
    let kind = if node.rule == Rule::fact { EntryKind::Fact } else { EntryKind::Statement };
    // `response P1, P2`, and what it says of them.
    let priorities = tree.children(place).find(|(_, child)| child.rule == Rule::priorities);
    let name_end =
        priorities.map(|(_, child)| of(child).end).filter(|end| *end <= range.start + super::text::fit(line.len()));
    let (name, detail) = match name_end {
        Some(end) => {
            let cut = (end - range.start) as usize;
            (line.get(..cut).unwrap_or(line).trim(), line.get(cut..).unwrap_or("").trim())
        }
        None => line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim())),
    };
    let name: Vec<&str> = name.split_whitespace().collect();
    let children = match node.rule {
        Rule::remedy => statements(document, tree, place),
        _ => Vec::new(),
    };
    let detail = detail.trim_end_matches('{').trim().to_owned();
    OutlineEntry { name: name.join(" "), detail, kind, range, selection, children }
}

fn of(node: &TreeNode) -> TextRange {
    TextRange { start: node.start, end: node.end }
}

/// A node without white space and comments at its end.
pub(super) fn trimmed(document: &Document, node: &TreeNode) -> TextRange {
    let text = document.text().get(node.range()).unwrap_or("");
    let end = lexemes(text).filter(|lexeme| lexeme.kind != LexemeKind::Comment).last().map_or(0, |last| last.end());
    TextRange { start: node.start, end: node.start + super::text::fit(end) }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("").trim_end()
}

fn first_word(document: &Document, range: TextRange) -> TextRange {
    let word = document.slice(range).split(|c: char| c.is_whitespace() || c == '{').next().map_or(0, str::len);
    TextRange { start: range.start, end: range.start + super::text::fit(word) }
}

/// A text without its quotation marks.
pub(super) fn unquoted(text: &str) -> String {
    text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(text).to_owned()
}

/// Lines that can be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Fold {
    /// The first line, which stays, counted from 0.
    pub start: u32,
    /// The last line.
    pub end: u32,
    /// What they are.
    pub kind: FoldKind,
}

/// What can be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FoldKind {
    /// A block.
    Block,
    /// Comments on lines of their own.
    Comment,
    /// Imports.
    Imports,
}

/// The blocks, comments and imports of a file that have several lines.
pub fn folds(snapshot: &Snapshot, file: &Path) -> Vec<Fold> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let lines = document.lines();
    let mut out = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut comment: Option<(u32, u32)> = None;
    let end_comment = |run: Option<(u32, u32)>, out: &mut Vec<Fold>| {
        out.extend(run.filter(|(a, b)| a < b).map(|(start, end)| Fold { start, end, kind: FoldKind::Comment }));
    };
    let mut last_line = None;
    for lexeme in lexemes(document.text()) {
        let line = lines.line(super::text::fit(lexeme.start));
        let own_line = last_line != Some(line);
        last_line = Some(line);
        if lexeme.kind == LexemeKind::Comment && own_line {
            comment = match comment {
                Some((start, end)) if end + 1 == line => Some((start, line)),
                run => {
                    end_comment(run, &mut out);
                    Some((line, line))
                }
            };
            continue;
        }
        end_comment(comment.take(), &mut out);
        match (lexeme.kind, lexeme.text) {
            (LexemeKind::Sign, "{") => open.push(line),
            (LexemeKind::Sign, "}") => {
                let start = open.pop().filter(|start| *start < line);
                out.extend(start.map(|start| Fold { start, end: line, kind: FoldKind::Block }));
            }
            _ => {}
        }
    }
    end_comment(comment, &mut out);
    let imports = document.imports();
    if let (Some(first), Some(last)) = (imports.first(), imports.last()) {
        let (start, end) = (lines.line(first.range.start), lines.line(last.range.start));
        if start < end {
            out.push(Fold { start, end, kind: FoldKind::Imports });
        }
    }
    out.sort_by_key(|fold| (fold.start, fold.end));
    out
}
