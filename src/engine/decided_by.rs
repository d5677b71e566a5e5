//! The statements that determined a part of a decision.

use std::ops::Deref;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::policy::Statement;

/// The statements that determined something, the one that decided last first: a slice of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecidedBy(SmallVec<[Arc<Statement>; 2]>);

impl Deref for DecidedBy {
    type Target = [Arc<Statement>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl FromIterator<Arc<Statement>> for DecidedBy {
    fn from_iter<I: IntoIterator<Item = Arc<Statement>>>(statements: I) -> Self {
        Self(statements.into_iter().collect())
    }
}

impl<'d> IntoIterator for &'d DecidedBy {
    type Item = &'d Arc<Statement>;
    type IntoIter = std::slice::Iter<'d, Arc<Statement>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
