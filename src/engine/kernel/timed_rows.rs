//! One objective of many rows that share a plan.

use crate::policy::{ClockId, LimitRule, StageField};
use crate::time::Instant;
use crate::time::calendar::{Clock, Horizon};

use super::super::timeline::{Stop, Stops, pause, paused, pauses};
use super::super::timing::{Asked, ClockReading, Run};
use super::columns::{IncidentColumns, MISSING, TimedColumns, instant};
use super::plan::PlannedLimit;

/// Where a clock starts for one row, and the covered time before that.
#[derive(Debug, Clone, Copy)]
struct Start {
    row: u32,
    opened: Instant,
    at: Instant,
    before: i64,
}

/// When rows were responded, relieved or resolved, whichever an objective asks for, inferred or not.
#[derive(Debug)]
struct StopColumn {
    field: StageField,
    /// [`MISSING`] if it has not happened.
    at: Vec<i64>,
    inferred: Vec<bool>,
}

impl StopColumn {
    fn new(given: &IncidentColumns<'_, '_>, as_of: Instant, field: StageField) -> Self {
        let [responded, relieved, resolved] = given.stops;
        let (mut at, mut inferred) = (Vec::new(), Vec::new());
        for row in 0..given.odd.len() {
            let stops = [instant(responded, row), instant(relieved, row), instant(resolved, row), None];
            let stop = Stops::new(stops, as_of, None, None).field(field);
            at.push(stop.map_or(MISSING, |stop| stop.at.0));
            inferred.push(stop.is_some_and(|stop| stop.inferred));
        }
        Self { field, at, inferred }
    }

    #[inline]
    fn stop(&self, row: usize) -> Option<Stop> {
        let inferred = self.inferred.get(row).copied().unwrap_or(false);
        instant(&self.at, row).map(|at| Stop { at, inferred })
    }
}

/// Times rows, objective by objective.
#[derive(Debug)]
pub(super) struct TimedRows<'g, 'b, 'p> {
    given: &'g IncidentColumns<'b, 'p>,
    as_of: Instant,
    stops: Vec<StopColumn>,
    /// The starts of the rows of this plan, on the clock that was asked last.
    starts: Vec<Start>,
    clock: Option<ClockId>,
    /// Rows that something rare is about.
    pub(super) alone: Vec<usize>,
}

impl<'g, 'b, 'p> TimedRows<'g, 'b, 'p> {
    pub(super) fn new(given: &'g IncidentColumns<'b, 'p>, as_of: Instant) -> Self {
        Self { given, as_of, stops: Vec::new(), starts: Vec::new(), clock: None, alone: Vec::new() }
    }

    /// The rows that follow are of another plan.
    pub(super) fn next_plan(&mut self) {
        self.clock = None;
    }

    /// Times rows of one plan against a limit, until one of the stops that every incident may have.
    pub(super) fn time(
        &mut self,
        rows: &[u32],
        limit: Option<&PlannedLimit<'_>>,
        until: StageField,
        out: &mut TimedColumns,
    ) {
        let Some(limit) = limit else {
            out.put_no_limit(rows);
            return;
        };
        let PlannedLimit { timing, clock, .. } = *limit;
        if self.clock.replace(timing.counting.clock) != Some(timing.counting.clock) {
            self.start(rows, clock);
        }
        let (given, as_of, parties) = (self.given, self.as_of, &timing.counting.parties);
        if self.stops.iter().all(|stops| stops.field != until) {
            self.stops.push(StopColumn::new(given, as_of, until));
        }
        let Some(stops) = self.stops.iter().find(|stops| stops.field == until) else { return };
        let length = match timing.rule {
            LimitRule::Length(length) if !out.is_asked() => Some(length.0),
            _ => None,
        };
        for start in &self.starts {
            let Start { row, opened, at: from, before } = *start;
            let row = row as usize;
            let stop = stops.stop(row);
            let at = stop.map_or(as_of, |stop| stop.at);
            let asked = Asked { timing, first: opened, at, stopped: stop.is_some(), ended: false };
            let waits = given.waits(row);
            // Nobody asks what the clock says, only whether it can say it.
            if let Some(length) = length
                && waits.is_empty()
                && clock.ask(opened, at).is_ok()
                && clock.knows(before.saturating_add(length))
            {
                continue;
            }
            let reading = if waits.is_empty() {
                read(clock, asked, from, before, &[], || false)
            } else {
                let end = stop.map(|stop| stop.at);
                let paused = || paused(waits, parties, as_of);
                if let [wait] = waits {
                    read_paused(clock, asked, from, before, pause(wait, parties, as_of, end).as_slice(), paused)
                } else {
                    read_paused(clock, asked, from, before, &pauses(waits, &[], parties, as_of, end), paused)
                }
            };
            match reading.as_ref().map(|reading| (reading, reading.status)) {
                Ok((reading, Some(status))) => out.put(row, status, reading, stop),
                _ => self.alone.push(row),
            }
        }
    }

    /// Starts a clock in each row.
    fn start(&mut self, rows: &[u32], clock: &Clock) {
        self.starts.clear();
        for row in rows {
            let opened = instant(self.given.opened, *row as usize);
            match opened.and_then(|opened| Some((opened, clock.counts_as_opened(opened).ok()?))) {
                Some((opened, at)) => self.starts.push(Start { row: *row, opened, at, before: clock.before(at) }),
                None => self.alone.push(*row as usize),
            }
        }
    }
}

fn read_paused(
    clock: &Clock,
    asked: Asked<'_>,
    from: Instant,
    before: i64,
    pauses: &[(i64, i64)],
    paused: impl FnOnce() -> bool,
) -> Result<ClockReading, Horizon> {
    read(clock, asked, from, before, pauses, paused)
}

#[inline(always)]
fn read(
    clock: &Clock,
    asked: Asked<'_>,
    from: Instant,
    before: i64,
    pauses: &[(i64, i64)],
    paused: impl FnOnce() -> bool,
) -> Result<ClockReading, Horizon> {
    clock.ask(asked.first, asked.at)?;
    Run::from(clock, from, before, pauses).read(asked, paused)
}
