//! A row becomes an incident.

use std::borrow::Cow;

use serde_json::Value;

use crate::engine::{Incident, RejectCode, Rejection};
use crate::time::Instant;
use crate::value::Decimal;

use super::cell::Cell;
use super::row_view::View;
use super::times::joined;
use super::{facts, lists};
use crate::engine::Field;

/// The problem that wins: the one whose code is first, and of one code the first found.
#[derive(Debug, Default)]
pub(super) struct Worst(pub(super) Option<Rejection>);

impl Worst {
    /// Notes a problem; the message is built only where it wins.
    pub(super) fn add(&mut self, code: RejectCode, message: impl FnOnce() -> String) {
        if self.0.as_ref().is_none_or(|worst| code < worst.code) {
            self.0 = Some(Rejection::new(code, message()));
        }
    }

    /// The value, or its problem noted.
    fn take<T>(&mut self, read: Result<T, Rejection>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(problem) => {
                self.add(problem.code, || problem.message);
                None
            }
        }
    }
}

/// The id of a row. An integer is taken as its text.
pub(super) fn id(view: &View<'_>) -> Result<String, Rejection> {
    match view.cell(Field::Id.slot()) {
        Some(Cell::Json(Value::Number(number))) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        cell => text(Field::Id, cell),
    }
}

fn text(field: Field, cell: Option<Cell<'_>>) -> Result<String, Rejection> {
    let name = field.name();
    let problem = match cell {
        None => format!("the field `{name}` is required, and it is missing or empty"),
        Some(cell) => match cell.text() {
            Some(text) => return Ok(text.to_owned()),
            None => format!("`{name}`: a text was expected, found {}", cell.shown()),
        },
    };
    Err(Rejection::new(RejectCode::MissingField, problem))
}

fn instant(field: Field, view: &View<'_>) -> Result<Option<Instant>, Rejection> {
    instant_in(field.name(), field.slot(), view)
}

/// The instant of a slot.
fn instant_in(name: &str, slot: usize, view: &View<'_>) -> Result<Option<Instant>, Rejection> {
    let bad = |message: String| Rejection::new(RejectCode::BadInstant, format!("`{name}`: {message}"));
    let Some(cell) = view.cell(slot) else {
        // A time of day without its date is not known to be nothing.
        return match view.plan.clock(slot).and_then(|slot| view.cell(slot)) {
            None => Ok(None),
            Some(time) => Err(bad(format!("found the time {} and no date", time.shown()))),
        };
    };
    match time_of(view, cell, view.plan.clock(slot)) {
        Some(text) => view.plan.times.read(&text).map(Some).map_err(bad),
        None => Err(bad(format!("expected an instant such as `2026-01-31T09:00:00Z`, found {}", cell.shown()))),
    }
}

/// The text of an instant: of one column, or of two, of which the second has the time of day.
pub(super) fn time_of<'r>(view: &View<'r>, cell: Cell<'r>, clock: Option<usize>) -> Option<Cow<'r, str>> {
    let date = view.plan.times.text(cell)?;
    match clock.and_then(|slot| view.cell(slot)) {
        None => Some(date),
        Some(time) => Some(joined(&date, &view.plan.times.text(time)?).into()),
    }
}

/// Everything of a row but its id. `opened` is known before where an event told it.
///
/// The incident is there wherever contract and opened could be read, whatever else is wrong.
pub(super) fn incident(id: &str, view: &View<'_>, opened: Option<Instant>, worst: &mut Worst) -> Option<Incident> {
    let contract =
        text(Field::Contract, view.cell(Field::Contract.slot())).map_err(|problem| match &view.plan.options.mapping {
            // No export knows it.
            Some(_) => {
                let way = "`--set contract=NAME` gives one to every incident";
                Rejection::new(problem.code, format!("{}; {way}", problem.message))
            }
            None => problem,
        });
    let contract = worst.take(contract);
    let opened = match opened {
        Some(at) => Some(at),
        None => match worst.take(instant(Field::Opened, view)) {
            Some(None) => {
                worst.add(RejectCode::MissingField, || {
                    "the field `opened` is required, and it is missing or empty".to_owned()
                });
                None
            }
            read => read.flatten(),
        },
    };
    let mut incident = Incident::new(id, contract.as_deref().unwrap_or(""), opened.unwrap_or(Instant(0)));
    rest(&mut incident, view, opened, worst);
    (contract.is_some() && opened.is_some()).then_some(incident)
}

