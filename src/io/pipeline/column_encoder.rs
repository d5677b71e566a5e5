//! Work becomes decisions, as columns.

use arrow_array::{ArrayRef, BooleanArray, RecordBatch};
use arrow_schema::ArrowError;
use serde_json::Value;

use crate::engine::{AskedColumns, DecidedColumns, DecisionRef, Kernel, Outcome};
use crate::io::read::Raw;
use crate::io::write::{DecisionColumns, DecisionView, RemedyCodes, Selection, kept_text};
use crate::policy::Policy;

/// What writes decisions as columns.
pub(super) struct ColumnEncoder {
    columns: DecisionColumns,
    /// Answers about remedies as codes, by the remedy's number and the answer's.
    remedies: Vec<Vec<Option<RemedyCodes>>>,
}

impl ColumnEncoder {
    pub(super) fn new(policy: &Policy, selection: &Selection, keep: &[String], coded: bool) -> Self {
        let remedies = vec![Vec::new(); policy.model().remedies.len()];
        Self { columns: DecisionColumns::new(policy, selection, keep, coded), remedies }
    }

    pub(super) fn outcome(
        &mut self,
        kernel: &Kernel<'_>,
        shown: &DecisionView<'_>,
        outcome: &Outcome<'_>,
        kept: &[Option<Raw<'_>>],
    ) {
        let Self { columns, remedies } = self;
        for (number, (answer, known)) in outcome.remedies.iter().zip(&mut *remedies).enumerate() {
            let at = *answer as usize;
            if known.len() <= at {
                known.resize(at + 1, None);
            }
            if let Some(place @ None) = known.get_mut(at)
                && let Some(remedy) = kernel.remedy(*answer)
            {
                *place = Some(columns.remedy(number, remedy));
            }
        }
        let code = |(answer, known): (&u32, &Vec<Option<RemedyCodes>>)| {
            known.get(*answer as usize).copied().flatten().unwrap_or_default()
        };
        let kept = kept.iter().map(|value| value.and_then(Raw::text));
        columns.push(shown, outcome.remedies.iter().zip(&*remedies).map(code), kept);
    }

    pub(super) fn decision(&mut self, decision: &DecisionRef<'_>, kept: &[Option<Value>]) {
        let answers = decision.remedies.iter().enumerate();
        let codes: Vec<RemedyCodes> = answers.map(|(number, remedy)| self.columns.remedy(number, remedy)).collect();
        let kept: Vec<Option<String>> = kept.iter().map(kept_text).collect();
        self.columns.push(&DecisionView::of(decision), codes.into_iter(), kept.iter().map(Option::as_deref));
    }

    /// Begins with what was decided at once: see [`DecisionColumns::fill`]. `ids` are those of all rows, where they are at
    /// hand.
    pub(super) fn fill(&mut self, kernel: &Kernel<'_>, decided: DecidedColumns, ids: Option<ArrayRef>) {
        self.columns.fill(kernel, decided, ids);
    }

    /// Which columns are asked for; statuses also if they are counted.
    pub(super) fn asked(&self, policy: &Policy, counted: bool) -> AskedColumns {
        self.columns.asked(policy, counted)
    }

    /// The row that was gone to is rejected.
    pub(super) fn refuse(&mut self) {
        self.columns.refuse();
    }

    /// Goes to a row that is decided alone.
    pub(super) fn go_to(&mut self, row: usize) {
        self.columns.go_to(row);
    }

    /// Adds the id and the kept values of the next row, whose decision is there or is missing.
    pub(super) fn texts<'k>(&mut self, id: Option<&str>, kept: impl Iterator<Item = Option<&'k str>>) {
        self.columns.texts(id, kept);
    }

    /// Makes room for a piece of this many rows.
    pub(super) fn reserve(&mut self, rows: usize) {
        self.columns.reserve(rows);
    }

    pub(super) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        self.columns.finish()
    }
}

/// The decisions that stay.
pub(super) fn filtered(batch: RecordBatch, keep: &[bool]) -> Result<RecordBatch, ArrowError> {
    if keep.iter().all(|keep| *keep) {
        return Ok(batch);
    }
    arrow_select::filter::filter_record_batch(&batch, &BooleanArray::from(keep.to_vec()))
}
