//! Where each field of an incident comes from, settled once for a run.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::diagnostic::{list, nearest};

use super::error::ReadError;
use super::field::Field;
use super::mapping::{Log, Mapping, TimeFormat};
use super::times::Times;
use super::{Options, Shape};

/// Fields, then facts, then what a log's rows tell, then kept columns: each has a slot.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(super) shape: Shape<'a>,
    pub(super) options: &'a Options,
    pub(super) times: Times<'a>,
    /// What each slot is given without any column.
    fixed: Vec<Option<&'a str>>,
    /// What a slot's values in the export mean.
    tables: Vec<Option<&'a BTreeMap<String, String>>>,
    /// Which slots a column feeds.
    columns: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(shape: Shape<'a>, options: &'a Options) -> Result<Self, ReadError> {
        let mapping = options.mapping.as_ref();
        let zone = options.timezone.or_else(|| mapping.and_then(|m| m.zone));
        let format = mapping.map_or(&TimeFormat::Rfc3339, |m| &m.time);
        let names: Vec<&str> = names(shape).collect();
        let on = names.len() + Self::LOG;
        let slots = on + options.keep.len();
        let mut plan = Self {
            shape,
            options,
            times: Times::new(format, zone, options.ambiguous),
            fixed: vec![None; slots],
            tables: vec![None; slots],
            columns: HashMap::new(),
        };
        if let Some(mapping) = mapping {
            plan.map(mapping, &names)?;
        }
        for (field, value) in &options.set {
            let slot = names.iter().position(|n| n == field).ok_or_else(|| {
                let help = match nearest(field, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", list(names.iter().copied())),
                };
                ReadError::new("", format!("`--set {field}`: no field or fact has this name")).help(Some(help))
            })?;
            plan.fix(slot, value);
        }
        for (slot, name) in names.iter().enumerate() {
            let claimed = mapping
                .is_some_and(|m| !m.fields.contains_key(*name) && m.fields.values().any(|column| column == name));
            if plan.fixed.get(slot).is_some_and(Option::is_none) && !claimed {
                plan.feed(mapping.map_or(*name, |m| m.fields.get(*name).map_or(*name, String::as_str)), slot);
            }
        }
        for (number, column) in options.keep.iter().enumerate() {
            plan.feed(column, on + number);
        }
        Ok(plan)
    }

    const LOG: usize = 3;

    fn map(&mut self, mapping: &'a Mapping, names: &[&str]) -> Result<(), ReadError> {
        if let Some((section, name)) = mapping.unknown_name(names) {
            let near = nearest(name, names.iter().copied());
            let message =
                format!("the mapping's `{section}` names `{name}`, which is no field and no fact of the policy");
            return Err(ReadError::new("", message).help(near.map(|n| format!("did you mean `{n}`?"))));
        }
        for (slot, name) in names.iter().enumerate() {
            if let Some(value) = mapping.constants.get(*name) {
                self.fix(slot, value);
            }
            if let Some(table) = self.tables.get_mut(slot) {
                *table = mapping.values.get(*name);
            }
        }
        if let Some(log) = &mapping.log {
            self.feed(log.at(), self.at());
            self.feed(log.what(), self.what());
            if let Some(on) = log.on() {
                self.feed(on, self.on());
            }
        }
        Ok(())
    }

    fn feed(&mut self, column: &'a str, slot: usize) {
        self.columns.entry(column).or_default().push(slot);
    }

    fn fix(&mut self, slot: usize, value: &'a str) {
        if let Some(fixed) = self.fixed.get_mut(slot) {
            *fixed = Some(value);
        }
    }

    /// How many slots there are.
    pub(super) fn slots(&self) -> usize {
        self.fixed.len()
    }

    /// Whether a column feeds only fields and facts of few values.
    #[cfg(feature = "columnar")]
    pub(super) fn named_values(&self, column: &str) -> bool {
        const NAMED: [Field; 5] =
            [Field::Contract, Field::Priority, Field::CustomerPriority, Field::VendorPriority, Field::Channel];
        let few = |slot: usize| match Field::ALL.get(slot) {
            Some(field) => NAMED.contains(field),
            None => slot < self.named(),
        };
        self.fed(column).is_some_and(|slots| slots.iter().all(|slot| few(*slot)))
    }

    /// The slot of a fact.
    pub(super) fn fact(&self, number: usize) -> usize {
        Field::ALL.len() + number
    }

    /// How many slots there are of fields and facts.
    pub(super) fn named(&self) -> usize {
        Field::ALL.len() + self.shape.facts.len()
    }

    /// The slot of the instant of a log's row.
    pub(super) fn at(&self) -> usize {
        self.named()
    }

    /// The slot of the event or state of a log's row.
    pub(super) fn what(&self) -> usize {
        self.named() + 1
    }

    /// The slot of the party that a log's row waits on.
    pub(super) fn on(&self) -> usize {
        self.named() + 2
    }

    /// The slots of the kept columns.
    pub(super) fn kept(&self) -> std::ops::Range<usize> {
        self.named() + Self::LOG..self.slots()
    }

    /// The name of a field or fact by its slot.
    pub(super) fn name(&self, slot: usize) -> &'a str {
        match Field::ALL.get(slot) {
            Some(field) => field.name(),
            None => self.shape.facts.get(slot - Field::ALL.len()).map_or("", |f| f.name.as_str()),
        }
    }

    /// Which slots a column feeds.
    pub(super) fn fed(&self, column: &str) -> Option<&[usize]> {
        self.columns.get(column).map(Vec::as_slice)
    }

    /// What a slot is given without any column.
    pub(super) fn fixed(&self, slot: usize) -> Option<&'a str> {
        self.fixed.get(slot).copied().flatten()
    }

    /// What a value of the export means in a slot.
    pub(super) fn meaning(&self, slot: usize, value: &str) -> Option<&'a str> {
        self.tables.get(slot).copied().flatten()?.get(value).map(String::as_str)
    }

    /// Whether a text says that nothing is known.
    pub(super) fn missing(&self, text: &str) -> bool {
        text.is_empty() || self.options.mapping.as_ref().is_some_and(|m| m.missing.iter().any(|mark| mark == text))
    }

    /// How a log's rows are to be read, where this is one.
    pub(super) fn log(&self) -> Option<&'a Log> {
        self.options.mapping.as_ref().and_then(|m| m.log.as_ref())
    }

    /// Whether a column that nothing reads may be a slip: under a mapping of a foreign export most are.
    pub(super) fn tells_unused(&self) -> bool {
        self.options.mapping.as_ref().is_none_or(|m| m.fields.is_empty())
    }

    /// The values of an object by slots. What nothing reads is told where it may be a slip.
    pub(super) fn values<'v>(&self, value: &'v Value, mut unused: impl FnMut(&str)) -> Vec<Option<&'v Value>> {
        let mut slots: Vec<Option<&Value>> = vec![None; self.slots()];
        for (key, value) in value.as_object().into_iter().flatten() {
            match self.fed(key) {
                Some(fed) => fed.iter().for_each(|slot| {
                    if let Some(place) = slots.get_mut(*slot) {
                        *place = Some(value);
                    }
                }),
                None if self.tells_unused() => unused(key),
                None => {}
            }
        }
        slots
    }

    /// The fields and facts, by name.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        names(self.shape)
    }
}

fn names<'a>(shape: Shape<'a>) -> impl Iterator<Item = &'a str> {
    let field: fn(Field) -> &'a str = |field| field.name();
    Field::ALL.into_iter().map(field).chain(shape.facts.iter().map(|f| f.name.as_str()))
}
