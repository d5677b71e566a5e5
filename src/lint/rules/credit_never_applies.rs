//! L0219: A credit can never be paid in full, or never applies.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::{Root, Written};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::service_terms::{Cap, CreditRule, CreditValue, Measure, Quota, QuotaPeriod};
use crate::span::Span;
use crate::value::Fraction;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0219",
        name: "credit-never-applies",
        summary: "A credit can never be paid in full, or never applies.",
        page: include_str!("credit_never_applies.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages().filter(|written| !written.package.base) {
        found.extend(bounds(&written));
        found.extend(caps(&written));
        found.extend(counts(&written));
    }
    found
}

/// A bound of 0%: nothing is below it.
fn bounds(written: &Written<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for credit in written.package.service.credits.iter().filter(|credit| written.holds(credit.span)) {
        let zero: Option<Span> = match &credit.rule {
            CreditRule::Bands(bands) => bands.iter().find(|band| band.below.share.is_zero()).map(|band| band.span),
            CreditRule::Distance { below, .. } => below.share.is_zero().then_some(credit.span),
            _ => None,
        };
        let help = "remove it, or write a higher bound";
        found.extend(zero.map(|span| RULE.at(span, "no share is below 0%: this never applies").help(help)));
    }
    found
}

/// A cap that is less than one credit.
fn caps(written: &Written<'_>) -> Vec<Diagnostic> {
    let service = &written.package.service;
    let mut found = Vec::new();
    for Cap { at_most, span, .. } in &service.credit_limits.caps {
        let over = service.credits.iter().find(|credit| credit.rule.values().any(|value| less(*at_most, value)));
        let own = written.holds(*span) || over.is_some_and(|credit| written.holds(credit.span));
        if let Some(credit) = over.filter(|_| own) {
            let span = if written.holds(*span) { *span } else { credit.span };
            let message = format!("this cap of {at_most} is less than one credit: that is never paid in full");
            let help = format!("raise the cap, or lower the credit; {}", RULE.or_allow());
            found.push(RULE.at(span, message).related(credit.span, "the credit").help(help));
        }
    }
    found
}

fn less(one: CreditValue, other: CreditValue) -> bool {
    match (one, other) {
        (CreditValue::Share(one), CreditValue::Share(other)) => Fraction::from(one) < Fraction::from(other),
        (CreditValue::Amount(one), CreditValue::Amount(other)) => one.value() < other.value(),
        (CreditValue::Share(_), CreditValue::Amount(_)) | (CreditValue::Amount(_), CreditValue::Share(_)) => false,
    }
}

/// A least number of incidents that is above what the quotas include in a period.
fn counts(written: &Written<'_>) -> Option<Diagnostic> {
    let service = &written.package.service;
    let fewer = service.credit_limits.ignore_fewer_than.as_ref()?;
    let counts = |rule: &CreditRule| matches!(rule, CreditRule::Bands(_) | CreditRule::Distance { .. });
    let attainment = service.credits.iter().any(|c| matches!(c.measure, Measure::Attainment(_)) && counts(&c.rule));
    let months = service.period().months();
    // As many as a quota of all priorities includes in one period, or in a longer one.
    let included = |quota: &&Quota| {
        let fits = match quota.per {
            QuotaPeriod::Calendar(period) => period.months() >= months,
            QuotaPeriod::ContractYear => true,
        };
        quota.priorities.is_empty() && fits && quota.incidents < fewer.value
    };
    let quota = service.quotas.iter().find(included).filter(|_| attainment)?;
    let own = [fewer.span, quota.span].into_iter().find(|span| written.holds(*span))?;
    let message =
        format!("no more than {} incidents are included, and fewer than {} are ignored", quota.incidents, fewer.value);
    let help = "lower the number of incidents that a credit needs, or raise the quota";
    Some(RULE.at(own, message).related(quota.span, "the quota").help(help))
}
