//! Objectives as data: what starts and stops each clock that a policy limits (`semantics` 4).

use serde::{Deserialize, Serialize};

use crate::span::Span;

/// The place of an objective in [`Model::objectives`](super::Model::objectives).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// A field of an incident that starts or stops an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StageField {
    /// `responded`
    Responded,
    /// `relieved`
    Relieved,
    /// `resolved`
    Resolved,
    /// One that the policy declares, by its place in [`Model::fields`](super::Model::fields).
    Declared(u16),
}

impl StageField {
    /// The three that every incident has, with their names.
    pub const BUILT_IN: [(&'static str, Self); 3] =
        [("responded", Self::Responded), ("relieved", Self::Relieved), ("resolved", Self::Resolved)];
}

/// An objective: a clock with a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objective {
    /// Its name: the word that its statements begin with, and its key in decisions.
    pub name: String,
    /// Its title, or its name.
    pub title: String,
    /// The fields that start it: the latest of them does. None where `opened` does.
    pub from: Vec<StageField>,
    /// The fields that stop it: the earliest of them does.
    pub until: Vec<StageField>,
    /// Whether the time between a stop that was taken back and the reopening is left out of it.
    pub excludes_reopened: bool,
    /// Whether it ends where the incident is resolved.
    pub ends_with_resolution: bool,
    /// Where it is declared; `None` for those that every policy has.
    pub span: Option<Span>,
}

impl Objective {
    /// Those that every policy has, in the order of an incident's life; their places are
    /// [`ObjectiveId::RESPONSE`], [`ObjectiveId::RELIEF`] and [`ObjectiveId::RESOLUTION`].
    pub fn built_in() -> Vec<Self> {
        let built_in = |name: &str, title: &str, stop: StageField| Self {
            name: name.to_owned(),
            title: title.to_owned(),
            from: Vec::new(),
            until: vec![stop],
            excludes_reopened: name != "response",
            ends_with_resolution: false,
            span: None,
        };
        vec![
            built_in("response", "Response", StageField::Responded),
            built_in("relief", "Relief", StageField::Relieved),
            built_in("resolution", "Resolution", StageField::Resolved),
        ]
    }

    /// Whether a policy declares it.
    pub fn is_declared(&self) -> bool {
        self.span.is_some()
    }
}

/// A field that an objective declares: an instant of the incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredField {
    /// Its name.
    pub name: String,
    /// Where it is first named.
    pub span: Span,
}

/// What a treatment replaces the priority for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The clock of an objective.
    Objective(ObjectiveId),
    /// The update cadence, and replies.
    Updates,
    /// The remedies.
    Remedies,
}
