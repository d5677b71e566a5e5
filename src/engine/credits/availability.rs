//! The downtime of the periods of a version.

use crate::policy::{ClockId, Policy};
use crate::time::Period;
use crate::time::calendar::Clock;

use super::counts::{DownIncident, PeriodCounts};
use super::ids::Ids;
use super::line::Downtime;
use super::outages::{Outages, Union};
use super::version::Version;

/// The outages of a version, and the clock that they are counted on.
pub(super) struct Availability<'p> {
    union: Union,
    /// `None` where all time counts.
    clock: Option<(ClockId, &'p Clock)>,
}

impl<'p> Availability<'p> {
    /// Of a version whose outages are all known; `None` if it promises no availability.
    pub(super) fn of(policy: &'p Policy, version: &Version<'p>, outages: Outages) -> Option<Self> {
        let availability = version.service().availability.as_ref()?;
        let id = policy.tables.availability_clocks.get(usize::from(version.id.0)).copied().flatten();
        let clock = id.and_then(|id| Some((id, policy.clock(id)?)));
        Some(Self { union: outages.finish(availability.ignoring.map(|outages| outages.length)), clock })
    }

    /// The downtime of a period.
    pub(super) fn downtime(&self, version: &Version<'p>, period: Period, counts: &PeriodCounts) -> Downtime {
        let (from, to) = version.periods.instants(period);
        let clock = self.clock.map(|(_, clock)| clock);
        let beyond = self.clock.filter(|(_, clock)| clock.ask(from, to).is_err()).map(|(id, _)| id);
        let length = |from: i64, to: i64| self.union.length(from, to, clock);
        let mut incidents = Ids::default();
        for DownIncident { id, order, intervals } in &counts.down {
            // An outage that is too short, or outside the counted hours, has no incidents behind it.
            if beyond.is_some() || intervals.iter().any(|(from, to)| length(*from, *to) > 0) {
                incidents.push(id, *order);
            }
        }
        Downtime {
            down_us: if beyond.is_some() { 0 } else { length(from.0, to.0) },
            period_us: clock.map_or(to.0 - from.0, |clock| clock.covered(from, to).0),
            beyond,
            incidents,
            unknown: counts.unknown.clone(),
        }
    }
}
