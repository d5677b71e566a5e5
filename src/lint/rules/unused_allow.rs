//! L0420: An `allow` silences nothing.

use crate::diagnostic::{RuleCode, Severity};
use crate::lint::rule::{Across, Group, Rule};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0420",
        name: "unused-allow",
        summary: "An `allow` silences nothing.",
        page: include_str!("unused_allow.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Note,
    across: Across::Any,
    // Told where comments are read, when all other rules have run.
    check: |_| Vec::new(),
};
