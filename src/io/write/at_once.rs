//! The columns of decisions that a kernel made at once.

use std::collections::HashMap;

use arrow_array::{ArrayRef, BooleanArray};
use arrow_schema::ArrowError;
use arrow_select::filter::FilterBuilder;

use crate::engine::decision_fields::{HEAD, TAIL, head_values, tail_values};
use crate::engine::fields::{DecisionView, FieldInfo, FieldValue, OBJECTIVE, REMEDY, Same, objective_values};
use crate::engine::{
    ALONE, AskedColumns, AskedTimes, DecidedColumns, Kernel, MISSING, Plan, PlanId, RemedyId, TimedColumns,
};
use crate::policy::Policy;

use super::column::Column;
use super::columnar::DecisionColumns;
use super::decided_batch::{Answers, DecidedBatch, RemedyCodes};
use super::places::Places;

impl DecisionColumns {
    /// Which columns of objectives and remedies are asked for; statuses also if they are counted.
    pub(crate) fn asked(&self, policy: &Policy, counted: bool) -> AskedColumns {
        let asked = |first: usize| {
            let is_asked = |name: &str| {
                let place = OBJECTIVE.iter().position(|field| field.name == name);
                place.is_some_and(|place| self.selection.is_wanted(first + place))
            };
            AskedTimes {
                status: counted || is_asked("status"),
                elapsed: is_asked("elapsed_s"),
                remaining: is_asked("remaining_s"),
                due: is_asked("due"),
                stopped: is_asked("stopped"),
                inferred: is_asked("inferred"),
            }
        };
        AskedColumns {
            objectives: self.objectives(policy).into_iter().map(asked).collect(),
            remedies: (0..policy.model().remedies.len()).map(|number| self.selection.wants_remedy(number)).collect(),
        }
    }

    /// Begins with all the decisions that a kernel made at once, and the ids of all rows, where they are at hand. Those
    /// rows that are decided alone come next, each as [`DecisionColumns::go_to`] or [`DecisionColumns::refuse`] says. The
    /// columns of one kernel alone may be filled so.
    pub(crate) fn fill(&mut self, kernel: &Kernel<'_>, decided: DecidedColumns, ids: Option<ArrayRef>) {
        let (policy, _) = kernel.asked();
        let DecidedColumns { plans, objectives, remedies } = decided;
        self.plan_further(kernel);
        self.columns.iter_mut().for_each(Column::begin_gathering);
        for (first, timed) in self.objectives(policy).into_iter().zip(objectives) {
            self.fill_objective(first, &plans, timed);
        }
        let answers = remedies.into_iter().enumerate().filter(|(_, answers)| !answers.is_empty());
        let answers = answers.map(|(number, answers)| self.answered(kernel, number, answers)).collect();
        self.at_once = Some(DecidedBatch { plans, answers, refused: Vec::new(), alone: 0, ids });
    }

    /// Goes to a row that is decided alone: its decision is pushed next, unless it is refused.
    pub(crate) fn go_to(&mut self, row: usize) {
        self.rows = row;
    }

    /// The row that was gone to is rejected.
    pub(crate) fn refuse(&mut self) {
        let row = self.rows;
        if let Some(at_once) = &mut self.at_once {
            at_once.refused.push(row);
            at_once.alone += 1;
        }
    }

