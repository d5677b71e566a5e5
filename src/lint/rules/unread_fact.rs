//! L0307: A fact is declared, and no condition uses it.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::lint::uses::{comparisons, treatments};
use crate::syntax::ast::ItemKind;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0307",
        name: "unread-fact",
        summary: "A fact is declared, and no condition uses it.",
        page: include_str!("unread_fact.md"),
    },
    group: Group::Rules,
    severity: Severity::Note,
    across: Across::All,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut read = BTreeSet::new();
    for item in &root.unit.items {
        read.extend(comparisons(item).into_iter().map(|(subject, _)| subject.value.as_str()));
        read.extend(treatments(item).map(|treat| treat.to.value.as_str()));
    }
    let declared = root.items().filter_map(|item| match &item.kind {
        ItemKind::Facts(facts) => Some(facts),
        _ => None,
    });
    let unread = declared.flatten().filter(|fact| !read.contains(fact.name.value.as_str()));
    unread
        .map(|fact| {
            let message = format!("no condition asks for `{}`", fact.name.value);
            RULE.at(fact.name.span, message).help("remove it, or use it in a condition")
        })
        .collect()
}
