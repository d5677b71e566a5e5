//! Values of facts from literals, text and JSON, and to and from what conditions compare.

use serde_json::Value;

use crate::diagnostic::suggestion;
use crate::time::{Clockwork, Duration, Instant, Length};

use super::fact_type::FactType;
use super::fact_value::FactValue;
use super::literal::Literal;
use super::scalar::Scalar;

/// Why a literal is no value of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LiteralError {
    /// It is of another kind; how to write it instead, if that depends on what is written.
    Kind(Option<String>),
    /// No value has this name.
    Name,
}

impl FactType {
    /// The value that a text gives, as a cell of a table has it; `None` if it is none of this type. An instant has an
    /// offset.
    pub(crate) fn parse_text<'n>(
        &'n self,
        text: &str,
        priorities: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<FactValue> {
        match self {
            Self::Bool if text.eq_ignore_ascii_case("true") => Some(FactValue::Bool(true)),
            Self::Bool if text.eq_ignore_ascii_case("false") => Some(FactValue::Bool(false)),
            Self::Bool => None,
            Self::Number => text.parse().ok().filter(|n: &f64| n.is_finite()).map(FactValue::Number),
            Self::Text => Some(FactValue::Text(text.to_owned())),
            Self::Instant => Instant::parse(text).ok().map(FactValue::Instant),
            Self::Duration => Duration::parse_plain(text).map(FactValue::Length),
            Self::Priority | Self::Enumeration(_) => {
                self.place(text, priorities).map(|_| FactValue::Text(text.to_owned()))
            }
        }
    }

    /// The value that JSON gives; `None` if it is none of this type. What JSON has no type for is a text.
    pub(crate) fn parse_json<'n>(
        &'n self,
        value: &Value,
        priorities: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<FactValue> {
        match self {
            Self::Bool => value.as_bool().map(FactValue::Bool),
            Self::Number => value.as_f64().filter(|n| n.is_finite()).map(FactValue::Number),
            _ => value.as_str().and_then(|text| self.parse_text(text, priorities)),
        }
    }

    /// The value that a literal gives.
    pub(crate) fn parse_literal<'n>(
        &'n self,
        literal: &Literal,
        priorities: impl Iterator<Item = &'n str> + Clone,
    ) -> Result<FactValue, LiteralError> {
        let another = |help: &str| Err(LiteralError::Kind(Some(help.to_owned())));
        match (self, literal) {
            (Self::Bool, Literal::Bool(value)) => Ok(FactValue::Bool(*value)),
            (Self::Number, Literal::Number(number)) => Ok(FactValue::Number(*number)),
            (Self::Text, Literal::Text(text)) => Ok(FactValue::Text(text.clone())),
            (Self::Instant, Literal::Instant(at)) => Ok(FactValue::Instant(*at)),
            (Self::Duration, Literal::Duration(duration)) => match duration.clockwork {
                Clockwork::Working => another("working time depends on a calendar: write plain hours"),
                Clockwork::Wall => match duration.length(Length::hours(24)) {
                    Ok(length) => Ok(FactValue::Length(length)),
                    Err(_) => another("at most 100,000 days are allowed"),
                },
            },
            (Self::Priority | Self::Enumeration(_), Literal::Name(name)) => {
                self.parse_text(name, priorities).ok_or(LiteralError::Name)
            }
            _ => Err(LiteralError::Kind(None)),
        }
    }

    /// What conditions compare of a value.
    ///
    /// # Errors
    /// What is wrong with the value, to be read behind the name of the fact.
    pub(crate) fn scalar<'v, 'n>(
        &'n self,
        value: &'v FactValue,
        priorities: impl Iterator<Item = &'n str> + Clone,
    ) -> Result<Scalar<&'v str>, String> {
        match (self, value) {
            (Self::Bool, FactValue::Bool(value)) => Ok(Scalar::Bool(*value)),
            (Self::Number, FactValue::Number(number)) => Ok(Scalar::Number(*number)),
            (Self::Text, FactValue::Text(text)) => Ok(Scalar::Text(text)),
            (Self::Instant, FactValue::Instant(at)) => Ok(Scalar::Integer(at.0)),
            (Self::Duration, FactValue::Length(length)) => Ok(Scalar::Integer(length.0)),
            // As JSON has them.
            (Self::Instant, FactValue::Text(text)) => match Instant::parse(text) {
                Ok(at) => Ok(Scalar::Integer(at.0)),
                Err(e) => Err(format!("is `{text}`: {e}")),
            },
            (Self::Duration, FactValue::Text(text)) => match Duration::parse_plain(text) {
                Some(length) => Ok(Scalar::Integer(length.0)),
                None => Err(format!("is `{text}`, which is no duration such as `4 hours` or `PT4H`")),
            },
            (Self::Priority | Self::Enumeration(_), FactValue::Text(text)) => {
                self.place(text, priorities.clone()).map(Scalar::Place).ok_or_else(|| {
                    let what = if *self == Self::Priority { "no priority" } else { "none of its values" };
                    format!("is `{text}`, which is {what}{}", suggestion(text, self.names(priorities)))
                })
            }
            (kind, value) => Err(format!("should be {}, and is {}", kind.words(), value.described())),
        }
    }

    /// The value that conditions compare so; `None` if it is missing.
    pub(crate) fn value<'n>(
        &'n self,
        scalar: &Scalar<String>,
        priorities: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<FactValue> {
        Some(match scalar {
            Scalar::Missing => return None,
            Scalar::Bool(value) => FactValue::Bool(*value),
            Scalar::Number(number) => FactValue::Number(*number),
            Scalar::Text(text) => FactValue::Text(text.clone()),
            Scalar::Place(place) => FactValue::Text(self.name_at(*place, priorities).to_owned()),
            Scalar::Integer(number) if *self == Self::Instant => FactValue::Instant(Instant(*number)),
            Scalar::Integer(number) => FactValue::Length(Length(*number)),
        })
    }

    /// The whole number of a literal, if this type has them. Working time depends on a calendar, and a fact has none.
    pub(crate) fn integer(&self, literal: &Literal) -> Option<i64> {
        match (self, literal) {
            (Self::Instant, Literal::Instant(at)) => Some(at.0),
            (Self::Duration, Literal::Duration(duration)) if duration.clockwork == Clockwork::Wall => {
                duration.length(Length::hours(24)).ok().map(|length| length.0)
            }
            _ => None,
        }
    }

    /// A whole number as policies write it: an instant, or a length in the largest unit that counts it whole.
    pub(crate) fn integer_literal(&self, number: i64) -> String {
        if *self == Self::Instant {
            return Instant(number).rfc3339(None).to_string();
        }
        let units = [(86_400_000_000, "day"), (3_600_000_000, "hour"), (60_000_000, "minute"), (1_000_000, "second")];
        match units.iter().find(|(unit, _)| number % unit == 0) {
            Some((unit, word)) => {
                let count = number / unit;
                format!("{count} {word}{}", if count == 1 { "" } else { "s" })
            }
            None => {
                let fraction = format!("{:06}", number % 1_000_000);
                format!("{}.{} seconds", number / 1_000_000, fraction.trim_end_matches('0'))
            }
        }
    }
}
