//! L0311: Some priorities have a definition, and this one has none.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::Condition;
use crate::syntax::ast::ItemKind;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0311",
        name: "undefined-priority",
        summary: "Some priorities have a definition, and this one has none.",
        page: include_str!("undefined_priority.md"),
    },
    group: Group::Rules,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let priorities = &root.model().priorities;
    if priorities.iter().all(|p| p.definition.is_none()) {
        return found;
    }
    for item in root.items() {
        let ItemKind::Priority(priority) = &item.kind else { continue };
        if !priority.definitions.is_empty() {
            continue;
        }
        let name = &priority.name.value;
        let message = format!("the definitions never lead to `{name}`: it has no `when`");
        // What takes the incidents that are meant for it: an `otherwise`, which is always the last definition.
        let rest = priorities.iter().find(|p| p.definition.as_ref().is_some_and(is_always));
        let instead = rest.map(|p| format!("an incident that nobody gave a priority becomes `{}` instead; ", p.name));
        let words = if priority.means.is_empty() { "" } else { "`means` is shown and never computed with; " };
        let help = format!(
            "{words}{}write `when CONDITION`; if people alone give this priority, write `// relief: allow({}) why` \
             above it",
            instead.unwrap_or_default(),
            RULE.info.name,
        );
        found.push(RULE.at(priority.name.span, message).help(help));
    }
    found
}

/// `otherwise`
fn is_always(condition: &Condition) -> bool {
    matches!(condition, Condition::All(parts) if parts.is_empty())
}
