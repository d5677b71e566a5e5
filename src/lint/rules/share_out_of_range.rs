//! L0206: A share is 0 %, or over 100 %.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0206",
        name: "share-out-of-range",
        summary: "A share is 0 %, or over 100 %.",
        page: include_str!("share_out_of_range.md"),
    },
    group: Group::Promises,
    severity: Severity::Error,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, span, objective) in root.promises() {
        let Some(share) = objective.share else { continue };
        let (numerator, denominator) = share.ratio();
        let message = if share.is_zero() {
            "a share of 0 % promises nothing: no incident has to be in time"
        } else if numerator > denominator {
            "no more than 100 % of the incidents can be in time"
        } else {
            continue;
        };
        found.push(RULE.at(span, message).help("write the share as in the contract, such as `95%`"));
    }
    found
}
