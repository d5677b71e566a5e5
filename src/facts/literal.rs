//! Values as policies write them.

use crate::time::{Duration, Instant};

/// A value as a policy writes it.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A name: an enumeration's value, a priority, a fact.
    Name(String),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// An instant.
    Instant(Instant),
    /// A duration.
    Duration(Duration),
    /// `true`, `false`
    Bool(bool),
}

impl Literal {
    /// The name, if it is one.
    pub(crate) fn name(&self) -> Option<&str> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    /// In a sentence: `the number 3`.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::Name(name) => format!("`{name}`"),
            Self::Number(number) => format!("the number {number}"),
            Self::Text(text) => format!("the text \"{text}\""),
            Self::Instant(at) => format!("the instant {}", at.rfc3339(None)),
            Self::Duration(duration) => format!("the duration {duration}"),
            Self::Bool(value) => format!("`{value}`"),
        }
    }

    /// The type of a fact that can have this value, as a policy declares it.
    pub(crate) fn declared_type(&self) -> String {
        match self {
            Self::Bool(_) => "bool".to_owned(),
            Self::Number(_) => "number".to_owned(),
            Self::Text(_) => "text".to_owned(),
            Self::Instant(_) => "instant".to_owned(),
            Self::Duration(_) => "duration".to_owned(),
            Self::Name(name) => format!("{name} | other"),
        }
    }
}
