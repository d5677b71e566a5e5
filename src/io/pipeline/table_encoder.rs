//! Decisions become rows of a table.

use serde_json::Value;

use crate::engine::{DecisionRef, Kernel, Outcome};
use crate::io::read::Raw;
use crate::io::write::{DecisionView, Selection, TableRow};
use crate::policy::model::ObjectiveId;
use crate::time::Zone;

use super::Job;

/// Encodes decisions as rows of a table.
pub(super) struct TableEncoder {
    objectives: Vec<ObjectiveId>,
    selection: Selection,
    zone: Option<Zone>,
    rows: Vec<TableRow>,
}

impl TableEncoder {
    pub(super) fn new(job: &Job<'_>) -> Self {
        let (objectives, selection) = (job.policy.timed_objectives(), job.selection.clone());
        Self { objectives, selection, zone: job.zone, rows: Vec::new() }
    }

    pub(super) fn outcome(
        &mut self,
        kernel: &Kernel<'_>,
        view: &DecisionView<'_>,
        outcome: &Outcome<'_>,
        kept: &[Option<Raw<'_>>],
    ) {
        let remedies = outcome.remedies.iter().filter_map(|answer| kernel.remedy(*answer));
        let kept = kept.iter().map(|value| match value {
            Some(Raw::Text(text) | Raw::String(text) | Raw::Json(text)) => *text,
            _ => "",
        });
        self.rows.push(TableRow::new(view, &self.objectives, &self.selection, remedies, kept, self.zone));
    }

    pub(super) fn decision(&mut self, decision: &DecisionRef<'_>, kept: &[Option<Value>]) {
        self.rows.push(TableRow::of(decision, &self.objectives, &self.selection, kept, self.zone));
    }

    pub(super) fn take(&mut self) -> Vec<TableRow> {
        std::mem::take(&mut self.rows)
    }
}
