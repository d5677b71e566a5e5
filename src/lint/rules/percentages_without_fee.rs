//! L0218: Credits are percentages, and there is no fee that they are of.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::service_terms::CreditValue;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0218",
        name: "percentages-without-fee",
        summary: "Credits are percentages, and there is no fee that they are of.",
        page: include_str!("percentages_without_fee.md"),
    },
    group: Group::Promises,
    severity: Severity::Note,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for written in root.packages().filter(|written| !written.package.base && written.package.service.fee.is_none()) {
        let credits = written.package.service.credits.iter().filter(|credit| written.holds(credit.span));
        let share = |value: CreditValue| matches!(value, CreditValue::Share(_));
        if let Some(credit) = credits.into_iter().find(|credit| credit.rule.values().any(share)) {
            let message = format!("`{}` says no fee, so that its credits come to no amount", written.package.name);
            let help =
                format!("add the fee that percentages are of: `fee 12000.00 GBP per month`; {}", RULE.or_allow());
            found.push(RULE.at(credit.span, message).help(help));
        }
    }
    found
}
