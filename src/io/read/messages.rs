//! Values in messages.

use serde_json::Value;

/// The start of a text, of at most 80 characters.
pub(crate) fn shorten(text: &str) -> String {
    if text.chars().count() <= 80 {
        return text.to_owned();
    }
    text.chars().take(77).chain("...".chars()).collect()
}

/// The type of a JSON value, in words.
pub(super) fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "`true` or `false`",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The message for a value that is not a text in the encoding of its file.
pub(super) fn not_text(name: &str, encoding: &str) -> String {
    let name = shorten(name);
    format!("`{name}`: a text in {encoding} was expected, found other bytes; `--encoding` says which encoding it has")
}

/// Alternatives: `a`, `b` or `c`.
pub(super) fn any_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => names.concat(),
    }
}
