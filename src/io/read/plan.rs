//! Where each field of an incident comes from, settled once for a run.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value};

use crate::diagnostic::{list, nearest};

use super::error::ReadError;
use super::mapping::{After, Columns, EventMeaning, Log, Mapping, TimeFormat};
use super::messages::shorten;
use super::times::Times;
use super::wanted::WantedColumns;
use super::{Options, Shape};
use crate::engine::Field;

/// Fields, then facts, then the fields that objectives declare, then what a log's rows tell, then kept columns: each
/// has a slot.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(super) shape: Shape<'a>,
    pub(super) options: &'a Options,
    pub(super) times: Times<'a>,
    /// What each slot is given without any column.
    fixed: Vec<Option<&'a str>>,
    /// What a slot's values in the export mean.
    tables: Vec<Option<Table<'a>>>,
    /// The columns that the mapping names, and what reads them.
    pub(super) wanted: Vec<WantedColumns<'a>>,
    /// Which slots a column feeds, and its rank among the columns of each.
    columns: HashMap<&'a str, Vec<(usize, usize)>>,
    /// The columns that may be paths into objects, such as `via.channel`.
    paths: Vec<&'a str>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(shape: Shape<'a>, options: &'a Options) -> Result<Self, ReadError> {
        let mapping = options.mapping.as_ref();
        let zone = options.timezone.or_else(|| mapping.and_then(|m| m.zone));
        let format = mapping.map_or(&TimeFormat::Rfc3339, |m| &m.time);
        let names: Vec<&str> = names(shape).collect();
        let on = names.len() + Self::EXTRA;
        let slots = on + options.keep.len();
        let mut plan = Self {
            shape,
            options,
            times: Times::new(format, zone, options.ambiguous),
            fixed: vec![None; slots],
            tables: (0..slots).map(|_| None).collect(),
            wanted: Vec::new(),
            columns: HashMap::new(),
            paths: Vec::new(),
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
            if plan.fixed.get(slot).is_none_or(Option::is_some) {
                continue;
            }
            match mapping.and_then(|m| m.fields.get(*name)) {
                Some(columns) => {
                    plan.want(name, columns, slot == Field::Id.slot());
                    plan.feed_any(&columns.names, slot);
                    if let Some(clock) = plan.clock(slot) {
                        plan.feed_any(&columns.time, clock);
                    }
                }
                None if mapping.is_some() && slot == Field::Id.slot() => {
                    plan.wanted.push(WantedColumns::own(Field::Id.name()));
                    plan.feed(name, slot, 0);
                }
                None if mapping.is_some_and(|m| m.claims(name)) => {}
                None => plan.feed(name, slot, 0),
            }
        }
        for (number, column) in options.keep.iter().enumerate() {
            plan.feed(column, on + number, 0);
        }
        Ok(plan)
    }

    /// The slots of a row that are no field and no fact: those of a log, of lengths since the opening, and of times of
    /// day.
    const EXTRA: usize = 4 + After::FIELDS.len() + CLOCKS.len() + 1;

    fn map(&mut self, mapping: &'a Mapping, names: &[&str]) -> Result<(), ReadError> {
        if let Some((section, name)) = mapping.unknown_name(names) {
            let near = nearest(name, names.iter().copied());
            let message =
                format!("the mapping's `{section}` names `{name}`, which is not a field or fact of the policy");
            return Err(ReadError::new("", message).help(near.map(|n| format!("did you mean `{n}`?"))));
        }
        for (slot, name) in names.iter().enumerate() {
            if let Some(value) = mapping.constants.get(*name) {
                self.fix(slot, value);
            }
            if let Some(table) = self.tables.get_mut(slot) {
                *table = mapping.values.get(*name).map(Table::new);
            }
        }
        if let Some(log) = &mapping.log {
            if let Some(name) = log.declared_names().find(|name| !self.declares(name)) {
                let known = EventMeaning::WORDS.into_iter().chain(EventMeaning::MAPPED);
                let known = known.chain(self.shape.declared.iter().map(|field| field.name.as_str()));
                let near = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
                let message =
                    format!("the mapping's `means` says `{name}`, which is not an event or a field of an objective");
                return Err(ReadError::new("", message).help(near));
            }
            self.feed_any(&log.at().names, self.at());
            self.feed_any(&log.at().time, self.clock_of_at());
            self.feed_any(&log.what().names, self.what());
            self.feed_any(&log.with().names, self.with());
            self.want("at", log.at(), true);
            self.want(log.as_str(), log.what(), true);
            self.want("with", log.with(), false);
            if let Some(on) = log.on() {
                self.feed_any(&on.names, self.on());
                self.want("on", on, false);
            }
        }
        for (number, field) in After::FIELDS.iter().enumerate() {
            if let Some(after) = mapping.after.get(field.name()) {
                self.feed_any(&after.columns.names, self.named() + 4 + number);
                if !self.options.set.iter().any(|(name, _)| name == field.name()) {
                    self.want(field.name(), &after.columns, false);
                }
            }
        }
        Ok(())
    }

    fn feed(&mut self, column: &'a str, slot: usize, rank: usize) {
        let fed = self.columns.entry(column).or_default();
        if fed.is_empty() && column.contains('.') {
            self.paths.push(column);
        }
        fed.push((slot, rank));
    }

    fn feed_any(&mut self, columns: &'a [String], slot: usize) {
        for (rank, column) in columns.iter().enumerate() {
            self.feed(column, slot, rank);
        }
    }

    fn want(&mut self, what: &'a str, columns: &'a Columns, always: bool) {
        self.wanted.extend(WantedColumns::of(what, columns, always));
    }

    fn fix(&mut self, slot: usize, value: &'a str) {
        if let Some(fixed) = self.fixed.get_mut(slot) {
            *fixed = Some(value);
        }
    }

    /// The encoding that texts should have.
    pub(super) fn encoding(&self) -> &'static str {
        self.options.encoding.map_or("UTF-8", super::Encoding::name)
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
            None => slot < self.declared(0),
        };
        !self.fed(column).is_empty() && self.fed(column).iter().all(|(slot, _)| few(*slot))
    }

    /// The slot of a fact.
    pub(super) fn fact(&self, number: usize) -> usize {
        Field::ALL.len() + number
    }

    /// The slot of a field that an objective declares.
    pub(super) fn declared(&self, number: usize) -> usize {
        Field::ALL.len() + self.shape.facts.len() + number
    }

    /// The field that an objective declares, by its slot.
    pub(super) fn declared_at(&self, slot: usize) -> Option<&'a str> {
        let number = slot.checked_sub(self.declared(0))?;
        self.shape.declared.get(number).map(|field| field.name.as_str())
    }

    /// Whether an objective declares a field of this name.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.shape.declared.iter().any(|field| field.name == name)
    }

    /// How many slots there are of fields and facts, and of fields that objectives declare.
    pub(super) fn named(&self) -> usize {
        self.declared(self.shape.declared.len())
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

    /// The slot of the second word of the event or state of a log's row.
    pub(super) fn with(&self) -> usize {
        self.named() + 3
    }

    /// The slot of the length since the opening that represents an instant, and what the mapping says of it.
    pub(super) fn after(&self, field: Field) -> Option<(usize, &'a After)> {
        let number = After::FIELDS.iter().position(|f| *f == field)?;
        let after = self.options.mapping.as_ref()?.after.get(field.name())?;
        Some((self.named() + 4 + number, after))
    }

    /// The slots of the lengths since the opening.
    pub(super) fn lengths(&self) -> std::ops::Range<usize> {
        self.named() + 4..self.named() + 4 + After::FIELDS.len()
    }

    /// The slot of the time of day of a slot that may be read from two columns.
    pub(super) fn clock(&self, slot: usize) -> Option<usize> {
        let number = CLOCKS.iter().position(|field| field.slot() == slot)?;
        Some(self.lengths().end + number)
    }

    /// The slot of the time of day of a log's row.
    pub(super) fn clock_of_at(&self) -> usize {
        self.lengths().end + CLOCKS.len()
    }

    /// The slots of times of day.
    pub(super) fn clocks(&self) -> std::ops::Range<usize> {
        self.lengths().end..self.named() + Self::EXTRA
    }

    /// Whether any instant is read from two columns.
    pub(super) fn has_clocks(&self) -> bool {
        self.columns.values().flatten().any(|(slot, _)| self.clocks().contains(slot))
    }

    /// The slots of the kept columns.
    pub(super) fn kept(&self) -> std::ops::Range<usize> {
        self.named() + Self::EXTRA..self.slots()
    }

    /// The name of a field or fact by its slot.
    pub(super) fn name(&self, slot: usize) -> &'a str {
        match Field::ALL.get(slot) {
            Some(field) => field.name(),
            None => match self.shape.facts.get(slot - Field::ALL.len()) {
                Some(fact) => fact.name.as_str(),
                None => self.declared_at(slot).unwrap_or(""),
            },
        }
    }

    /// A header that names no field and no fact.
    pub(super) fn no_field(&self, file: &str, header: &[String]) -> ReadError {
        let message = format!("the header names no field of an incident: found {}", shown(header));
        let near: Vec<String> = header
            .iter()
            .filter_map(|column| Some(format!("`{}` by `{column}`", nearest(column, names(self.shape))?)))
            .take(3)
            .collect();
        let near = if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) };
        let help = match self.options.mapping {
            Some(_) => format!("it should name a column that the mapping reads{near}"),
            None => format!(
                "it needs `id`, `contract` and `opened`; `--map FILE` says which columns of another system they are{near}"
            ),
        };
        ReadError::new(file, message).help(Some(help))
    }

    /// Whether anything reads a column.
    pub(super) fn reads(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// The column of each slot: of several that would do, the one that the mapping names first.
    pub(super) fn columns(&self, header: &[String]) -> Vec<Option<usize>> {
        let mut ranked = Ranked::new(self.slots());
        for (number, column) in header.iter().enumerate() {
            ranked.offer(self.fed(column), number);
        }
        ranked.into_values()
    }

    /// The value of each slot: of several that would do, the one that the mapping names first and that is not null.
    pub(super) fn values<'v>(&self, object: &'v Map<String, Value>) -> Vec<Option<&'v Value>>
    where
        'a: 'v,
    {
        self.offered(object, |_, value| value)
    }

    /// The column of each slot, as it is for one object.
    pub(super) fn sources<'v>(&self, object: &'v Map<String, Value>) -> Vec<Option<&'v str>>
    where
        'a: 'v,
    {
        self.offered(object, |column, _| column)
    }

    /// Calls for each key of an object, and for each path into it that is kept.
    pub(super) fn names_of(&self, object: &Map<String, Value>, mut each: impl FnMut(&str)) {
        object.keys().for_each(|key| each(key));
        if self.paths.iter().any(|path| self.options.keep.iter().any(|kept| kept == path)) {
            self.sources(object).iter().skip(self.kept().start).flatten().for_each(|path| each(path));
        }
    }

    fn offered<'v, T: Copy>(&self, object: &'v Map<String, Value>, take: fn(&'v str, &'v Value) -> T) -> Vec<Option<T>>
    where
        'a: 'v,
    {
        let mut ranked = Ranked::new(self.slots());
        for (key, value) in object.iter().filter(|(_, value)| !value.is_null()) {
            ranked.offer(self.fed(key), take(key, value));
        }
        for path in self.paths.iter().copied().filter(|path| !object.contains_key(*path)) {
            let mut keys = path.split('.');
            let first = keys.next().and_then(|key| object.get(key));
            let found = first.and_then(|first| keys.try_fold(first, |value, key| value.get(key)));
            if let Some(value) = found.filter(|value| !value.is_null()) {
                ranked.offer(self.fed(path), take(path, value));
            }
        }
        ranked.into_values()
    }

    /// Whether a key of an object holds something that is read, deep within.
    pub(super) fn reaches_into(&self, key: &str) -> bool {
        self.paths.iter().any(|path| path.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')))
    }

    /// Whether each slot is read from the key of one name, if from any.
    pub(super) fn is_plain(&self) -> bool {
        self.paths.is_empty() && self.columns.values().flatten().all(|(_, rank)| *rank == 0)
    }

    /// The slots that a column feeds, and its rank among the columns of each.
    pub(super) fn fed(&self, column: &str) -> &[(usize, usize)] {
        self.columns.get(column).map_or(&[], Vec::as_slice)
    }

    /// What a slot is given without any column.
    pub(super) fn fixed(&self, slot: usize) -> Option<&'a str> {
        self.fixed.get(slot).copied().flatten()
    }

    /// What a value of the export means in a slot.
    pub(super) fn meaning(&self, slot: usize, value: &str) -> Option<&'a str> {
        self.tables.get(slot)?.as_ref()?.meaning(value)
    }

    /// The fields and facts whose table in the mapping has none of the values that came up.
    pub(super) fn tables_without_use(&self) -> impl Iterator<Item = &'a str> {
        let unused = |(slot, table): (usize, &Option<Table<'_>>)| table.as_ref()?.is_without_use().then_some(slot);
        self.tables.iter().enumerate().filter_map(unused).map(|slot| self.name(slot))
    }

    /// Whether an object has a key, or the end of a path into it, null or not.
    pub(super) fn has(object: &Map<String, Value>, column: &str) -> bool {
        object.contains_key(column) || {
            let mut keys = column.split('.');
            let first = keys.next().and_then(|key| object.get(key));
            first.and_then(|first| keys.try_fold(first, |value, key| value.get(key))).is_some()
        }
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
        self.options.mapping.as_ref().is_none_or(|m| m.fields.is_empty() && m.after.is_empty())
    }

    /// The fields and facts, by name.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        names(self.shape)
    }
}

