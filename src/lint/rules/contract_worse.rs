//! L0201: A contract is worse for the customer than what it extends.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::lint::worse::Cause;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0201",
        name: "contract-worse",
        summary: "A contract is worse for the customer than what it extends.",
        page: include_str!("contract_worse.md"),
    },
    group: Group::Promises,
    severity: Severity::Error,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let contracts = root.packages().filter(|written| written.package.contract);
    let worse = contracts.flat_map(|written| root.worse(&written));
    worse.filter(|worse| worse.cause() == Cause::Says).map(|worse| worse.tell(&RULE)).collect()
}
