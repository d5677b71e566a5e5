//! What a mapping says.

use std::collections::BTreeMap;
use std::fmt;

use crate::time::{Length, Zone};

use super::super::times::TimeFormat;
use super::meaning::{EventMeaning, StateMeaning};
use crate::engine::Field;

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
    /// Field or fact, and the columns that it is read from.
    pub fields: BTreeMap<String, Columns>,
    /// Field, and how long after the opening it was.
    pub after: BTreeMap<String, After>,
    /// Field or fact, and its value for every incident.
    pub constants: BTreeMap<String, String>,
    /// Field or fact, and what its values in the export mean.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Rows of an event log; `None` if each row is an incident.
    pub log: Option<Log>,
}

/// The columns that a value is read from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// The column or, of several, the first that a file has.
    pub names: Vec<String>,
    /// The column of the time of day, where `names` are those of a date alone; empty where they are of both.
    pub time: Vec<String>,
    /// Whether a file may have none of them.
    pub optional: bool,
}

/// An instant that an export tells as a length of real time since the opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// The columns of it.
    pub columns: Columns,
    /// What one of them is.
    pub unit: Length,
    /// The unit's name, such as `minutes`.
    pub word: &'static str,
}

impl After {
    /// The fields that can be told so.
    pub(in crate::io::read) const FIELDS: [Field; 3] = [Field::Responded, Field::Relieved, Field::Resolved];

    /// The units, by the words that a mapping file uses.
    pub(super) const UNITS: [(&'static str, Length); 4] = [
        ("seconds", Length(1_000_000)),
        ("minutes", Length(60_000_000)),
        ("hours", Length(3_600_000_000)),
        ("days", Length(86_400_000_000)),
    ];
}

/// What a row of an event log tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Log {
    /// What happened.
    Events {
        /// The columns of the instant.
        at: Columns,
        /// The columns of the event.
        event: Columns,
        /// The columns of a second word of the event, which follows the first after a blank; where the
        /// two are not named together, the first may be.
        with: Columns,
        /// The columns of the party that is waited on.
        on: Columns,
        /// What the export's events mean; our own words where it is empty.
        means: BTreeMap<String, EventMeaning>,
        /// What to make of others.
        others: OtherEvents,
    },
    /// The state that the incident is in.
    States {
        /// The columns of the instant.
        at: Columns,
        /// The columns of the state.
        state: Columns,
        /// The columns of a second word of the state, as of an event.
        with: Columns,
        /// Whether the first row of an incident opens it; else a field says when it was opened.
        opens: bool,
        /// What the export's states mean.
        means: BTreeMap<String, StateMeaning>,
        /// What to make of others.
        others: OtherStates,
    },
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

impl Mapping {
    /// What it cannot do without, each with the columns of which a file must have one.
    pub(in crate::io::read) fn required(&self) -> Vec<(&str, &[String])> {
        let named = |field: Field| self.fields.get(field.name()).map(|c| (field.name(), c.names.as_slice()));
        let log = self.log.iter().flat_map(|log| [("at", log.at().names.as_slice()), ("event", &log.what().names)]);
        named(Field::Id).into_iter().chain(named(Field::Opened)).chain(log).collect()
    }
}

impl Log {
    /// The columns of the instant.
    pub fn at(&self) -> &Columns {
        match self {
            Self::Events { at, .. } | Self::States { at, .. } => at,
        }
    }

    /// The columns of what happened, or of the state.
    pub fn what(&self) -> &Columns {
        match self {
            Self::Events { event, .. } => event,
            Self::States { state, .. } => state,
        }
    }

    /// The columns of its second word.
    pub fn with(&self) -> &Columns {
        match self {
            Self::Events { with, .. } | Self::States { with, .. } => with,
        }
    }

    /// The columns of the party that is waited on.
    pub fn on(&self) -> Option<&Columns> {
        match self {
            Self::Events { on, .. } => Some(on),
            Self::States { .. } => None,
        }
    }

    /// Whether the first row of an incident opens it.
    pub(in crate::io::read) fn first_row_opens(&self) -> bool {
        matches!(self, Self::States { opens: true, .. })
    }

    /// Whether the mapping names an event or a state.
    pub(in crate::io::read) fn names(&self, text: &str) -> bool {
        match self {
            Self::Events { means, .. } => means.contains_key(text),
            Self::States { means, .. } => means.contains_key(text),
        }
    }

    /// The fields of objectives that events are said to mean.
    pub(in super::super) fn declared_names(&self) -> impl Iterator<Item = &str> {
        let events = match self {
            Self::Events { means, .. } => Some(means.values()),
            Self::States { .. } => None,
        };
        events.into_iter().flatten().flat_map(EventMeaning::declared_names)
    }

    /// Whether an event or a state that the mapping does not name is as it should be: one of our own words, or
    /// one of those that the mapping leaves aside.
    pub(in crate::io::read) fn understands(&self, text: &str) -> bool {
        match self {
            Self::Events { means, others, .. } => {
                *others == OtherEvents::Ignore || (means.is_empty() && EventMeaning::parse(text).is_some())
            }
            Self::States { others, .. } => *others == OtherStates::Ignore,
        }
    }

    /// What a row tells: `event` or `state`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Events { .. } => "event",
            Self::States { .. } => "state",
        }
    }
}

impl Columns {
    /// All names, of the time of day too.
    fn all(&self) -> impl Iterator<Item = &String> {
        self.names.iter().chain(&self.time)
    }
}

impl Mapping {
    /// Whether a column is read by a name that the mapping gives it.
    pub(in crate::io::read) fn claims(&self, column: &str) -> bool {
        let after = self.after.values().map(|after| &after.columns);
        self.fields.values().chain(after).flat_map(Columns::all).any(|name| name == column)
    }
}
