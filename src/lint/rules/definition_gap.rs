//! L0304: Some incidents fit no definition, and there is no `otherwise`.

use crate::analysis::{Ask, Found};
use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::ItemKind;
use crate::value::Truths;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0304",
        name: "definition-gap",
        summary: "Some incidents fit no definition, and there is no `otherwise`.",
        page: include_str!("definition_gap.md"),
    },
    group: Group::Rules,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let defined = root.model().priorities.iter().filter_map(|p| p.definition.as_ref());
    let asks: Vec<Ask<'_>> = defined.map(|definition| Ask::of(definition, Truths::FALSE)).collect();
    if asks.is_empty() {
        return Vec::new();
    }
    let last = root.items().filter_map(|item| match &item.kind {
        ItemKind::Priority(priority) => priority.definitions.first(),
        _ => None,
    });
    let (Some(last), Found::Witness(witness)) = (last.last(), root.analysis.find(&asks)) else { return Vec::new() };
    let words = witness.words(root.model());
    let message = format!("no definition decides the priority where {words}");
    let help = "say `otherwise` in the least urgent priority; without a priority an incident is rejected";
    vec![RULE.at(last.span, message).label("the last definition").help(help)]
}
