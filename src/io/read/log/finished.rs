//! The incidents of a log, after its last row.

use serde_json::{Map, Value, json};

use crate::engine::{Excluded, Incident, RejectCode, Rejection};
use crate::time::Instant;

use super::super::cell::{Cell, OwnedCell};
use super::super::fields::{self, Worst};
use super::super::mapping::Log;
use super::super::plan::Plan;
use super::super::row::Row;
use super::super::row_view::{Source, View};
use super::fold::{self, Course};
use super::gather::{Gather, Gathered};
use crate::engine::Field;

/// The incidents of an event log, in the order in which they first appeared.
pub struct Finished<'r, 'a> {
    plan: &'r Plan<'a>,
    gather: Option<Gather<'a>>,
    incidents: std::vec::IntoIter<Gathered>,
    last: Option<(Gathered, Option<Instant>, Course)>,
}

impl<'r, 'a> Finished<'r, 'a> {
    pub(in super::super) fn new(plan: &'r Plan<'a>, mut gather: Option<Gather<'a>>) -> Self {
        let incidents = gather.as_mut().map(|g| std::mem::take(&mut g.incidents)).unwrap_or_default();
        Self { plan, gather, incidents: incidents.into_iter(), last: None }
    }

    /// The number of the first row of the incident last given, from 1, counted over all files and batches.
    #[cfg(feature = "columnar")]
    pub(crate) fn first_row(&self) -> Option<u64> {
        self.last.as_ref().map(|(gathered, ..)| u64::from(gathered.line))
    }

    /// The incident last given, in the form of a record: what its rows add up to.
    pub fn record(&self) -> Value {
        let (Some((gathered, opened, course)), Some(gather)) = (&self.last, &self.gather) else { return Value::Null };
        let stored = slots(self.plan, gather, gathered);
        let view = View { plan: self.plan, source: Source::Translated(&stored) };
        let mut record = Map::new();
        record.insert(Field::Id.name().to_owned(), Value::String(gathered.id.to_string()));
        for slot in 1..self.plan.named() {
            if let Some(cell) = view.cell(slot) {
                record.insert(self.plan.name(slot).to_owned(), cell.value());
            }
        }
        // An instant that could be read is written plainly, whatever the log's own form.
        let told = record.get("opened").and_then(Value::as_str).and_then(|t| self.plan.times.read(t).ok());
        course.write(&mut record, opened.or(told));
        Value::Object(record)
    }

    fn row(&mut self, mut gathered: Gathered) -> Option<Row> {
        let gather = self.gather.as_ref()?;
        gathered.entries.sort_by_key(|entry| entry.at);
        let as_of = self.plan.options.as_of;
        let first_row = gathered.first.filter(|_| self.plan.log().is_some_and(Log::first_row_opens));
        let opened = fold::opened(gather, &gathered.entries).or(first_row);
        let stored = slots(self.plan, gather, &gathered);
        let view = View { plan: self.plan, source: Source::Translated(&stored) };
        let mut worst = Worst::default();
        let mut line = gathered.line;
        if let Some(problem) = &gathered.problem {
            line = problem.0;
            worst.0 = Some(problem.1.clone());
        }
        let before = worst.0.clone();
        let incident = fields::incident(&gathered.id, &view, opened, &mut worst);
        if worst.0 != before {
            line = gathered.line;
        }
        // Of what begins later nothing is known yet: what its rows lack is no fault of theirs.
        let early = gathered.first.filter(|first| *first > as_of && before.is_none());
        let incident = incident.filter(|_| early.is_none());
        if let Some(first) = early {
            let (first, as_of) = (first.rfc3339(None), as_of.rfc3339(None));
            let message = format!("its first row has the instant {first}, after the as-of instant {as_of}");
            worst.0 = Some(Rejection::new(RejectCode::NotYetOpen, message));
        }
        let course = fold::fold(gather, &gathered.entries, incident.as_ref().map(|i| i.opened), as_of);
        if let (Some((place, at, what)), Some(incident)) = (&course.early, &incident) {
            worst.add(RejectCode::OutOfOrder, || {
                line = *place;
                let (at, opened) = (at.rfc3339(None), incident.opened.rfc3339(None));
                format!("`{what}` at {at} is before it was opened, at {opened}")
            });
        }
        let incident = incident.map(|incident| course.apply(incident));
        let kept = self.plan.kept().map(|slot| view.cell(slot).map(Cell::value)).collect();
        let (file, line) = gather.place(line);
        let row = Row { file, line, id: Some(gathered.id.to_string()), incident, problem: worst.0, kept };
        self.last = Some((gathered, opened, course));
        Some(row)
    }
}

