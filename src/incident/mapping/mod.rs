//! Mapping files: how another system's export becomes incidents (`docs/mappings.md`).

mod file;

use std::collections::BTreeMap;
use std::fmt;

use crate::value::Zone;

use super::field::Field;

/// How another system's export becomes incidents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// What it is for.
    pub about: Option<String>,
    /// Cells that say that nothing is known, besides the empty one.
    pub missing: Vec<String>,
    /// How instants are written.
    pub time: TimeFormat,
    /// The zone of local times.
    pub zone: Option<Zone>,
    /// Field or fact, and the column that it is read from.
    pub fields: BTreeMap<String, String>,
    /// Field or fact, and its value for every incident.
    pub constants: BTreeMap<String, String>,
    /// Field or fact, and what its values in the export mean.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Rows of an event log; nothing where each row is an incident.
    pub log: Option<Log>,
}

/// How instants are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeFormat {
    /// `2026-01-31T09:00:00Z`
    Rfc3339,
    /// A pattern such as `%d/%m/%Y %H:%M`.
    Pattern(String),
}

/// What a row of an event log tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Log {
    /// What happened.
    Events {
        /// The column of the instant.
        at: String,
        /// The column of the event.
        event: String,
        /// The column of the party that is waited on.
        on: Option<String>,
        /// What the export's events mean; our own words where it is empty.
        means: BTreeMap<String, EventMeaning>,
        /// What to make of others.
        others: OtherEvents,
    },
    /// The state that the incident is in.
    States {
        /// The column of the instant.
        at: String,
        /// The column of the state.
        state: String,
        /// What the export's states mean.
        means: BTreeMap<String, StateMeaning>,
        /// What to make of others.
        others: OtherStates,
    },
}

/// What an event means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EventMeaning {
    /// It was opened.
    Opened,
    /// Somebody answered.
    Responded,
    /// It waits, on this party or the one of the row's `on` column.
    Waiting(Option<String>),
    /// It waits no longer.
    Resumed,
    /// Its priority is now this one, or that of the row.
    Priority(Option<String>),
    /// The customer is running again.
    Relieved,
    /// The cause is gone.
    Resolved,
    /// It was not over.
    Reopened,
    /// It was closed.
    Closed,
    /// Nothing that a clock knows.
    Ignore,
}

/// What a state means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StateMeaning {
    /// Nobody has answered yet.
    New,
    /// It is worked on.
    Working,
    /// It waits on a party.
    Waiting(String),
    /// The customer is running again.
    Relieved,
    /// The cause is gone.
    Resolved,
    /// It is closed.
    Closed,
    /// No state that a clock knows: the row leaves the state as it was.
    Ignore,
}

/// What to make of an event that the mapping does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherEvents {
    /// It rejects its incident.
    Reject,
    /// It is no event.
    Ignore,
}

/// What to make of a state that the mapping does not name. Each is counted and told once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherStates {
    /// It is worked on.
    Working,
    /// It leaves the state as it was.
    Ignore,
    /// It rejects its incident.
    Reject,
}

/// What is wrong with a mapping file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingError {
    /// What.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for MappingError {}

const CARRIED: [(&str, &str); 2] = [
    ("events", include_str!("../mappings/events.yaml")),
    ("servicenow-events", include_str!("../mappings/servicenow-events.yaml")),
];

/// The names of the mappings that the program carries.
pub fn carried_names() -> impl Iterator<Item = &'static str> {
    CARRIED.iter().map(|(name, _)| *name)
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Where it is no YAML of that form, or contradicts itself.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        file::parse(text)
    }

    /// A mapping that the program carries.
    pub fn carried(name: &str) -> Option<Self> {
        CARRIED.iter().find(|(n, _)| *n == name).and_then(|(_, text)| Self::parse(text).ok())
    }

    /// The text of a mapping that the program carries.
    pub fn carried_text(name: &str) -> Option<&'static str> {
        CARRIED.iter().find(|(n, _)| *n == name).map(|(_, text)| *text)
    }
}

/// `waiting`, `waiting on`, `waiting on PARTY`: the party, where the text is of that form.
fn waiting_on(text: &str) -> Option<Option<&str>> {
    let rest = text.strip_prefix("waiting")?;
    let rest = rest.strip_prefix(" on").or_else(|| rest.strip_prefix("_on")).unwrap_or(rest);
    match rest.strip_prefix(' ').map(str::trim) {
        _ if rest.is_empty() => Some(None),
        Some(party) if !party.is_empty() => Some(Some(party)),
        _ => None,
    }
}

impl EventMeaning {
    /// The words of `semantics` 9.
    pub const WORDS: [&'static str; 9] =
        ["opened", "responded", "waiting on", "resumed", "priority", "relieved", "resolved", "reopened", "closed"];

    /// Reads `opened`, `waiting on customer`, `priority P1`, ...
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "opened" => Self::Opened,
            "responded" => Self::Responded,
            "resumed" => Self::Resumed,
            "priority" => Self::Priority(None),
            "relieved" => Self::Relieved,
            "resolved" => Self::Resolved,
            "reopened" => Self::Reopened,
            "closed" => Self::Closed,
            _ => match text.strip_prefix("priority ") {
                Some(name) if !name.trim().is_empty() => Self::Priority(Some(name.trim().to_owned())),
                _ => Self::Waiting(waiting_on(text)?.map(str::to_owned)),
            },
        })
    }
}

impl StateMeaning {
    /// The words that a mapping file uses.
    pub const WORDS: [&'static str; 7] =
        ["new", "working", "waiting on PARTY", "relieved", "resolved", "closed", "ignore"];

    /// Reads `new`, `waiting on customer`, ...
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "new" => Self::New,
            "working" => Self::Working,
            "relieved" => Self::Relieved,
            "resolved" => Self::Resolved,
            "closed" => Self::Closed,
            "ignore" => Self::Ignore,
            _ => Self::Waiting(waiting_on(text)??.to_owned()),
        })
    }
}

impl Log {
    /// The column of the instant.
    pub fn at(&self) -> &str {
        match self {
            Self::Events { at, .. } | Self::States { at, .. } => at,
        }
    }

    /// The column of what happened, or of the state.
    pub fn what(&self) -> &str {
        match self {
            Self::Events { event, .. } => event,
            Self::States { state, .. } => state,
        }
    }

    /// The column of the party that is waited on.
    pub fn on(&self) -> Option<&str> {
        match self {
            Self::Events { on, .. } => on.as_deref(),
            Self::States { .. } => None,
        }
    }
}

impl Mapping {
    /// The column that a field or fact is read from: that of its own name where the mapping says nothing.
    pub(super) fn column<'m>(&'m self, field: &'m str) -> &'m str {
        self.fields.get(field).map_or(field, String::as_str)
    }

    /// The columns without which nothing can be read: of the id, the instant, the state or event; and
    /// of `opened`, where the mapping names it.
    pub(super) fn required(&self) -> Vec<(&str, &str)> {
        let id = (Field::Id.name(), self.column(Field::Id.name()));
        let opened = self.fields.get(Field::Opened.name()).map(|c| (Field::Opened.name(), c.as_str()));
        let log = self.log.iter().flat_map(|log| {
            let what = if matches!(log, Log::States { .. }) { "state" } else { "event" };
            [("at", log.at()), (what, log.what())]
        });
        std::iter::once(id).chain(opened).chain(log).collect()
    }
}
