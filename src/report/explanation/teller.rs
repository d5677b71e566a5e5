//! The explanation that a story is made of, and what its sections share.

use crate::engine::Explanation;
use crate::policy::{Policy, Statement, plain};
use crate::time::Instant;

use super::blocks::Block;
use super::words::Times;

/// An explanation, with what its story needs besides.
pub(super) struct Teller<'a> {
    pub(super) explanation: &'a Explanation,
    pub(super) policy: &'a Policy,
    pub(super) times: Times,
    pub(super) segments: bool,
}

impl Teller<'_> {
    /// `isode.sla:92`, `Gold, isode.sla:92`
    pub(super) fn place(statement: &Statement, from: Option<&str>) -> String {
        let file = statement.file.trim_start_matches('<').trim_end_matches('>');
        let from = from.filter(|from| !from.is_empty()).map(|from| format!("{from}, ")).unwrap_or_default();
        format!("{from}{file}:{}", statement.line)
    }

    pub(super) fn statement(statement: &Statement, from: Option<&str>) -> Block {
        Block::Statement { text: one_line(&statement.text), place: Self::place(statement, from) }
    }

    /// The title of an objective: `Response`, `Engineer on site`.
    pub(super) fn objective_title(&self, name: &str) -> String {
        let objective = self.policy.model().objectives.iter().find(|o| o.name == name);
        objective.map_or_else(|| plain(name), |o| if o.title == name { plain(name) } else { o.title.clone() })
    }

    /// An instant of the incident, in its words.
    pub(super) fn now(&self) -> Instant {
        self.explanation.decision.as_of.instant()
    }
}

/// A statement that goes over several lines, in one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
