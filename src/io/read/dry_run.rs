//! What a run understood of its input and what it did not: for a dry run.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::time::Instant;

use super::cell::Cell;
use super::lists::{self, as_text};
use super::mapping::{After, Log};
use super::plan::Plan;
use super::row_view::View;
use super::{facts, fields};
use crate::engine::{Excluded, Field, FieldKind};

/// This many different values, or columns, are told apart; more are only counted.
const MAX_TOLD: usize = 10_000;

/// What a run made of its input.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Understood {
    /// The first incidents of records, field by field; null where a value was not understood.
    pub rows: Vec<Map<String, Value>>,
    /// The columns that were read, in the order of the input.
    pub columns: Vec<Used>,
    /// The columns that nothing reads.
    pub unused: Vec<String>,
    /// What every incident is given: field and value.
    pub constants: BTreeMap<String, String>,
    /// What was not understood, column by column.
    pub not_understood: Vec<Odd>,
}

/// A column that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Used {
    /// Its name.
    pub column: String,
    /// What it is read as: fields and facts, or the part that it has in a log.
    #[serde(rename = "as")]
    pub feeds: Vec<String>,
}

/// The values of a column that were not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Odd {
    /// The column; of several files, each that was read for this.
    pub column: String,
    /// What it is read as.
    #[serde(rename = "as")]
    pub field: String,
    /// The values, the most frequent first.
    pub values: Vec<OddValue>,
    /// Further rows, whose values were too many to be told apart.
    pub more: u64,
}

/// A value that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OddValue {
    /// As the input has it.
    pub value: String,
    /// What the mapping's table makes of it, where it says anything.
    pub meaning: Option<String>,
    /// On how many rows it stands.
    pub count: u64,
}

/// Looks over the shoulder of a reader.
#[derive(Debug)]
pub(super) struct DryRunRecorder {
    /// The names that a contract may have.
    contracts: HashSet<String>,
    /// How many rows are shown.
    most: usize,
    rows: Vec<Map<String, Value>>,
    /// The columns in order, and the slots that each fed.
    columns: Vec<(String, Vec<usize>)>,
    places: HashMap<String, usize>,
    odd: BTreeMap<usize, (HashMap<String, u64>, u64)>,
}

impl DryRunRecorder {
    pub(super) fn new(contracts: HashSet<String>, most: usize) -> Self {
        let (rows, columns, places, odd) = (Vec::new(), Vec::new(), HashMap::new(), BTreeMap::new());
        Self { contracts, most, rows, columns, places, odd }
    }

    /// Notes a column, and a slot that it feeds.
    pub(super) fn column(&mut self, name: &str, slot: Option<usize>) {
        let at = match self.places.get(name) {
            Some(at) => *at,
            None if self.columns.len() >= MAX_TOLD => return,
            None => {
                self.places.insert(name.to_owned(), self.columns.len());
                self.columns.push((name.to_owned(), Vec::new()));
                self.columns.len() - 1
            }
        };
        if let (Some((_, slots)), Some(slot)) = (self.columns.get_mut(at), slot)
            && !slots.contains(&slot)
        {
            slots.push(slot);
        }
    }

    /// Looks at a row.
    pub(super) fn row(&mut self, view: &View<'_>) {
        let plan = view.plan;
        let mut shown = Map::new();
        for slot in (0..plan.named()).chain(plan.lengths()) {
            let Some(cell) = view.cell(slot) else { continue };
            let value = self.value(view, slot, cell);
            if value.is_none() {
                self.count(view, slot);
            }
            let name = self.name(plan, slot);
            // An instant of its own precedes the length since the opening.
            shown.entry(name).or_insert(value.unwrap_or(Value::Null));
        }
        if let Some(log) = plan.log() {
            for slot in [plan.at(), plan.what()] {
                let known = |cell| {
                    if slot == plan.at() {
                        instant(view, cell, Some(plan.clock_of_at())).is_some()
                    } else {
                        names(log, view)
                    }
                };
                if view.cell(slot).is_some_and(|cell| !known(cell)) {
                    self.count(view, slot);
                }
            }
        } else if self.rows.len() < self.most {
            self.rows.push(shown);
        }
    }

