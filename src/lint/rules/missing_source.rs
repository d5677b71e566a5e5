//! L0406: A policy does not say what it encodes.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::ItemKind;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0406",
        name: "missing-source",
        summary: "A policy does not say what it encodes.",
        page: include_str!("missing_source.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Note,
    across: Across::All,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let policies = root.items().filter_map(|item| match &item.kind {
        ItemKind::Policy(policy) => Some(policy),
        _ => None,
    });
    let help = "add `source \"...\"`: the contract, its version, where it is kept";
    let silent = policies.filter(|policy| !policy.fields.iter().any(|(key, _)| key.value == "source"));
    let mut found: Vec<Diagnostic> = silent
        .map(|policy| RULE.at(policy.title.span, "this policy does not say what it encodes").help(help))
        .collect();
    let nowhere = !root.unit.items.iter().any(|item| matches!(item.kind, ItemKind::Policy(_)));
    if let Some(tier) = root.packages().find(|w| nowhere && !w.package.contract) {
        let message = "nothing says which published terms these tiers encode";
        let help = "add `policy \"...\" { source \"...\" }`";
        found.push(RULE.at(tier.item.name.span, message).help(help));
    }
    found
}
