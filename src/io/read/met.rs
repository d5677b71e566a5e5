//! The names of the columns and keys that files have: by them it is seen what no file has, and what the files may be
//! instead.

use std::collections::BTreeSet;

use crate::diagnostic::nearest;

use super::error::ReadError;
use super::mapping::{Mapping, built_in_names};

/// More names than these are not held.
const MOST: usize = 2_000;
/// Longer names are not held.
const LONGEST: usize = 200;

/// The names that were met.
#[derive(Debug, Default, Clone)]
pub(crate) struct NamesMet(BTreeSet<String>);

impl NamesMet {
    /// A column or a key, or the path of a value within an object.
    pub(crate) fn add(&mut self, name: &str) {
        if !self.0.contains(name) && self.0.len() < MOST && name.len() <= LONGEST {
            self.0.insert(name.to_owned());
        }
    }

    /// The names that were met later.
    pub(crate) fn extend(&mut self, later: Self) {
        if self.0.is_empty() {
            self.0 = later.0;
        } else {
            later.0.iter().for_each(|name| self.add(name));
        }
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// The first column to keep that no file has.
    pub(crate) fn missing<'k>(&self, keep: &'k [String]) -> Option<&'k str> {
        if self.0.is_empty() || self.0.len() >= MOST {
            return None;
        }
        keep.iter().map(String::as_str).find(|name| !self.has(name) && name.len() <= LONGEST)
    }

    /// What is wrong where no file has a column to keep.
    pub(crate) fn no_such(&self, file: &str, column: &str) -> ReadError {
        let what = if file.is_empty() { "no file has a column" } else { "there is no column" };
        let near = nearest(column, self.0.iter().map(String::as_str));
        ReadError::new(file, format!("`--keep {column}`: {what} or key of this name"))
            .help(near.map(|near| format!("did you mean `{near}`?")))
    }

    /// A carried mapping, of event logs or of records, that finds all it needs; of records in the program's own form
    /// the name is empty.
    pub(crate) fn fits(&self, log: bool) -> Option<&'static str> {
        if !log && self.has("id") && self.has("opened") {
            return Some("");
        }
        built_in_names().find(|name| {
            let mapping = Mapping::built_in(name).filter(|mapping| mapping.log.is_some() == log);
            mapping.is_some_and(|mapping| {
                let id = mapping.required().iter().any(|(field, _)| *field == "id") || self.has("id");
                id && mapping.required().iter().all(|(_, columns)| columns.iter().any(|column| self.has(column)))
            })
        })
    }
}

impl<'n> FromIterator<&'n String> for NamesMet {
    fn from_iter<I: IntoIterator<Item = &'n String>>(names: I) -> Self {
        let mut met = Self::default();
        names.into_iter().for_each(|name| met.add(name));
        met
    }
}

/// What to do about a file of records that is read as an event log.
pub(crate) fn not_a_log(fits: &str) -> String {
    let way = match fits {
        "" => "without `--map` it is read as records".to_owned(),
        name => format!("`--map {name}` reads it as records"),
    };
    format!("each row seems to be a whole incident, not an event: {way}")
}

/// What to do about an event log that is read as records.
pub(crate) fn not_records(fits: &str) -> String {
    format!("each row seems to be an event, not a whole incident: `--map {fits}` reads it as an event log")
}
