//! The values of a fact that a set of tests can tell apart: one of each class. All others answer every
//! test like one of these, so that to try these is to try all.

use crate::engine::{FactValue, OfChannel, Slot};
use crate::policy::model::{FactType, Model, Test};
use crate::time::{Instant, Length, MAX_LENGTH};

/// A value that a fact, the channel or the priority may have; or that there is none.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Missing,
    Bool(bool),
    Number(f64),
    Text(String),
    /// An enumeration's value by its place, a priority or a package by its number.
    Place(u16),
    Micros(i64),
}

impl Value {
    pub(super) fn slot(&self) -> Slot<'_> {
        match self {
            Self::Missing => Slot::Missing,
            Self::Bool(value) => Slot::Bool(*value),
            Self::Number(n) => Slot::Number(*n),
            Self::Text(text) => Slot::Text(text),
            Self::Place(place) => Slot::Place(*place),
            Self::Micros(n) => Slot::Micros(*n),
        }
    }

    /// As an incident has it; `None` if it is missing.
    pub(super) fn of_fact(&self, kind: &FactType, model: &Model) -> Option<FactValue> {
        Some(match (self, kind) {
            (Self::Bool(value), _) => FactValue::Bool(*value),
            (Self::Number(n), _) => FactValue::Number(*n),
            (Self::Text(text), _) => FactValue::Text(text.clone()),
            (Self::Micros(n), FactType::Instant) => FactValue::Instant(Instant(*n)),
            (Self::Micros(n), _) => FactValue::Length(Length(*n)),
            (Self::Place(at), FactType::Enumeration(values)) => {
                FactValue::Text(values.get(usize::from(*at)).cloned().unwrap_or_default())
            }
            (Self::Place(at), _) => {
                FactValue::Text(model.priorities.get(usize::from(*at)).map_or_else(String::new, |p| p.name.clone()))
            }
            (Self::Missing, _) => return None,
        })
    }
}

/// The last instant that is written with four digits of year, and the first.
const FIRST_INSTANT: i64 = -62_167_219_200_000_000;
const LAST_INSTANT: i64 = 253_402_300_799_999_999;

/// One value of each class of a fact; missing is the last.
pub(super) fn of_fact(kind: &FactType, priorities: usize, tests: &[&Test]) -> Vec<Value> {
    let mut out = match kind {
        FactType::Bool => vec![Value::Bool(true), Value::Bool(false)],
        FactType::Enumeration(values) => places(values.len()),
        FactType::Priority => places(priorities),
        FactType::Text => {
            let named = tests.iter().filter_map(|t| match t {
                Test::TextIn(texts) => Some(texts),
                _ => None,
            });
            texts(named.flatten())
        }
        FactType::Number => numbers(tests).into_iter().map(Value::Number).collect(),
        FactType::Instant => micros(tests, FIRST_INSTANT, LAST_INSTANT),
        FactType::Duration => micros(tests, 0, MAX_LENGTH),
    };
    out.push(Value::Missing);
    out
}

/// Each channel that is named, another one, and none.
pub(super) fn of_channel(tests: &[OfChannel<'_>]) -> Vec<Value> {
    let named = tests.iter().filter_map(|t| match t {
        OfChannel::In(names) => Some(*names),
        OfChannel::Known => None,
    });
    let mut out = texts(named.flatten());
    out.push(Value::Missing);
    out
}

pub(super) fn places(count: usize) -> Vec<Value> {
    (0..u16::try_from(count).unwrap_or(u16::MAX)).map(Value::Place).collect()
}

/// Each text that is named, and one that is not.
fn texts<'t>(named: impl Iterator<Item = &'t String>) -> Vec<Value> {
    let mut texts: Vec<&String> = named.collect();
    texts.sort_unstable();
    texts.dedup();
    let is_named = |text: &String| texts.binary_search(&text).is_ok();
    let other = (0..).map(|n| if n == 0 { "other".to_owned() } else { format!("other{n}") }).find(|t| !is_named(t));
    let mut out: Vec<Value> = texts.iter().map(|t| Value::Text((*t).clone())).collect();
    out.extend(other.map(Value::Text));
    out
}

/// Below the first threshold, at each, between two of them, above the last.
fn numbers(tests: &[&Test]) -> Vec<f64> {
    let mut bounds: Vec<f64> = Vec::new();
    for test in tests {
        match test {
            Test::Number(_, bound) => bounds.push(*bound),
            Test::NumberIn(set) => bounds.extend(set),
            _ => {}
        }
    }
    bounds.retain(|b| b.is_finite());
    bounds.sort_by(f64::total_cmp);
    bounds.dedup_by(|a, b| a == b);
    let (Some(first), Some(last)) = (bounds.first().copied(), bounds.last().copied()) else { return vec![0.0] };
    let mut out = Vec::with_capacity(bounds.len() * 2 + 1);
    let before = [first.ceil() - 1.0, first * 2.0 - 1.0, f64::MIN];
    out.extend(before.into_iter().find(|n| n.is_finite() && *n < first));
    for (at, bound) in bounds.iter().enumerate() {
        out.push(*bound);
        if let Some(next) = bounds.get(at + 1) {
            // A whole number reads best.
            let between = [bound.floor() + 1.0, bound + (next - bound) / 2.0];
            out.extend(between.into_iter().find(|n| bound < n && n < next));
        }
    }
    let after = [last.floor() + 1.0, last * 2.0 + 1.0, f64::MAX];
    out.extend(after.into_iter().find(|n| n.is_finite() && *n > last));
    out
}

const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3_600 * SECOND;

fn micros(tests: &[&Test], least: i64, most: i64) -> Vec<Value> {
    let mut bounds: Vec<i64> = Vec::new();
    for test in tests {
        match test {
            Test::Micros(_, bound) => bounds.push(*bound),
            Test::MicrosIn(set) => bounds.extend(set),
            _ => {}
        }
    }
    bounds.sort_unstable();
    bounds.dedup();
    let (Some(first), Some(last)) = (bounds.first().copied(), bounds.last().copied()) else {
        return vec![Value::Micros(0)];
    };
    let mut out = Vec::with_capacity(bounds.len() * 2 + 1);
    if first > least {
        out.push(first.saturating_sub(HOUR).max(least));
    }
    for (at, bound) in bounds.iter().enumerate() {
        out.push(*bound);
        if let Some(next) = bounds.get(at + 1) {
            let middle = bound + (next - bound) / 2;
            let between = [middle.div_euclid(SECOND) * SECOND, middle];
            out.extend(between.into_iter().find(|n| bound < n && n < next));
        }
    }
    if last < most {
        out.push(last.saturating_add(HOUR).min(most));
    }
    out.into_iter().map(Value::Micros).collect()
}
