//! When incidents were opened, in the zone of the default coverage of the contract that decided them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::policy::Policy;
use crate::policy::model::{CalendarId, PackageId};
use crate::time::calendar::Clock;
use crate::time::{Date, Instant, LocalTime, Zone};

use super::data::Openings;

/// An hour, in microseconds.
const HOUR: i64 = 3_600 * crate::time::MICROS_PER_SECOND;
const HOURS: usize = 24;
const DAYS: usize = 7;

/// A default coverage: a calendar (`None` is `always`) in a zone.
type Key = (Option<CalendarId>, &'static str);

/// The default coverages of a policy's packages, and the incidents that were opened in each.
pub(super) struct Coverages<'p> {
    policy: &'p Policy,
    /// The zone and the key of each package's default coverage.
    packages: Vec<(Zone, Key)>,
    clocks: BTreeMap<Key, Clock>,
    /// How many incidents each has.
    incidents: BTreeMap<Key, u64>,
    openings: [[u64; HOURS]; DAYS],
}

/// What coverages have counted of a part of the incidents.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct PartialCoverages {
    /// By calendar and the name of the zone.
    incidents: Vec<((Option<CalendarId>, String), u64)>,
    openings: [[u64; HOURS]; DAYS],
}

impl<'p> Coverages<'p> {
    pub(super) fn new(policy: &'p Policy) -> Self {
        let default = |package: &crate::policy::model::Package| {
            let coverage = package.default_coverage();
            let zone = coverage.map_or(Zone::UTC, |coverage| coverage.zone);
            (zone, (coverage.and_then(|coverage| coverage.calendar), zone.name()))
        };
        Self {
            policy,
            packages: policy.model().packages.iter().map(default).collect(),
            clocks: BTreeMap::new(),
            incidents: BTreeMap::new(),
            openings: [[0; HOURS]; DAYS],
        }
    }

    fn of(&self, package: PackageId) -> (Zone, Key) {
        self.packages.get(usize::from(package.0)).copied().unwrap_or((Zone::UTC, (None, Zone::UTC.name())))
    }

    /// Counts an opening; returns it as the local time of the default coverage.
    pub(super) fn opened(&mut self, package: PackageId, opened: Instant) -> LocalTime {
        let (zone, key) = self.of(package);
        *self.incidents.entry(key).or_default() += 1;
        let local = zone.local(opened);
        let hour = usize::try_from(local.of_day() / HOUR).unwrap_or(0);
        let day = self.openings.get_mut(local.date().weekday().index());
        if let Some(count) = day.and_then(|day| day.get_mut(hour)) {
            *count += 1;
        }
        local
    }

    /// What was counted.
    pub(super) fn into_partial(self) -> PartialCoverages {
        let incidents = self.incidents.into_iter();
        let incidents = incidents.map(|((calendar, zone), count)| ((calendar, zone.to_owned()), count)).collect();
        PartialCoverages { incidents, openings: self.openings }
    }

    /// Adds what was counted of other incidents.
    pub(super) fn merge(&mut self, other: PartialCoverages) {
        for ((calendar, zone), count) in other.incidents {
            let key = self.packages.iter().map(|(_, key)| *key).find(|key| *key == (calendar, zone.as_str()));
            if let Some(key) = key.or_else(|| (calendar.is_none()).then_some((None, Zone::UTC.name()))) {
                *self.incidents.entry(key).or_default() += count;
            }
        }
        for (own, other) in self.openings.iter_mut().flatten().zip(other.openings.iter().flatten()) {
            *own += other;
        }
    }

    /// The clock of a package's default coverage.
    pub(super) fn clock(&mut self, package: PackageId) -> &Clock {
        let (zone, key) = self.of(package);
        let spec = key.0.and_then(|id| self.policy.model().calendars.get(usize::from(id.0)));
        let make = || spec.map_or_else(|| Clock::always(zone), |spec| Clock::compile(spec, zone));
        self.clocks.entry(key).or_insert_with(make)
    }

    /// The openings, and the hours that the default coverage of most incidents covers between two dates.
    pub(super) fn rows(mut self, dates: Option<(Date, Date)>) -> Openings {
        let incidents = self.openings.iter().map(|day| day.to_vec()).collect();
        // Of equals, the first that the policy declares.
        let most = self.incidents.iter().rev().max_by_key(|(_, count)| **count).map(|(key, _)| *key);
        let package = most.and_then(|most| self.packages.iter().position(|(_, key)| *key == most));
        let package = package.and_then(|at| u16::try_from(at).ok()).map(PackageId);
        let Some((package, (first, last))) = package.zip(dates) else {
            return Openings { incidents, ..Openings::default() };
        };
        let clock = self.clock(package);
        Openings {
            incidents,
            covered: covered(clock, first, last),
            calendar: Some(clock.name().to_owned()),
            timezone: Some(clock.zone().name().to_owned()),
        }
    }
}

/// The share of each hour of the week that a clock covers between two dates, both included, rounded to thousandths.
fn covered(clock: &Clock, first: Date, last: Date) -> Vec<Vec<f64>> {
    let mut sums = [[(0_i64, 0_i64); HOURS]; DAYS];
    let zone = clock.zone();
    let known = clock.known();
    // A year shows which hours are covered.
    let last = last.min(first.plus(366));
    for day in first.0..=last.0 {
        let date = Date(day);
        let mut from = zone.wall(LocalTime::on(date, 0));
        let Some(hours) = sums.get_mut(date.weekday().index()) else { continue };
        for (end, (open, all)) in (1..).zip(hours) {
            let to = zone.wall(LocalTime::on(date, end * HOUR));
            if known.is_none_or(|(start, end)| start <= from && to <= end) {
                *open += clock.covered(from, to).0;
                *all += (to.0 - from.0).max(0);
            }
            from = to;
        }
    }
    let share = |(open, all): &(i64, i64)| match (i128::from(*open) * 1_000).checked_div(i128::from(*all)) {
        Some(thousandths) => f64::from(i32::try_from(thousandths).unwrap_or(0)) / 1_000.0,
        None => 0.0,
    };
    sums.iter().map(|hours| hours.iter().map(share).collect()).collect()
}
