//! The small parts of a mapping file: a text, and the names of columns of which any will do.

use serde::Deserialize;
use serde_json::Value;

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
