//! The classes of values that the tests of a policy can tell apart: every test answers all values of a class alike.

use super::fact_type::{FactType, Range, Scale};
use super::scalar::Scalar;
use super::test::Test;

/// How the values of a fact fall into classes.
#[derive(Debug, Clone, Default)]
pub(crate) enum Classes {
    /// Nothing is asked of the fact.
    #[default]
    None,
    /// `true`, `false` or a name: each is a class of its own; there are so many.
    Each(usize),
    /// Each of these numbers, and the numbers between two of them.
    Numbers(Vec<f64>),
    /// Each of these whole numbers, and the numbers between two of them.
    Integers(Vec<i64>),
    /// Each of these texts, and all others.
    Texts(Vec<String>),
}

impl Classes {
    /// The classes for some tests; `priorities` is how many priorities the policy has.
    pub(crate) fn new(kind: &FactType, tests: &[&Test], priorities: usize) -> Self {
        if tests.is_empty() {
            return Self::None;
        }
        match kind.scale() {
            Scale::Bool => Self::Each(2),
            Scale::Names => Self::Each(count(kind, priorities)),
            Scale::Number => {
                // Adding zero makes one zero of the two.
                let mut bounds: Vec<f64> = numbers(tests).into_iter().map(|bound| bound + 0.0).collect();
                bounds.sort_unstable_by(f64::total_cmp);
                bounds.dedup();
                Self::Numbers(bounds)
            }
            Scale::Integer(_) => Self::Integers(integers(tests)),
            Scale::Text => {
                let mut texts: Vec<String> = named_texts(tests).cloned().collect();
                texts.sort_unstable();
                texts.dedup();
                Self::Texts(texts)
            }
        }
    }

    /// How many classes there are.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Each(count) => *count,
            Self::Numbers(bounds) => 2 * bounds.len() + 1,
            Self::Integers(bounds) => 2 * bounds.len() + 1,
            Self::Texts(texts) => texts.len() + 1,
        }
    }

    /// The class of a value, from 1; zero if it is missing.
    #[inline]
    pub(crate) fn class(&self, value: Scalar<&str>) -> usize {
        match (self, value) {
            (Self::None, _) | (_, Scalar::Missing) => 0,
            (Self::Each(_), Scalar::Bool(value)) => 1 + usize::from(value),
            (Self::Each(_), Scalar::Place(place)) => 1 + usize::from(place),
            (Self::Numbers(bounds), Scalar::Number(n)) => between(bounds, |b| b.total_cmp(&(n + 0.0))),
            (Self::Integers(bounds), Scalar::Integer(n)) => between(bounds, |b| b.cmp(&n)),
            (Self::Texts(texts), Scalar::Text(t)) => {
                texts.binary_search_by(|text| text.as_str().cmp(t)).map_or(1, |at| at + 2)
            }
            _ => 0,
        }
    }
}

/// 1 below the first bound, 2 at it, 3 above it, and so on.
fn between<T>(bounds: &[T], order: impl Fn(&T) -> std::cmp::Ordering) -> usize {
    match bounds.binary_search_by(order) {
        Ok(at) => 2 * at + 2,
        Err(at) => 2 * at + 1,
    }
}

/// How many names are values of a type.
fn count(kind: &FactType, priorities: usize) -> usize {
    kind.names(std::iter::repeat_n("", priorities)).count()
}

/// An example of each class; missing is the last.
pub(crate) fn examples(kind: &FactType, tests: &[&Test], priorities: usize) -> Vec<Scalar<String>> {
    let mut out = match kind.scale() {
        Scale::Bool => vec![Scalar::Bool(true), Scalar::Bool(false)],
        Scale::Names => (0..u16::try_from(count(kind, priorities)).unwrap_or(u16::MAX)).map(Scalar::Place).collect(),
        Scale::Text => each_text(named_texts(tests)),
        Scale::Number => each_number(numbers(tests)).into_iter().map(Scalar::Number).collect(),
        Scale::Integer(range) => each_integer(&integers(tests), range).into_iter().map(Scalar::Integer).collect(),
    };
    out.push(Scalar::Missing);
    out
}

/// Each text that is named, and one that is not.
pub(crate) fn each_text<'t>(named: impl Iterator<Item = &'t String>) -> Vec<Scalar<String>> {
    let mut texts: Vec<&String> = named.collect();
    texts.sort_unstable();
    texts.dedup();
    let is_named = |text: &String| texts.binary_search(&text).is_ok();
    let other = (0..).map(|n| if n == 0 { "other".to_owned() } else { format!("other{n}") }).find(|t| !is_named(t));
    let mut out: Vec<Scalar<String>> = texts.iter().map(|t| Scalar::Text((*t).clone())).collect();
    out.extend(other.map(Scalar::Text));
    out
}

/// The texts that tests name.
fn named_texts<'t>(tests: &[&'t Test]) -> impl Iterator<Item = &'t String> {
    tests.iter().filter_map(|test| if let Test::TextIn(texts) = test { Some(texts) } else { None }).flatten()
}

/// The numbers that tests name.
fn numbers(tests: &[&Test]) -> Vec<f64> {
    let mut bounds: Vec<f64> = Vec::new();
    for test in tests {
        match test {
            Test::Number(_, bound) => bounds.push(*bound),
            Test::NumberIn(set) => bounds.extend(set),
            _ => {}
        }
    }
    bounds
}

/// The whole numbers that tests name, in order, each once.
fn integers(tests: &[&Test]) -> Vec<i64> {
    let mut bounds: Vec<i64> = Vec::new();
    for test in tests {
        match test {
            Test::Integer(_, bound) => bounds.push(*bound),
            Test::IntegerIn(set) => bounds.extend(set),
            _ => {}
        }
    }
    bounds.sort_unstable();
    bounds.dedup();
    bounds
}

/// Below the first bound, at each, between two of them, above the last.
fn each_number(mut bounds: Vec<f64>) -> Vec<f64> {
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

/// Below the first bound, at each, between two of them, above the last.
fn each_integer(bounds: &[i64], range: Range) -> Vec<i64> {
    let Range { least, most, round, step } = range;
    let (Some(first), Some(last)) = (bounds.first().copied(), bounds.last().copied()) else { return vec![0] };
    let mut out = Vec::with_capacity(bounds.len() * 2 + 1);
    if first > least {
        out.push(first.saturating_sub(step).max(least));
    }
    for (at, bound) in bounds.iter().enumerate() {
        out.push(*bound);
        if let Some(next) = bounds.get(at + 1) {
            let middle = bound + (next - bound) / 2;
            let between = [middle.div_euclid(round) * round, middle];
            out.extend(between.into_iter().find(|n| bound < n && n < next));
        }
    }
    if last < most {
        out.push(last.saturating_add(step).min(most));
    }
    out
}
