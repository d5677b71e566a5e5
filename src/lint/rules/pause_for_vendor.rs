//! L0212: A promise of the vendor pauses while waiting for the vendor.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::lint::uses::pausing;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0212",
        name: "pause-for-vendor",
        summary: "A promise of the vendor pauses while waiting for the vendor.",
        page: include_str!("pause_for_vendor.md"),
    },
    group: Group::Promises,
    severity: Severity::Error,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for statement in root.packages().flat_map(|written| written.statements()) {
        let (word, parties) = pausing(&statement.value);
        if let Some(party) = parties.iter().find(|p| p.value == "vendor") {
            let message = format!("the vendor promises the {word}, and it pauses while the vendor is waited on");
            let help = "remove `vendor`; another vendor who is waited for is a `third_party`";
            found.push(RULE.at(party.span, message).help(help));
        }
    }
    found
}
