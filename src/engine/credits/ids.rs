//! The ids behind a line, as many as are kept.

use serde::{Deserialize, Serialize};

/// So many ids of a kind are kept for a line.
pub const MOST_IDS: usize = 100;

/// The first ids of a list, in the order of the incidents, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ids {
    kept: Vec<String>,
    /// The place of each kept one in the order of the incidents.
    orders: Vec<u64>,
    all: u64,
}

impl Ids {
    /// Adds the id of an incident that comes after those before it. `order` is its place in the order of all incidents.
    pub fn push(&mut self, id: &str, order: u64) {
        self.all += 1;
        if self.kept.len() < MOST_IDS {
            self.kept.push(id.to_owned());
            self.orders.push(order);
        }
    }

    /// Adds the ids of other incidents, which may come before or between those that are there.
    pub(super) fn merge(&mut self, other: Self) {
        self.all += other.all;
        let own = std::mem::take(&mut self.orders).into_iter().zip(std::mem::take(&mut self.kept));
        let mut both: Vec<(u64, String)> = own.chain(other.orders.into_iter().zip(other.kept)).collect();
        both.sort_by_key(|(order, _)| *order);
        both.truncate(MOST_IDS);
        (self.orders, self.kept) = both.into_iter().unzip();
    }

    /// The first of them.
    pub fn kept(&self) -> &[String] {
        &self.kept
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.all
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all == 0
    }
}
