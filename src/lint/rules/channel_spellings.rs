//! L0409: One channel is spelt in two ways.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::{Root, Use};
use crate::lint::rule::{Across, Group, Rule};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0409",
        name: "channel-spellings",
        summary: "One channel is spelt in two ways.",
        page: include_str!("channel_spellings.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<String, Use<'_>> = BTreeMap::new();
    let mut told: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for name in root.channel_uses() {
        let known = first.entry(folded(name.value)).or_insert(name);
        // Each further way is reported where it first occurs.
        if known.value != name.value && !told.contains(&name.value) && root.may_tell(name.span) {
            told.push(name.value);
            let message = format!("`{}` and `{}` are two channels, and look like one", name.value, known.value);
            let help = format!("write `{}` everywhere", known.value);
            found.push(RULE.at(name.span, message).related(known.span, "spelt so before").help(help));
        }
    }
    found
}

/// A name without what two ways of spelling it may differ in.
pub(super) fn folded(name: &str) -> String {
    name.to_lowercase().replace(['-', '_'], "")
}
