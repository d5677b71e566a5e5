//! L0407: No test has an incident of a custom contract.

use crate::facts::Literal;
use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::TestField;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0407",
        name: "untested-contract",
        summary: "No test has an incident of a custom contract.",
        page: include_str!("untested_contract.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Note,
    across: Across::All,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let fields = root.model().tests.iter().flat_map(|test| &test.incidents).flat_map(|incident| &incident.fields);
    let tested: BTreeSet<&str> = fields
        .filter_map(|field| match &field.value {
            TestField::Plain(name, value) if name.value == "contract" => match &value.value {
                Literal::Name(contract) | Literal::Text(contract) => Some(contract.as_str()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for written in root.packages().filter(|w| w.package.contract) {
        let name = written.package.name.as_str();
        // Versions of a contract are tested under one name.
        if !tested.contains(name) && told.insert(name) {
            let message = format!("no test has an incident of `{name}`");
            let help = format!(
                "add a `test` of what it changes; `relief new contract` writes one to begin with; {}",
                RULE.or_allow()
            );
            found.push(RULE.at(written.item.name.span, message).help(help));
        }
    }
    found
}
