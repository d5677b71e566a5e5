//! The breaches that used most of their limits.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashSet};

use serde::{Deserialize, Serialize};

use crate::engine::Incident;
use crate::policy::model::ObjectiveId;
use crate::time::{Instant, MICROS_PER_SECOND};

use super::cause::{Breach, Cause};
use super::counts::{overrun, ratio};
use super::data::WorstBreach;

/// The worst breaches so far, the least of them on top.
#[derive(Debug)]
pub(super) struct Worst {
    most: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
}

/// How bad a breach is: by the share of the limit that it used, then by its overrun. Of equals, the one that comes first
/// is worse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Rank {
    elapsed: i64,
    limit: i64,
    overrun: i64,
    /// The place of the incident in the order of all incidents, and the objective.
    first: Reverse<(u64, ObjectiveId)>,
}

/// A breach with its rank, and the incident that it is of.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ranked {
    rank: Rank,
    breach: WorstBreach,
    #[serde(with = "exactly")]
    incident: Incident,
}

/// Incidents as JSON that keeps `resolved` and `closed` apart.
mod exactly {
    use serde::de::{Deserialize as _, Deserializer};
    use serde::ser::{Serialize as _, Serializer};

    use super::{Incident, Instant};

    pub(super) fn serialize<S: Serializer>(incident: &Incident, serializer: S) -> Result<S::Ok, S::Error> {
        (incident, incident.resolved, incident.closed).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Incident, D::Error> {
        let (incident, resolved, closed) = <(Incident, Option<Instant>, Option<Instant>)>::deserialize(deserializer)?;
        Ok(Incident { resolved, closed, ..incident })
    }
}

impl Worst {
    /// At most this many.
    pub(super) fn new(most: usize) -> Self {
        Self { most, heap: BinaryHeap::new() }
    }

    /// Adds a breach, if it is one of the worst. `order` is the place of the incident in the order of all incidents.
    pub(super) fn add(&mut self, breach: &Breach<'_>, cause: &Cause, order: u64) {
        let result = breach.result;
        let limit = result.limit.map_or(0, |limit| limit.0);
        let rank = Rank {
            elapsed: result.elapsed.0,
            limit,
            overrun: overrun(result),
            first: Reverse((order, breach.objective)),
        };
        if self.is_worse(&rank) {
            self.push(Ranked { rank, breach: row(breach, cause), incident: breach.incident.clone() });
        }
    }

    /// Whether a breach of this rank is one of the worst so far.
    fn is_worse(&self, rank: &Rank) -> bool {
        self.heap.len() < self.most
            || self.most > 0 && self.heap.peek().is_some_and(|Reverse(least)| *rank > least.rank)
    }

    fn push(&mut self, ranked: Ranked) {
        if self.heap.len() >= self.most {
            self.heap.pop();
        }
        self.heap.push(Reverse(ranked));
    }

    /// The breaches, in any order.
    pub(super) fn into_ranked(self) -> Vec<Ranked> {
        self.heap.into_iter().map(|Reverse(ranked)| ranked).collect()
    }

    /// Adds the worst breaches of other incidents.
    pub(super) fn merge(&mut self, others: Vec<Ranked>) {
        for mut ranked in others {
            if self.is_worse(&ranked.rank) {
                // Not every number is read as it was written.
                ranked.breach.used = ratio(ranked.rank.elapsed, ranked.rank.limit);
                self.push(ranked);
            }
        }
    }

    /// The worst first, and the incidents that they are of.
    pub(super) fn into_rows(self) -> (Vec<WorstBreach>, Vec<Incident>) {
        let ranked = self.heap.into_sorted_vec().into_iter();
        let (rows, mut incidents): (Vec<_>, Vec<Incident>) =
            ranked.map(|Reverse(ranked)| (ranked.breach, ranked.incident)).unzip();
        let mut ids = HashSet::new();
        incidents.retain(|incident| ids.insert(incident.id.clone()));
        (rows, incidents)
    }
}

fn row(breach: &Breach<'_>, cause: &Cause) -> WorstBreach {
    let Breach { incident, decision, objective, result } = breach;
    let (policy, model) = (decision.policy, decision.policy.model());
    let written = |at: Option<Instant>| at.map(|at| policy.written(at, result.clock()));
    WorstBreach {
        id: incident.id.clone(),
        contract: decision.contract().to_owned(),
        objective: model.objective_name(*objective).to_owned(),
        priority: model.priority_name(result.priority).to_owned(),
        over_s: overrun(result) / MICROS_PER_SECOND,
        used: result.limit.and_then(|limit| ratio(result.elapsed.0, limit.0)),
        due: written(result.due),
        stopped: written(result.stopped),
        cause: breach.words(cause),
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        // What has no length used no share of it: it comes after all others.
        let used = match (self.limit, other.limit) {
            (0, 0) => Ordering::Equal,
            (0, _) => Ordering::Less,
            (_, 0) => Ordering::Greater,
            (a, b) => {
                let wide = |elapsed: i64, limit: i64| i128::from(elapsed) * i128::from(limit);
                wide(self.elapsed, b).cmp(&wide(other.elapsed, a))
            }
        };
        used.then(self.overrun.cmp(&other.overrun)).then_with(|| self.first.cmp(&other.first))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.rank == other.rank
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.cmp(&other.rank)
    }
}
