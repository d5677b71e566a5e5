//! Which lines the statements of a version have.

use num_bigint::BigUint;

use crate::policy::model::PriorityId;
use crate::policy::service_terms::{Credit, CreditRule, CreditValue, Measure, ServiceTerms};
use crate::value::Fraction;

/// A line of every statement of a version: a measure, and what is credited for it.
#[derive(Debug, Clone)]
pub(super) struct LineTerms {
    pub(super) measure: Measure,
    /// The priorities whose incidents count; empty for all.
    pub(super) priorities: Vec<PriorityId>,
    /// The place of its credit in [`ServiceTerms::credits`]; `None` for a measure that nothing is credited for.
    pub(super) credit: Option<u16>,
    /// How many lengths of lateness an incident may have before its credit reaches the most for one incident.
    pub(super) most_late: Option<u64>,
}

/// The lines of a package: one for each credit, then for each measure that only a right names, then for availability.
pub(super) fn lines(service: &ServiceTerms) -> Vec<LineTerms> {
    let credits = (0_u16..).zip(&service.credits).map(|(place, credit)| LineTerms {
        measure: credit.measure,
        priorities: credit.priorities.clone(),
        credit: Some(place),
        most_late: most_late(credit),
    });
    let mut out: Vec<LineTerms> = credits.collect();
    let rights = service.rights.iter().map(|right| (right.measure, right.priorities.as_slice()));
    let availability = service.availability.iter().map(|_| (Measure::Availability, &[][..]));
    for (measure, priorities) in rights.chain(availability) {
        if !out.iter().any(|line| line.measure == measure && line.priorities == priorities) {
            out.push(LineTerms { measure, priorities: priorities.to_vec(), credit: None, most_late: None });
        }
    }
    out
}

/// A credit or a cap as a number of its unit: a share, or minor units.
pub(super) fn number(value: CreditValue) -> Fraction {
    match value {
        CreditValue::Share(share) => share.into(),
        CreditValue::Amount(amount) => Fraction::minor_units(amount),
    }
}

/// How often a credit by lateness fits into the most for one incident.
fn most_late(credit: &Credit) -> Option<u64> {
    let CreditRule::EachLate { credit, at_most: Some(at_most), .. } = &credit.rule else { return None };
    let each = number(*credit);
    let most: BigUint = if each.is_zero() { return None } else { number(*at_most).over(&each).floor() };
    u64::try_from(most).ok()
}
