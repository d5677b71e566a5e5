//! JSON and YAML: lines and lists.

use std::collections::HashSet;
use std::fmt;
use std::io::Read;

use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::error::ReadError;
use super::format::Input;
use super::messages::{not_text, shorten};
use super::parsed::{Parsed, json_error, object};
use super::plan::Plan;
use super::row_source::{RowContent, RowSource};
use super::wrapped::{self, Found};
use super::yaml_list;

/// A JSON list is held in memory; one larger than this is for JSON lines.
const MAX_JSON: usize = 256 << 20;
/// A YAML list is held in memory, many times over.
const MAX_YAML: usize = 16 << 20;

/// What takes the place of bytes that are no text.
const REPLACEMENT: char = '\u{fffd}';
/// Another of the same length: what differs where it is put instead holds such bytes.
const OTHER: char = '\u{fffc}';

/// A list that was read whole. Its items are parsed one at a time.
pub(super) enum Items {
    /// Where each item lies in the text, and the text with other replacements where some of it is not text.
    Json { text: String, other: Option<String>, places: std::vec::IntoIter<(usize, usize)>, counted: usize, line: u64 },
    /// The items of a YAML list, each with its line.
    Yaml(std::vec::IntoIter<(u64, Parsed)>),
}

/// The bytes of a whole file.
fn whole(file: &str, input: Input, limit: usize, other: &str) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    input.take(most).read_to_end(&mut bytes).map_err(|e| ReadError::io(file, 1, &e))?;
    if bytes.len() > limit {
        let message = format!("the file is larger than {} MiB, the limit for a list", limit >> 20);
        return Err(ReadError::new(file, message).help(Some(other.to_owned())));
    }
    Ok(bytes)
}

/// A text that should be UTF-8, and where it is not, the same with another replacement for each piece that is none.
fn replaced(bytes: Vec<u8>) -> (String, Option<String>) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error.into_bytes(),
    };
    let (mut text, mut other) = (String::with_capacity(bytes.len()), String::with_capacity(bytes.len()));
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        other.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(REPLACEMENT);
            other.push(OTHER);
        }
    }
    (text, Some(other))
}

impl Items {
    /// The list of a JSON file, and the path to it where it is within an object.
    pub(super) fn json(file: &str, input: Input, plan: &Plan<'_>) -> Result<(Self, Option<String>), ReadError> {
        let (text, other) = replaced(whole(file, input, MAX_JSON, "JSON lines have no limit")?);
        let Found { items, path } = wrapped::find(file, &text, plan)?;
        let base = text.as_ptr().addr();
        let places: Vec<(usize, usize)> = items
            .iter()
            .map(|raw| {
                let start = raw.get().as_ptr().addr() - base;
                (start, start + raw.get().len())
            })
            .collect();
        Ok((Self::Json { text, other, places: places.into_iter(), counted: 0, line: 1 }, path))
    }

    pub(super) fn yaml(file: &str, input: Input) -> Result<Self, ReadError> {
        let bytes = whole(file, input, MAX_YAML, "JSON lines have no limit")?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let before = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|b| **b == b'\n').count() + 1;
            let line = u64::try_from(line).unwrap_or(u64::MAX);
            ReadError::new(file, "a text in UTF-8 was expected, found other bytes").line(line)
        })?;
        let items = yaml_list::items(&text, MAX_YAML).map_err(|e| {
            let line = u64::try_from(e.line).unwrap_or(u64::MAX);
            ReadError::new(file, format!("a YAML list of incidents was expected: {}", e.message)).line(line)
        })?;
        Ok(Self::Yaml(items.into_iter()))
    }

    /// The next item and its line, or what is wrong with it and its text.
    fn item(&mut self, plan: &Plan<'_>) -> Option<(u64, Parsed)> {
        match self {
            Self::Yaml(items) => items.next(),
            Self::Json { text, other, places, counted, line } => {
                let (start, end) = places.next()?;
                let between = text.get(*counted..start).unwrap_or("");
                *line += u64::try_from(between.matches('\n').count()).unwrap_or(0);
                *counted = start;
                let other = other.as_ref().map(|other| other.get(start..end).unwrap_or(""));
                Some((*line, parse_text(text.get(start..end).unwrap_or(""), other, plan)))
            }
        }
    }
}

impl RowSource for Items {
    fn next(&mut self, _: &str, plan: &Plan<'_>) -> Result<Option<(u64, RowContent)>, ReadError> {
        Ok(self.item(plan).map(|(line, read)| (line, RowContent::Object(read))))
    }
}

/// One JSON object from bytes, or what is wrong and the text of it. Bytes that are no text are wrong where they are
/// in something that is read.
pub(super) fn parse(bytes: &[u8], plan: &Plan<'_>) -> Parsed {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse_text(text, None, plan),
        Err(_) => {
            let (text, other) = replaced(bytes.to_vec());
            parse_text(&text, other.as_deref(), plan)
        }
    }
}

/// One JSON object from a text, which differs from `other` in what is no text.
fn parse_text(text: &str, other: Option<&str>, plan: &Plan<'_>) -> Parsed {
    let raw = || Value::String(text.to_owned());
    let other = other.filter(|other| *other != text);
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            return Err((
                format!("a JSON object was expected: at column {} {}", error.column(), json_error(&error)),
                raw(),
            ));
        }
    };
    // Two keys that differ in what is no text are not one.
    if let Some(key) = twice(text).filter(|key| other.is_none() || !key.contains(REPLACEMENT)) {
        return Err((format!("the key `{}` occurs twice", shorten(&key)), raw()));
    }
    let foreign = other.and_then(|other| {
        let other: Value = serde_json::from_str(other).ok()?;
        let (one, two) = (value.as_object()?, other.as_object()?);
        let (values, others) = (plan.values(one), plan.values(two));
        let slot = values.iter().zip(&others).position(|(value, other)| value != other)?;
        let name = |object| plan.sources(object).get(slot).copied().flatten().map(str::to_owned);
        Some(name(one).or_else(|| name(two)).unwrap_or_default())
    });
    match foreign {
        Some(name) => Err((not_text(&name, plan.encoding()), raw())),
        None => object(value),
    }
}

/// A key that occurs a second time in an object: it is not clear which of the two values is meant.
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
