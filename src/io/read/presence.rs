//! Whether the columns that a mapping names are in a file at all. One that is misspelt would be missing on every row, and
//! nothing else would say so.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::diagnostic::nearest;

use super::error::ReadError;
use super::messages::any_of;
use super::plan::Plan;
use super::wanted::WantedColumns;

/// How many names of columns are kept for suggestions.
const MOST: usize = 1_000;

/// Which of the wanted columns a file, or all files of a log, had.
#[derive(Debug, Clone, Default)]
pub(crate) struct Presence {
    found: Vec<bool>,
    /// Whether there was any row to look at.
    any: bool,
    seen: BTreeSet<Box<str>>,
}

impl Presence {
    /// Notes a column.
    pub(super) fn column(&mut self, plan: &Plan<'_>, column: &str) {
        self.note(plan, |name| name == column);
        self.see(column);
    }

    /// Notes the keys of an object, and the paths into it.
    pub(super) fn object(&mut self, plan: &Plan<'_>, object: &Map<String, Value>) {
        if self.is_whole(plan) {
            return;
        }
        self.note(plan, |name| Plan::has(object, name));
        for (key, value) in object {
            self.see(key);
            for inner in value.as_object().into_iter().flat_map(Map::keys) {
                self.see(&format!("{key}.{inner}"));
            }
        }
    }

    fn is_whole(&self, plan: &Plan<'_>) -> bool {
        self.any && self.found.len() == plan.wanted.len() && self.found.iter().all(|found| *found)
    }

    fn note(&mut self, plan: &Plan<'_>, has: impl Fn(&str) -> bool) {
        self.any = true;
        self.found.resize(plan.wanted.len(), false);
        for (found, wanted) in self.found.iter_mut().zip(&plan.wanted).filter(|(found, _)| !**found) {
            *found = wanted.names.iter().any(|name| has(name));
        }
    }

    fn see(&mut self, column: &str) {
        if self.seen.len() < MOST && column.len() <= 256 && !self.seen.contains(column) {
            self.seen.insert(column.into());
        }
    }

    /// Adds what was found elsewhere in the same file.
    pub(crate) fn add(&mut self, other: &Self) {
        self.any |= other.any;
        self.found.resize(self.found.len().max(other.found.len()), false);
        self.found.iter_mut().zip(&other.found).for_each(|(found, other)| *found |= *other);
        if self.seen.len() < MOST {
            self.seen.extend(other.seen.iter().cloned());
        }
    }

    /// Whether a header has all that is needed of each file.
    pub(super) fn header(plan: &Plan<'_>, file: &str, header: &[String]) -> Result<(), ReadError> {
        let mut present = Self::default();
        header.iter().for_each(|column| present.column(plan, column));
        let log = plan.log().is_some();
        present.check(plan, file, "the header has no such column", |wanted| wanted.always || !log)
    }

    /// Whether the rows that there were had all that is needed.
    pub(crate) fn rows(&self, plan: &Plan<'_>, file: &str) -> Result<(), ReadError> {
        let nowhere = if plan.log().is_some() { "no row has such a column" } else { "no record has such a key" };
        if self.any { self.check(plan, file, nowhere, |_| true) } else { Ok(()) }
    }

    fn check(
        &self,
        plan: &Plan<'_>,
        file: &str,
        nowhere: &str,
        concerned: impl Fn(&WantedColumns<'_>) -> bool,
    ) -> Result<(), ReadError> {
        let found = |number: usize| self.found.get(number).is_some_and(|found| *found);
        let lacking = |(number, wanted): &(usize, &WantedColumns<'_>)| {
            // A time of day is needed where there is its date.
            let spared =
                if wanted.of_date { number.checked_sub(1).is_none_or(|date| !found(date)) } else { wanted.optional };
            !found(*number) && !spared && concerned(wanted)
        };
        let lacking: Vec<&WantedColumns<'_>> =
            plan.wanted.iter().enumerate().filter(lacking).map(|(_, wanted)| wanted).collect();
        let Some(first) = lacking.first() else { return Ok(()) };
        let reads = lacking.iter().map(|wanted| {
            let names = any_of(wanted.names.iter().copied());
            let near = wanted.names.iter().find_map(|name| nearest(name, self.seen.iter().map(|seen| &**seen)));
            let hint = near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"));
            format!("`{}` from a column {names}{hint}", wanted.what)
        });
        let reads: Vec<String> = reads.collect();
        let message = format!("the mapping reads {}, but {nowhere}", reads.join(", and "));
        let foreign = self.seen.iter().any(|seen| seen.contains(char::REPLACEMENT_CHARACTER));
        let help = match foreign {
            // The column may be there, under a name that could not be read.
            true => {
                let encoding = plan.encoding();
                Some(format!("not all names are in {encoding}: `--encoding` says which encoding the file has"))
            }
            false => (!first.always).then(|| {
                let name = first.names.first().copied().unwrap_or_default();
                format!("if a file may lack it, mark it as optional: `{{column: \"{name}\", optional: true}}`")
            }),
        };
        Err(ReadError::new(file, message).help(help))
    }
}
