//! An example: an incident, its decision, and what is drawn of it.

use crate::engine::{Explanation, Incident};
use crate::policy::model::PackageId;
use crate::time::Instant;

use super::super::super::explanation::{Drawing, timeline_svg};

/// A made-up incident that shows a clause.
#[derive(Debug, Clone)]
pub struct Example {
    /// The title of the clause.
    pub clause: String,
    /// The incident.
    pub incident: Incident,
    /// The version of the contract that it is decided by.
    pub package: PackageId,
    /// As of when it is decided.
    pub as_of: Instant,
    /// What of the decision is drawn.
    pub of: Exemplified,
    /// What the drawing shows, in a sentence.
    pub caption: String,
    pub(super) drawing: Drawing,
}

/// What an example shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exemplified {
    /// An objective, by its name.
    Objective(String),
    /// The update cadence.
    Updates,
    /// The replies to messages.
    Replies,
}

impl Example {
    /// The drawing.
    pub fn svg(&self) -> String {
        timeline_svg(&self.drawing)
    }
}

/// A clause: how it counts, and an example if one can be made.
pub(super) struct Clause {
    pub(super) title: String,
    pub(super) rule: String,
    pub(super) example: Option<Example>,
}

/// An incident that has been decided, before it has a caption.
pub(super) struct Decided {
    pub(super) incident: Incident,
    pub(super) as_of: Instant,
    pub(super) explanation: Explanation,
}
