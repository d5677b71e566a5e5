//! The value of a fact in a test, compared with its declared type.

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::engine::FactValue;
use crate::policy::Model;
use crate::policy::model::{Fact, FactType};
use crate::syntax::ast::{Value, ValueKind};
use crate::time::{Clockwork, Length};

/// What a fact says, or why it cannot.
pub(super) fn read(model: &Model, fact: &Fact, value: &Value) -> Result<FactValue, Box<Diagnostic>> {
    let error = |help: String| {
        let message = format!("`{}` is {}, and {} is not", fact.name, kind(&fact.kind), shown(&value.value));
        Err(Box::new(Diagnostic::error(Code::BadTest, value.span, message).help(help)))
    };
    match (&fact.kind, &value.value) {
        (FactType::Bool, ValueKind::Bool(value)) => Ok(FactValue::Bool(*value)),
        (FactType::Number, ValueKind::Number(value)) => Ok(FactValue::Number(*value)),
        (FactType::Text, ValueKind::Text(text)) => Ok(FactValue::Text(text.clone())),
        (FactType::Instant, ValueKind::Instant(at)) => Ok(FactValue::Instant(*at)),
        (FactType::Duration, ValueKind::Duration(duration)) => match duration.clockwork {
            Clockwork::Working => error("working time depends on a calendar: write plain hours".to_owned()),
            Clockwork::Wall => match duration.length(Length::hours(24)) {
                Ok(length) => Ok(FactValue::Length(length)),
                Err(_) => error("at most 100,000 days are allowed".to_owned()),
            },
        },
        (FactType::Enumeration(values), ValueKind::Name(name)) => match values.contains(name) {
            true => Ok(FactValue::Text(name.clone())),
            false => unknown(fact, name, value, values.iter().map(String::as_str)),
        },
        (FactType::Priority, ValueKind::Name(name)) => match model.priority(name) {
            Some(_) => Ok(FactValue::Text(name.clone())),
            None => unknown(fact, name, value, model.priorities.iter().map(|p| p.name.as_str())),
        },
        (FactType::Enumeration(_) | FactType::Priority, ValueKind::Text(text)) => {
            error(format!("write it without quotation marks: `{} {text}`", fact.name))
        }
        (FactType::Text, ValueKind::Name(name)) => {
            error(format!("put it in quotation marks: `{} \"{name}\"`", fact.name))
        }
        (kind, _) => error(format!("such as `{} {}`", fact.name, example(kind))),
    }
}

fn unknown<'n>(
    fact: &Fact,
    name: &str,
    value: &Value,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Result<FactValue, Box<Diagnostic>> {
    let help = match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has {}", crate::diagnostic::list(known)),
    };
    let message = format!("`{}` has no value `{name}`", fact.name);
    Err(Box::new(Diagnostic::error(Code::UnknownValue, value.span, message).help(help)))
}

fn kind(kind: &FactType) -> String {
    match kind {
        FactType::Bool => "`true` or `false`".to_owned(),
        FactType::Number => "a number".to_owned(),
        FactType::Text => "a text".to_owned(),
        FactType::Instant => "an instant".to_owned(),
        FactType::Duration => "a duration".to_owned(),
        FactType::Priority => "a priority".to_owned(),
        FactType::Enumeration(_) => format!("`{}`", kind.words()),
    }
}

fn example(kind: &FactType) -> String {
    match kind {
        FactType::Bool => "true".to_owned(),
        FactType::Number => "3".to_owned(),
        FactType::Text => "\"words\"".to_owned(),
        FactType::Instant => "2026-01-31T09:00:00Z".to_owned(),
        FactType::Duration => "4 hours".to_owned(),
        FactType::Priority => "P1".to_owned(),
        FactType::Enumeration(values) => values.first().cloned().unwrap_or_default(),
    }
}

/// A value in a sentence.
pub(super) fn shown(value: &ValueKind) -> String {
    match value {
        ValueKind::Name(name) => format!("`{name}`"),
        ValueKind::Number(number) => format!("the number {number}"),
        ValueKind::Text(text) => format!("the text \"{text}\""),
        ValueKind::Instant(at) => format!("the instant {}", at.rfc3339(None)),
        ValueKind::Duration(duration) => format!("the duration {duration}"),
        ValueKind::Bool(value) => format!("`{value}`"),
    }
}
