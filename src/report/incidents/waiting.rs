//! How long incidents waited for each party.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::Incident;
use crate::time::calendar::Clock;
use crate::time::{Instant, MICROS_PER_SECOND};

use super::data::WaitingRow;
use super::intervals::Intervals;

/// The time that incidents waited for one party, in microseconds.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Waited {
    incidents: u64,
    covered: i64,
    wall: i64,
}

impl Waited {
    /// Adds the waiting of an incident from its opening to `end`; `clock` is that of relief.
    pub(super) fn add(by_party: &mut BTreeMap<String, Self>, incident: &Incident, end: Instant, clock: &Clock) {
        let mut parties: Vec<&str> = incident.waiting.iter().map(|wait| wait.on.as_str()).collect();
        parties.sort_unstable();
        parties.dedup();
        for party in parties {
            let waits = Intervals::waiting(incident, incident.opened, end, |wait| wait.on == party);
            if waits.is_empty() {
                continue;
            }
            let waited = by_party.entry(party.to_owned()).or_default();
            waited.incidents += 1;
            waited.covered += waits.covered(clock);
            waited.wall += waits.wall();
        }
    }

    /// Adds the waiting of other incidents.
    pub(super) fn merge(&mut self, other: Self) {
        self.incidents += other.incidents;
        self.covered += other.covered;
        self.wall += other.wall;
    }

    /// Its row.
    pub(super) fn row(self, party: &str) -> WaitingRow {
        WaitingRow {
            party: party.to_owned(),
            incidents: self.incidents,
            covered_s: self.covered / MICROS_PER_SECOND,
            wall_s: self.wall / MICROS_PER_SECOND,
        }
    }
}