    /// What a slot's value was read as; `None` if it was not understood.
    fn value(&self, view: &View<'_>, slot: usize, cell: Cell<'_>) -> Option<Value> {
        let plan = view.plan;
        let Some(field) = Field::ALL.get(slot) else {
            if let Some(fact) = plan.shape.facts.get(slot - Field::ALL.len()) {
                return facts::read(fact, cell, plan).ok().map(|_| cell.value());
            }
            if plan.declared_at(slot).is_some() {
                return instant(view, cell, None).map(written);
            }
            let field = After::FIELDS.into_iter().find(|f| plan.after(*f).is_some_and(|(own, _)| own == slot))?;
            let opened = Field::Opened.slot();
            let opened = view.cell(opened).and_then(|cell| instant(view, cell, plan.clock(opened)));
            return match fields::after(field, view, opened.unwrap_or(Instant(0))) {
                Ok(at) => Some(at.filter(|_| opened.is_some()).map_or(Value::Null, written)),
                Err(_) => None,
            };
        };
        let name = field.name();
        match field.kind() {
            FieldKind::Id => fields::id(view).ok().map(Value::String),
            FieldKind::Name => cell.text().filter(|name| self.contracts.contains(*name)).map(|_| cell.value()),
            FieldKind::Instant => instant(view, cell, plan.clock(slot)).map(written),
            FieldKind::Priority => {
                let text = as_text(cell);
                plan.shape.priorities.iter().any(|p| p.name == text).then_some(Value::String(text))
            }
            FieldKind::Text => cell.text().map(|_| cell.value()),
            FieldKind::Waiting => lists::waiting(name, cell, plan).ok().map(|all| {
                let each =
                    |w: crate::engine::Waiting| json!({"from": written(w.from), "to": w.to.map(written), "on": w.on});
                all.into_iter().map(each).collect()
            }),
            FieldKind::Intervals => lists::excluded(name, cell, plan).ok().map(|all| {
                let each = |e: Excluded| {
                    let mut interval = json!({"from": written(e.from), "to": written(e.to)});
                    if let (Some(why), Some(keys)) = (e.why, interval.as_object_mut()) {
                        keys.insert("why".to_owned(), Value::String(why));
                    }
                    interval
                };
                all.into_iter().map(each).collect()
            }),
            FieldKind::Instants => {
                lists::instants(name, cell, plan).ok().map(|all| all.into_iter().map(written).collect())
            }
            FieldKind::Changes => lists::changes(name, cell, plan)
                .ok()
                .map(|all| all.into_iter().map(|c| json!({"at": written(c.at), "to": c.to})).collect()),
        }
    }

    fn count(&mut self, view: &View<'_>, slot: usize) {
        if view.plan.fixed(slot).is_some() {
            return;
        }
        let Some(cell) = view.raw(slot) else { return };
        let mut text = super::messages::shorten(&as_text(cell));
        if let Some(second) = view.cell(view.plan.with()).filter(|_| slot == view.plan.what()) {
            text = format!("{text} {}", as_text(second));
        }
        let (values, more) = self.odd.entry(slot).or_default();
        if let Some(count) = values.get_mut(&text) {
            *count += 1;
        } else if values.len() < MAX_TOLD {
            values.insert(text, 1);
        } else {
            *more += 1;
        }
    }

    /// What a slot is called.
    fn name(&self, plan: &Plan<'_>, slot: usize) -> String {
        let word = plan.log().map_or("event", Log::as_str);
        let length = || After::FIELDS.into_iter().find(|f| plan.after(*f).is_some_and(|(own, _)| own == slot));
        match slot {
            _ if slot < plan.named() => plan.name(slot).to_owned(),
            _ if slot == plan.at() => "at".to_owned(),
            _ if slot == plan.what() => word.to_owned(),
            _ if slot == plan.with() => format!("{word}, second word"),
            _ if slot == plan.on() => "on".to_owned(),
            _ if slot == plan.clock_of_at() => "at, time of day".to_owned(),
            _ if plan.clocks().contains(&slot) => {
                let field = (0..plan.named()).find(|field| plan.clock(*field) == Some(slot));
                format!("{}, time of day", field.map_or("", |field| plan.name(field)))
            }
            _ => length().map_or("kept", Field::name).to_owned(),
        }
    }

    /// What it came to.
    pub(super) fn understood(&self, plan: &Plan<'_>) -> Understood {
        let mut told = Understood { rows: self.rows.clone(), ..Understood::default() };
        for (column, slots) in &self.columns {
            if slots.is_empty() {
                told.unused.push(column.clone());
            } else {
                let feeds = slots.iter().map(|slot| self.name(plan, *slot)).collect();
                told.columns.push(Used { column: column.clone(), feeds });
            }
        }
        let fixed = |slot: usize| plan.fixed(slot).map(|value| (plan.name(slot).to_owned(), value.to_owned()));
        told.constants = (0..plan.named()).filter_map(fixed).collect();
        for (slot, (values, more)) in &self.odd {
            let fed = self.columns.iter().filter(|(_, slots)| slots.contains(slot)).map(|(column, _)| column.as_str());
            let value = |(value, count): (&String, &u64)| OddValue {
                value: value.clone(),
                meaning: plan.meaning(*slot, value).map(str::to_owned),
                count: *count,
            };
            let mut values: Vec<OddValue> = values.iter().map(value).collect();
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            let column = fed.collect::<Vec<_>>().join(", ");
            told.not_understood.push(Odd { column, field: self.name(plan, *slot), values, more: *more });
        }
        told
    }
}

fn instant<'r>(view: &View<'r>, cell: Cell<'r>, clock: Option<usize>) -> Option<Instant> {
    fields::time_of(view, cell, clock).and_then(|text| view.plan.times.read(&text).ok())
}

fn written(at: Instant) -> Value {
    Value::String(at.rfc3339(None).to_string())
}

/// Whether a log's row tells an event or state that is known; what is ignored by the mapping's word is.
fn names(log: &Log, view: &View<'_>) -> bool {
    let Some(cell) = view.cell(view.plan.what()) else { return true };
    let Some(first) = cell.text() else { return false };
    let both = view.cell(view.plan.with()).map(|second| format!("{first} {}", as_text(second)));
    log.names(first) || both.is_some_and(|both| log.names(&both)) || log.understands(first)
}
