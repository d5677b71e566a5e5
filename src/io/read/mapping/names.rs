//! The small parts of a mapping file: a text, several texts, and the columns that a value is read from.

use serde::Deserialize;
use serde_json::Value;

use super::model::Columns;

/// A number, a truth or a text, taken as its text.
#[derive(Clone, Deserialize)]
#[serde(try_from = "Value")]
pub(super) struct Text(pub(super) String);

impl TryFrom<Value> for Text {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        match value {
            Value::String(text) => Ok(Self(text)),
            Value::Number(_) | Value::Bool(_) => Ok(Self(value.to_string())),
            Value::Null | Value::Array(_) | Value::Object(_) => Err("a text was expected".to_owned()),
        }
    }
}

/// One text, or a list of them, never empty.
#[derive(Clone, Deserialize)]
#[serde(try_from = "Value")]
pub(super) struct Names(pub(super) Vec<String>);

impl TryFrom<Value> for Names {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let wrong = || "a text was expected, or a list of texts".to_owned();
        let names = match value {
            Value::Array(items) if items.is_empty() => return Err("the list is empty, and needs a text".to_owned()),
            Value::Array(items) => items.into_iter().map(|item| Text::try_from(item).map(|text| text.0)).collect(),
            other => Text::try_from(other).map(|text| vec![text.0]),
        };
        names.map(Self).map_err(|_| wrong())
    }
}

/// Where a value is read from, as a mapping file writes it: names alone, or `{column: NAMES, optional: true}`, or
/// `{date: NAMES, time: NAMES}`.
#[derive(Clone, Deserialize)]
#[serde(try_from = "Value")]
pub(super) struct Source(pub(super) Columns);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    column: Option<Names>,
    date: Option<Names>,
    time: Option<Names>,
    #[serde(default)]
    optional: bool,
}

impl TryFrom<Value> for Source {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        if !value.is_object() {
            return Names::try_from(value).map(|names| Self(Columns { names: names.0, ..Columns::default() }));
        }
        let Written { column, date, time, optional } = serde_json::from_value(value).map_err(|e| e.to_string())?;
        let names = |names: Option<Names>| names.map_or_else(Vec::new, |names| names.0);
        match (column, date, time) {
            (Some(column), None, None) => Ok(Self(Columns { names: column.0, time: Vec::new(), optional })),
            (None, Some(date), time @ Some(_)) => Ok(Self(Columns { names: date.0, time: names(time), optional })),
            _ => {
                Err("a column was expected, or `{column: NAME, optional: true}`, or `{date: NAME, time: NAME}`"
                    .to_owned())
            }
        }
    }
}
