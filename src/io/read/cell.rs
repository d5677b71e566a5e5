//! One value of a row, whatever the format of the file.

use serde_json::Value;

use super::messages::{json_type, shorten};

/// A value of a row that is not missing.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'r> {
    /// A CSV cell, a constant, or what a mapping's table made of a value.
    Text(&'r str),
    /// A JSON or YAML value.
    Json(&'r Value),
}

impl<'r> Cell<'r> {
    /// Its text, where it is one.
    pub(super) fn text(self) -> Option<&'r str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Json(value) => value.as_str(),
        }
    }

    /// As JSON.
    pub(super) fn value(self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.to_owned()),
            Self::Json(value) => value.clone(),
        }
    }

    /// For a message: the text in backticks, or what it is instead of one.
    pub(super) fn shown(self) -> String {
        match self.text() {
            Some(text) => format!("`{}`", shorten(text)),
            None => json_type(&self.value()).to_owned(),
        }
    }
}

/// A value that is kept beyond its row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum OwnedCell {
    Text(Box<str>),
    Json(Value),
}

#[cfg(any(feature = "columnar", feature = "xlsx"))]
impl OwnedCell {
    /// As JSON.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.to_string()),
            Self::Json(value) => value.clone(),
        }
    }
}
