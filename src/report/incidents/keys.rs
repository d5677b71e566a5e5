//! What the counts of a report are kept by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::policy::model::{ObjectiveId, PackageId, PriorityId};
use crate::span::Span;

use super::counts::Counts;
use crate::time::Period;

/// A promise in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct PromiseKey {
    pub(super) package: PackageId,
    pub(super) objective: ObjectiveId,
    pub(super) statement: Span,
    pub(super) period: Option<Period>,
}

/// A priority in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct PriorityKey {
    pub(super) package: PackageId,
    pub(super) objective: ObjectiveId,
    pub(super) priority: PriorityId,
    pub(super) period: Option<Period>,
}

/// A value of a kept column in a period; both by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct GroupKey {
    pub(super) column: usize,
    pub(super) value: usize,
    pub(super) package: PackageId,
    pub(super) objective: ObjectiveId,
    pub(super) period: Option<Period>,
}

/// A key with a period, which may be left out.
pub(super) trait Periodic: Copy + Ord {
    /// The same in all periods.
    fn in_all_periods(self) -> Self;
}

impl Periodic for PromiseKey {
    fn in_all_periods(self) -> Self {
        Self { period: None, ..self }
    }
}

impl Periodic for PriorityKey {
    fn in_all_periods(self) -> Self {
        Self { period: None, ..self }
    }
}

impl Periodic for GroupKey {
    fn in_all_periods(self) -> Self {
        Self { period: None, ..self }
    }
}

/// The counts of all periods together.
pub(super) fn whole<K: Periodic>(counts: &BTreeMap<K, Counts>) -> BTreeMap<K, Counts> {
    let mut out: BTreeMap<K, Counts> = BTreeMap::new();
    for (key, counts) in counts {
        out.entry(key.in_all_periods()).or_default().merge(counts);
    }
    // Ids are in the order of the input.
    out.values_mut().for_each(|counts| counts.breached.sort_unstable());
    out
}
