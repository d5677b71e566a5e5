//! L0207: A `base` tier, which is never sold, is `customisable`.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::PackageKind;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0207",
        name: "customisable-base",
        summary: "A `base` tier, which is never sold, is `customisable`.",
        page: include_str!("customisable_base.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let both =
        root.packages().filter(|w| matches!(w.item.kind, PackageKind::Tier { base: true, customisable: Some(_) }));
    both.map(|written| {
        let name = &written.item.name;
        let message = format!("`{}` is a base and never sold, and yet contracts may extend it", name.value);
        let help = "say `customisable` of the tiers that extend it, or take `base` away";
        RULE.at(name.span, message).help(help)
    })
    .collect()
}
