//! L0422: A comment is meant to silence a rule, but cannot be read.

use crate::diagnostic::{RuleCode, Severity};
use crate::lint::rule::{Across, Group, Rule};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0422",
        name: "malformed-allow",
        summary: "A comment is meant to silence a rule, but cannot be read.",
        page: include_str!("malformed_allow.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Warning,
    across: Across::Any,
    // Told where comments are read, when all other rules have run.
    check: |_| Vec::new(),
};
