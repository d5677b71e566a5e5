//! L0302: No incident can make a condition false.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::conditions::Role;
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};

use super::never_true::constants;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0302",
        name: "always-true",
        summary: "No incident can make a condition false.",
        page: include_str!("always_true.md"),
    },
    group: Group::Rules,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for asked in root.conditions() {
        for constant in constants(root, &asked).into_iter().filter(|c| c.truth) {
            let (message, help) = match (constant.whole, asked.role) {
                (true, Role::Definition) => ("this definition can never be false", "say `otherwise` if that is meant"),
                (true, Role::Unless) => {
                    ("this can never be false: the remedy is never provided", "check what was meant")
                }
                (true, _) => ("this can never be false", "remove the condition if that is meant"),
                (false, _) => ("this part can never be false", "remove it, or check what was meant"),
            };
            found.push(RULE.at(constant.span, message).help(help));
        }
    }
    found
}
