//! The YAML form of a mapping, and what is wrong with one.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{list, nearest};
use crate::time::Zone;
use crate::yaml;

use super::super::times::TimeFormat;
use super::form::Forms;
use super::meaning::{EventMeaning, StateMeaning};
use super::model::{After, Columns, Log, Mapping, MappingError, OtherEvents, OtherStates};
use super::names::{Names, Source, Text};
use super::problem::{MAX_BYTES, Problem, problem};
use super::{built_in, merge};
use crate::engine::{Field, FieldKind};

/// Keys are text; a value may be a number, a truth or a text, and is taken as its text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    extends: Option<String>,
    about: Option<String>,
    #[serde(default)]
    missing: Vec<Text>,
    time: Option<Forms>,
    zone: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, Source>,
    #[serde(default)]
    after: BTreeMap<String, BTreeMap<String, Value>>,
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
    at: Option<Source>,
    event: Option<Source>,
    with: Option<Source>,
    on: Option<Source>,
    #[serde(default)]
    means: BTreeMap<String, Names>,
    others: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct States {
    at: Option<Source>,
    state: Option<Source>,
    with: Option<Source>,
    first: Option<String>,
    means: Option<BTreeMap<String, String>>,
    others: Option<String>,
}

/// The keys of the file by section, for suggestions.
const KEYS: [&str; 22] = [
    "extends",
    "about",
    "missing",
    "time",
    "zone",
    "fields",
    "after",
    "constants",
    "values",
    "events",
    "states",
    "at",
    "event",
    "with",
    "on",
    "state",
    "first",
    "column",
    "date",
    "optional",
    "means",
    "others",
];

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// If the text is not YAML of that form, or contradicts itself.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        parse(text)
    }

    /// A built-in mapping.
    pub fn built_in(name: &str) -> Option<Self> {
        built_in::text(name).and_then(|text| Self::parse(text).ok())
    }

    /// The text of a built-in mapping.
    pub fn built_in_text(name: &str) -> Option<&'static str> {
        built_in::text(name)
    }
}

fn parse(text: &str) -> Result<Mapping, MappingError> {
    let read = |text: &str| {
        yaml::parse(text, MAX_BYTES).map_err(|e| MappingError {
            message: suggested(e.message),
            line: e.line,
            column: e.column,
        })
    };
    let placed = |Problem { message, needle, after }: Problem| {
        let (line, column) = place(text, needle.as_deref(), after);
        MappingError { message, line, column }
    };
    let own: File = read(text)?;
    let file = match &own.extends {
        None => own,
        Some(name) => {
            let merged = merge::extended(name, text).map_err(placed)?;
            serde_json::from_value(merged).map_err(|e| placed(problem("extends", name, e.to_string())))?
        }
    };
    resolve(file).map_err(placed)
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
    let forms = file.time.map_or_else(|| Ok(Vec::new()), Forms::resolve);
    let forms = forms.map_err(|(text, message)| problem("time", &text, format!("`time`: {message}")))?;
    let time = if forms.is_empty() { TimeFormat::Rfc3339 } else { TimeFormat::Forms(forms) };
    let zone = file.zone.map(|name| {
        Zone::parse(&name).ok_or_else(|| {
            let hint = crate::diagnostic::zone_help(&name);
            problem("zone", &name, format!("`zone`: there is no time zone `{name}`: {hint}"))
        })
    });
    let zone = zone.transpose()?;
    for (section, given) in
        [("a column", file.fields.keys().collect::<Vec<_>>()), ("a length", file.after.keys().collect())]
    {
        if let Some(key) = given.into_iter().find(|k| file.constants.contains_key(*k)) {
            return Err(problem("constants", key, format!("`{key}` is given {section} and a constant")));
        }
    }
    let log = match (file.events, file.states) {
        (Some(_), Some(_)) => {
            let message = "a log has events or states, not both: remove `events` or `states`".to_owned();
            return Err(Problem { message, needle: None, after: "states" });
        }
        (Some(events), None) => Some(events.resolve()?),
        (None, Some(states)) => Some(states.resolve()?),
        (None, None) => None,
    };
    if log.as_ref().is_some_and(Log::first_row_opens) && file.fields.contains_key(Field::Opened.name()) {
        let message = "`opened` is given a column, and `first: opened` says that the first row opens".to_owned();
        return Err(problem("fields", "opened", message));
    }
    let plain = |map: BTreeMap<String, Text>| map.into_iter().map(|(key, value)| (key, value.0)).collect();
    Ok(Mapping {
        about: file.about,
        missing: file.missing.into_iter().map(|t| t.0).collect(),
        time,
        zone,
        fields: file.fields.into_iter().map(field).collect::<Result<_, _>>()?,
        after: file.after.into_iter().map(|(key, units)| after(key, units)).collect::<Result<_, _>>()?,
        constants: plain(file.constants),
        values: file.values.into_iter().map(|(key, table)| (key, plain(table))).collect(),
        log,
    })
}

/// The fields that may have a date and a time of day in two columns.
fn instants() -> impl Iterator<Item = &'static str> {
    Field::ALL.into_iter().filter(|field| field.kind() == FieldKind::Instant).map(Field::name)
}

/// A field or fact, and its columns.
fn field((key, Source(columns)): (String, Source)) -> Result<(String, Columns), Problem> {
    if !columns.time.is_empty() && !instants().any(|name| name == key) {
        let names = list(instants());
        let message = format!("`{key}` is read from one column; a date and a time are those of {names}, and of `at`");
        return Err(problem("fields", &key, message));
    }
    if columns.optional && key == Field::Id.name() {
        return Err(problem("fields", &key, "`id` cannot be optional: it distinguishes incidents".to_owned()));
    }
    Ok((key, columns))
}

