//! L0405: A contract is no longer in force, and there is no later version of it.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0405",
        name: "contract-run-out",
        summary: "A contract is no longer in force, and there is no later version of it.",
        page: include_str!("contract_run_out.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Note,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        let Some(force) = written.package.in_force.filter(|f| f.to < root.today) else { continue };
        let later = root.all_packages().iter().filter(|other| other.package.name == written.package.name);
        if later.filter_map(|other| other.package.in_force).any(|other| other.to > force.to) {
            continue;
        }
        let message = format!("`{}` has run out: it was in force to {}", written.package.name, force.to);
        let help = format!(
            "add the version that follows, or move the file to where old contracts are kept; {}",
            RULE.or_allow()
        );
        found.push(RULE.at(force.span, message).help(help));
    }
    found
}
