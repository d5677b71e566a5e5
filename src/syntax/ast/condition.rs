//! Conditions as written.

use crate::facts::Literal;
use crate::span::Spanned;
use crate::value::Order;

use super::{CalendarUse, Name};

/// A condition and where it is.
pub type Condition = Spanned<ConditionKind>;

/// A condition.
#[derive(Debug, Clone)]
pub enum ConditionKind {
    /// `A and B and C`
    All(Vec<Condition>),
    /// `A or B or C`
    Any(Vec<Condition>),
    /// `not A`
    Not(Box<Condition>),
    /// `opened within CALENDAR in ZONE`
    OpenedWithin(CalendarUse),
    /// Anything else.
    Comparison(Name, Comparison),
}

/// What a comparison says of its name.
#[derive(Debug, Clone)]
pub enum Comparison {
    /// `NAME`
    Bare,
    /// `is known`, `is not known`
    Known(bool),
    /// `is V`, `is not V`
    Is(bool, Value),
    /// `in [V, W]`, `not in [V, W]`
    In(bool, Vec<Value>),
    /// `between V and W`
    Between(Value, Value),
    /// `at least P2`
    AtLeast(Name),
    /// `extends Gold`
    Extends(Name),
    /// `< V`
    Order(Order, Value),
}

/// A value and where it was written.
pub type Value = Spanned<Literal>;
