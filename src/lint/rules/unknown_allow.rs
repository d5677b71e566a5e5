//! L0421: An `allow` names a rule that does not exist.

use crate::diagnostic::{RuleCode, Severity};
use crate::lint::rule::{Across, Group, Rule};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0421",
        name: "unknown-allow",
        summary: "An `allow` names a rule that does not exist.",
        page: include_str!("unknown_allow.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Warning,
    across: Across::Any,
    // Told where comments are read, when all other rules have run.
    check: |_| Vec::new(),
};