/// The instant of a field that a length of real time since the opening represents.
pub(super) fn after(field: Field, view: &View<'_>, opened: Instant) -> Result<Option<Instant>, Rejection> {
    let Some((slot, after)) = view.plan.after(field) else { return Ok(None) };
    let Some(cell) = view.cell(slot) else { return Ok(None) };
    let length = Decimal::parse(&lists::as_text(cell)).and_then(|number| number.times(after.unit.0));
    match length.and_then(|length| opened.0.checked_add(length)) {
        Some(at) => Ok(Some(Instant(at))),
        None => {
            let (name, unit) = (field.name(), after.word);
            let message = format!("`{name}`: expected a number of {unit} since it was opened, found {}", cell.shown());
            Err(Rejection::new(RejectCode::BadInstant, message))
        }
    }
}

fn rest(incident: &mut Incident, view: &View<'_>, opened: Option<Instant>, worst: &mut Worst) {
    let plan = view.plan;
    let mut stop = |field: Field| {
        let told = worst.take(instant(field, view)).flatten();
        told.or_else(|| opened.and_then(|opened| worst.take(after(field, view, opened)).flatten()))
    };
    incident.responded = stop(Field::Responded);
    incident.relieved = stop(Field::Relieved);
    incident.resolved = stop(Field::Resolved);
    for (number, field) in plan.shape.declared.iter().enumerate() {
        if let Some(at) = worst.take(instant_in(&field.name, plan.declared(number), view)).flatten() {
            incident.set_instant(&field.name, at);
        }
    }
    let list = |field: Field| view.cell(field.slot()).map(|cell| (field.name(), cell));
    if let Some((name, cell)) = list(Field::Updates) {
        incident.updates = worst.take(lists::instants(name, cell, plan)).unwrap_or_default();
    }
    if let Some((name, cell)) = list(Field::Messages) {
        incident.messages = worst.take(lists::instants(name, cell, plan)).unwrap_or_default();
    }
    if let Some((name, cell)) = list(Field::PriorityChanges) {
        incident.priority_changes = worst.take(lists::changes(name, cell, plan)).unwrap_or_default();
    }
    if let Some((name, cell)) = list(Field::Waiting) {
        incident.waiting = worst.take(lists::waiting(name, cell, plan)).unwrap_or_default();
    }
    if let Some((name, cell)) = list(Field::Excluded) {
        incident.excluded = worst.take(lists::excluded(name, cell, plan)).unwrap_or_default();
    }
    let priority = |field: Field| view.cell(field.slot()).map(lists::as_text);
    incident.priority = priority(Field::Priority);
    incident.customer_priority = priority(Field::CustomerPriority);
    incident.vendor_priority = priority(Field::VendorPriority);
    if let Some((name, cell)) = list(Field::Channel) {
        incident.channel = cell.text().map(str::to_owned);
        if incident.channel.is_none() {
            worst.add(RejectCode::BadFact, || format!("`{name}`: a text was expected, found {}", cell.shown()));
        }
    }
    for (number, fact) in plan.shape.facts.iter().enumerate() {
        let Some(cell) = view.cell(plan.fact(number)) else { continue };
        match facts::read(fact, cell, plan) {
            // The policy's facts are in alphabetical order, so this keeps the incident's in it too.
            Ok(value) => incident.set_fact(fact.name.as_str(), value),
            Err(message) => worst.add(RejectCode::BadFact, || message),
        }
    }
}
