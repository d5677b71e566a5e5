//! The counts of an earlier period, by what they are about.

use std::collections::BTreeMap;

use crate::policy::model::{ObjectiveId, PackageId};
use crate::report::attainment::Tally;

use super::builder::ReportBuilder;
use super::counts::Counts;
use super::subject::{Of, Subject};
use crate::time::Period;

/// The shares of an earlier report. The first period of the one is compared with the first period of the other, and so
/// on.
pub(super) struct Earlier {
    tallies: BTreeMap<(Subject, Option<Period>), Tally>,
    first: Option<Period>,
}

impl Earlier {
    /// Of a report, by period or over all its periods.
    pub(super) fn new(earlier: &ReportBuilder<'_>, by_period: bool) -> Self {
        let first = earlier.first_period();
        let mut out = Self { tallies: BTreeMap::new(), first };
        let mut add = |package: PackageId, objective: ObjectiveId, of: Of, period: Option<Period>, counts: &Counts| {
            let contract = earlier.policy.model().package(package).map_or("", |package| &package.name).to_owned();
            let key = (Subject { contract, objective, of }, period.filter(|_| by_period));
            let tally = out.tallies.entry(key).or_default();
            *tally = tally.plus(counts.tally);
        };
        for (key, counts) in &earlier.promises {
            let of = Of::promise(earlier.policy, key.package, key.objective, key.statement);
            add(key.package, key.objective, of, key.period, counts);
        }
        for (key, counts) in &earlier.priorities {
            add(key.package, key.objective, Of::Priority(key.priority), key.period, counts);
        }
        for (key, counts) in &earlier.groups {
            let value = earlier.value(key.column, key.value);
            add(key.package, key.objective, Of::Group { column: key.column, value }, key.period, counts);
        }
        out
    }

    /// What a row is compared with: its period, counted from the first one of the later report.
    pub(super) fn tally(&self, subject: Subject, period: Option<Period>, first: Option<Period>) -> Tally {
        let period = match (period, first, self.first) {
            (Some(period), Some(first), Some(own)) => Some(own.plus(period.after(first))),
            _ => None,
        };
        self.tallies.get(&(subject, period)).copied().unwrap_or_default()
    }
}
