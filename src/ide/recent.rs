//! What was computed lately, and no more than fits.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Values by key. What was not asked for while `most` others were added is forgotten.
#[derive(Debug)]
pub(super) struct Recent<K, V> {
    most: usize,
    kept: Mutex<Generations<K, V>>,
}

#[derive(Debug)]
struct Generations<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Eq + Hash + Clone, V: Clone> Recent<K, V> {
    /// At most twice as many as `most` are kept.
    pub(super) fn new(most: usize) -> Self {
        Self { most, kept: Mutex::new(Generations { young: HashMap::new(), old: HashMap::new() }) }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &K) -> Option<V> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = kept.young.get(key) {
            return Some(value.clone());
        }
        let value = kept.old.remove(key)?;
        kept.put(self.most, key.clone(), value.clone());
        Some(value)
    }

    /// Adds a value, or replaces it.
    pub(super) fn put(&self, key: K, value: V) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).put(self.most, key, value);
    }
}

impl<K: Eq + Hash, V> Generations<K, V> {
    fn put(&mut self, most: usize, key: K, value: V) {
        if self.young.len() >= most {
            self.old = std::mem::take(&mut self.young);
        }
        self.old.remove(&key);
        self.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn what_is_asked_for_stays() {
        let recent = Recent::new(2);
        for key in 0..9 {
            recent.put(key, key * 10);
            assert_eq!(recent.get(&0), Some(0));
        }
        assert_eq!(recent.get(&8), Some(80));
        assert_eq!(recent.get(&3), None);
    }
}
