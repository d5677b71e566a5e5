//! Many incidents at once, as columns of plain values. Each row is what [`Kernel::decide`] says of it; rows that something
//! rare or odd is about are left to be decided alone.

use crate::policy::model::{PackageId, PriorityId};
use crate::policy::{ClockId, StageField};
use crate::time::{Instant, Length};

use super::super::asked_calendars::ask_remedies;
use super::super::bound::Wait;
use super::super::core::{first_priority, version};
use super::super::decision::Status;
use super::super::openings::{self, Opening, Openings};
use super::super::timeline::{Stop, Stops, paused, pauses};
use super::super::timing::{Asked, Run};
use super::layout::FactKey;
use super::plan::PlanId;
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
    #[inline]
    fn get(&self, row: usize) -> Option<T> {
        self.codes.get(row).and_then(|code| self.values.get(*code as usize)).copied().flatten()
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

    #[inline]
    fn put(&mut self, row: usize, timed: &Timed) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "there are a few statuses")]
        let place = timed.status as usize as i32;
        put(&mut self.status, row, place);
        put(&mut self.elapsed, row, Length(timed.elapsed).seconds());
        if matches!(timed.status, Status::Running | Status::Paused) {
            put(&mut self.remaining, row, Length(timed.limit - timed.elapsed).seconds());
        }
        if let Some(due) = timed.due {
            put(&mut self.due, row, due.0);
        }
        if let Some(stop) = timed.stop {
            put(&mut self.stopped, row, stop.at.0);
            put(&mut self.inferred, row, stop.inferred);
        }
    }
}

#[inline]
fn put<T>(column: &mut [T], row: usize, value: T) {
    if let Some(place) = column.get_mut(row) {
        *place = value;
    }
}

/// One objective of one row.
struct Timed {
    status: Status,
    limit: i64,
    elapsed: i64,
    due: Option<Instant>,
    stop: Option<Stop>,
}

/// The row is decided alone.
struct Alone;

/// A value of a column; [`MISSING`] if it is not there.
#[inline]
fn at(column: &[i64], row: usize) -> i64 {
    column.get(row).copied().unwrap_or(MISSING)
}

#[inline]
fn instant(value: i64) -> Option<Instant> {
    (value != MISSING).then_some(Instant(value))
}

impl IncidentColumns<'_, '_> {
    #[inline]
    fn waits(&self, row: usize) -> &[Wait] {
        let Some(end) = self.wait_ends.get(row) else { return &[] };
        let start = row.checked_sub(1).and_then(|before| self.wait_ends.get(before)).map_or(0, |start| *start);
        self.waits.get(start as usize..*end as usize).unwrap_or_default()
    }
}

impl<'p> Kernel<'p> {
    /// Whether incidents can be decided at once.
    pub(crate) fn decides_columns(&self) -> bool {
        self.policy.model().objectives.iter().all(|objective| !objective.is_declared())
    }

    /// Decides incidents at once.
    pub(crate) fn decide_columns(&mut self, given: &IncidentColumns<'_, 'p>, asked: &AskedColumns) -> DecidedColumns {
        let rows = given.odd.len();
        let answers = |asked: &bool| if *asked { vec![UNKNOWN; rows] } else { Vec::new() };
        let mut decided = DecidedColumns {
            plans: vec![ALONE; rows],
            objectives: asked.objectives.iter().map(|asked| TimedColumns::new(rows, *asked)).collect(),
            remedies: asked.remedies.iter().map(answers).collect(),
        };
        // Each is stopped by one of the stops that every incident may have.
        let until: Vec<Option<StageField>> =
            self.policy.model().objectives.iter().map(|objective| objective.until.first().copied()).collect();
        for (row, odd) in given.odd.iter().enumerate() {
            if *odd {
                continue;
            }
            match self.decide_row(given, row, &until, &mut decided) {
                Ok(plan) => put(&mut decided.plans, row, plan),
                Err(Alone) => decided.objectives.iter_mut().for_each(|timed| timed.forget(row)),
            }
        }
        decided
    }

