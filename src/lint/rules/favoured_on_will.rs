//! L0306: A committed remedy (`will`) has a `favoured when`.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::lint::uses::remedies;
use crate::syntax::ast::Remedy;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0306",
        name: "favoured-on-will",
        summary: "A committed remedy (`will`) has a `favoured when`.",
        page: include_str!("favoured_on_will.md"),
    },
    group: Group::Rules,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let told = |remedy: &Remedy| {
        let provide = remedy.provide.first().filter(|p| p.value.committed)?;
        let favoured = remedy.favoured.first()?;
        let message = format!("`{}` is provided in any case: `favoured` has no effect", remedy.name.value);
        let help = "remove `favoured`, or say `may provide` if it is at the vendor's discretion";
        Some(RULE.at(favoured.span, message).related(provide.span, "committed here").help(help))
    };
    root.items().flat_map(remedies).filter_map(told).collect()
}
