//! The statements of a policy that decide something, with their places.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::Sources;
use crate::span::Span;

use super::model::{Cadence, Model, Promise, Reply};

/// A statement of a policy: its place and its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Statement {
    /// Its text, as written.
    pub text: String,
    /// The file, as it was named; `<isode/isode.sla>` for one that is built in.
    pub file: String,
    /// Its first line, counted from 1.
    pub line: usize,
}

/// A statement that promises something: whose it is, and what it quotes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PromiseSource {
    /// The statement.
    #[serde(flatten)]
    pub statement: Statement,
    /// The tier or contract that says it.
    pub from: String,
    /// The words of the policy's source, if the comment above the statement quotes them.
    pub source: Option<String>,
}

/// Statements in the order of their spans, so that many decisions can share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Statements(Vec<(u128, Arc<Statement>)>);

impl Statements {
    /// All that can determine a decision.
    pub(super) fn of(model: &Model, sources: &Sources) -> Self {
        let mut spans: Vec<Span> = model.priorities.iter().filter_map(|p| p.definition_span).collect();
        for package in &model.packages {
            spans.extend(package.general.setter_span());
            spans.extend(package.treatments.iter().map(|t| t.span));
            spans.extend(package.remedies.iter().map(|r| r.span));
            for terms in &package.terms {
                let promises = terms.promises.iter().flatten().flat_map(Promise::each);
                spans.extend(promises.map(|(_, promise)| promise.span));
                if let Some(Reply::Within { span, .. }) = &terms.reply {
                    spans.push(*span);
                }
                if let Some(Cadence::Every { span, .. }) = &terms.cadence {
                    spans.push(*span);
                }
            }
        }
        let statement = |span: Span| {
            let place = sources.place(span)?;
            let (file, text) = (place.file.to_owned(), sources.slice(span).trim().to_owned());
            Some((key(span), Arc::new(Statement { file, line: place.line, text })))
        };
        spans.sort_unstable();
        spans.dedup();
        Self(spans.into_iter().filter_map(statement).collect())
    }

    /// The statement at a span.
    pub(super) fn at(&self, span: Span) -> Option<Arc<Statement>> {
        let found = self.0.binary_search_by_key(&key(span), |(key, _)| *key).ok()?;
        self.0.get(found).map(|(_, statement)| Arc::clone(statement))
    }
}

/// A span as one number, in the order of spans.
fn key(span: Span) -> u128 {
    u128::from(span.file.0) << 64 | u128::from(span.start) << 32 | u128::from(span.end)
}
