//! What a report has counted of a part of the incidents: to be written, read elsewhere, and added to another report of the
//! same policy and options. The order in which parts are added makes no difference.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::RejectCode;
use crate::engine::credits::PartialCredits;
use crate::policy::model::ObjectiveId;
use crate::time::Date;
use crate::value::pairs;

use super::builder::{Rejects, ReportBuilder};
use super::cause::CauseKind;
use super::counts::Counts;
use super::coverage::PartialCoverages;
use super::distribution::Bins;
use super::keys::{GroupKey, PriorityKey, PromiseKey};
use super::waiting::Waited;
use super::worst::{Ranked, Worst};

/// The counts of a report.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PartialReport {
    decided: u64,
    #[serde(with = "pairs")]
    rejects: BTreeMap<RejectCode, Rejects>,
    #[serde(with = "pairs")]
    promises: BTreeMap<PromiseKey, Counts>,
    #[serde(with = "pairs")]
    priorities: BTreeMap<PriorityKey, Counts>,
    #[serde(with = "pairs")]
    groups: BTreeMap<GroupKey, Counts>,
    values: Vec<Vec<Option<String>>>,
    ids: Vec<String>,
    orders: Vec<u64>,
    worst: Vec<Ranked>,
    waited: BTreeMap<String, Waited>,
    reopened: (Vec<(u64, String)>, u64),
    #[serde(with = "pairs")]
    causes: BTreeMap<(ObjectiveId, CauseKind), u64>,
    #[serde(with = "pairs")]
    distribution: BTreeMap<ObjectiveId, Bins>,
    coverages: PartialCoverages,
    /// Days since 1970.
    opened: Option<(i32, i32)>,
    under_rejected: u64,
    credits: Option<PartialCredits>,
}

impl ReportBuilder<'_> {
    /// What was counted.
    pub fn into_partial(self) -> PartialReport {
        PartialReport {
            decided: self.decided,
            rejects: self.rejects,
            promises: self.promises,
            priorities: self.priorities,
            groups: self.groups,
            values: self.values.into_iter().map(|values| values.list).collect(),
            ids: self.ids,
            orders: self.orders,
            worst: Worst::into_ranked(self.worst),
            waited: self.waited,
            reopened: self.reopened,
            causes: self.causes,
            distribution: self.distribution,
            coverages: self.coverages.into_partial(),
            opened: self.opened.map(|(first, last)| (first.0, last.0)),
            under_rejected: self.under_rejected,
            credits: self.credits.map(|book| book.into_partial()),
        }
    }

    /// Adds what a report of the same policy and options has counted of other incidents.
    pub fn merge(&mut self, partial: PartialReport) {
        self.decided += partial.decided;
        self.under_rejected += partial.under_rejected;
        for (code, other) in partial.rejects {
            match self.rejects.get_mut(&code) {
                Some(own) => own.merge(other),
                None => {
                    self.rejects.insert(code, other);
                }
            }
        }
        let before = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.extend(partial.ids);
        self.orders.extend(partial.orders);
        merge_counts(&mut self.promises, partial.promises, before);
        merge_counts(&mut self.priorities, partial.priorities, before);
        let values = self.values.iter_mut().zip(partial.values);
        let numbers: Vec<Vec<usize>> =
            values.map(|(own, list)| list.into_iter().map(|text| own.number_of_text(text)).collect()).collect();
        let groups = partial.groups.into_iter().filter_map(|(key, counts)| {
            let value = *numbers.get(key.column)?.get(key.value)?;
            Some((GroupKey { value, ..key }, counts))
        });
        merge_counts(&mut self.groups, groups, before);
        self.worst.merge(partial.worst);
        for (party, waited) in partial.waited {
            self.waited.entry(party).or_default().merge(waited);
        }
        self.reopened.0.extend(partial.reopened.0);
        self.reopened.1 += partial.reopened.1;
        for (cause, breaches) in partial.causes {
            *self.causes.entry(cause).or_default() += breaches;
        }
        for (objective, bins) in partial.distribution {
            self.distribution.entry(objective).or_default().merge(&bins);
        }
        self.coverages.merge(partial.coverages);
        let other = partial.opened.map(|(first, last)| (Date(first), Date(last)));
        self.opened = self.opened.into_iter().chain(other).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        if let (Some(credits), Some(other)) = (&mut self.credits, partial.credits) {
            credits.merge(other);
        }
    }

    /// Numbers the ids of breached incidents by the order of the incidents, which parts may have mixed.
    pub(super) fn put_in_order(&mut self) {
        self.reopened.0.sort_by_key(|(order, _)| *order);
        if self.orders.is_sorted() {
            return;
        }
        let ids = std::mem::take(&mut self.ids);
        let mut all: Vec<(u64, (usize, String))> =
            std::mem::take(&mut self.orders).into_iter().zip(ids.into_iter().enumerate()).collect();
        all.sort_by_key(|(order, _)| *order);
        let mut numbers = vec![0_u32; all.len()];
        for (new, (order, (old, id))) in (0..).zip(all) {
            if let Some(number) = numbers.get_mut(old) {
                *number = new;
            }
            self.orders.push(order);
            self.ids.push(id);
        }
        let all = self.promises.values_mut().chain(self.priorities.values_mut()).chain(self.groups.values_mut());
        for counts in all {
            for id in &mut counts.breached {
                let new = usize::try_from(*id).ok().and_then(|id| numbers.get(id));
                *id = new.copied().unwrap_or(*id);
            }
            counts.breached.sort_unstable();
        }
    }
}

impl Rejects {
    fn merge(&mut self, other: Self) {
        let count = self.count + other.count;
        if other.order < self.order {
            *self = other;
        }
        self.count = count;
    }
}

/// Adds counts whose ids are numbered from `before`.
fn merge_counts<K: Ord>(own: &mut BTreeMap<K, Counts>, others: impl IntoIterator<Item = (K, Counts)>, before: u32) {
    for (key, mut other) in others {
        other.breached.retain_mut(|id| {
            let number = id.checked_add(before);
            *id = number.unwrap_or(*id);
            number.is_some()
        });
        own.entry(key).or_default().merge(&other);
    }
}
