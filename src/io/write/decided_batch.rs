//! What a kernel decided of a batch at once, until its columns are made.

use arrow_array::ArrayRef;

use crate::engine::fields::REMEDY;
use crate::engine::{PlanId, RemedyId};

/// The answer of a remedy as the codes of its columns.
pub(crate) type RemedyCodes = [Option<i64>; REMEDY.len()];

/// What was decided of a batch at once.
#[derive(Debug)]
pub(super) struct DecidedBatch {
    pub(super) plans: Vec<PlanId>,
    pub(super) answers: Vec<Answers>,
    /// The rows that are rejected, in order.
    pub(super) refused: Vec<usize>,
    /// How many rows were decided alone so far, rejected ones too.
    pub(super) alone: usize,
    /// The ids of all rows; `None` if they are put in as texts.
    pub(super) ids: Option<ArrayRef>,
}

/// The answers about a remedy.
#[derive(Debug)]
pub(super) struct Answers {
    /// Which of the policy's remedies it is.
    pub(super) number: usize,
    /// The answer of each row.
    pub(super) answers: Vec<RemedyId>,
    /// The codes of each answer.
    pub(super) known: Vec<RemedyCodes>,
}
