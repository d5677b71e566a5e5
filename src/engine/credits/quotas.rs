//! How much of each quota was used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::policy::model::{InForce, Package, PackageId, PriorityId};
use crate::policy::service_terms::{Quota, QuotaPeriod, concerns};
use crate::time::{Date, Instant, Period};
use crate::value::pairs;

use super::periods::{first_instant, period_of};

/// One period of a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Span {
    Calendar(Period),
    /// So many years after the first.
    ContractYear(i32),
}

/// The incidents that each quota of a version counts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct QuotaCounts {
    /// By the place of the quota.
    #[serde(with = "pairs")]
    used: BTreeMap<(usize, Span), u64>,
    /// When the first incident of the version was opened, and the last one.
    opened: Option<(Instant, Instant)>,
}

/// What was used of a quota in one of its periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaCount {
    /// The version of the contract.
    pub package: PackageId,
    /// The place of the quota among those of the version.
    pub quota: usize,
    /// The period: `2026-03`, `2026-Q1`, `2026`; of a contract year its first date.
    pub period: String,
    /// The first date of the period.
    pub first: Date,
    /// The last one.
    pub last: Date,
    /// Its instants `[from, to)`.
    pub from: Instant,
    /// See `from`.
    pub to: Instant,
    /// How many incidents are included.
    pub included: u64,
    /// How many were opened.
    pub used: u64,
    /// Whether the period is not over.
    pub provisional: bool,
}

impl QuotaCount {
    /// How many more are included.
    pub fn left(&self) -> u64 {
        self.included.saturating_sub(self.used)
    }

    /// How many are not.
    pub fn over(&self) -> u64 {
        self.used.saturating_sub(self.included)
    }
}

/// The same day and month so many years later; 1 March for 29 February.
fn anniversary(date: Date, years: i32) -> Date {
    let Some((year, month, day)) = date.civil() else { return date };
    let later = Date::from_ymd(year + years, month, day).or_else(|| Date::from_ymd(year + years, month + 1, 1));
    later.unwrap_or(date)
}

/// The period of a quota in which an instant lies; `None` for a contract year without dates.
fn span(package: &Package, quota: &Quota, at: Instant) -> Option<Span> {
    match quota.per {
        QuotaPeriod::Calendar(period) => Some(Span::Calendar(period_of(package.date_zone(), period.into(), at))),
        QuotaPeriod::ContractYear => {
            let InForce { from, zone, .. } = package.in_force?;
            let years = zone.local(at).date().year() - from.year();
            let begun = |years: i32| first_instant(zone, anniversary(from, years)) <= at;
            (years - 1..=years + 1).rev().find(|years| begun(*years)).map(Span::ContractYear)
        }
    }
}

impl Span {
    fn plus(self, number: i32) -> Self {
        match self {
            Self::Calendar(period) => Self::Calendar(period.plus(number)),
            Self::ContractYear(years) => Self::ContractYear(years + number),
        }
    }

    /// Its name, its first date, and the date after its last.
    fn dates(self, package: &Package) -> (String, Date, Date) {
        match (self, package.in_force) {
            (Self::Calendar(period), _) => (period.to_string(), period.first(), period.last().plus(1)),
            (Self::ContractYear(years), Some(force)) => {
                let first = anniversary(force.from, years);
                let end = anniversary(force.from, years + 1).min(force.to.plus(1));
                (first.to_string(), first, end)
            }
            (Self::ContractYear(_), None) => (String::new(), Date(0), Date(0)),
        }
    }
}

impl QuotaCounts {
    /// Counts an incident by its opening and its own priority, untreated.
    pub(super) fn add(&mut self, package: &Package, opened: Instant, priority: PriorityId) {
        if package.service.quotas.is_empty() {
            return;
        }
        let (first, last) = self.opened.unwrap_or((opened, opened));
        self.opened = Some((first.min(opened), last.max(opened)));
        for (place, quota) in package.service.quotas.iter().enumerate() {
            if concerns(&quota.priorities, priority)
                && let Some(span) = span(package, quota, opened)
            {
                *self.used.entry((place, span)).or_default() += 1;
            }
        }
    }

    /// Adds what other incidents used.
    pub(super) fn merge(&mut self, other: Self) {
        for (key, used) in other.used {
            *self.used.entry(key).or_default() += used;
        }
        let all = self.opened.into_iter().chain(other.opened);
        self.opened = all.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    }

    /// Each quota in each of its periods, from the first in which an incident was opened to the last.
    pub(super) fn finish(&self, id: PackageId, package: &Package, as_of: Instant) -> Vec<QuotaCount> {
        let Some((first, last)) = self.opened else { return Vec::new() };
        let mut out = Vec::new();
        for (place, quota) in package.service.quotas.iter().enumerate() {
            let (Some(mut at), Some(last)) = (span(package, quota, first), span(package, quota, last)) else {
                continue;
            };
            while at <= last {
                let (period, first, after) = at.dates(package);
                let (from, to) = (first_instant(package.date_zone(), first), first_instant(package.date_zone(), after));
                out.push(QuotaCount {
                    package: id,
                    quota: place,
                    period,
                    first,
                    last: after.plus(-1),
                    from,
                    to,
                    included: u64::from(quota.incidents),
                    used: self.used.get(&(place, at)).copied().unwrap_or(0),
                    provisional: as_of < to,
                });
                at = at.plus(1);
            }
        }
        out
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use super::*;

    #[test]
    fn a_year_that_begins_on_a_leap_day_begins_on_1_march_in_others() {
        let leap = Date::parse("2024-02-29").unwrap();
        let dates: Vec<String> = (0..5).map(|years| anniversary(leap, years).to_string()).collect();
        assert_eq!(dates, ["2024-02-29", "2025-03-01", "2026-03-01", "2027-03-01", "2028-02-29"]);
    }
}
