//! What is owed under two contracts for the same incidents, by period.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use crate::engine::credits::{CreditUnit, Statement, Statements};
use crate::policy::service_terms::Currency;
use crate::time::{Date, Period};
use crate::value::Fraction;

use super::words::{exact_percent, money};

/// A sum in one unit: a currency, or shares of the fee.
type Owed = BTreeMap<Option<Currency>, Fraction>;

/// What is owed in one period under OLD and under NEW.
#[derive(Debug, Clone, PartialEq)]
pub struct OwedByPeriod {
    period: Period,
    old: Owed,
    new: Owed,
}

/// What statements come to under OLD and under NEW; `None` if nothing is credited under either. Periods of different
/// lengths stand for themselves.
pub fn owed_by_period(old: &Statements, new: &Statements) -> Option<Vec<OwedByPeriod>> {
    let mut out: BTreeMap<(Date, Date), OwedByPeriod> = BTreeMap::new();
    for (is_new, all) in [(false, old), (true, new)] {
        for statement in &all.statements {
            let Statement { period, unit: Some(unit), .. } = statement else { continue };
            let empty = || OwedByPeriod { period: *period, old: Owed::new(), new: Owed::new() };
            let of_period = out.entry((period.first(), period.last())).or_insert_with(empty);
            let side = if is_new { &mut of_period.new } else { &mut of_period.old };
            let currency = match unit {
                CreditUnit::Money(currency) => Some(*currency),
                CreditUnit::Share => None,
            };
            let sum = side.entry(currency).or_default();
            *sum = sum.plus(&statement.owed());
        }
    }
    (!out.is_empty()).then(|| out.into_values().collect())
}

/// `600.00 GBP`, `5% of fee`, or `nothing`.
fn words(owed: &Owed) -> String {
    let each = owed.iter().map(|(currency, sum)| match currency {
        Some(currency) => money(sum, *currency),
        None => format!("{} of fee", exact_percent(sum, 4)),
    });
    let all: Vec<String> = each.collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(" and ") }
}

fn side(owed: &Owed) -> Value {
    let each = owed.iter().map(|(currency, sum)| match currency {
        Some(currency) => {
            json!({"currency": currency.code(), "share": null, "amount": sum.money_text(*currency)})
        }
        None => json!({"currency": null, "share": sum.rounded_down(9), "amount": null}),
    });
    each.collect()
}

impl OwedByPeriod {
    /// `{"period", "old", "new"}`: a list of sums each, one for each currency.
    pub fn json(&self) -> Value {
        json!({"period": self.period.to_string(), "old": side(&self.old), "new": side(&self.new)})
    }
}

impl fmt::Display for OwedByPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} -> {}", self.period, words(&self.old), words(&self.new))
    }
}
