//! Objectives as data: what starts and stops each clock that a policy limits (`semantics` 4).

use crate::span::Span;

/// The place of an objective in [`Model::objectives`](super::Model::objectives).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectiveId(pub u16);

impl ObjectiveId {
    /// Until the vendor answered.
    pub const RESPONSE: Self = Self(0);
    /// Until the customer was running again.
    pub const RELIEF: Self = Self(1);
    /// Until the cause was gone.
    pub const RESOLUTION: Self = Self(2);

    /// Its index in lists of one value an objective.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// An objective: a clock with a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objective {
    /// Its name: the word that its statements begin with, and its key in decisions.
    pub name: String,
    /// Its title, or its name.
    pub title: String,
    /// The incident's field that stops it.
    pub stop: String,
    /// Whether the time between a stop that was taken back and the reopening is left out of it.
    pub excludes_reopened: bool,
    /// Where it is declared; `None` for those that every policy has.
    pub span: Option<Span>,
}

impl Objective {
    /// Those that every policy has, in the order of an incident's life; their places are
    /// [`ObjectiveId::RESPONSE`], [`ObjectiveId::RELIEF`] and [`ObjectiveId::RESOLUTION`].
    pub fn built_in() -> Vec<Self> {
        let built_in = |name: &str, title: &str, stop: &str| Self {
            name: name.to_owned(),
            title: title.to_owned(),
            stop: stop.to_owned(),
            excludes_reopened: name != "response",
            span: None,
        };
        vec![
            built_in("response", "Response", "responded"),
            built_in("relief", "Relief", "relieved"),
            built_in("resolution", "Resolution", "resolved"),
        ]
    }
}

/// What a treatment replaces the priority for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The clock of an objective.
    Objective(ObjectiveId),
    /// The remedies.
    Remedies,
}
