//! L0213: The name of a party is almost the name of one that every policy has.

use crate::diagnostic::{Diagnostic, RuleCode, Severity, nearest};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::lint::uses::pausing;
use crate::policy::model::BUILTIN_PARTIES;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0213",
        name: "misspelt-party",
        summary: "The name of a party is almost the name of one that every policy has.",
        page: include_str!("misspelt_party.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    // Where parties are declared, an undeclared one is an error.
    if !root.model().parties.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for statement in root.packages().flat_map(|written| written.statements()) {
        let (_, parties) = pausing(&statement.value);
        for party in parties.iter().filter(|p| !BUILTIN_PARTIES.contains(&p.value.as_str())) {
            if let Some(near) = nearest(&party.value, BUILTIN_PARTIES) {
                let message = format!("`{}` is nearly `{near}`: a clock that pauses for it never pauses", party.value);
                let help = format!("did you mean `{near}`? Another party is declared: `party {}`", party.value);
                found.push(RULE.at(party.span, message).help(help));
            }
        }
    }
    found
}
