//! What the run is to know of the rows of a batch that were decided at once.

use crate::engine::{ALONE, DecidedColumns, Kernel, PlanId, WarningRef};

use super::tally::{Counted, Statuses};

/// What was made of the rows of a batch.
#[derive(Debug)]
pub(super) struct TableRows {
    /// Whether each is decided.
    pub(super) decided: Vec<bool>,
    /// The hash of the id of each that has one; `None` if ids are not compared.
    pub(super) ids: Option<Vec<Option<u128>>>,
    /// What is counted of each; `None` if nobody counts.
    pub(super) counted: Option<Counted>,
}

impl TableRows {
    /// Of what a kernel decided; whether ids are compared, and whether anybody counts.
    pub(super) fn new(decided: &DecidedColumns, kernel: &Kernel<'_>, ids: bool, counts: bool) -> Self {
        let warnings = |warnings: &[WarningRef<'_>]| Statuses::of(&[], warnings).warnings();
        let of_plan: Vec<u8> = kernel.plans().map(|plan| plan.map_or(0, |plan| warnings(&plan.warnings))).collect();
        let of_row = |plan: &PlanId| of_plan.get(*plan as usize).copied().unwrap_or(0);
        let counted = counts.then(|| Counted {
            statuses: decided.objectives.iter().map(|timed| timed.status.clone()).collect(),
            warnings: decided.plans.iter().map(of_row).collect(),
        });
        Self {
            decided: decided.plans.iter().map(|plan| *plan != ALONE).collect(),
            ids: ids.then(|| Vec::with_capacity(decided.plans.len())),
            counted,
        }
    }

    /// Notes the id of the next row.
    pub(super) fn id(&mut self, hash: Option<u128>) {
        self.ids.iter_mut().for_each(|ids| ids.push(hash));
    }

    /// Notes what was made of a row that was decided alone; no statuses if it is rejected.
    pub(super) fn alone(&mut self, row: usize, statuses: Option<&Statuses>) {
        let Some(statuses) = statuses else { return };
        if let Some(decided) = self.decided.get_mut(row) {
            *decided = true;
        }
        let Some(counted) = &mut self.counted else { return };
        for (column, place) in counted.statuses.iter_mut().zip(statuses.places()) {
            if let Some(status) = column.get_mut(row) {
                *status = place;
            }
        }
        if let Some(warnings) = counted.warnings.get_mut(row) {
            *warnings = statuses.warnings();
        }
    }
}
