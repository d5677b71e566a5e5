//! What a book has counted of a part of the incidents: to be written, read elsewhere, and added to another book of the
//! same policy. The order in which parts are added makes no difference.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::policy::model::PackageId;
use crate::time::Period;
use crate::value::pairs;

use super::book::CreditBook;
use super::counts::{DownIncident, LineCounts, PeriodCounts};
use super::ids::MOST_IDS;
use super::quotas::QuotaCounts;
use super::version::Version;

/// The counts of a book.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PartialCredits {
    pub(super) incidents: u64,
    #[serde(with = "pairs")]
    versions: BTreeMap<PackageId, PartialVersion>,
}

/// The counts of a version.
#[derive(Debug, Serialize, Deserialize)]
struct PartialVersion {
    #[serde(with = "pairs")]
    counts: BTreeMap<Period, PeriodCounts>,
    range: Option<(Period, Period)>,
    outages: Vec<(i64, i64)>,
    quotas: QuotaCounts,
}

impl<'p> CreditBook<'p> {
    /// What was counted.
    pub fn into_partial(self) -> PartialCredits {
        let (versions, incidents) = self.into_versions();
        let versions = versions.map(|version| {
            let Version { id, counts, range, outages, quotas, .. } = version;
            (id, PartialVersion { counts, range, outages: outages.into_intervals(), quotas })
        });
        PartialCredits { incidents, versions: versions.collect() }
    }

    /// Adds what a book of the same policy has counted of other incidents.
    pub fn merge(&mut self, partial: PartialCredits) {
        self.count_others(partial.incidents);
        for (id, other) in partial.versions {
            let Some(version) = self.version(id) else { continue };
            version.merge(other);
        }
    }
}

impl Version<'_> {
    fn merge(&mut self, other: PartialVersion) {
        for (period, counts) in other.counts {
            match self.counts.get_mut(&period) {
                Some(own) => own.merge(counts),
                None => {
                    self.counts.insert(period, counts);
                }
            }
        }
        let ranges = self.range.into_iter().chain(other.range);
        self.range = ranges.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        other.outages.into_iter().for_each(|interval| self.outages.add(interval));
        self.quotas.merge(other.quotas);
    }
}

impl PeriodCounts {
    fn merge(&mut self, other: Self) {
        self.incidents += other.incidents;
        self.left_out += other.left_out;
        self.unsure.merge(other.unsure);
        self.unknown.merge(other.unknown);
        self.lines.iter_mut().zip(other.lines).for_each(|(own, other)| own.merge(other));
        self.down.extend(other.down);
        self.down.sort_by_key(|DownIncident { order, .. }| *order);
        self.down.truncate(MOST_IDS);
    }
}

impl LineCounts {
    fn merge(&mut self, other: Self) {
        self.met += other.met;
        self.breached += other.breached;
        self.open += other.open;
        self.late += other.late;
        self.capped += other.capped;
        self.capped_late += other.capped_late;
        self.ids.merge(other.ids);
    }
}