/// The fields that may be read from a date and a time of day in two columns; a log's instant may too.
const CLOCKS: [Field; 4] = [Field::Opened, Field::Responded, Field::Relieved, Field::Resolved];

/// What a slot's values mean, and whether the table was of any use.
#[derive(Debug)]
struct Table<'a> {
    meanings: &'a BTreeMap<String, String>,
    asked: AtomicBool,
    found: AtomicBool,
}

impl<'a> Table<'a> {
    fn new(meanings: &'a BTreeMap<String, String>) -> Self {
        Self { meanings, asked: AtomicBool::new(false), found: AtomicBool::new(false) }
    }

    fn meaning(&self, value: &str) -> Option<&'a str> {
        let meaning = self.meanings.get(value).map(String::as_str);
        let mark = if meaning.is_some() { &self.found } else { &self.asked };
        if !mark.load(Ordering::Relaxed) {
            mark.store(true, Ordering::Relaxed);
        }
        meaning
    }

    /// Whether values came up, and it had none of them.
    fn is_without_use(&self) -> bool {
        self.asked.load(Ordering::Relaxed) && !self.found.load(Ordering::Relaxed)
    }
}

/// What was found for each slot, with its rank: the least wins.
struct Ranked<T>(Vec<Option<(usize, T)>>);

impl<T: Copy> Ranked<T> {
    fn new(slots: usize) -> Self {
        Self(vec![None; slots])
    }

    fn offer(&mut self, fed: &[(usize, usize)], value: T) {
        for (slot, rank) in fed {
            if let Some(place) = self.0.get_mut(*slot).filter(|place| place.is_none_or(|(best, _)| *rank < best)) {
                *place = Some((*rank, value));
            }
        }
    }

    fn into_values(self) -> Vec<Option<T>> {
        self.0.into_iter().map(|found| found.map(|(_, value)| value)).collect()
    }
}

fn names<'a>(shape: Shape<'a>) -> impl Iterator<Item = &'a str> {
    let field: fn(Field) -> &'a str = |field| field.name();
    let facts = shape.facts.iter().map(|f| f.name.as_str());
    Field::ALL.into_iter().map(field).chain(facts).chain(shape.declared.iter().map(|f| f.name.as_str()))
}

/// The columns of a header, each shortened.
fn shown(header: &[String]) -> String {
    let names: Vec<String> = header.iter().map(|c| shorten(c).escape_debug().to_string()).collect();
    list(names.iter().map(String::as_str))
}
