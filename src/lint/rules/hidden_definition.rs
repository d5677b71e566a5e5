//! L0303: A definition never decides, because an earlier one always decides before it.

use crate::analysis::Ask;
use crate::diagnostic::{Diagnostic, RuleCode, Severity, list};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::ItemKind;
use crate::value::Truths;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0303",
        name: "hidden-definition",
        summary: "A definition never decides, because an earlier one always decides before it.",
        page: include_str!("hidden_definition.md"),
    },
    group: Group::Rules,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut before: Vec<(Ask<'_>, &str)> = Vec::new();
    for priority in &root.model().priorities {
        let Some(definition) = &priority.definition else { continue };
        let own = Ask::of(definition, Truths::TRUE);
        let mut asks: Vec<Ask<'_>> = before.iter().map(|(ask, _)| *ask).collect();
        asks.push(own);
        // One that is never true at all is reported separately.
        if root.analysis.find(&asks).never() && !root.analysis.find(&[own]).never() {
            let written = root.items().find_map(|item| match &item.kind {
                ItemKind::Priority(p) if p.name.value == priority.name => p.definitions.first(),
                _ => None,
            });
            if let Some(written) = written {
                // Those without which it would decide something.
                let hides = |n: &usize| {
                    let skipped = asks.iter().enumerate().filter(|(at, _)| at != n).map(|(_, ask)| *ask);
                    !root.analysis.find(&skipped.collect::<Vec<_>>()).never()
                };
                let hiding: Vec<usize> = (0..before.len()).filter(hides).collect();
                let by = before.iter().enumerate().filter(|(n, _)| hiding.is_empty() || hiding.contains(n));
                let by = list(by.map(|(_, (_, name))| *name));
                let message = format!("no incident becomes `{}` by this: {by} decides before", priority.name);
                let help = "definitions are tried from the most urgent on, and the first that is true decides";
                found.push(RULE.at(written.span, message).help(help));
            }
        }
        before.push((Ask::of(definition, Truths::FALSE), &priority.name));
    }
    found
}
