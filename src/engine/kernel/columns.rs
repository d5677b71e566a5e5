//! Many incidents at once, as columns of plain values. Each row is what [`Kernel::decide`] says of it; rows that something
//! rare or odd is about are left to be decided alone.

use crate::policy::model::{PackageId, PriorityId};
use crate::time::{Instant, Length};

use super::super::bound::Wait;
use super::super::decision::Status;
use super::super::timeline::Stop;
use super::super::timing::ClockReading;
use super::layout::FactKey;
use super::plan::PlanId;
use super::timed_rows::TimedRows;
use super::{Kernel, RemedyId, UNKNOWN};

/// A missing instant or length.
pub(crate) const MISSING: i64 = i64::MIN;

/// Instead of a plan: the row is decided alone.
pub(crate) const ALONE: PlanId = PlanId::MAX;

/// Names in codes.
#[derive(Debug, Clone)]
pub(crate) struct Coded<'b, T> {
    /// The code of each row; of none if the column is missing.
    pub(crate) codes: &'b [u32],
    /// What each code means; `None` if the name is missing.
    pub(crate) values: Vec<Option<T>>,
}

impl<T: Copy> Coded<'_, T> {
    /// The code of a row; zero if the column is missing.
    #[inline]
    pub(super) fn code(&self, row: usize) -> usize {
        self.codes.get(row).map_or(0, |code| *code as usize)
    }

    /// What a code means.
    #[inline]
    pub(super) fn meaning(&self, code: usize) -> Option<T> {
        self.values.get(code).copied().flatten()
    }
}

/// Incidents as columns. A column that is missing is empty; a missing value is [`MISSING`].
#[derive(Debug)]
pub(crate) struct IncidentColumns<'b, 'p> {
    pub(crate) opened: &'b [i64],
    /// Responded, relieved, resolved.
    pub(crate) stops: [&'b [i64]; 3],
    /// Where the waiting intervals of each row end.
    pub(crate) wait_ends: &'b [u32],
    pub(crate) waits: &'b [Wait],
    pub(crate) contracts: Coded<'b, &'p [PackageId]>,
    /// As the customer set it, as recorded, as the vendor set it.
    pub(crate) priorities: [Coded<'b, PriorityId>; 3],
    /// The bits of channel and facts; one for each row.
    pub(crate) fact_keys: Vec<FactKey>,
    /// Whether something is to be said about each row.
    pub(crate) odd: Vec<bool>,
}

/// What was decided of each incident.
#[derive(Debug, Default)]
pub(crate) struct DecidedColumns {
    /// The plan of each, or [`ALONE`].
    pub(crate) plans: Vec<PlanId>,
    /// One for each of the policy's objectives.
    pub(crate) objectives: Vec<TimedColumns>,
    /// One for each of the policy's remedies that was asked for: the numbers of the answers.
    pub(crate) remedies: Vec<Vec<RemedyId>>,
}

/// What was timed of one objective, in each row. Columns that were not asked for are empty.
#[derive(Debug, Default)]
pub(crate) struct TimedColumns {
    /// The places of [`Status`]; behind the last of them stands that there is no limit.
    pub(crate) status: Vec<i32>,
    /// In seconds.
    pub(crate) elapsed: Vec<i64>,
    /// In seconds.
    pub(crate) remaining: Vec<i64>,
    pub(crate) due: Vec<i64>,
    pub(crate) stopped: Vec<i64>,
    pub(crate) inferred: Vec<bool>,
}

/// Which columns are asked for.
#[derive(Debug, Clone)]
pub(crate) struct AskedColumns {
    /// One for each of the policy's objectives.
    pub(crate) objectives: Vec<AskedTimes>,
    /// One for each of the policy's remedies.
    pub(crate) remedies: Vec<bool>,
}

/// Which columns of an objective are asked for; its status always is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AskedTimes {
    pub(crate) elapsed: bool,
    pub(crate) remaining: bool,
    pub(crate) due: bool,
    pub(crate) stopped: bool,
    pub(crate) inferred: bool,
}

impl TimedColumns {
    /// The place behind the last status: there is no limit.
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "there are a few statuses")]
    pub(crate) const NO_LIMIT: i32 = Status::ALL.len() as i32;

    /// Forgets what was timed in a row.
    fn forget(&mut self, row: usize) {
        for column in [&mut self.elapsed, &mut self.remaining, &mut self.due, &mut self.stopped] {
            put(column, row, MISSING);
        }
        put(&mut self.inferred, row, false);
    }

    fn new(rows: usize, asked: AskedTimes) -> Self {
        let whole = |asked: bool| if asked { vec![MISSING; rows] } else { Vec::new() };
        Self {
            status: vec![0; rows],
            elapsed: whole(asked.elapsed),
            remaining: whole(asked.remaining),
            due: whole(asked.due),
            stopped: whole(asked.stopped),
            inferred: if asked.inferred { vec![false; rows] } else { Vec::new() },
        }
    }

    /// Puts in what a clock says, and the stop that it was read at.
    #[inline]
    pub(super) fn put(&mut self, row: usize, status: Status, reading: &ClockReading, stop: Option<Stop>) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "there are a few statuses")]
        let place = status as usize as i32;
        put(&mut self.status, row, place);
        put(&mut self.elapsed, row, Length(reading.elapsed).seconds());
        if matches!(status, Status::Running | Status::Paused) {
            put(&mut self.remaining, row, Length(reading.limit.0 - reading.elapsed).seconds());
        }
        put(&mut self.due, row, reading.due.map_or(MISSING, |due| due.0));
        if let Some(stop) = stop {
            put(&mut self.stopped, row, stop.at.0);
            put(&mut self.inferred, row, stop.inferred);
        }
    }

    /// Puts in that there is no limit.
    pub(super) fn put_no_limit(&mut self, rows: &[u32]) {
        for row in rows {
            put(&mut self.status, *row as usize, Self::NO_LIMIT);
        }
    }
}

#[inline]
fn put<T>(column: &mut [T], row: usize, value: T) {
    if let Some(place) = column.get_mut(row) {
        *place = value;
    }
}

impl IncidentColumns<'_, '_> {
    #[inline]
    pub(super) fn waits(&self, row: usize) -> &[Wait] {
        let Some(end) = self.wait_ends.get(row) else { return &[] };
        let start = row.checked_sub(1).and_then(|before| self.wait_ends.get(before)).map_or(0, |start| *start);
        self.waits.get(start as usize..*end as usize).unwrap_or_default()
    }
}

/// A value of a column; `None` if it is not there.
#[inline]
pub(super) fn instant(column: &[i64], row: usize) -> Option<Instant> {
    column.get(row).copied().filter(|value| *value != MISSING).map(Instant)
}

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
