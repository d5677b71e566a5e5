//! The YAML form of a mapping, and what is wrong with one.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{list, nearest};
use crate::value::Zone;
use crate::yaml;

use super::super::field::Field;
use super::super::times::check_pattern;
use super::{EventMeaning, Log, Mapping, MappingError, OtherEvents, OtherStates, StateMeaning, TimeFormat};

/// A mapping of more than 1 MiB is none.
const MAX_BYTES: usize = 1 << 20;

/// Keys are text; a value may be a number, a truth or a text, and is taken as its text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: Option<String>,
    #[serde(default)]
    missing: Vec<Text>,
    time: Option<String>,
    zone: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, Text>,
    #[serde(default)]
    constants: BTreeMap<String, Text>,
    #[serde(default)]
    values: BTreeMap<String, BTreeMap<String, Text>>,
    events: Option<Events>,
    states: Option<States>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Events {
    at: String,
    event: String,
    on: Option<String>,
    #[serde(default)]
    means: BTreeMap<String, String>,
    others: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct States {
    at: String,
    state: String,
    means: BTreeMap<String, String>,
    others: Option<String>,
}

#[derive(Deserialize)]
#[serde(try_from = "Value")]
struct Text(String);

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

/// The keys of the file by section, for suggestions.
const KEYS: [&str; 15] = [
    "about",
    "missing",
    "time",
    "zone",
    "fields",
    "constants",
    "values",
    "events",
    "states",
    "at",
    "event",
    "on",
    "state",
    "means",
    "others",
];

pub(super) fn parse(text: &str) -> Result<Mapping, MappingError> {
    let file: File = yaml::parse(text, MAX_BYTES).map_err(|e| MappingError {
        message: suggested(e.message),
        line: e.line,
        column: e.column,
    })?;
    resolve(file).map_err(|Problem { message, needle, after }| {
        let (line, column) = place(text, needle.as_deref(), after);
        MappingError { message, line, column }
    })
}

/// `unknown field` of serde, in our words and with a suggestion.
fn suggested(message: String) -> String {
    let Some((_, rest)) = message.split_once("unknown field `") else { return message };
    let Some((key, rest)) = rest.split_once('`') else { return message };
    let known: Vec<&str> = KEYS.into_iter().filter(|k| rest.contains(&format!("`{k}`"))).collect();
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("unknown key `{key}`: did you mean `{near}`?"),
        None => format!("unknown key `{key}`: expected {}", list(known)),
    }
}

/// What is wrong, and a text near which it stands, searched for from a key on.
struct Problem {
    message: String,
    needle: Option<String>,
    after: &'static str,
}

fn problem(after: &'static str, needle: &str, message: String) -> Problem {
    Problem { message, needle: Some(needle.to_owned()), after }
}

/// Line and column of a text, searched for from the line of a key on.
fn place(text: &str, needle: Option<&str>, after: &str) -> (usize, usize) {
    let key = format!("{after}:");
    let mut offset = 0;
    let start = text
        .split_inclusive('\n')
        .map(|line| {
            let at = offset;
            offset += line.len();
            (at, line)
        })
        .find(|(_, line)| line.trim_start().starts_with(&key))
        .map_or(0, |(at, _)| at);
    let tail = text.get(start..).unwrap_or("");
    let from_key = needle.and_then(|n| {
        let body = tail.find(&key).map_or(0, |i| i + key.len());
        let rest = tail.get(body..)?;
        rest.find(n).map(|i| body + i)
    });
    let byte = start + from_key.unwrap_or_else(|| tail.find(after).unwrap_or(0));
    let before = text.get(..byte).unwrap_or("");
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

fn resolve(file: File) -> Result<Mapping, Problem> {
    let time = match file.time.as_deref() {
        None | Some("rfc3339") => TimeFormat::Rfc3339,
        Some(pattern) => {
            check_pattern(pattern).map_err(|m| problem("time", pattern, format!("`time`: {m}")))?;
            TimeFormat::Pattern(pattern.to_owned())
        }
    };
    let zone = file.zone.map(|name| {
        Zone::parse(&name).ok_or_else(|| {
            let hint = crate::diagnostic::zone_help(&name);
            problem("zone", &name, format!("`zone`: there is no time zone `{name}`: {hint}"))
        })
    });
    let zone = zone.transpose()?;
    let both = file.fields.keys().find(|k| file.constants.contains_key(*k));
    if let Some(key) = both {
        return Err(problem("constants", key, format!("`{key}` is given a column and a constant")));
    }
    let log = match (file.events, file.states) {
        (Some(_), Some(_)) => {
            let message = "a log tells events or states, not both: leave out `events` or `states`".to_owned();
            return Err(Problem { message, needle: None, after: "states" });
        }
        (Some(events), None) => Some(events.resolve()?),
        (None, Some(states)) => Some(states.resolve()?),
        (None, None) => None,
    };
    let plain = |map: BTreeMap<String, Text>| map.into_iter().map(|(key, value)| (key, value.0)).collect();
    Ok(Mapping {
        about: file.about,
        missing: file.missing.into_iter().map(|t| t.0).collect(),
        time,
        zone,
        fields: plain(file.fields),
        constants: plain(file.constants),
        values: file.values.into_iter().map(|(key, table)| (key, plain(table))).collect(),
        log,
    })
}

impl Events {
    fn resolve(self) -> Result<Log, Problem> {
        let others = match self.others.as_deref() {
            None | Some("reject") => OtherEvents::Reject,
            Some("ignore") => OtherEvents::Ignore,
            Some(other) => return Err(unknown("others", other, &["reject", "ignore"])),
        };
        let meaning = |(event, word): (String, String)| {
            let found = if word == "ignore" { Some(EventMeaning::Ignore) } else { EventMeaning::parse(&word) };
            found.map(|m| (event, m)).ok_or_else(|| unknown("means", &word, &EventMeaning::WORDS))
        };
        let means = self.means.into_iter().map(meaning).collect::<Result<_, _>>()?;
        Ok(Log::Events { at: self.at, event: self.event, on: self.on, means, others })
    }
}

impl States {
    fn resolve(self) -> Result<Log, Problem> {
        let others = match self.others.as_deref() {
            None | Some("working") => OtherStates::Working,
            Some("ignore") => OtherStates::Ignore,
            Some("reject") => OtherStates::Reject,
            Some(other) => return Err(unknown("others", other, &["working", "ignore", "reject"])),
        };
        let meaning = |(state, word): (String, String)| {
            let found = StateMeaning::parse(&word);
            found.map(|m| (state, m)).ok_or_else(|| unknown("means", &word, &StateMeaning::WORDS))
        };
        let means = self.means.into_iter().map(meaning).collect::<Result<_, _>>()?;
        Ok(Log::States { at: self.at, state: self.state, means, others })
    }
}

fn unknown(key: &'static str, word: &str, known: &[&str]) -> Problem {
    let hint = match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected {}", list(known.iter().copied())),
    };
    problem(key, word, format!("`{key}`: `{word}` means nothing here: {hint}"))
}

impl Mapping {
    /// The first name that is neither a field nor a fact, and where it stands.
    pub(in super::super) fn unknown_name<'m>(&'m self, known: &[&str]) -> Option<(&'static str, &'m str)> {
        let named = |section, keys: Vec<&'m String>| keys.into_iter().map(move |k| (section, k.as_str()));
        named("fields", self.fields.keys().collect())
            .chain(named("constants", self.constants.keys().collect()))
            .chain(named("values", self.values.keys().collect()))
            .find(|(_, name)| !known.contains(name) && Field::ALL.iter().all(|f| f.name() != *name))
    }
}
