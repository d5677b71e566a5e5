//! The fields that hold several values: `waiting`, `excluded`, `updates`, `priority_changes`.
//!
//! In JSON and YAML they are lists; in a CSV cell they are joined by `;`. The party of an interval stands
//! behind it as `@PARTY` in a cell, the customer where there is none.

use serde_json::{Map, Value};

use crate::engine::{Excluded, PriorityChange, RejectCode, Rejection, Waiting};
use crate::time::Instant;

use super::cell::Cell;
use super::messages::json_type;
use super::plan::Plan;

/// The party that is waited on where nothing says which.
pub(super) const CUSTOMER: &str = "customer";

const INTERVAL: &str = "`2026-01-31T09:00:00Z/2026-01-31T10:00:00Z`";

/// What went wrong in a list, and where.
type Problem = Rejection;

fn bad_interval(field: &str, message: &str) -> Problem {
    Rejection::new(RejectCode::BadInterval, format!("`{field}`: {message}"))
}

/// The intervals of waiting.
pub(super) fn waiting(field: &str, cell: Cell<'_>, plan: &Plan<'_>) -> Result<Vec<Waiting>, Problem> {
    match cell {
        Cell::Text(text) => text.split(';').map(|part| interval_text(field, part, plan)).collect(),
        Cell::Json(value) => {
            let items = value.as_array().ok_or_else(|| {
                bad_interval(field, &format!("expected a list of `{{from, to?, on?}}`, found {}", cell.shown()))
            })?;
            items.iter().map(|item| interval_json(field, item, plan)).collect()
        }
    }
}

/// The intervals that count in no clock: each has an end.
pub(super) fn excluded(field: &str, cell: Cell<'_>, plan: &Plan<'_>) -> Result<Vec<Excluded>, Problem> {
    let why = |at: usize| match cell {
        Cell::Text(_) => None,
        Cell::Json(value) => present(value.get(at)?.as_object()?, "why").map(as_text),
    };
    let ended = |(at, interval): (usize, Waiting)| {
        let to = interval.to.ok_or_else(|| bad_interval(field, "an interval has no end, and each needs one"))?;
        Ok(Excluded { from: interval.from, to, why: why(at) })
    };
    waiting(field, cell, plan)?.into_iter().enumerate().map(ended).collect()
}

fn interval_text(field: &str, text: &str, plan: &Plan<'_>) -> Result<Waiting, Problem> {
    interval(field, text, plan).map(|(from, to, on)| Waiting { from, to, on: on.to_owned() })
}

/// An interval of a cell: from, to, and the party.
pub(super) fn interval<'t>(
    field: &str,
    text: &'t str,
    plan: &Plan<'_>,
) -> Result<(Instant, Option<Instant>, &'t str), Problem> {
    let form = || {
        bad_interval(
            field,
            &format!("expected an interval such as {INTERVAL}, found `{}`", super::messages::shorten(text)),
        )
    };
    let (interval, on) = match text.split_once('@') {
        Some((interval, on)) if !on.is_empty() => (interval, on),
        Some(_) => return Err(form()),
        None => (text, CUSTOMER),
    };
    let (from, to) = interval.split_once('/').ok_or_else(form)?;
    let read = |text: &str| plan.times.read(text).map_err(|m| bad_interval(field, &m));
    let to = if to == ".." { None } else { Some(read(to)?) };
    Ok((read(from)?, to, on))
}

fn interval_json(field: &str, item: &Value, plan: &Plan<'_>) -> Result<Waiting, Problem> {
    let object = item
        .as_object()
        .ok_or_else(|| bad_interval(field, &format!("expected `{{from, to?, on?}}`, found {}", json_type(item))))?;
    let read = |key: &str| -> Result<Option<Instant>, Problem> {
        let Some(cell) = present(object, key) else { return Ok(None) };
        let text = plan
            .times
            .text(cell)
            .ok_or_else(|| bad_interval(field, &format!("`{key}`: expected an instant, found {}", cell.shown())))?;
        plan.times.read(&text).map(Some).map_err(|m| bad_interval(field, &format!("`{key}`: {m}")))
    };
    let from = read("from")?.ok_or_else(|| bad_interval(field, "an interval has no `from`"))?;
    let on = match present(object, "on") {
        None => CUSTOMER,
        Some(cell) => cell.text().ok_or_else(|| {
            bad_interval(field, &format!("`on`: expected the name of a party, found {}", cell.shown()))
        })?,
    };
    let to = read("to")?;
    // Without an end, a key that nothing reads is most likely one: the wait would never be over.
    let unread = || object.keys().find(|key| !matches!(key.as_str(), "from" | "to" | "on"));
    if let Some(key) = unread().filter(|_| to.is_none()) {
        let key = super::messages::shorten(key);
        return Err(bad_interval(field, &format!("an interval has no `to`, and an unknown key `{key}`")));
    }
    Ok(Waiting { from, to, on: on.to_owned() })
}

