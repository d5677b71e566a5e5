//! What a tier or contract says besides its limits: who is called before one is missed, what the customer gets if it
//! is, and how much support is included (`semantics` 11 and 12). Inheritance is applied already.

mod bound;
mod credit;
mod escalation;
mod measure;

use super::condition::Condition;
use super::general_terms::Placed;
use super::ids::PriorityId;

pub use crate::value::{Amount, Currency};
pub use bound::Bound;
pub use credit::{Band, Cap, Credit, CreditLimits, CreditRule, CreditValue, Rounding};
pub use escalation::{Escalation, EscalationPoint, Recipient};
pub use measure::{Availability, CountedBy, Fee, Measure, Measured, Outages, Period, Quota, QuotaPeriod, Right};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct ServiceTerms {
    /// Who is called and when, in the order in which decisions list them: inherited ones first.
    pub escalations: Vec<Escalation>,
    /// The periods of all measures; where nothing is said, months by `opened`.
    pub measured: Option<Measured>,
    /// What percentages are of.
    pub fee: Option<Placed<Fee>>,
    /// The promised share of the time.
    pub availability: Option<Availability>,
    /// What is credited for which measure, in the order of the lines of a statement.
    pub credits: Vec<Credit>,
    /// What limits the credits of a statement.
    pub credit_limits: CreditLimits,
    /// The rights of the customer that arise from a measure.
    pub rights: Vec<Right>,
    /// How many incidents are included.
    pub quotas: Vec<Quota>,
}

impl ServiceTerms {
    /// The length of the periods of all measures.
    pub fn period(&self) -> Period {
        self.measured.as_ref().map_or(Period::Month, |measured| measured.period)
    }

    /// Which instant decides to which period an objective belongs.
    pub fn counted_by(&self) -> CountedBy {
        self.measured.as_ref().map_or(CountedBy::Opened, |measured| measured.by)
    }

    /// The conditions that measures ask: which incidents are left out, and which are downtime.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let except = self.measured.iter().filter_map(|measured| measured.except.as_ref());
        except.chain(self.availability.iter().map(|availability| &availability.down))
    }
}

/// Whether a list of priorities concerns one; an empty list concerns all.
pub fn concerns(priorities: &[PriorityId], priority: PriorityId) -> bool {
    priorities.is_empty() || priorities.contains(&priority)
}
