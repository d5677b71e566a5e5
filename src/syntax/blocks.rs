//! The blocks of the language as an editor asks for them: in which block a place is, which statements may begin there,
//! and which words may follow what is written already.

use pest::Parser as _;
use pest::error::Error;

use super::context::Context;
use super::grammar::{PolicyParser, Rule, position};
use super::tree::Tree;

/// A block, or the file itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Block {
    File,
    Policy,
    Calendar,
    Holidays,
    Facts,
    Priority,
    Tier,
    Contract,
    Bands,
    Remedy,
    Test,
    Incident,
    Expect,
}

impl Block {
    /// All of them.
    pub(crate) const ALL: [Self; 13] = [
        Self::File,
        Self::Policy,
        Self::Calendar,
        Self::Holidays,
        Self::Facts,
        Self::Priority,
        Self::Tier,
        Self::Contract,
        Self::Bands,
        Self::Remedy,
        Self::Test,
        Self::Incident,
        Self::Expect,
    ];

    /// The block that a word opens in this one.
    fn opened_by(self, word: &str) -> Option<Self> {
        Some(match (self, word) {
            (Self::File, "policy") => Self::Policy,
            (Self::File, "calendar") => Self::Calendar,
            (Self::File, "holidays") => Self::Holidays,
            (Self::File, "facts") => Self::Facts,
            (Self::File, "priority") => Self::Priority,
            (Self::File, "tier") => Self::Tier,
            (Self::File, "contract") => Self::Contract,
            (Self::File, "test") => Self::Test,
            (Self::File | Self::Tier | Self::Contract, "remedy") => Self::Remedy,
            (Self::Tier | Self::Contract, "credit") => Self::Bands,
            (Self::Test, "incident") => Self::Incident,
            (Self::Test, "expect") => Self::Expect,
            _ => return None,
        })
    }

    fn context(self) -> Option<Context> {
        Context::of(match self {
            Self::File => Rule::broken_item,
            Self::Policy => Rule::broken_policy_field,
            Self::Calendar => Rule::broken_calendar_stmt,
            Self::Holidays => Rule::broken_holiday,
            Self::Facts => Rule::broken_fact,
            Self::Priority => Rule::broken_priority_stmt,
            Self::Tier => Rule::broken_tier_stmt,
            Self::Contract => Rule::broken_contract_stmt,
            Self::Bands => Rule::broken_band,
            Self::Remedy => Rule::broken_remedy_stmt,
            Self::Test => Rule::broken_test_part,
            Self::Incident => Rule::broken_field,
            Self::Expect => Rule::broken_outcome,
        })
    }

    /// Whether its statements are those of a tier or contract.
    pub(crate) fn is_package(self) -> bool {
        matches!(self, Self::Tier | Self::Contract)
    }

    /// The words that begin what may be in it.
    pub(crate) fn words(self) -> Vec<&'static str> {
        self.context().map(|context| context.statements().map(|statement| statement.word).collect()).unwrap_or_default()
    }

    /// A correct statement that begins with a word.
    pub(crate) fn example(self, word: &str) -> Option<&'static str> {
        let statement = self.context()?.statements().find(|statement| statement.word == word)?;
        super::statements::example(statement.rule, word).filter(|example| example.starts_with(word))
    }

    /// The tree of one statement of it; `None` if it cannot be read to its end.
    pub(crate) fn statement(self, text: &str) -> Option<Tree> {
        Tree::of_rule(self.context()?.whole, text)
    }

    /// The words and signs that may follow the beginning of a statement.
    pub(crate) fn may_follow(self, before: &str) -> Vec<String> {
        let Some(context) = self.context() else { return Vec::new() };
        // No text has this character, so that nothing can be read from there on.
        let text = format!("{before}\u{1}");
        pest::set_error_detail(true);
        let parsed = PolicyParser::parse(context.whole, &text);
        pest::set_error_detail(false);
        match parsed {
            Err(error) if position(&error) >= before.trim_end().len() => tokens(&error),
            _ => Vec::new(),
        }
    }
}

