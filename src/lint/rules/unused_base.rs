//! L0404: No tier extends a base.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0404",
        name: "unused-base",
        summary: "No tier extends a base.",
        page: include_str!("unused_base.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Note,
    across: Across::All,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let extended: BTreeSet<_> = root.all_packages().iter().filter_map(|w| w.package.extends).collect();
    let unused = root.packages().filter(|w| w.package.base && !extended.contains(&w.id));
    unused
        .map(|written| {
            let message = format!("nothing extends the base `{}`, so it is never sold", written.package.name);
            RULE.at(written.item.name.span, message).help("remove `base`, or remove the tier")
        })
        .collect()
}
