//! The ids behind a line, as many as are kept.

/// So many ids of a kind are kept for a line.
pub const MOST_IDS: usize = 100;

/// The first ids of a list, in the order in which they were added, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids {
    kept: Vec<String>,
    all: u64,
}

impl Ids {
    /// Adds an id.
    pub fn push(&mut self, id: &str) {
        self.all += 1;
        if self.kept.len() < MOST_IDS {
            self.kept.push(id.to_owned());
        }
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
