//! What conditions ask of a fact, and the answer.

use std::cmp::Ordering;

use crate::value::{Order, Truth};

use super::scalar::Scalar;

/// What is asked of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is there.
    Known,
    /// A bool that is true.
    True,
    /// One of these names, by their places in the list of the type.
    OneOf(Vec<u16>),
    /// One of these texts.
    TextIn(Vec<String>),
    /// One of these numbers.
    NumberIn(Vec<f64>),
    /// A number compared with another.
    Number(Order, f64),
    /// One of these whole numbers: of instants and lengths, their microseconds.
    IntegerIn(Vec<i64>),
    /// A whole number compared with another.
    Integer(Order, i64),
}

impl Test {
    /// The answer for a value.
    #[inline]
    pub(crate) fn answer(&self, value: Scalar<&str>) -> Truth {
        if matches!(self, Self::Known) {
            return (value != Scalar::Missing).into();
        }
        match (value, self) {
            (Scalar::Bool(value), Self::True) => value.into(),
            (Scalar::Place(place), Self::OneOf(set)) => set.contains(&place).into(),
            (Scalar::Text(text), Self::TextIn(set)) => set.iter().any(|t| t == text).into(),
            (Scalar::Number(n), Self::NumberIn(set)) => set.contains(&n).into(),
            (Scalar::Number(n), Self::Number(order, bound)) => holds(*order, n.partial_cmp(bound)).into(),
            (Scalar::Integer(n), Self::IntegerIn(set)) => set.contains(&n).into(),
            (Scalar::Integer(n), Self::Integer(order, bound)) => holds(*order, Some(n.cmp(bound))).into(),
            _ => Truth::Unknown,
        }
    }
}

fn holds(order: Order, compared: Option<Ordering>) -> bool {
    compared.is_some_and(|c| match order {
        Order::Less => c.is_lt(),
        Order::LessEqual => c.is_le(),
        Order::Greater => c.is_gt(),
        Order::GreaterEqual => c.is_ge(),
    })
}
