//! A value that was parsed, or what is wrong with it.

use serde_json::Value;

use super::messages::json_type;

/// A value, or what is wrong with it and its text.
pub(super) type Parsed = Result<Value, (String, Value)>;

/// A value that should be an object.
pub(super) fn object(value: Value) -> Parsed {
    if value.is_object() {
        return Ok(value);
    }
    Err((format!("an object was expected, found {}", json_type(&value)), value))
}

/// An error of JSON in plain words.
pub(super) fn json_error(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message);
    let plain = match what {
        "EOF while parsing a value" => "it ends where a value is expected",
        "EOF while parsing an object" => "it ends before its `}`",
        "EOF while parsing a list" => "it ends before its `]`",
        "EOF while parsing a string" => "it ends before the closing quotation mark of a text",
        "key must be a string" => "expected a name in double quotes, as in `{\"id\": \"INC-1\"}`",
        "expected value" | "expected ident" => {
            "expected a value (a text in double quotes, a number, `true`, `false` or `null`)"
        }
        "trailing comma" => "there is a comma before a closing bracket",
        "trailing characters" => "there is something after the value",
        "invalid number" => "expected a number",
        "recursion limit exceeded" => "brackets are nested more than 127 deep",
        other if other.starts_with("control character") => {
            "a text continues after the end of its line, or contains a control character"
        }
        other => other,
    };
    plain.to_owned()
}