    #[inline]
    fn decide_row(
        &mut self,
        given: &IncidentColumns<'_, 'p>,
        row: usize,
        until: &[Option<StageField>],
        decided: &mut DecidedColumns,
    ) -> Result<PlanId, Alone> {
        let (policy, as_of) = (self.policy, self.as_of);
        let opened = instant(at(given.opened, row)).filter(|opened| *opened <= as_of).ok_or(Alone)?;
        let [responded, relieved, resolved] = given.stops.map(|stop| instant(at(stop, row)));
        let waits = given.waits(row);
        let early = [responded, relieved, resolved].into_iter().flatten().any(|stop| stop < opened);
        if early || waits.iter().any(|wait| wait.to < wait.from) {
            return Err(Alone);
        }
        let id = match given.contracts.get(row).ok_or(Alone)? {
            [] => return Err(Alone),
            sold => version(policy, opened, sold).ok_or(Alone)?,
        };
        let package = policy.model().package(id).ok_or(Alone)?;
        let mut fact_key = given.fact_keys.get(row).copied().unwrap_or(0);
        if !policy.tables.openings.is_empty() {
            let states = openings::states(&policy.tables, opened);
            if states.contains(&Opening::Unknown) {
                return Err(Alone);
            }
            fact_key |= self.layout.openings(&states);
            ask_remedies(package, &Openings::new(&policy.tables, &states, package)).map_err(|_| Alone)?;
        }
        let [customer, recorded, vendor] = [0, 1, 2].map(|n| given.priorities.get(n).and_then(|set| set.get(row)));
        let first = first_priority(package, [customer, recorded, vendor], || self.defined(id, package, fact_key));
        let (priority, basis) = first.map_err(|_| Alone)?.ok_or(Alone)?;
        let number = self.plan(id, package, (priority, basis), fact_key);
        let plan = self.plans.get(number).ok_or(Alone)?;

        let stops = Stops::new([responded, relieved, resolved, None], as_of, None, None);
        // The start of the clock that was asked last, and the covered time before it.
        let mut last: Option<(ClockId, Instant, i64)> = None;
        for ((limit, until), out) in plan.limits.iter().zip(until).zip(&mut decided.objectives) {
            let Some(limit) = limit else {
                put(&mut out.status, row, TimedColumns::NO_LIMIT);
                continue;
            };
            let counting = &limit.timing.counting;
            let stop = until.and_then(|field| stops.field(field));
            let read_at = stop.map_or(as_of, |stop| stop.at);
            limit.clock.ask(opened, read_at).map_err(|_| Alone)?;
            let (start, before) = match last {
                Some((clock, start, before)) if clock == counting.clock => (start, before),
                _ => {
                    let start = limit.clock.counts_as_opened(opened).map_err(|_| Alone)?;
                    let before = limit.clock.before(start);
                    last = Some((counting.clock, start, before));
                    (start, before)
                }
            };
            let pauses = pauses(waits, &[], &counting.parties, as_of, stop.map(|stop| stop.at));
            let asked =
                Asked { timing: limit.timing, first: opened, at: read_at, stopped: stop.is_some(), ended: false };
            let run = Run::from(limit.clock, start, before, &pauses);
            let reading = run.read(asked, || paused(waits, &counting.parties, as_of)).map_err(|_| Alone)?;
            let status = reading.status.ok_or(Alone)?;
            let (limit, elapsed, due) = (reading.limit.0, reading.elapsed, reading.due);
            out.put(row, &Timed { status, limit, elapsed, due, stop });
        }
        self.remedies_of(id, priority, fact_key, row, &mut decided.remedies);
        Ok(number)
    }

    /// The answers about the remedies that were asked for.
    #[inline]
    fn remedies_of(
        &mut self,
        id: PackageId,
        priority: PriorityId,
        fact_key: FactKey,
        row: usize,
        out: &mut [Vec<RemedyId>],
    ) {
        let whole = self.key(0, priority);
        for (number, out) in out.iter_mut().enumerate() {
            let Some(place) = out.get_mut(row) else { continue };
            let memory = self.memories.get(usize::from(id.0)).and_then(Option::as_ref);
            let found = memory.and_then(|memory| {
                let (mask, table) = memory.remedies.get(number)?;
                table.get(fact_key & *mask | whole)
            });
            *place = match found {
                Some(found) => found,
                None => match self.policy.model().package(id) {
                    Some(package) => self.remedy_of(id, package, number, priority, fact_key),
                    None => UNKNOWN,
                },
            };
        }
    }
}