/// `responded: {minutes: COLUMN}`, `responded: {minutes: COLUMN, optional: true}`
fn after(field: String, mut units: BTreeMap<String, Value>) -> Result<(String, After), Problem> {
    if !After::FIELDS.iter().any(|f| f.name() == field) {
        let names: Vec<&str> = After::FIELDS.iter().map(|f| f.name()).collect();
        return Err(unknown("after", &field, &names));
    }
    let optional = match units.remove("optional") {
        None => false,
        Some(Value::Bool(optional)) => optional,
        Some(_) => return Err(problem("after", &field, format!("`{field}`: `optional` is `true` or `false`"))),
    };
    let mut units = units.into_iter();
    let (Some((unit, columns)), None) = (units.next(), units.next()) else {
        let example = "one unit and a column are expected, such as `{minutes: First reply time}`";
        return Err(problem("after", &field, format!("`{field}`: {example}")));
    };
    let known = After::UNITS.iter().find(|(word, _)| *word == unit);
    let (word, length) = *known.ok_or_else(|| unknown("after", &unit, &After::UNITS.map(|(word, _)| word)))?;
    let names = Names::try_from(columns).map_err(|m| problem("after", &unit, format!("`{unit}`: {m}")))?;
    let columns = Columns { names: names.0, time: Vec::new(), optional };
    Ok((field, After { columns, unit: length, word }))
}

/// A key without which rows cannot be read.
fn needed<T>(section: &'static str, key: &str, given: Option<T>) -> Result<T, Problem> {
    let missing = || Problem { message: format!("`{section}`: missing field `{key}`"), needle: None, after: section };
    given.ok_or_else(missing)
}

/// The columns of a part of a log that every row has.
fn always(section: &'static str, key: &str, source: Option<Source>) -> Result<Columns, Problem> {
    let Source(columns) = needed(section, key, source)?;
    if columns.optional {
        return Err(problem(section, key, format!("`{section}`: `{key}` cannot be optional: each row needs it")));
    }
    if key != "at" && !columns.time.is_empty() {
        return Err(problem(section, key, format!("`{section}`: `{key}` is read from one column")));
    }
    Ok(columns)
}

/// The columns of a part of a log that not every export has; none where nothing is said.
fn perhaps(section: &'static str, key: &str, source: Option<Source>) -> Result<Columns, Problem> {
    let columns = source.map_or_else(Columns::default, |source| source.0);
    if !columns.time.is_empty() {
        return Err(problem(section, key, format!("`{section}`: `{key}` is read from one column")));
    }
    Ok(columns)
}

impl Events {
    fn resolve(self) -> Result<Log, Problem> {
        let at = always("events", "at", self.at)?;
        let event = always("events", "event", self.event)?;
        let (with, on) = (perhaps("events", "with", self.with)?, perhaps("events", "on", self.on)?);
        let others = match self.others.as_deref() {
            None | Some("reject") => OtherEvents::Reject,
            Some("ignore") => OtherEvents::Ignore,
            Some(other) => return Err(unknown("others", other, &["reject", "ignore"])),
        };
        let known: Vec<&str> = EventMeaning::WORDS.into_iter().chain(EventMeaning::MAPPED).collect();
        let meaning = |(event, words): (String, Names)| {
            let one = |word: &String| EventMeaning::parse_mapped(word).ok_or_else(|| unknown("means", word, &known));
            let all = words.0.iter().map(one).collect::<Result<Vec<_>, _>>()?;
            if let [only] = all.as_slice() {
                return Ok((event, only.clone()));
            }
            match all.iter().zip(&words.0).find(|(meaning, _)| !meaning.joins()) {
                None => Ok((event, EventMeaning::Several(all))),
                Some((_, word)) => {
                    let known = list(EventMeaning::JOINED);
                    let message = format!("`means`: `{word}` cannot be combined with other events; these can: {known}");
                    Err(problem("means", word, message))
                }
            }
        };
        let means = self.means.into_iter().map(meaning).collect::<Result<_, _>>()?;
        Ok(Log::Events { at, event, with, on, means, others })
    }
}

impl States {
    fn resolve(self) -> Result<Log, Problem> {
        let at = always("states", "at", self.at)?;
        let state = always("states", "state", self.state)?;
        let with = perhaps("states", "with", self.with)?;
        let opens = match self.first.as_deref() {
            None => false,
            Some("opened") => true,
            Some(other) => return Err(unknown("first", other, &["opened"])),
        };
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
        let means = needed("states", "means", self.means)?;
        let means = means.into_iter().map(meaning).collect::<Result<_, _>>()?;
        Ok(Log::States { at, state, with, opens, means, others })
    }
}

fn unknown(key: &'static str, word: &str, known: &[&str]) -> Problem {
    let hint = match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected {}", list(known.iter().copied())),
    };
    problem(key, word, format!("`{key}`: `{word}` has no meaning here: {hint}"))
}

impl Mapping {
    /// The first name that is neither a field nor a fact, and where it is.
    pub(in super::super) fn unknown_name<'m>(&'m self, known: &[&str]) -> Option<(&'static str, &'m str)> {
        let named = |section, keys: Vec<&'m String>| keys.into_iter().map(move |k| (section, k.as_str()));
        named("fields", self.fields.keys().collect())
            .chain(named("constants", self.constants.keys().collect()))
            .chain(named("values", self.values.keys().collect()))
            .find(|(_, name)| !known.contains(name) && Field::ALL.iter().all(|f| f.name() != *name))
    }
}
