//! What there is to say of the word at a place.

mod calendar;
mod imports;
mod limits;
mod package;
mod things;

use std::path::Path;

use serde::Serialize;

use crate::lint::RULES;
use crate::syntax::Rule;
use crate::syntax::blocks::{Block, open_at};
use crate::syntax::lexemes::{LexemeKind, lexemes};
use crate::syntax::tree::is_keyword;

use super::document::Document;
use super::host::Snapshot;
use super::manual;
use super::navigate::symbol_at;
use super::symbol::{Scope, SymbolKind};
use super::text::{TextRange, fit};

pub(super) use imports::imported;
pub(super) use limits::{each_limit, length as limit_length, package_at};
pub(super) use package::{origin, summary as package_summary};
pub(super) use things::described;

/// What is shown at a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hover {
    /// The word.
    pub range: TextRange,
    /// What there is to say, as Markdown.
    pub markdown: String,
}

/// What there is to say of the word at a byte: the definition of a name, the meaning of a statement with its limits and
/// the next due times, the next closed days of a calendar, who reads a fact. `None` if there is nothing.
pub fn hover(snapshot: &Snapshot, file: &Path, byte: u32) -> Option<Hover> {
    let scope = Scope::of(snapshot, file);
    let document = scope.file()?;
    if let Some(import) = document.imports().iter().find(|import| import.range.touches(byte)) {
        let markdown = imported(snapshot, &import.target)?;
        return Some(Hover { range: import.range, markdown });
    }
    if let Some((symbol, name)) = symbol_at(&scope, byte)
        && let Some(markdown) = described(snapshot, &scope, &symbol, Some((document.path(), name.range)))
    {
        let limits = limits_around(snapshot, document, byte).filter(|_| symbol.kind == SymbolKind::Priority);
        let markdown = limits.map_or(markdown.clone(), |limits| format!("{markdown}\n\n---\n\n{limits}"));
        return Some(Hover { range: name.range, markdown });
    }
    let at = lexemes(document.text()).find(|lexeme| lexeme.start <= byte as usize && byte as usize <= lexeme.end())?;
    let range = TextRange::new(at.start, at.end());
    if at.kind == LexemeKind::Comment {
        return allowed_rule(document, range, byte);
    }
    if at.kind == LexemeKind::Sign {
        return None;
    }
    let markdown = of_word(snapshot, document, byte, at.text)?;
    Some(Hover { range, markdown })
}

/// What the statement of a tier or contract around a byte promises.
fn limits_around(snapshot: &Snapshot, document: &Document, byte: u32) -> Option<String> {
    let tree = document.tree();
    let around = tree.around(byte);
    let (_, statement) = around.iter().find(|(place, _)| {
        tree.parent(*place).is_some_and(|(_, node)| matches!(node.rule, Rule::tier_item | Rule::contract_item))
    })?;
    limits::of_statement(snapshot, document.path(), statement.start)
}

/// The rule whose name is at a byte of an `allow` comment.
fn allowed_rule(document: &Document, comment: TextRange, byte: u32) -> Option<Hover> {
    let text = document.slice(comment);
    if !text.contains("relief:") {
        return None;
    }
    let at = (byte - comment.start) as usize;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let start = text.get(..at)?.rfind(|c| !is_name(c)).map_or(0, |before| before + 1);
    let end = text.get(at..)?.find(|c| !is_name(c)).map_or(text.len(), |behind| at + behind);
    let word = text.get(start..end)?;
    let rule = RULES.iter().find(|rule| rule.info.name == word || rule.info.id == word)?;
    let range = TextRange { start: comment.start + fit(start), end: comment.start + fit(end) };
    Some(Hover {
        range,
        markdown: format!("**{}** `{}`: {}\n\n{}", rule.info.id, rule.info.name, rule.info.summary, rule.info.page),
    })
}

/// A word of the language: that of a statement, or one within it.
fn of_word(snapshot: &Snapshot, document: &Document, byte: u32, word: &str) -> Option<String> {
    let text = document.text();
    let tree = document.tree();
    let around = tree.around(byte);
    let statement = around.iter().find(|(place, node)| {
        tree.parent(*place).is_some_and(|(_, parent)| is_block(parent.rule)) && !tree.is_leaf(*place)
            || node.rule == Rule::fact
    });
    let start = statement.map_or(byte, |(_, node)| node.start);
    let block = open_at(text, start as usize).pop().map_or(Block::File, |within| within.block);
    let in_condition = around.iter().any(|(_, node)| node.rule == Rule::condition);
    let leads = statement
        .is_some_and(|(_, node)| text.get(node.start as usize..).is_some_and(|rest| rest.starts_with(word)))
        && text.get(start as usize..byte as usize).is_some_and(|before| word.starts_with(before));
    let next = text.get(start as usize..).and_then(|rest| rest.split_whitespace().nth(1)).unwrap_or("");
    let mut parts = Vec::new();
    if let Some((_, node)) = statement
        && block.is_package()
        && (leads || around.first().is_none_or(|(_, leaf)| !is_keyword(leaf.rule) || in_limit(leaf.rule)))
    {
        parts.extend(limits::of_statement(snapshot, document.path(), node.start));
    }
    let heading = if leads || statement.is_none() && block.words().contains(&word) {
        manual::heading(block, word, next)
    } else {
        manual::word_heading(word, in_condition)
    };
    if leads
        && block == Block::Incident
        && let Some(meaning) = super::words::field_meaning(word)
    {
        return Some(meaning.to_owned());
    }
    parts.extend(heading.and_then(manual::section));
    (!parts.is_empty()).then(|| parts.join("\n\n---\n\n"))
}

fn in_limit(rule: Rule) -> bool {
    matches!(rule, Rule::kw_working | Rule::kw_business | Rule::kw_covered | Rule::less | Rule::less_equal)
}

/// Whether a rule is that of something with statements.
fn is_block(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::file
            | Rule::item
            | Rule::policy_item
            | Rule::calendar_item
            | Rule::holidays_item
            | Rule::facts_item
            | Rule::priority_item
            | Rule::tier_item
            | Rule::contract_item
            | Rule::remedy
            | Rule::band_table
            | Rule::test_item
            | Rule::test_incident
            | Rule::expect_block
    )
}
