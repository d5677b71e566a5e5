//! The ids that a run has met, at sixteen bytes each.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use siphasher::sip128::SipHasher13;

/// A keyed 128-bit hash of each id: nobody can make two ids meet, and chance will not.
#[derive(Debug, Clone)]
pub(crate) struct IdHash(SipHasher13);

impl Default for IdHash {
    fn default() -> Self {
        // The system's random numbers, as the standard library hands them out.
        let keys = RandomState::new();
        Self(SipHasher13::new_with_keys(keys.hash_one(0_u8), keys.hash_one(1_u8)))
    }
}

impl IdHash {
    /// The hash of an id.
    pub(crate) fn of(&self, id: &str) -> u128 {
        self.0.hash(id.as_bytes()).as_u128()
    }
}

/// The hashes are hashes already.
#[derive(Debug, Clone, Copy, Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, hash: u128) {
        self.0 = u64::try_from(hash & u128::from(u64::MAX)).unwrap_or(0);
    }
}

type Set = HashSet<u128, BuildHasherDefault<Itself>>;

/// In this many parts, so that only one of them grows at a time.
const PARTS: usize = 64;

/// The ids that a run has met.
#[derive(Debug)]
pub(crate) struct DuplicateIds {
    hash: IdHash,
    /// The ids of records, by the highest bits of their hashes.
    met: Vec<Set>,
    /// How many ids of records are kept, and how many may be.
    count: usize,
    most: usize,
    /// The ids of event logs, each with its incident's number.
    numbers: HashMap<u128, u32, BuildHasherDefault<Itself>>,
}

impl Default for DuplicateIds {
    fn default() -> Self {
        let met = vec![Set::default(); PARTS];
        Self { hash: IdHash::default(), met, count: 0, most: usize::MAX, numbers: HashMap::default() }
    }
}

impl DuplicateIds {
    /// How ids are hashed here.
    pub(crate) fn hasher(&self) -> IdHash {
        self.hash.clone()
    }

    /// Notes an id; whether it is new.
    pub(crate) fn insert(&mut self, id: &str) -> bool {
        self.insert_hash(self.hash.of(id))
    }

    /// Notes an id by its hash; whether it is new.
    pub(crate) fn insert_hash(&mut self, hash: u128) -> bool {
        let part = usize::try_from(hash >> 122).unwrap_or(0);
        let Some(set) = self.met.get_mut(part) else { return true };
        if self.count >= self.most {
            return !set.contains(&hash);
        }
        let new = set.insert(hash);
        self.count += usize::from(new);
        new
    }

    /// Keeps no more ids of records than so many: those that come later are compared with them alone.
    pub(crate) fn keep_at_most(&mut self, most: usize) {
        self.most = most;
    }

    /// The number that an id was met with, which is `new` where it was not met before.
    pub(super) fn number(&mut self, id: &str, new: u32) -> u32 {
        *self.numbers.entry(self.hash.of(id)).or_insert(new)
    }
}