/// A key that is there and neither null nor empty.
fn present<'r>(object: &'r Map<String, Value>, key: &str) -> Option<Cell<'r>> {
    object.get(key).filter(|v| !v.is_null() && v.as_str() != Some("")).map(Cell::Json)
}

fn bad_instant(field: &str, message: &str) -> Problem {
    Rejection::new(RejectCode::BadInstant, format!("`{field}`: {message}"))
}

/// A list of instants.
pub(super) fn instants(field: &str, cell: Cell<'_>, plan: &Plan<'_>) -> Result<Vec<Instant>, Problem> {
    let read = |text: &str| plan.times.read(text).map_err(|m| bad_instant(field, &m));
    match cell {
        Cell::Text(text) => text.split(';').map(read).collect(),
        Cell::Json(value) => {
            let items = value
                .as_array()
                .ok_or_else(|| bad_instant(field, &format!("expected a list of instants, found {}", cell.shown())))?;
            let text = |item: &Value| match plan.times.text(Cell::Json(item)) {
                Some(text) => read(&text),
                None => Err(bad_instant(field, &format!("expected an instant, found {}", json_type(item)))),
            };
            items.iter().map(text).collect()
        }
    }
}

/// The changes of priority.
pub(super) fn changes(field: &str, cell: Cell<'_>, plan: &Plan<'_>) -> Result<Vec<PriorityChange>, Problem> {
    let read = |text: &str| plan.times.read(text).map_err(|m| bad_instant(field, &m));
    match cell {
        Cell::Text(text) => {
            let owned = |(at, to): (Instant, &str)| PriorityChange { at, to: to.to_owned() };
            text.split(';').map(|part| change(field, part, plan).map(owned)).collect()
        }
        Cell::Json(value) => {
            let items = value.as_array().ok_or_else(|| {
                bad_instant(field, &format!("expected a list of `{{at, to}}`, found {}", cell.shown()))
            })?;
            let change = |item: &Value| {
                let object = item.as_object();
                let at = object.and_then(|o| present(o, "at")).ok_or_else(|| {
                    bad_instant(
                        field,
                        &format!("expected `{{at, to}}` with an instant in `at`, found {}", json_type(item)),
                    )
                })?;
                let at = plan
                    .times
                    .text(at)
                    .ok_or_else(|| bad_instant(field, &format!("`at`: expected an instant, found {}", at.shown())))?;
                let at = read(&at)?;
                let to = object.and_then(|o| present(o, "to")).ok_or_else(|| unnamed(field))?;
                Ok(PriorityChange { at, to: as_text(to) })
            };
            items.iter().map(change).collect()
        }
    }
}

fn unnamed(field: &str) -> Problem {
    Rejection::new(RejectCode::UnknownPriority, format!("`{field}`: a change does not say to which priority"))
}

/// A change of a cell: when, and to which priority.
pub(super) fn change<'t>(field: &str, text: &'t str, plan: &Plan<'_>) -> Result<(Instant, &'t str), Problem> {
    let (at, to) = text.rsplit_once('=').ok_or_else(|| {
        let found = super::messages::shorten(text);
        bad_instant(field, &format!("expected a change such as `2026-01-31T09:00:00Z=P2`, found `{found}`"))
    })?;
    let at = plan.times.read(at).map_err(|m| bad_instant(field, &m))?;
    if to.is_empty() { Err(unnamed(field)) } else { Ok((at, to)) }
}

/// Its text, or what JSON writes for it.
pub(super) fn as_text(cell: Cell<'_>) -> String {
    cell.text().map_or_else(|| cell.value().to_string(), str::to_owned)
}
