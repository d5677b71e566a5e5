//! Incidents and what was decided of them, as columns of plain values.

use crate::policy::model::{PackageId, PriorityId};
use crate::time::{Instant, Length};

use super::super::bound::Wait;
use super::super::decision::Status;
use super::super::timeline::Stop;
use super::super::timing::ClockReading;
use super::RemedyId;
use super::layout::FactKey;
use super::plan::PlanId;

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

/// Which columns of an objective are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AskedTimes {
    pub(crate) status: bool,
    pub(crate) elapsed: bool,
    pub(crate) remaining: bool,
    pub(crate) due: bool,
    pub(crate) stopped: bool,
    pub(crate) inferred: bool,
}

impl AskedTimes {
    fn any(self) -> bool {
        let Self { status, elapsed, remaining, due, stopped, inferred } = self;
        status || elapsed || remaining || due || stopped || inferred
    }
}

impl TimedColumns {
    /// The place behind the last status: there is no limit.
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "there are a few statuses")]
    pub(crate) const NO_LIMIT: i32 = Status::ALL.len() as i32;

    /// Forgets what was timed in a row.
    pub(super) fn forget(&mut self, row: usize) {
        for column in [&mut self.elapsed, &mut self.remaining, &mut self.due, &mut self.stopped] {
            put(column, row, MISSING);
        }
        put(&mut self.inferred, row, false);
    }

    pub(super) fn new(rows: usize, asked: AskedTimes) -> Self {
        let whole = |asked: bool| if asked { vec![MISSING; rows] } else { Vec::new() };
        Self {
            // Of the other columns too it tells where there is no limit.
            status: if asked.any() { vec![0; rows] } else { Vec::new() },
            elapsed: whole(asked.elapsed),
            remaining: whole(asked.remaining),
            due: whole(asked.due),
            stopped: whole(asked.stopped),
            inferred: if asked.inferred { vec![false; rows] } else { Vec::new() },
        }
    }

    /// Whether any is asked for.
    pub(super) fn is_asked(&self) -> bool {
        !self.status.is_empty()
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
pub(super) fn put<T>(column: &mut [T], row: usize, value: T) {
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
