//! What each word of a file is, for colours that follow the meaning.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::syntax::Rule;
use crate::syntax::blocks::Block;
use crate::syntax::lexemes::{Lexeme, LexemeKind, lexemes};
use crate::syntax::tree::is_keyword;

use super::document::Document;
use super::host::Snapshot;
use super::names::Name;
use super::symbol::{Scope, SymbolKind};
use super::text::TextRange;

/// A word, text, comment or sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Token {
    /// Where.
    pub range: TextRange,
    /// What it is.
    pub kind: TokenKind,
    /// Whether a name is declared here.
    pub declaration: bool,
    /// Whether a comment belongs to the item below it.
    pub documentation: bool,
    /// Whether a name is built in.
    pub built_in: bool,
}

macro_rules! kinds {
    ($($kind:ident $name:literal $doc:literal;)*) => {
        /// What a [`Token`] is. Each has the name of a token type that editors know.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum TokenKind {
            $(#[doc = $doc] $kind,)*
        }

        impl TokenKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// The type that editors know it by.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }
        }
    };
}

kinds! {
    Keyword "keyword" "A word of the language.";
    Comment "comment" "A comment.";
    Text "string" "A text in quotation marks.";
    Number "number" "A number, share, date, time, instant or unit.";
    Operator "operator" "A sign that compares.";
    Type "type" "A type of facts.";
    Package "class" "A tier or contract.";
    Calendar "namespace" "A calendar, holiday list, zone or built-in policy.";
    Priority "enum" "A priority.";
    Value "enumMember" "A value of a fact.";
    Fact "property" "A fact, or a field of an incident.";
    Objective "interface"
        "An objective that the policy declares.";
    Remedy "function" "A remedy or a right.";
    Other "variable" "A channel, a party, a term, or who is called.";
}

/// The tokens of a file, in order.
pub fn tokens(snapshot: &Snapshot, file: &Path) -> Vec<Token> {
    let scope = Scope::of(snapshot, file);
    let Some(document) = scope.file() else { return Vec::new() };
    let tree = document.tree();
    let mut leaves: BTreeMap<u32, (Rule, u32)> = BTreeMap::new();
    for (place, node) in tree.iter().filter(|(place, node)| tree.is_leaf(*place) && node.end > node.start) {
        // A one-word rule around its word: the word counts.
        let rule = match tree.parent(place) {
            Some((_, parent)) if parent.rule == Rule::builtin_type => Rule::builtin_type,
            _ => node.rule,
        };
        leaves.insert(node.start, (rule, node.end));
    }
    let names: BTreeMap<u32, Name> = document.names().iter().map(|name| (name.range.start, *name)).collect();
    let reader = Reader { document, scope: &scope, leaves: &leaves, names: &names };
    let mut out: Vec<Token> = Vec::new();
    for lexeme in lexemes(document.text()) {
        // The offset of an instant is a part of it, although it has signs of its own.
        let behind = out.last().is_none_or(|last| last.range.end as usize <= lexeme.start);
        out.extend(reader.token(&lexeme).filter(|_| behind));
    }
    out
}

struct Reader<'a> {
    document: &'a Document,
    scope: &'a Scope,
    leaves: &'a BTreeMap<u32, (Rule, u32)>,
    names: &'a BTreeMap<u32, Name>,
}

impl Reader<'_> {
    fn token(&self, lexeme: &Lexeme<'_>) -> Option<Token> {
        let range = TextRange::new(lexeme.start, lexeme.end());
        let plain = |kind| Some(Token { range, kind, declaration: false, documentation: false, built_in: false });
        match lexeme.kind {
            LexemeKind::Comment => {
                let documentation = lexeme.text.starts_with("///") && !lexeme.text.starts_with("////");
                plain(TokenKind::Comment).map(|token| Token { documentation, ..token })
            }
            LexemeKind::Text => plain(TokenKind::Text),
            LexemeKind::Sign => {
                matches!(lexeme.text, "<" | ">" | "=" | "|" | "+" | "-").then(|| plain(TokenKind::Operator)).flatten()
            }
            LexemeKind::Word => {
                if let Some(name) = self.names.get(&range.start) {
                    let (kind, built_in) = self.named(*name);
                    let token = plain(kind)?;
                    return Some(Token { range: name.range, declaration: name.declares, built_in, ..token });
                }
                let leaf = self.leaves.get(&range.start);
                match leaf.map(|(rule, _)| rule) {
                    Some(Rule::builtin_type) => plain(TokenKind::Type),
                    Some(rule) if is_keyword(*rule) => plain(TokenKind::Keyword),
                    // The field of an incident that a test gives, or what a condition asks besides facts.
                    Some(Rule::name | Rule::stmt_name) => plain(TokenKind::Keyword),
                    Some(Rule::release) => plain(TokenKind::Value),
                    Some(Rule::word | Rule::symbol) | None => self.broken(lexeme, plain),
                    Some(_) => {
                        let end = leaf.map_or(range.end, |(_, end)| range.end.max(*end));
                        plain(TokenKind::Number).map(|token| Token { range: TextRange { end, ..range }, ..token })
                    }
                }
            }
        }
    }

    fn named(&self, name: Name) -> (TokenKind, bool) {
        let Some(symbol) = self.scope.symbol(self.document, name) else { return (TokenKind::Keyword, false) };
        let text = symbol.name.as_str();
        match symbol.kind {
            SymbolKind::Calendar | SymbolKind::Holidays => (TokenKind::Calendar, false),
            SymbolKind::Zone | SymbolKind::BuiltIn => (TokenKind::Calendar, true),
            SymbolKind::Fact | SymbolKind::Field => (TokenKind::Fact, false),
            SymbolKind::Value => (TokenKind::Value, false),
            SymbolKind::Priority => (TokenKind::Priority, false),
            SymbolKind::Package => (TokenKind::Package, false),
            // `updates` and `remedies` as purposes are words of the language.
            SymbolKind::Objective if matches!(text, "response" | "relief" | "resolution" | "updates" | "remedies") => {
                (TokenKind::Keyword, false)
            }
            SymbolKind::Objective => (TokenKind::Objective, false),
            SymbolKind::Remedy | SymbolKind::Right => (TokenKind::Remedy, false),
            SymbolKind::Party if crate::policy::model::BUILTIN_PARTIES.contains(&text) => (TokenKind::Other, true),
            SymbolKind::Channel | SymbolKind::Party | SymbolKind::Term | SymbolKind::Recipient => {
                (TokenKind::Other, false)
            }
            SymbolKind::Code => (TokenKind::Value, true),
        }
    }

    /// A word of a statement that cannot be read.
    fn broken(&self, lexeme: &Lexeme<'_>, plain: impl Fn(TokenKind) -> Option<Token>) -> Option<Token> {
        let first = lexeme.text.chars().next()?;
        if first.is_ascii_digit() {
            return plain(TokenKind::Number);
        }
        let leads = |block: Block| block.words().contains(&lexeme.text);
        let known = Block::ALL.iter().copied().any(leads)
            || matches!(
                lexeme.text,
                "working"
                    | "within"
                    | "pausing"
                    | "while"
                    | "waiting"
                    | "when"
                    | "every"
                    | "none"
                    | "extends"
                    | "always"
            );
        if known { plain(TokenKind::Keyword) } else { None }
    }
}
