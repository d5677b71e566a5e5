//! The ids that a run has met, at sixteen bytes each.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

/// A keyed 128-bit hash of each id: nobody can make two ids meet, and chance will not.
#[derive(Debug, Default)]
pub(super) struct Seen {
    first: RandomState,
    second: RandomState,
    /// The ids of records.
    met: HashSet<u128>,
    /// The ids of event logs, each with its incident's number.
    numbers: HashMap<u128, u32>,
}

impl Seen {
    fn hash(&self, id: &str) -> u128 {
        (u128::from(self.first.hash_one(id)) << 64) | u128::from(self.second.hash_one(id))
    }

    /// Notes an id; whether it is new.
    pub(super) fn insert(&mut self, id: &str) -> bool {
        self.met.insert(self.hash(id))
    }

    /// The number that an id was met with, which is `new` where it was not met before.
    pub(super) fn number(&mut self, id: &str, new: u32) -> u32 {
        *self.numbers.entry(self.hash(id)).or_insert(new)
    }
}
