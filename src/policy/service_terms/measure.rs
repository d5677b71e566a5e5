//! What is measured, over which periods, what the customer pays, and what is included (`semantics` 12).

use crate::span::Span;
use crate::time::{Duration, Length};
use crate::value::{Amount, Decimal};

use super::super::condition::Condition;
use super::super::ids::PriorityId;
use super::super::objective::ObjectiveId;
use super::super::terms::Coverage;
use super::bound::Bound;

/// `measured monthly by opened, except when customer_caused`
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// How long a period is.
    pub period: Period,
    /// Which instant decides.
    pub by: CountedBy,
    /// The incidents for which this is true are left out of every measure and credit.
    pub except: Option<Condition>,
    /// Where it is.
    pub span: Span,
}

/// The length of a period: of the calendar, in the zone of the default coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A calendar month.
    Month,
    /// January to March, and so on.
    Quarter,
    /// A calendar year.
    Year,
}

impl Period {
    /// How many months it has.
    pub fn months(self) -> u8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

/// Which instant decides to which period an objective belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountedBy {
    /// `opened` of the incident.
    Opened,
    /// The stop where it was met, due where it was breached.
    Stopped,
}

/// `fee 12000.00 GBP per month`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fee {
    /// How much.
    pub amount: Amount,
    /// For how long.
    pub per: Period,
}

/// `availability 99.9%, down while priority is P1`
#[derive(Debug, Clone, PartialEq)]
pub struct Availability {
    /// The promised share of the time.
    pub share: Decimal,
    /// The period word behind the share, where there is one: it agrees with `measured`.
    pub period: Option<Period>,
    /// While this is true of an open incident, the service is down.
    pub down: Condition,
    /// `ignoring outages under 10 minutes`
    pub ignoring: Option<Outages>,
    /// `counted on CALENDAR`; without it all time counts. [`Tables`](crate::policy::Tables) has the clock.
    pub counted_on: Option<Coverage>,
    /// Where it is.
    pub span: Span,
}

/// Outages shorter than this are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outages {
    /// As written, in plain units.
    pub under: Duration,
    /// In real time.
    pub length: Length,
}

/// What a value is computed of, over a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// The share of an objective that was met.
    Attainment(ObjectiveId),
    /// How often an objective was breached.
    Breaches(ObjectiveId),
    /// By how much an objective was late, incident by incident.
    Lateness(ObjectiveId),
    /// The share of the time that the service was up.
    Availability,
    /// The time that the service was down.
    Downtime,
}

impl Measure {
    /// The objective that is measured; `None` for availability and downtime.
    pub fn objective(self) -> Option<ObjectiveId> {
        match self {
            Self::Attainment(objective) | Self::Breaches(objective) | Self::Lateness(objective) => Some(objective),
            Self::Availability | Self::Downtime => None,
        }
    }
}

/// `right terminate "Termination" when availability below 98.5% in 2 of 3 periods`
#[derive(Debug, Clone, PartialEq)]
pub struct Right {
    /// Its name. Several of one name arise each by itself.
    pub name: String,
    /// Its title, or its name.
    pub title: String,
    /// [`Measure::Attainment`] or [`Measure::Availability`].
    pub measure: Measure,
    /// The priorities whose incidents count; empty for all.
    pub priorities: Vec<PriorityId>,
    /// A period counts where the value is below this.
    pub below: Bound,
    /// In how many periods: at least 1, and at most [`of`](Self::of).
    pub periods: u32,
    /// Of how many that follow one another; as many as `periods` where nothing is said.
    pub of: u32,
    /// Where it is.
    pub span: Span,
}

/// `quota P1 5 incidents per month`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// The priorities whose incidents count; empty for all.
    pub priorities: Vec<PriorityId>,
    /// How many are included.
    pub incidents: u32,
    /// In how long.
    pub per: QuotaPeriod,
    /// Where it is.
    pub span: Span,
}

/// The length of a quota's periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuotaPeriod {
    /// Of the calendar.
    Calendar(Period),
    /// From the date of the start of `in force` each year, to which the package has to have dates.
    ContractYear,
}
