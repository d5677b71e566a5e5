//! Values of facts as incidents give them.

use std::fmt;

use chrono::{DateTime, TimeZone};
use serde_json::{Value, json};

use crate::time::{Instant, Length};

/// The value of a fact. An enumeration's value and a priority are texts, and an instant or a length may be.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FactValue {
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text, a value of an enumeration, a priority.
    Text(String),
    /// An instant.
    Instant(Instant),
    /// A length of time.
    Length(Length),
}

impl FactValue {
    /// In a sentence: `the number 3`.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::Bool(_) | Self::Text(_) => format!("`{self}`"),
            Self::Number(_) => format!("the number {self}"),
            Self::Instant(_) => format!("the instant {self}"),
            Self::Length(_) => format!("the duration {self}"),
        }
    }

    /// As policies write it; a text is in quotation marks if it is `quoted`, else a name.
    pub(crate) fn literal(&self, quoted: bool) -> String {
        match self {
            Self::Text(text) if quoted => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
            Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Instant(_) => self.to_string(),
            Self::Length(length) => {
                let fraction = format!("{:06}", length.0 % 1_000_000);
                let fraction = fraction.trim_end_matches('0');
                let point = if fraction.is_empty() { "" } else { "." };
                format!("{}{point}{fraction} seconds", length.seconds())
            }
        }
    }

    /// As JSON, where instants and lengths are texts.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Bool(value) => json!(value),
            // A whole number is written as one.
            Self::Number(number) => format!("{number}").parse::<i64>().map_or_else(|_| json!(number), |n| json!(n)),
            Self::Text(text) => json!(text),
            Self::Instant(at) => json!(at),
            Self::Length(length) => json!(iso(*length)),
        }
    }
}

/// ISO 8601, exact to the microsecond.
fn iso(length: Length) -> String {
    let (seconds, micros) = (length.0.div_euclid(1_000_000), length.0.rem_euclid(1_000_000));
    match micros {
        0 => format!("PT{seconds}S"),
        _ => format!("PT{seconds}.{micros:06}S"),
    }
}

/// For people: `true`, `3`, `production`, `2026-01-31T09:00:00Z`, `4 hours`.
impl fmt::Display for FactValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::Instant(at) => at.rfc3339(None).fmt(f),
            Self::Length(length) => length.words().fmt(f),
        }
    }
}

/// Values of facts from the types of Rust.
macro_rules! from {
    ($($type:ty => $make:expr;)*) => {
        $(impl From<$type> for FactValue {
            fn from(value: $type) -> Self {
                $make(value)
            }
        })*
    };
}

from! {
    bool => Self::Bool;
    f64 => Self::Number;
    f32 => |n| Self::Number(f64::from(n));
    i32 => |n| Self::Number(f64::from(n));
    u32 => |n| Self::Number(f64::from(n));
    &str => |text: &str| Self::Text(text.to_owned());
    String => Self::Text;
    Instant => Self::Instant;
    Length => Self::Length;
}

/// To the nearest number that `f64` has: exact up to 2<sup>53</sup>.
impl From<i64> for FactValue {
    #[expect(clippy::cast_precision_loss, reason = "numbers of facts are `f64`, as in JSON")]
    fn from(number: i64) -> Self {
        Self::Number(number as f64)
    }
}

impl<Z: TimeZone> From<DateTime<Z>> for FactValue {
    fn from(at: DateTime<Z>) -> Self {
        Self::Instant(at.into())
    }
}
