//! Answers by the bits that they hang on: an open table, filled as incidents come.

use super::layout::FactKey;

/// A table with more entries than these begins anew: answers are found again.
const MOST: usize = 1 << 16;

/// The numbers of answers by fact key.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// Key and answer; [`EMPTY`] where there is none.
    places: Vec<(FactKey, u32)>,
    held: usize,
}

const EMPTY: u32 = u32::MAX;

impl Table {
    #[expect(clippy::cast_possible_truncation, reason = "both halves go into a hash")]
    fn start(&self, key: FactKey) -> usize {
        let folded = (key as u64) ^ ((key >> 64) as u64).rotate_left(23);
        let mixed = folded.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        // The places are a power of two; the high bits are the well-mixed ones.
        (mixed >> 32) as usize & (self.places.len() - 1)
    }

    /// The answer of a key, where it is held.
    #[inline]
    pub(super) fn get(&self, key: FactKey) -> Option<u32> {
        if self.places.is_empty() {
            return None;
        }
        let mut at = self.start(key);
        loop {
            let (found, answer) = *self.places.get(at)?;
            if answer == EMPTY {
                return None;
            }
            if found == key {
                return Some(answer);
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }

    /// Holds an answer that is not held yet.
    pub(super) fn put(&mut self, key: FactKey, answer: u32) {
        if self.held >= MOST {
            *self = Self::default();
        }
        if self.held * 2 >= self.places.len() {
            let room = (self.places.len() * 2).max(16);
            let old = std::mem::replace(&mut self.places, vec![(0, EMPTY); room]);
            old.into_iter().filter(|(_, answer)| *answer != EMPTY).for_each(|(key, answer)| self.place(key, answer));
        }
        self.place(key, answer);
        self.held += 1;
    }

    fn place(&mut self, key: FactKey, answer: u32) {
        let mut at = self.start(key);
        while self.places.get(at).is_some_and(|(_, held)| *held != EMPTY) {
            at = (at + 1) & (self.places.len() - 1);
        }
        if let Some(place) = self.places.get_mut(at) {
            *place = (key, answer);
        }
    }
}
