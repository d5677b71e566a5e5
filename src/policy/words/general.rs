//! What a package says of all priorities alike, in words. Tables of packages, comparisons and lint rules go through
//! these lists instead of naming each statement.

use crate::span::Span;

use super::super::general_terms::{GeneralTerms, Setter};
use super::super::model::Model;
use super::plain;

/// What a package says by one statement, or does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneralTerm {
    /// The words that its statement begins with: `assistance`, `term data_residency`.
    pub statement: String,
    /// Its name in a comparison: `assistance`, `data residency`.
    pub name: String,
    /// Its name as a heading: `General assistance`, `Data residency`.
    pub heading: String,
    /// Where a table of packages shows it.
    pub position: Position,
    /// How packages are compared in it.
    pub compared: Compared,
    /// What is said, line by line; none if nothing is.
    pub lines: Vec<String>,
    /// The statement that says it.
    pub span: Option<Span>,
}

impl GeneralTerm {
    /// The first of several terms for each statement, in order.
    pub fn each_once<'t>(terms: impl IntoIterator<Item = &'t Self>) -> Vec<&'t Self> {
        let mut out: Vec<&Self> = Vec::new();
        for term in terms {
            if !out.iter().any(|known| known.statement == term.statement) {
                out.push(term);
            }
        }
        out
    }
}

/// Where a table of packages shows a general term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Before what is said of single priorities.
    BeforePriorities,
    /// After it.
    AfterPriorities,
    /// After everything else.
    Last,
}

/// How two packages are compared in a general term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// By rules of its own, which say which of the two is better.
    ByRules,
    /// As words, where one of the two says something: neither is better.
    AsWords,
    /// As words, even if neither of the two says anything.
    AsWordsOrNone,
}

impl Model {
    /// Every general term that a package could have, in the order of tables, and the free terms that it has.
    pub fn general_terms(&self, terms: &GeneralTerms) -> Vec<GeneralTerm> {
        // Each field is named here: a new one does not compile until somebody decides how it is shown.
        let GeneralTerms { set_by, restart, channels, releases, assistance, free_terms } = terms;
        let setter = match terms.setter() {
            Setter::Customer => "customer",
            Setter::Vendor => "vendor",
        };
        let mut out = vec![
            GeneralTerm {
                statement: "channels".to_owned(),
                name: "channels".to_owned(),
                heading: "Incident submission".to_owned(),
                position: Position::BeforePriorities,
                compared: Compared::ByRules,
                lines: channels.iter().flat_map(|c| &c.value).map(|c| self.channel_title(c)).collect(),
                span: channels.as_ref().map(|c| c.span),
            },
            GeneralTerm {
                statement: "assistance".to_owned(),
                name: "assistance".to_owned(),
                heading: "General assistance".to_owned(),
                position: Position::BeforePriorities,
                compared: Compared::AsWordsOrNone,
                lines: assistance.iter().map(|words| words.value.clone()).collect(),
                span: assistance.as_ref().map(|words| words.span),
            },
            GeneralTerm {
                statement: "priority set by".to_owned(),
                name: "priority setting".to_owned(),
                heading: "Priority setting".to_owned(),
                position: Position::BeforePriorities,
                compared: Compared::ByRules,
                lines: vec![setter.to_owned()],
                span: set_by.as_ref().map(|setter| setter.span),
            },
            GeneralTerm {
                statement: "on priority change".to_owned(),
                name: "priority change".to_owned(),
                heading: "Priority change".to_owned(),
                position: Position::AfterPriorities,
                compared: Compared::ByRules,
                lines: restart.iter().map(|_| "restarts the clock".to_owned()).collect(),
                span: *restart,
            },
            GeneralTerm {
                statement: "releases".to_owned(),
                name: "releases".to_owned(),
                heading: "Releases".to_owned(),
                position: Position::AfterPriorities,
                compared: Compared::ByRules,
                lines: releases.iter().map(|names| names.value.join(", ")).collect(),
                span: releases.as_ref().map(|names| names.span),
            },
        ];
        out.extend(free_terms.iter().map(|(name, words)| GeneralTerm {
            statement: format!("term {name}"),
            name: plain(name).to_lowercase(),
            heading: plain(name),
            position: Position::Last,
            compared: Compared::AsWords,
            lines: vec![words.value.clone()],
            span: Some(words.span),
        }));
        out
    }
}
