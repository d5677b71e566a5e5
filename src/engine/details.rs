//! What reports need of an objective besides its decision: what its pauses took, and when it would have been due.

use std::sync::Arc;

use crate::policy::{ClockId, Statement};
use crate::time::{Instant, Length};

/// The details of an objective that has a limit, from its account.
#[derive(Debug, Clone, PartialEq)]
pub struct Details {
    /// Where its clock starts; `None` if it has not started.
    pub counts_from: Option<Instant>,
    /// Covered time that pauses took off.
    pub paused: Length,
    /// Covered time that is excluded.
    pub excluded: Length,
    /// Covered time that the pauses of each party took off, in alphabetical order.
    pub paused_by: Vec<(String, Length)>,
    /// When it would be due if it paused for nobody.
    pub due_without_pauses: Option<Instant>,
    /// Elapsed over limit in billionths, rounded down; `None` if there is no limit, or one of no length.
    pub used: Option<i64>,
    /// The statement that decided.
    pub by: Option<Arc<Statement>>,
    /// The clock that it ran on.
    pub clock: ClockId,
}
