//! Measures incidents one at a time. Memory grows with the number of different times, in whole seconds, of each
//! contract, priority and objective, not with the number of incidents.

use std::collections::BTreeMap;

use crate::analysis::version_at;
use crate::engine::{CoverageClocks, Incident, Measured, MeasuredEnd, Rejection};
use crate::policy::model::{ObjectiveId, PackageId, PriorityId};
use crate::policy::{Comparison, Policy};
use crate::report::attainment::Tally;
use crate::span::Span;
use crate::time::calendar::Clock;
use crate::time::{Instant, Length, MICROS_PER_SECOND, Zone};

use super::ladder::Days;
use super::statistics::{Sample, Share};

/// What is asked of past incidents.
#[derive(Debug, Clone)]
pub struct PromiseOptions {
    /// The instant as of which incidents are decided.
    pub as_of: Instant,
    /// The shares, in ascending order.
    pub shares: Vec<Share>,
    /// The contract that all incidents are measured under: its name and its versions. `None`: their own.
    pub under: Option<(String, Vec<PackageId>)>,
}

/// What is measured together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowKey {
    pub(super) package: PackageId,
    pub(super) priority: PriorityId,
    pub(super) objective: ObjectiveId,
    /// The statement that limits it today; `None` if nothing does.
    pub(super) statement: Option<Span>,
    /// The place of its clock.
    pub(super) clock: usize,
}

/// The times of one row.
#[derive(Debug, Clone)]
pub(super) struct RowTimes {
    pub(super) comparison: Comparison,
    pub(super) sample: Sample,
    /// How many of the censored times the resolution of the incident ended.
    pub(super) ended: u64,
    /// What today's limit comes to.
    pub(super) today: Tally,
}

/// A clock that times are measured on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClockName {
    pub(super) name: String,
    pub(super) zone: Zone,
    pub(super) days: Days,
}

/// Measures incidents, and finds limits.
pub struct PromiseBuilder<'p> {
    pub(super) policy: &'p Policy,
    pub(super) options: PromiseOptions,
    coverages: CoverageClocks,
    pub(super) rows: BTreeMap<RowKey, RowTimes>,
    pub(super) clocks: Vec<ClockName>,
    pub(super) decided: u64,
    pub(super) rejected: u64,
}

impl<'p> PromiseBuilder<'p> {
    /// Of no incidents yet.
    pub fn new(policy: &'p Policy, options: PromiseOptions) -> Self {
        let coverages = CoverageClocks::new(policy);
        Self { policy, options, coverages, rows: BTreeMap::new(), clocks: Vec::new(), decided: 0, rejected: 0 }
    }

    /// Decides an incident and measures its objectives.
    ///
    /// # Errors
    /// Why it cannot be decided.
    pub fn add(&mut self, incident: &Incident) -> Result<(), Rejection> {
        match &self.options.under {
            None => self.measure(incident, None),
            Some((name, versions)) => {
                let version = version_at(self.policy, versions, incident.opened).map(|(version, _)| version);
                let same = Incident { contract: name.clone(), ..incident.clone() };
                self.measure(&same, version)
            }
        }
    }

    fn measure(&mut self, incident: &Incident, under: Option<PackageId>) -> Result<(), Rejection> {
        let Self { policy, options, coverages, rows, clocks, .. } = self;
        let (decision, measured) = policy.measured(incident, under, options.as_of, coverages)?;
        for one in measured {
            let Measured { priority, objective, statement, comparison, .. } = one;
            let key =
                RowKey { package: decision.package, priority, objective, statement, clock: place(clocks, one.clock) };
            let empty = || RowTimes { comparison, sample: Sample::default(), ended: 0, today: Tally::default() };
            let times = rows.entry(key).or_insert_with(empty);
            let least = least_limit(one.elapsed, comparison);
            match one.end {
                MeasuredEnd::Stop => times.sample.add_stopped(least),
                MeasuredEnd::Now => times.sample.add_censored(least),
                MeasuredEnd::Resolution => {
                    times.sample.add_censored(least);
                    times.ended += 1;
                }
            }
            if let Some(result) = decision.objective(objective) {
                times.today.count(result.status);
            }
        }
        self.decided += 1;
        Ok(())
    }

    /// Counts an incident that cannot be decided.
    pub fn reject(&mut self) {
        self.rejected += 1;
    }

    /// How many incidents were decided or rejected.
    pub fn incidents(&self) -> u64 {
        self.decided + self.rejected
    }

    /// How many incidents were rejected.
    pub fn rejected(&self) -> u64 {
        self.rejected
    }
}

/// The place of a clock in a list, to which it is added if it is not in it.
fn place(clocks: &mut Vec<ClockName>, clock: &Clock) -> usize {
    let known = clocks.iter().position(|known| known.name == clock.name() && known.zone == clock.zone());
    known.unwrap_or_else(|| {
        clocks.push(ClockName { name: clock.name().to_owned(), zone: clock.zone(), days: Days::of(clock) });
        clocks.len() - 1
    })
}

/// The smallest limit, in whole seconds, that a time keeps. A limit of no length cannot be written.
fn least_limit(elapsed: Length, comparison: Comparison) -> i64 {
    match comparison {
        // A time that equals the limit does not keep it.
        Comparison::Less => elapsed.0 / MICROS_PER_SECOND + 1,
        // Instead of a date, the limit will be a length.
        Comparison::LessEqual | Comparison::By => ((elapsed.0 + MICROS_PER_SECOND - 1) / MICROS_PER_SECOND).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_keeps_its_least_limit_and_no_smaller_one() {
        for micros in [0, 1, 999_999, 1_000_000, 1_000_001, 14_399_999_999, 14_400_000_000, 14_400_000_001] {
            for comparison in [Comparison::Less, Comparison::LessEqual] {
                let keeps = |seconds: i64| match comparison {
                    Comparison::Less => micros < seconds * MICROS_PER_SECOND,
                    _ => micros <= seconds * MICROS_PER_SECOND,
                };
                let least = least_limit(Length(micros), comparison);
                assert!(keeps(least), "{micros} {comparison:?}");
                assert!(least == 1 || !keeps(least - 1), "{micros} {comparison:?}");
            }
        }
    }
}
