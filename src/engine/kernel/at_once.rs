//! Many incidents at once. Each row is what [`Kernel::decide`] says of it; rows that something rare or odd is about are left
//! to be decided alone.

use crate::policy::model::{PackageId, PriorityId};

use super::columns::{ALONE, AskedColumns, DecidedColumns, IncidentColumns, TimedColumns, put};
use super::layout::FactKey;
use super::plan::PlanId;
use super::timed_rows::TimedRows;
use super::{Kernel, RemedyId, UNKNOWN};

impl<'p> Kernel<'p> {
    /// Whether incidents can be decided at once.
    pub(crate) fn decides_columns(&self) -> bool {
        self.policy.model().objectives.iter().all(|objective| !objective.is_declared())
    }

    /// Decides incidents at once: first the plan of each, then the objectives of all that share a plan.
    pub(crate) fn decide_columns(&mut self, given: &IncidentColumns<'_, 'p>, asked: &AskedColumns) -> DecidedColumns {
        let rows = given.odd.len();
        let answers = |asked: &bool| if *asked { vec![UNKNOWN; rows] } else { Vec::new() };
        let mut plans = self.row_plans(given);
        let mut objectives: Vec<_> = asked.objectives.iter().map(|asked| TimedColumns::new(rows, *asked)).collect();
        let mut remedies: Vec<_> = asked.remedies.iter().map(answers).collect();
        // Each is stopped by one of the stops that every incident may have.
        let until: Vec<_> = self.policy.model().objectives.iter().map(|objective| objective.until.first()).collect();
        let mut work = TimedRows::new(given, self.as_of);
        for (number, rows) in RowsByPlan::new(&plans, self.plans.len()).iter() {
            let Some(plan) = self.plans.get(number) else { continue };
            for ((limit, until), out) in plan.limits.iter().zip(&until).zip(&mut objectives) {
                if let Some(until) = until {
                    work.time(rows, limit.as_ref(), **until, out);
                }
            }
            work.next_plan();
            let (package, priority) = (plan.package, plan.priority);
            for (remedy, out) in remedies.iter_mut().enumerate().filter(|(_, out)| !out.is_empty()) {
                self.remedy_of_rows((package, priority), remedy, &given.fact_keys, rows, out);
            }
        }
        for row in work.alone {
            put(&mut plans, row, ALONE);
            objectives.iter_mut().for_each(|timed| timed.forget(row));
        }
        DecidedColumns { plans, objectives, remedies }
    }

    /// The answers about a remedy, of rows that share a plan.
    fn remedy_of_rows(
        &mut self,
        (id, priority): (PackageId, PriorityId),
        number: usize,
        fact_keys: &[FactKey],
        rows: &[u32],
        out: &mut [RemedyId],
    ) {
        let Some(package) = self.policy.model().package(id) else { return };
        let whole = self.key(0, priority);
        for row in rows {
            let row = *row as usize;
            let fact_key = fact_keys.get(row).copied().unwrap_or(0);
            let memory = self.memories.get(usize::from(id.0)).and_then(Option::as_ref);
            let known = memory.and_then(|memory| {
                let (mask, table) = memory.remedies.get(number)?;
                table.get(fact_key & *mask | whole)
            });
            let answer = known.unwrap_or_else(|| self.remedy_of(id, package, number, priority, fact_key));
            put(out, row, answer);
        }
    }
}

/// The rows of each plan, in order.
struct RowsByPlan {
    rows: Vec<u32>,
    /// Where those of each plan end.
    ends: Vec<usize>,
}

impl RowsByPlan {
    /// Of this many plans; rows that are decided alone are left out.
    fn new(plans: &[PlanId], count: usize) -> Self {
        let mut ends = vec![0; count + 1];
        for plan in plans {
            if let Some(count) = ends.get_mut((*plan as usize).saturating_add(1)) {
                *count += 1;
            }
        }
        let mut all = 0;
        for end in &mut ends {
            all += *end;
            *end = all;
        }
        // Each begins where the one before it ends, and has gone to its own end when all are in their places.
        let mut rows = vec![0; all];
        for (row, plan) in (0..).zip(plans) {
            if let Some(next) = ends.get_mut(*plan as usize) {
                if let Some(place) = rows.get_mut(*next) {
                    *place = row;
                }
                *next += 1;
            }
        }
        ends.truncate(count);
        Self { rows, ends }
    }

    fn iter(&self) -> impl Iterator<Item = (PlanId, &[u32])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = (0..).zip(starts.zip(&self.ends));
        ranges.map(|(plan, (start, end))| (plan, self.rows.get(start..*end).unwrap_or_default()))
    }
}
