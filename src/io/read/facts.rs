//! Facts by their declared types.

use crate::diagnostic::nearest;
use crate::facts::{FactType, FactValue};
use crate::policy::model::Fact;

use super::cell::Cell;
use super::plan::Plan;

/// The value of a fact, or what was expected and found instead.
pub(super) fn read(fact: &Fact, cell: Cell<'_>, plan: &Plan<'_>) -> Result<FactValue, String> {
    let names = plan.shape.priority_names();
    let value = match cell {
        // Its forms are those of the mapping.
        _ if fact.kind == FactType::Instant => match plan.times.text(cell) {
            Some(text) => {
                return plan.times.read(&text).map(FactValue::Instant).map_err(|m| format!("`{}`: {m}", fact.name));
            }
            None => None,
        },
        Cell::Text(text) => fact.kind.parse_text(text, names.clone()),
        Cell::Json(value) => fact.kind.parse_json(value, names.clone()),
    };
    value.ok_or_else(|| {
        let expected = fact.kind.expected(names.clone());
        let message = format!("`{}`: expected {expected}, found {}", fact.name, cell.shown());
        match cell.text().and_then(|text| nearest(text, fact.kind.names(names))) {
            Some(near) => format!("{message}: did you mean `{near}`?"),
            None => message,
        }
    })
}
