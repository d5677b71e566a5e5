//! A mapping that extends a built-in one and replaces its values, key by key.

use serde_json::{Map, Value};

use crate::diagnostic::{list, nearest};
use crate::yaml;

use super::built_in::{self, built_in_names};
use super::problem::{MAX_BYTES, Problem, problem};

/// The sections that say where a field's value comes from: what is given in one is taken out of the others.
const SOURCES: [&str; 3] = ["fields", "after", "constants"];

/// The sections whose values say where something is read from, each replaced as a whole.
const SECTIONS: [&str; 4] = ["fields", "after", "events", "states"];

/// The value of a text that extends the built-in mapping `name`.
pub(super) fn extended(name: &str, text: &str) -> Result<Value, Problem> {
    let base = built_in::text(name).ok_or_else(|| {
        let names: Vec<&str> = built_in_names().collect();
        let hint = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", list(names)),
        };
        problem("extends", name, format!("`extends`: there is no built-in mapping `{name}`: {hint}"))
    })?;
    let wrong = |message: String| problem("extends", name, message);
    let read = |text: &str| yaml::parse::<Value>(text, MAX_BYTES).map_err(|e| wrong(e.message));
    let (mut merged, own) = (read(base)?, read(text)?);
    for (section, other) in SOURCES.iter().flat_map(|s| SOURCES.iter().map(move |o| (*s, *o))).filter(|(s, o)| s != o) {
        let given: Vec<String> =
            own.get(section).and_then(Value::as_object).into_iter().flat_map(Map::keys).cloned().collect();
        if let Some(old) = merged.get_mut(other).and_then(Value::as_object_mut) {
            old.retain(|key, _| !given.contains(key));
        }
    }
    // A column of its own is not optional because that of the built-in mapping was.
    for section in SECTIONS {
        let given: Vec<String> =
            own.get(section).and_then(Value::as_object).into_iter().flat_map(Map::keys).cloned().collect();
        if let Some(old) = merged.get_mut(section).and_then(Value::as_object_mut) {
            old.retain(|key, _| matches!(key.as_str(), "means") || !given.contains(key));
        }
    }
    put(&mut merged, own);
    Ok(merged)
}

/// Puts a value over another: mappings key by key, anything else as a whole.
fn put(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                put(under.entry(key).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over,
    }
}
