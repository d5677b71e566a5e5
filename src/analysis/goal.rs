//! What a search over conditions is to reach: conditions that come out as asked, put together.

use crate::policy::model::{Condition, PackageId, PriorityId};
use crate::value::Truths;

/// A condition, and which truths are wanted of it.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'c> {
    /// The condition.
    pub condition: &'c Condition,
    /// The tier or contract that it is asked under; nothing for any that is sold.
    pub package: Option<PackageId>,
    /// The priority that it is asked for; nothing for any, the same for all that say nothing.
    pub priority: Option<PriorityId>,
    /// What it may come to.
    pub wanted: Truths,
}

impl<'c> Ask<'c> {
    /// For any package and priority.
    pub fn of(condition: &'c Condition, wanted: Truths) -> Self {
        Self { condition, package: None, priority: None, wanted }
    }
}

/// What an incident has to come to.
#[derive(Debug, Clone)]
pub(super) enum Goal<'c> {
    /// A condition comes to one of the truths that are wanted of it.
    Ask(Ask<'c>),
    /// All of these; any incident if there are none.
    All(Vec<Goal<'c>>),
    /// One of these; no incident if there are none.
    Any(Vec<Goal<'c>>),
    /// Not this.
    Not(Box<Goal<'c>>),
}

impl<'c> Goal<'c> {
    /// Every condition that is asked, whatever the others come to.
    pub(super) fn each_ask<'g>(&'g self, each: &mut impl FnMut(&'g Ask<'c>)) {
        match self {
            Self::Ask(ask) => each(ask),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.each_ask(each);
                }
            }
            Self::Not(inner) => inner.each_ask(each),
        }
    }

    /// The goal of every incident, or of none.
    pub(super) fn settled(yes: bool) -> Self {
        if yes { Self::All(Vec::new()) } else { Self::Any(Vec::new()) }
    }

    /// Both.
    pub(super) fn and(self, other: Self) -> Self {
        Self::All(vec![self, other])
    }

    /// Either.
    pub(super) fn or(self, other: Self) -> Self {
        Self::Any(vec![self, other])
    }

    /// The opposite.
    pub(super) fn negate(self) -> Self {
        Self::Not(Box::new(self))
    }
}
