//! What is worth telling once, and rejects nothing.

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::nearest;

use super::met::NamesMet;

/// More columns than these are not looked at for misspelt fields.
const MAX_COLUMNS: usize = 10_000;

/// What the readers noticed over all files of a run.
#[derive(Debug, Default)]
pub struct Notes {
    columns: HashSet<String>,
    /// Each with the column that it is about, where that is one.
    told: Vec<(Option<String>, String)>,
    states: BTreeMap<String, u64>,
    /// The columns and keys that the files have.
    pub(crate) met: NamesMet,
}

impl Notes {
    /// One sentence each, in the order in which they came up; states that a mapping does not know last.
    pub fn lines(&self) -> Vec<String> {
        let states = self.states.iter().map(|(state, count)| {
            let rows = if *count == 1 { "row has" } else { "rows have" };
            format!("{count} {rows} the state `{state}`, which the mapping does not name")
        });
        self.told.iter().map(|(_, line)| line.clone()).chain(states).collect()
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.told.is_empty() && self.states.is_empty()
    }

    /// The states that the mapping does not name, and on how many rows each stands.
    pub fn states(&self) -> impl Iterator<Item = (&str, u64)> {
        self.states.iter().map(|(state, count)| (state.as_str(), *count))
    }

    /// A column that nothing reads: told where it looks like one of `fields`.
    pub(crate) fn unused<'f>(&mut self, column: &str, fields: impl Iterator<Item = &'f str>) {
        if self.columns.len() >= MAX_COLUMNS || column.len() > 64 || self.columns.contains(column) {
            return;
        }
        self.columns.insert(column.to_owned());
        if let Some(field) = nearest(column, fields) {
            let line = format!("unused column `{column}`: did you mean `{field}`?");
            self.told.push((Some(column.to_owned()), line));
        }
    }

    /// Something to tell once.
    pub(crate) fn tell(&mut self, line: String) {
        if self.told.len() < MAX_COLUMNS && !self.told.iter().any(|(_, told)| *told == line) {
            self.told.push((None, line));
        }
    }

    /// Adds what was noticed later.
    pub(crate) fn add(&mut self, later: Self) {
        for (column, line) in later.told {
            match column {
                None => self.tell(line),
                Some(column) if self.columns.contains(&column) => {}
                Some(column) => self.told.push((Some(column), line)),
            }
        }
        self.columns.extend(later.columns);
        self.met.extend(later.met);
        for (state, count) in later.states {
            if let Some(known) = self.states.get_mut(&state) {
                *known += count;
            } else if self.states.len() < MAX_COLUMNS {
                self.states.insert(state, count);
            }
        }
    }

    /// A state that the mapping does not name; the first ten thousand of them are counted.
    pub(super) fn state(&mut self, state: &str) {
        if let Some(count) = self.states.get_mut(state) {
            *count += 1;
        } else if self.states.len() < MAX_COLUMNS {
            self.states.insert(state.to_owned(), 1);
        }
    }
}