    /// The decisions of a batch that was decided at once; starts again.
    pub(super) fn gathered(&mut self, at_once: DecidedBatch) -> Result<Vec<ArrayRef>, ArrowError> {
        let DecidedBatch { plans, answers, refused, ids, .. } = at_once;
        let rows = plans.len();
        let mut kept = vec![true; rows];
        for row in &refused {
            if let Some(kept) = kept.get_mut(*row) {
                *kept = false;
            }
        }
        let is_alone: Vec<bool> = plans.iter().map(|plan| *plan == ALONE).collect();
        let alone = is_alone.iter().filter(|alone| **alone).count();
        // Rows that are decided alone have the places behind a table.
        let places = |numbers: &[u32], base: usize| {
            let mut next = (0..).map(|alone: u32| u32::try_from(base).unwrap_or(u32::MAX).saturating_add(alone));
            let place = |(number, alone): (&u32, &bool)| if *alone { next.next().unwrap_or(u32::MAX) } else { *number };
            let all: Vec<u32> = numbers.iter().zip(&is_alone).map(place).collect();
            let kept = all.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(place, _)| *place);
            Places::new(kept, base + alone)
        };
        let keep = FilterBuilder::new(&BooleanArray::from(kept.clone())).optimize().build();
        let only = |values: ArrayRef| if refused.is_empty() { Ok(values) } else { keep.filter(&values) };
        let mut of_plans = places(&plans, self.plans);
        let mut of_answers: HashMap<usize, (Vec<RemedyCodes>, Places)> = HashMap::new();
        for Answers { number, answers, known } in answers {
            let places = places(&answers, known.len());
            of_answers.insert(number, (known, places));
        }
        let mut arrays = Vec::with_capacity(self.columns.len());
        for (number, column) in self.columns.iter_mut().enumerate().filter(|(_, column)| column.is_written()) {
            let remedy = number.checked_sub(self.remedies).filter(|_| number < self.tail);
            let answers = remedy.and_then(|place| of_answers.get_mut(&(place / REMEDY.len())));
            arrays.push(match (column.is_gathered(), answers) {
                (true, Some((known, places))) => {
                    let part = remedy.unwrap_or(0) % REMEDY.len();
                    let table: Vec<_> = known.iter().map(|codes| codes.get(part).copied().flatten()).collect();
                    column.gather(&table, table.len(), places, self.coded)
                }
                (true, None) => {
                    let table = self.planned.get(number).map_or(&[][..], Vec::as_slice);
                    column.gather(table, self.plans, &mut of_plans, self.coded)
                }
                (false, _) if column.is_text() => column.finish(rows, self.coded),
                (false, _) => only(column.finish(rows, self.coded))?,
            });
        }
        if let (Some(ids), Some(place)) = (ids, arrays.first_mut()) {
            *place = only(ids)?;
        }
        Ok(arrays)
    }

    /// The codes of each answer about a remedy that rows have.
    fn answered(&mut self, kernel: &Kernel<'_>, number: usize, answers: Vec<RemedyId>) -> Answers {
        let mut met = vec![false; kernel.remedies().len()];
        for answer in &answers {
            if let Some(met) = met.get_mut(*answer as usize) {
                *met = true;
            }
        }
        let codes = |(remedy, met)| if met { self.remedy(number, remedy) } else { RemedyCodes::default() };
        let known = kernel.remedies().zip(met).map(codes).collect();
        Answers { number, answers, known }
    }

    /// Notes, for each plan that is not known yet, the values of the columns that are the same in all its decisions.
    fn plan_further(&mut self, kernel: &Kernel<'_>) {
        let (policy, as_of) = kernel.asked();
        let firsts = self.objectives(policy);
        for plan in kernel.plans().skip(self.plans) {
            self.plans += 1;
            let objectives = plan.map(Plan::pending).unwrap_or_default();
            if let Some(plan) = plan {
                let view = DecisionView {
                    policy,
                    as_of,
                    id: "",
                    package: plan.package,
                    priority: plan.priority,
                    basis: plan.basis,
                    treated_as: plan.treated_as,
                    channel_accepted: plan.channel_accepted,
                    objectives: &objectives,
                    ended: &[],
                    details: &[],
                    cadence: None,
                    replies: None,
                    escalations: &[],
                    warnings: &plan.warnings,
                };
                self.note(0, &HEAD, &head_values(&view));
                self.note(self.tail, &TAIL, &tail_values(&view));
            }
            for (first, timed) in firsts.iter().zip(&objectives) {
                if let Some(timed) = timed {
                    self.note(*first, &OBJECTIVE, &objective_values(timed));
                }
            }
        }
    }

    /// Notes the values of the plan that was come to last.
    fn note(&mut self, first: usize, fields: &[FieldInfo], values: &[FieldValue<'_>]) {
        for (column, (field, value)) in (first..).zip(fields.iter().zip(values)) {
            if field.same == Same::Nowhere || !self.selection.is_wanted(column) {
                continue;
            }
            let stored = self.stored(column, *value);
            if let Some(table) = self.planned.get_mut(column) {
                table.resize(self.plans, None);
                if let Some(last) = table.last_mut() {
                    *last = stored;
                }
            }
        }
    }

    fn fill_objective(&mut self, first: usize, plans: &[PlanId], timed: TimedColumns) {
        let TimedColumns { mut status, mut elapsed, mut remaining, mut due, mut stopped, inferred } = timed;
        let is_limited = |(plan, status): (&PlanId, &i32)| *plan != ALONE && *status != TimedColumns::NO_LIMIT;
        // In the reverse order, so that the status is taken last.
        for (column, field) in self.columns.iter_mut().skip(first).zip(&OBJECTIVE).rev() {
            let values = match field.name {
                "status" if !status.is_empty() => {
                    column.fill_codes(std::mem::take(&mut status));
                    continue;
                }
                "inferred" if !inferred.is_empty() => {
                    let limited: Vec<bool> = plans.iter().zip(&status).map(is_limited).collect();
                    column.fill_truths(&inferred, &limited);
                    continue;
                }
                "elapsed_s" => &mut elapsed,
                "remaining_s" => &mut remaining,
                "due" => &mut due,
                "stopped" => &mut stopped,
                _ => continue,
            };
            if !values.is_empty() {
                column.fill_whole(std::mem::take(values), MISSING);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_an_objective_that_hangs_on_a_clock_has_a_column() {
        let filled = ["status", "elapsed_s", "remaining_s", "due", "stopped", "inferred"];
        let own = OBJECTIVE.iter().filter(|field| field.same == Same::Nowhere).map(|field| field.name);
        assert_eq!(own.collect::<Vec<_>>(), filled, "`fill_objective` should fill each of them");
    }
}
