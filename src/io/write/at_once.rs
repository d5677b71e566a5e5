//! The columns of decisions that a kernel made at once.

use crate::engine::decision_fields::{HEAD, TAIL, head_values, tail_values};
use crate::engine::fields::{DecisionView, FieldInfo, FieldValue, OBJECTIVE, REMEDY, Same, objective_values};
use crate::engine::{ALONE, AskedColumns, AskedTimes, DecidedColumns, Kernel, MISSING, Plan, PlanId, TimedColumns};
use crate::policy::Policy;

use super::columnar::{DecisionColumns, RemedyCodes};
use super::row_numbers::RowNumbers;

impl DecisionColumns {
    /// Which columns of objectives and remedies are asked for.
    pub(crate) fn asked(&self, policy: &Policy) -> AskedColumns {
        let asked = |first: usize| {
            let is_asked = |name: &str| {
                let place = OBJECTIVE.iter().position(|field| field.name == name);
                place.is_some_and(|place| self.selection.is_wanted(first + place))
            };
            AskedTimes {
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

    /// Begins with all the decisions that a kernel made at once; those that are made alone are missing yet. The columns of
    /// one kernel alone may be filled so.
    pub(crate) fn fill(&mut self, kernel: &Kernel<'_>, decided: DecidedColumns) {
        let (policy, _) = kernel.asked();
        let DecidedColumns { plans, objectives, remedies } = decided;
        self.plan_further(kernel);
        let numbers = RowNumbers::new(&plans, self.plans);
        for (column, table) in self.columns.iter_mut().zip(&self.planned) {
            if !table.is_empty() {
                column.fill(&numbers, table);
            }
        }
        for (first, timed) in self.objectives(policy).into_iter().zip(objectives) {
            self.fill_objective(first, &plans, timed);
        }
        for (number, answers) in remedies.into_iter().enumerate().filter(|(_, answers)| !answers.is_empty()) {
            let numbers = RowNumbers::new(&answers, kernel.remedies().len());
            let known = self.answered(kernel, number, &numbers);
            let first = self.remedies + number * REMEDY.len();
            for (part, column) in self.columns.iter_mut().skip(first).take(REMEDY.len()).enumerate() {
                let table: Vec<Option<i64>> = known.iter().map(|codes| codes.get(part).copied().flatten()).collect();
                column.fill(&numbers, &table);
            }
        }
    }

    /// The codes of each answer about a remedy that is among these.
    fn answered(&mut self, kernel: &Kernel<'_>, number: usize, answers: &RowNumbers<'_>) -> Vec<RemedyCodes> {
        let mut known = vec![RemedyCodes::default(); kernel.remedies().len()];
        for answer in answers.met() {
            let at = answer as usize;
            if let (Some(codes), Some(remedy)) = (known.get_mut(at), kernel.remedies().nth(at)) {
                *codes = self.remedy(number, remedy);
            }
        }
        known
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
                "status" => {
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
