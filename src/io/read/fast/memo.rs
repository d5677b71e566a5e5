//! What short texts mean, remembered: an open table from bytes to a meaning.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

/// A memo of more texts than these remembers no further ones.
pub(super) const MOST: usize = 1 << 13;
/// Nor does it remember longer texts.
pub(super) const LONGEST: usize = 256;

/// Remembers one meaning for each text and kind.
#[derive(Debug)]
pub(in crate::io::read) struct Memo<T> {
    seed: u64,
    /// Hash, and the place in `entries` plus one; zero where there is none.
    places: Vec<(u64, u32)>,
    entries: Vec<(Box<[u8]>, u8, T)>,
}

impl<T: Copy> Memo<T> {
    pub(in crate::io::read) fn new() -> Self {
        // A key that nobody outside knows, so that no file can make all its texts meet.
        Self { seed: RandomState::new().hash_one(0_u8) | 1, places: vec![(0, 0); 32], entries: Vec::new() }
    }

    #[inline]
    fn hash(&self, text: &[u8], kind: u8) -> u64 {
        let mut hash = self.seed ^ (text.len() as u64) << 8 ^ u64::from(kind);
        let (words, rest) = text.as_chunks::<8>();
        for word in words {
            hash = fold(hash ^ u64::from_le_bytes(*word), self.seed);
        }
        let mut last = [0; 8];
        for (place, byte) in last.iter_mut().zip(rest) {
            *place = *byte;
        }
        fold(hash ^ u64::from_le_bytes(last), self.seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// What a text of a kind means, asked of `find` the first time.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the low bits of a hash are one too")]
    pub(in crate::io::read) fn of(&mut self, text: &[u8], kind: u8, find: impl FnOnce() -> T) -> T {
        let hash = self.hash(text, kind);
        let room = self.places.len() - 1;
        let mut at = hash as usize & room;
        while let Some((held, entry)) = self.places.get(at).copied().filter(|(_, entry)| *entry != 0) {
            if held == hash
                && let Some((known, k, meaning)) = self.entries.get(entry as usize - 1)
                && **known == *text
                && *k == kind
            {
                return *meaning;
            }
            at = (at + 1) & room;
        }
        self.first(text, kind, hash, find())
    }

    #[cold]
    fn first(&mut self, text: &[u8], kind: u8, hash: u64, meaning: T) -> T {
        if self.entries.len() >= MOST || text.len() > LONGEST {
            return meaning;
        }
        self.entries.push((text.into(), kind, meaning));
        if self.entries.len() * 2 > self.places.len() {
            let old = std::mem::take(&mut self.places);
            self.places = vec![(0, 0); old.len() * 2];
            old.into_iter().filter(|(_, entry)| *entry != 0).for_each(|(hash, entry)| self.place(hash, entry));
        }
        self.place(hash, u32::try_from(self.entries.len()).unwrap_or(0));
        meaning
    }

    #[expect(clippy::cast_possible_truncation, reason = "the low bits of a hash are one too")]
    fn place(&mut self, hash: u64, entry: u32) {
        let room = self.places.len() - 1;
        let mut at = hash as usize & room;
        while self.places.get(at).is_some_and(|(_, held)| *held != 0) {
            at = (at + 1) & room;
        }
        if let Some(place) = self.places.get_mut(at) {
            *place = (hash, entry);
        }
    }
}

/// Both halves of a product, mixed.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "both halves go into the hash")]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}