impl Iterator for Finished<'_, '_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let gathered = self.incidents.next()?;
        self.row(gathered)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.incidents.size_hint()
    }
}

/// The latest value of each slot.
fn slots<'g>(plan: &Plan<'_>, gather: &'g Gather<'_>, gathered: &Gathered) -> Vec<Option<&'g OwnedCell>> {
    let mut slots = vec![None; plan.slots()];
    for field in &gathered.fields {
        if let Some(slot) = usize::try_from(field.slot).ok().and_then(|s| slots.get_mut(s)) {
            *slot = gather.values.value(field.value);
        }
    }
    slots
}

impl Course {
    /// What the events say wins over what is in the fields.
    fn apply(&self, mut incident: Incident) -> Incident {
        incident.responded = self.responded.or(incident.responded);
        incident.relieved = self.relieved.or(incident.relieved);
        incident.resolved = self.resolved.or(incident.resolved);
        incident.closed = self.closed;
        for (field, at) in &self.declared {
            incident.set_instant(field, *at);
        }
        incident.updates.extend(self.updates.iter().copied());
        incident.messages.extend(self.messages.iter().copied());
        incident.waiting.extend(self.waiting.iter().cloned());
        incident.excluded.extend(self.excluded.iter().copied().map(Excluded::from));
        let first = self.first_priority(&incident).map(str::to_owned);
        incident.priority = first.or(self.priority.clone()).or(incident.priority);
        incident.priority_changes.extend(self.changes.iter().cloned());
        incident
    }

    /// The first priority that an event gave, if the incident has none otherwise: it is its priority from the opening.
    fn first_priority(&self, incident: &Incident) -> Option<&str> {
        let given = [&self.priority, &incident.priority, &incident.customer_priority, &incident.vendor_priority];
        if given.into_iter().any(Option::is_some) {
            return None;
        }
        self.changes.first().map(|change| change.to.as_str())
    }

    /// Writes it into a record.
    fn write(&self, record: &mut Map<String, Value>, opened: Option<Instant>) {
        let text = |at: Instant| Value::String(at.rfc3339(None).to_string());
        let instants = [
            ("opened", opened),
            ("responded", self.responded),
            ("relieved", self.relieved),
            ("resolved", self.resolved),
            ("closed", self.closed),
        ];
        for (name, at) in instants {
            if let Some(at) = at {
                record.insert(name.to_owned(), text(at));
            }
        }
        for (name, at) in &self.declared {
            record.insert(name.clone(), text(*at));
        }
        if let Some(priority) = &self.priority {
            record.insert("priority".to_owned(), Value::String(priority.clone()));
        }
        let instants = |all: &[Instant]| all.iter().copied().map(text).collect();
        let lists = [
            ("updates", instants(&self.updates)),
            ("messages", instants(&self.messages)),
            (
                "waiting",
                self.waiting.iter().map(|w| json!({"from": text(w.from), "to": w.to.map(text), "on": w.on})).collect(),
            ),
            (
                "excluded",
                self.excluded.iter().map(|(from, to)| json!({"from": text(*from), "to": text(*to)})).collect(),
            ),
            (
                "priority_changes",
                self.changes.iter().map(|c| json!({"at": text(c.at), "to": c.to})).collect::<Vec<_>>(),
            ),
        ];
        for (name, items) in lists {
            if !items.is_empty() {
                record.insert(name.to_owned(), Value::Array(items));
            }
        }
    }
}