/// What the grammar tried where a parse gave up.
fn tokens(error: &Error<Rule>) -> Vec<String> {
    let Some(attempts) = error.parse_attempts() else { return Vec::new() };
    // Ranges of characters and rules that are built into pest are no words.
    let tokens = attempts.expected_tokens().into_iter().map(|token| token.to_string());
    let mut words: Vec<String> = tokens.filter(|token| !token.contains("..") && token != "BUILTIN_RULE").collect();
    words.sort();
    words.dedup();
    words
}

/// Where a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Within {
    /// The innermost block.
    pub(crate) block: Block,
    /// Where the block begins: the byte behind its brace, or 0.
    pub(crate) from: u32,
    /// Where the word that leads the item or statement of the block is, or 0.
    pub(crate) head: u32,
}

/// The blocks that are open at a byte, the file first. Braces decide, so that a statement which cannot be read does not
/// matter; an item at the margin closes all that is open.
pub(crate) fn open_at(text: &str, byte: usize) -> Vec<Within> {
    let file = Within { block: Block::File, from: 0, head: 0 };
    let mut open = vec![Some(file)];
    let mut words: Vec<(usize, &str)> = Vec::new();
    let items = Block::File.words();
    for lexeme in super::lexemes::lexemes(text).take_while(|lexeme| lexeme.start < byte) {
        let (start, word) = (lexeme.start, lexeme.text);
        match lexeme.kind {
            super::lexemes::LexemeKind::Comment | super::lexemes::LexemeKind::Text => {}
            super::lexemes::LexemeKind::Word => {
                let margin = start == 0 || text.as_bytes().get(start - 1) == Some(&b'\n');
                if margin && open.len() > 1 && items.contains(&word) {
                    open.truncate(1);
                    words.clear();
                }
                words.push((start, word));
            }
            super::lexemes::LexemeKind::Sign if word == "{" => {
                let around = open.iter().rev().find_map(|within| *within).unwrap_or(file);
                // The nearest word that opens a block here; the first on its line goes before others.
                let opens = |(at, word): &(usize, &str)| Some((*at, around.block.opened_by(word)?));
                let first_on_line = |at: usize| {
                    let before = text.get(..at).unwrap_or("");
                    before.rsplit('\n').next().is_some_and(|line| matches!(line.trim(), "" | "base"))
                };
                let heads: Vec<(usize, Block)> = words.iter().rev().filter_map(opens).collect();
                let head = heads.iter().find(|(at, _)| first_on_line(*at)).or(heads.first());
                let fit = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                open.push(head.map(|(at, block)| Within { block: *block, from: fit(start + 1), head: fit(*at) }));
                words.clear();
            }
            super::lexemes::LexemeKind::Sign => {
                if word == "}" {
                    if open.len() > 1 {
                        open.pop();
                    }
                    words.clear();
                }
            }
        }
    }
    match open.last() {
        // A brace that opens no block.
        Some(None) => Vec::new(),
        _ => open.into_iter().flatten().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_may_follow() {
        let follow = |block: Block, before: &str| block.may_follow(before).join(" ");
        insta::assert_snapshot!(
            [
                (Block::Tier, "coverage "),
                (Block::Tier, "response P1 "),
                (Block::Tier, "response P1 < 4 "),
                (Block::Tier, "response P1 < 4 working hours "),
                (Block::Tier, "update P1 every 2 hours, "),
                (Block::Tier, "relief by "),
                (Block::Tier, "credit for response "),
                (Block::Calendar, "closed "),
                (Block::File, "contract Acme "),
                (Block::Remedy, "may provide when a "),
                (Block::Expect, "response "),
                (Block::Tier, "response P1 ? "),
            ]
            .map(|(block, before)| format!("{block:?}: {before}| {}", follow(block, before)))
            .join("\n")
        );
    }

    #[test]
    fn blocks_that_are_open() {
        let text = "import isode\nbase tier A {\n response P1 ? {\n remedy x {\n} \n test \"{\" {\ncalendar c {\n";
        let at = |needle: &str| {
            let byte = text.find(needle).map_or(text.len(), |at| at + needle.len());
            open_at(text, byte).into_iter().map(|within| format!("{:?} ", within.block)).collect::<String>()
        };
        insta::assert_snapshot!(["import", "tier A {", "response P1", "remedy x {", "calendar c {"].map(at).join("\n"));
    }
}
