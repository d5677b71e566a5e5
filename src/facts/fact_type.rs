//! Types of facts.

use serde_json::{Value, json};

use crate::diagnostic::list;
use crate::time::MAX_LENGTH;

/// The type of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactType {
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// Any text.
    Text,
    /// An instant.
    Instant,
    /// A length of time.
    Duration,
    /// One of the policy's priorities.
    Priority,
    /// One of these.
    Enumeration(Vec<String>),
}

/// The types that have a name.
static NAMED: [(&str, FactType); 6] = [
    ("bool", FactType::Bool),
    ("number", FactType::Number),
    ("text", FactType::Text),
    ("instant", FactType::Instant),
    ("duration", FactType::Duration),
    ("priority", FactType::Priority),
];

/// How the values of a type are compared: the kind of [`Scalar`](super::Scalar) that they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    Bool,
    Number,
    Text,
    /// Names of a list, by their places.
    Names,
    Integer(Range),
}

/// Which whole numbers a type has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(super) least: i64,
    pub(super) most: i64,
    /// Examples between two others are multiples of this, if there are any.
    pub(super) round: i64,
    /// Examples outside all others have this distance.
    pub(super) step: i64,
}

/// The first and the last instant whose year has four digits.
const FIRST_INSTANT: i64 = -62_167_219_200_000_000;
const LAST_INSTANT: i64 = 253_402_300_799_999_999;

impl Range {
    /// Microseconds from `least` to `most`.
    fn micros(least: i64, most: i64) -> Scale {
        const SECOND: i64 = 1_000_000;
        Scale::Integer(Self { least, most, round: SECOND, step: 3_600 * SECOND })
    }
}

impl FactType {
    /// The names of types, none of which a fact or a value can have.
    pub(crate) fn type_names() -> impl Iterator<Item = &'static str> + Clone {
        NAMED.iter().map(|(name, _)| *name)
    }

    /// The type of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        NAMED.iter().find(|(known, _)| *known == name).map(|(_, kind)| kind.clone())
    }

    /// As a policy declares it: `bool`, `a | b`.
    pub fn words(&self) -> String {
        match self {
            Self::Enumeration(values) => values.join(" | "),
            _ => NAMED.iter().find(|(_, kind)| kind == self).map_or("", |(name, _)| *name).to_owned(),
        }
    }

    /// How its values are compared.
    pub(crate) fn scale(&self) -> Scale {
        match self {
            Self::Bool => Scale::Bool,
            Self::Number => Scale::Number,
            Self::Text => Scale::Text,
            Self::Instant => Range::micros(FIRST_INSTANT, LAST_INSTANT),
            Self::Duration => Range::micros(0, MAX_LENGTH),
            Self::Priority | Self::Enumeration(_) => Scale::Names,
        }
    }

    /// The names that are its values, if they are names; `priorities` are those of the policy.
    pub(crate) fn names<'n, P: Iterator<Item = &'n str> + Clone>(
        &'n self,
        priorities: P,
    ) -> impl Iterator<Item = &'n str> + Clone + use<'n, P> {
        let own: &[String] = if let Self::Enumeration(values) = self { values } else { &[] };
        let priorities = (*self == Self::Priority).then_some(priorities);
        own.iter().map(String::as_str).chain(priorities.into_iter().flatten())
    }

    /// The place of a name that is one of its values.
    pub(crate) fn place<'n>(&'n self, name: &str, priorities: impl Iterator<Item = &'n str> + Clone) -> Option<u16> {
        self.names(priorities).position(|known| known == name).and_then(|place| u16::try_from(place).ok())
    }

    /// The name at a place.
    pub(crate) fn name_at<'n>(&'n self, place: u16, priorities: impl Iterator<Item = &'n str> + Clone) -> &'n str {
        self.names(priorities).nth(usize::from(place)).unwrap_or("")
    }

    /// What one of its values is: `an instant`.
    pub(crate) fn article(&self) -> String {
        match self {
            Self::Bool => "true or false".to_owned(),
            Self::Enumeration(values) => format!("one of {}", list(values.iter().map(String::as_str))),
            Self::Instant => "an instant".to_owned(),
            _ => format!("a {}", self.words()),
        }
    }

    /// What an incident should have: `an instant such as ...`.
    pub(crate) fn expected<'n>(&'n self, priorities: impl Iterator<Item = &'n str> + Clone) -> String {
        match self {
            Self::Bool => "`true` or `false`".to_owned(),
            Self::Number | Self::Text => self.article(),
            Self::Instant => "an instant such as `2026-01-31T09:00:00Z`".to_owned(),
            Self::Duration => "a duration such as `4 hours` or `PT4H`".to_owned(),
            Self::Priority => format!("a priority, {}", list(priorities)),
            Self::Enumeration(_) => self.article(),
        }
    }

    /// A value as policies write it.
    pub(crate) fn example<'n>(&'n self, priorities: impl Iterator<Item = &'n str> + Clone) -> &'n str {
        match self {
            Self::Bool => "true",
            Self::Number => "3",
            Self::Text => "\"words\"",
            Self::Instant => "2026-01-31T09:00:00Z",
            Self::Duration => "4 hours",
            Self::Priority => self.names(priorities).next().unwrap_or("P1"),
            Self::Enumeration(_) => self.names(priorities).next().unwrap_or(""),
        }
    }

    /// Conditions that ask for a fact of this type.
    pub(crate) fn usage(&self, name: &str) -> String {
        match self {
            Self::Bool => format!("`{name}`, `not {name}` or `{name} is true`"),
            Self::Number => format!("`{name} < 10`"),
            Self::Text => format!("`{name} is \"words\"`"),
            Self::Instant => format!("`{name} < 2026-01-31T09:00:00Z`"),
            Self::Duration => format!("`{name} <= 4 hours`"),
            Self::Priority => format!("`{name} is P1` or `{name} at least P2`"),
            Self::Enumeration(values) => {
                let first = values.first().map_or("", String::as_str);
                let two: Vec<&str> = values.iter().take(2).map(String::as_str).collect();
                format!("`{name} is {first}` or `{name} in [{}]`", two.join(", "))
            }
        }
    }

    /// The JSON Schema of a value, `null` or an empty text. An instant is what the schema defines under that name.
    pub(crate) fn json_schema<'n>(&'n self, priorities: impl Iterator<Item = &'n str> + Clone) -> Value {
        match self {
            Self::Bool => json!({"anyOf": [{"type": ["boolean", "null"]}, {"const": ""}]}),
            Self::Number => json!({"anyOf": [{"type": ["number", "null"]}, {"const": ""}]}),
            Self::Text => json!({"type": ["string", "null"]}),
            Self::Instant => json!({"anyOf": [{"$ref": "#/$defs/instant"}, {"type": "null"}]}),
            Self::Duration => json!({"type": ["string", "null"], "examples": ["4 hours", "PT4H"]}),
            Self::Priority | Self::Enumeration(_) => {
                let mut names: Vec<Value> = self.names(priorities).map(|name| json!(name)).collect();
                if names.is_empty() {
                    return json!({"type": ["string", "null"]});
                }
                names.extend([Value::Null, json!("")]);
                json!({"enum": names})
            }
        }
    }
}
