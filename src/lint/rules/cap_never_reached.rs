//! L0223: A cap is more than the credits can come to.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::{Root, Written};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::service_terms::{Cap, CreditRule, CreditValue, Rounding, ServiceTerms};
use crate::value::Fraction;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0223",
        name: "cap-never-reached",
        summary: "A cap is more than the credits can come to.",
        page: include_str!("cap_never_reached.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    root.packages().filter(|written| !written.package.base).flat_map(|written| caps(&written)).collect()
}

fn caps(written: &Written<'_>) -> Vec<Diagnostic> {
    let service = &written.package.service;
    let mut found = Vec::new();
    for cap in &service.credit_limits.caps {
        let own = |span| written.holds(span).then_some(span);
        let shown = own(cap.span).or_else(|| service.credits.iter().find_map(|credit| own(credit.span)));
        let Some(span) = shown else { continue };
        let Some(most) = most(service, cap) else { continue };
        let (fraction, kind) = comparable(cap.at_most);
        if most >= fraction {
            continue;
        }
        let most = match kind {
            Kind::Share => {
                let percent = most.times(&Fraction::whole(100_u8)).decimal_text(4);
                format!("{}%", percent.trim_end_matches('0').trim_end_matches('.'))
            }
            Kind::Amount(currency) => format!("{} {currency}", most.money_text(currency)),
        };
        let per = if cap.per_year { " in a year" } else { " in a period" };
        let message = format!("the credits never come to this cap of {}: all of them are {most}{per}", cap.at_most);
        let help = format!("lower the cap, or remove it; {}", RULE.or_allow());
        found.push(RULE.at(span, message).help(help));
    }
    found
}

/// What is added up with what.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Shares of the fee.
    Share,
    /// Money.
    Amount(crate::value::Currency),
}

/// The value of a credit or cap: a fraction of the fee, or minor units of a currency.
fn comparable(value: CreditValue) -> (Fraction, Kind) {
    match value {
        CreditValue::Share(share) => (Fraction::from(share), Kind::Share),
        CreditValue::Amount(amount) => (Fraction::minor_units(amount), Kind::Amount(amount.currency())),
    }
}

/// The most that all credits come to together, in what the cap is of: a fraction of the fee, or money. `None` if
/// there is no such most, there are no credits, or a fee that is not known decides.
fn most(service: &ServiceTerms, cap: &Cap) -> Option<Fraction> {
    let (_, kind) = comparable(cap.at_most);
    let months = service.period().months();
    let periods = if cap.per_year { 12 / months } else { 1 };
    let mut sum = Fraction::default();
    for credit in &service.credits {
        let (each, own) = worst(&credit.rule)?;
        let each = match (own, kind) {
            // Percentages of the fees of a year are added up as those of one period are.
            (Kind::Share, Kind::Share) => each,
            (Kind::Share, Kind::Amount(_)) => {
                let fee = service.fee.as_ref()?.value;
                let of_months = Fraction::of(months, fee.per.months());
                each.times(&Fraction::minor_units(fee.amount)).times(&of_months).times(&Fraction::whole(periods))
            }
            (Kind::Amount(_), Kind::Amount(_)) => each.times(&Fraction::whole(periods)),
            // Of a version that is in force for a part of a period the fee is less, and the amounts are not.
            (Kind::Amount(_), Kind::Share) => return None,
        };
        sum = sum.plus(&each);
    }
    (!service.credits.is_empty()).then_some(sum)
}

/// What a credit comes to where nothing was met and the service was down all the time; `None` where it grows with
/// every incident.
fn worst(rule: &CreditRule) -> Option<(Fraction, Kind)> {
    match rule {
        CreditRule::Bands(bands) => bands.last().map(|band| comparable(band.credit)),
        CreditRule::Distance { credit, step, rounding, below } => {
            let steps = Fraction::from(below.share).over(&Fraction::from(*step));
            let steps = match rounding {
                Rounding::Full => Fraction::whole(steps.floor()),
                Rounding::Started => Fraction::whole(steps.ceil()),
                Rounding::Exact => steps,
            };
            let (credit, kind) = comparable(*credit);
            Some((credit.times(&steps), kind))
        }
        CreditRule::EachBreach(_) | CreditRule::EachLate { .. } | CreditRule::EachDown { .. } => None,
    }
}
