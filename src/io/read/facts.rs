//! Facts by their declared types.

use serde_json::Value;

use crate::diagnostic::{list, nearest};
use crate::engine::FactValue;
use crate::policy::model::{Fact, FactType};
use crate::time::Duration;

use super::cell::Cell;
use super::plan::Plan;

/// What a fact says, or what was expected and found instead.
pub(super) fn read(fact: &Fact, cell: Cell<'_>, plan: &Plan<'_>) -> Result<FactValue, String> {
    let problem = |expected: &str| format!("`{}`: expected {expected}, found {}", fact.name, cell.shown());
    match &fact.kind {
        FactType::Bool => truth(cell).map(FactValue::Bool).ok_or_else(|| problem("`true` or `false`")),
        FactType::Number => number(cell).map(FactValue::Number).ok_or_else(|| problem("a number")),
        FactType::Text => cell.text().map(|t| FactValue::Text(t.to_owned())).ok_or_else(|| problem("a text")),
        FactType::Instant => {
            let text = plan.times.text(cell).ok_or_else(|| problem("an instant such as `2026-01-31T09:00:00Z`"))?;
            plan.times.read(&text).map(FactValue::Instant).map_err(|m| format!("`{}`: {m}", fact.name))
        }
        FactType::Duration => {
            let length = cell.text().and_then(Duration::parse_plain);
            length.map(FactValue::Length).ok_or_else(|| problem("a duration such as `4 hours` or `PT4H`"))
        }
        FactType::Priority => named(cell, plan.shape.priorities.iter().map(|p| p.name.as_str()))
            .map_err(|hint| problem(&format!("a priority, {hint}"))),
        FactType::Enumeration(values) => {
            named(cell, values.iter().map(String::as_str)).map_err(|hint| problem(&format!("one of {hint}")))
        }
    }
    .map_err(|message| suggest(message, fact, cell, plan))
}

/// A name that is one of those known, or a list of them.
fn named<'n>(cell: Cell<'_>, mut known: impl Iterator<Item = &'n str> + Clone) -> Result<FactValue, String> {
    let all = known.clone();
    match cell.text() {
        Some(text) if known.any(|name| name == text) => Ok(FactValue::Text(text.to_owned())),
        _ => Err(list(all)),
    }
}

fn suggest(message: String, fact: &Fact, cell: Cell<'_>, plan: &Plan<'_>) -> String {
    let Some(text) = cell.text() else { return message };
    let near = match &fact.kind {
        FactType::Enumeration(values) => nearest(text, values.iter().map(String::as_str)),
        FactType::Priority => nearest(text, plan.shape.priorities.iter().map(|p| p.name.as_str())),
        _ => None,
    };
    match near {
        Some(near) => format!("{message}: did you mean `{near}`?"),
        None => message,
    }
}

/// A CSV cell is read in any case; a JSON text is none.
fn truth(cell: Cell<'_>) -> Option<bool> {
    match cell {
        Cell::Json(value) => value.as_bool(),
        Cell::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Cell::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
        Cell::Text(_) => None,
    }
}

fn number(cell: Cell<'_>) -> Option<f64> {
    let number = match cell {
        Cell::Json(Value::Number(number)) => number.as_f64(),
        Cell::Json(_) => None,
        Cell::Text(text) => text.parse().ok(),
    };
    number.filter(|n| n.is_finite())
}
