//! What the customer gets for a measure, and what limits it (`semantics` 12).

use crate::span::Span;
use crate::time::{Duration, Length};
use crate::value::{Amount, Currency, Decimal};

use super::super::general_terms::Placed;
use super::super::ids::PriorityId;
use super::bound::Bound;
use super::measure::Measure;

/// A credit for a measure: one line of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Credit {
    /// What it depends on.
    pub measure: Measure,
    /// The priorities whose incidents count; empty for all. Always empty for availability and downtime.
    pub priorities: Vec<PriorityId>,
    /// How much.
    pub rule: CreditRule,
    /// Where it is.
    pub span: Span,
}

/// How a credit follows from its measure.
#[derive(Debug, Clone, PartialEq)]
pub enum CreditRule {
    /// `{ below 95% credit 5%  below 90% credit 10% }`: of the bands that hold, the last. Bounds fall strictly, credits
    /// do not shrink, and all are of one kind. On attainment or availability.
    Bands(Vec<Band>),
    /// `2% for each full 1% below 99.5%`: the credit times (bound - value) / step. On attainment or availability.
    Distance {
        /// For each step.
        credit: CreditValue,
        /// The step, above 0.
        step: Decimal,
        /// What becomes of a fraction of a step.
        rounding: Rounding,
        /// Where it begins.
        below: Bound,
    },
    /// `each breach of relief P1 250.00 GBP`. On [`Measure::Breaches`].
    EachBreach(CreditValue),
    /// `each started 30 minutes late of relief P1 5%, at most 100%`. On [`Measure::Lateness`].
    EachLate {
        /// For each such length in the lateness of an incident.
        credit: CreditValue,
        /// As written. [`Timing`](crate::policy::Timing) has the length on the clock of each limit.
        each: Duration,
        /// [`Rounding::Full`] or [`Rounding::Started`].
        rounding: Rounding,
        /// The most for one incident, of the kind of `credit`.
        at_most: Option<CreditValue>,
    },
    /// `each started hour down 1%`. On [`Measure::Downtime`].
    EachDown {
        /// For each such length in the downtime of the period.
        credit: CreditValue,
        /// As written.
        each: Duration,
        /// How long that is; in working units only if the downtime is counted on a calendar.
        length: Length,
        /// [`Rounding::Full`] or [`Rounding::Started`].
        rounding: Rounding,
    },
}

/// What becomes of a fraction of a step or length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// `full`: it does not count.
    Full,
    /// `started`: it counts as a whole one.
    Started,
    /// It counts in proportion.
    Exact,
}

/// A band of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// It holds where the value is below this.
    pub below: Bound,
    /// What is credited.
    pub credit: CreditValue,
    /// Where it is.
    pub span: Span,
}

/// A credit or a cap: a share of the fee, or money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditValue {
    /// A share of the fee; where there is none, of whatever the customer pays.
    Share(Decimal),
    /// Money.
    Amount(Amount),
}

impl CreditValue {
    /// Its currency, if it is money.
    pub fn currency(self) -> Option<Currency> {
        match self {
            Self::Share(_) => None,
            Self::Amount(amount) => Some(amount.currency()),
        }
    }
}

impl CreditRule {
    /// Every credit that it names, in order, without what limits it for one incident.
    pub fn values(&self) -> impl Iterator<Item = CreditValue> {
        let (bands, one) = match self {
            Self::Bands(bands) => (bands.as_slice(), None),
            Self::Distance { credit, .. }
            | Self::EachBreach(credit)
            | Self::EachLate { credit, .. }
            | Self::EachDown { credit, .. } => (&[][..], Some(*credit)),
        };
        bands.iter().map(|band| band.credit).chain(one)
    }
}

/// What limits the credits of a statement.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CreditLimits {
    /// Caps on what the lines add up to: all of them hold.
    pub caps: Vec<Cap>,
    /// `credits ignore fewer than 5 incidents`: bands and distances on attainment need so many.
    pub ignore_fewer_than: Option<Placed<u32>>,
    /// `credits at least 1.00 GBP`: less is not owed.
    pub at_least: Option<Placed<Amount>>,
    /// `credits claimed within 30 days` after the last date of the period.
    pub claimed_within_days: Option<Placed<u32>>,
}

/// `credits at most 20%`
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cap {
    /// The most.
    pub at_most: CreditValue,
    /// `per year`: over the periods of a calendar year; else it is that of one statement.
    pub per_year: bool,
    /// Where it is.
    pub span: Span,
}
