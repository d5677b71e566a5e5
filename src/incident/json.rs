//! JSON and YAML: lines and lists.

use std::collections::HashSet;
use std::fmt;
use std::io::Read;

use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::cell::kind;
use super::error::ReadError;
use super::format::Input;
use super::times::cut;
use super::yaml_list;

/// A JSON list is held in memory; one larger than this is for JSON lines.
const MAX_JSON: usize = 256 << 20;
/// A YAML list is held in memory, many times over.
const MAX_YAML: usize = 16 << 20;

/// What is wrong with a text of another encoding.
pub(super) const NOT_UTF_8: &str = "UTF-8 text was expected, found other bytes: save the file as UTF-8";

/// A value, or what is wrong with it and the text of it.
pub(super) type Parsed = Result<Value, (String, Value)>;

/// A list that was read whole. Its items are parsed one at a time.
pub(super) enum Items {
    /// Where each item lies in the text.
    Json { text: String, places: std::vec::IntoIter<(usize, usize)>, counted: usize, line: u64 },
    /// The items of a YAML list, each with its line.
    Yaml(std::vec::IntoIter<(u64, Parsed)>),
}

/// The text of a whole file.
fn whole(file: &str, input: Input, limit: usize, other: &str) -> Result<String, ReadError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    input.take(most).read_to_end(&mut bytes).map_err(|e| ReadError::io(file, 1, &e))?;
    if bytes.len() > limit {
        let message = format!("the file is larger than {} MiB, which is the most for a list", limit >> 20);
        return Err(ReadError::new(file, message).help(Some(other.to_owned())));
    }
    String::from_utf8(bytes).map_err(|e| {
        let before = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let line = u64::try_from(line).unwrap_or(u64::MAX);
        ReadError::new(file, NOT_UTF_8).line(line)
    })
}

impl Items {
    pub(super) fn json(file: &str, input: Input) -> Result<Self, ReadError> {
        let text = whole(file, input, MAX_JSON, "JSON lines have no limit")?;
        let items: Vec<&RawValue> = serde_json::from_str(&text).map_err(|e| {
            let found = serde_json::from_str::<&RawValue>(&text).map_or(None, |raw| {
                let first = raw.get().bytes().next();
                (first != Some(b'[')).then(|| raw.get().chars().take(40).collect::<String>())
            });
            let line = u64::try_from(e.line().max(1)).unwrap_or(u64::MAX);
            match found {
                Some(start) => ReadError::new(file, format!("a JSON list of incidents was expected, found `{start}`"))
                    .help(Some("one object a line is JSON lines: `--input-format jsonl`".to_owned())),
                None if text.trim().is_empty() => {
                    ReadError::new(file, "a JSON list of incidents was expected, found nothing")
                }
                None => ReadError::new(file, format!("a JSON list of incidents was expected: {}", told(&e))).line(line),
            }
        })?;
        let base = text.as_ptr().addr();
        let places: Vec<(usize, usize)> = items
            .iter()
            .map(|raw| {
                let start = raw.get().as_ptr().addr() - base;
                (start, start + raw.get().len())
            })
            .collect();
        Ok(Self::Json { text, places: places.into_iter(), counted: 0, line: 1 })
    }

    pub(super) fn yaml(file: &str, input: Input) -> Result<Self, ReadError> {
        let text = whole(file, input, MAX_YAML, "JSON lines have no limit")?;
        let items = yaml_list::items(&text, MAX_YAML).map_err(|e| {
            let line = u64::try_from(e.line).unwrap_or(u64::MAX);
            ReadError::new(file, format!("a YAML list of incidents was expected: {}", e.message)).line(line)
        })?;
        Ok(Self::Yaml(items.into_iter()))
    }

    /// The next item and its line, or what is wrong with it and its text.
    pub(super) fn next(&mut self) -> Option<(u64, Parsed)> {
        match self {
            Self::Yaml(items) => items.next(),
            Self::Json { text, places, counted, line } => {
                let (start, end) = places.next()?;
                let between = text.get(*counted..start).unwrap_or("");
                *line += u64::try_from(between.matches('\n').count()).unwrap_or(0);
                *counted = start;
                Some((*line, parse(text.get(start..end).unwrap_or("").as_bytes())))
            }
        }
    }
}

/// What is wrong with JSON, in words for people who write none.
fn told(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message);
    let plain = match what {
        "EOF while parsing a value" => "it ends where a value should stand",
        "EOF while parsing an object" => "it ends before its `}`",
        "EOF while parsing a list" => "it ends before its `]`",
        "EOF while parsing a string" => "it ends before the closing quotation mark of a text",
        "key must be a string" => "a name should stand in double quotes, as in `{\"id\": \"INC-1\"}`",
        "expected value" | "expected ident" => {
            "a value should stand (a text in double quotes, a number, `true`, `false` or `null`)"
        }
        "trailing comma" => "a comma stands before a closing bracket",
        "trailing characters" => "something more stands behind the value",
        "invalid number" => "a number should stand",
        "recursion limit exceeded" => "brackets are nested more than 127 deep",
        other if other.starts_with("control character") => {
            "a text goes over the end of its line, or holds a control character"
        }
        other => other,
    };
    plain.to_owned()
}

/// One JSON object from bytes, or what is wrong and the text of it.
pub(super) fn parse(bytes: &[u8]) -> Parsed {
    let raw = || Value::String(String::from_utf8_lossy(bytes).into_owned());
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err((NOT_UTF_8.to_owned(), raw()));
    };
    match serde_json::from_str(text) {
        Ok(value) => match twice(text) {
            Some(key) => Err((format!("the key `{}` stands twice", cut(&key)), raw())),
            None => object(value),
        },
        Err(error) => {
            Err((format!("a JSON object was expected: at column {} {}", error.column(), told(&error)), raw()))
        }
    }
}

/// A key of an object that stands in it a second time: of two values nobody can say which is meant.
fn twice(text: &str) -> Option<String> {
    struct Keys;
    impl<'de> Visitor<'de> for Keys {
        type Value = Option<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let (mut met, mut again) = (HashSet::new(), None);
            while let Some(key) = map.next_key::<String>()? {
                map.next_value::<IgnoredAny>()?;
                again = again.or(met.replace(key));
            }
            Ok(again)
        }
    }
    // What is no object has no keys.
    serde_json::Deserializer::from_str(text).deserialize_map(Keys).ok().flatten()
}

pub(super) fn object(value: Value) -> Parsed {
    if value.is_object() {
        return Ok(value);
    }
    Err((format!("an object was expected, found {}", kind(&value)), value))
}
