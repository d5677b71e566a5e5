//! L0214: The name of a channel that occurs once is almost the name of another channel.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, RuleCode, Severity, nearest};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0214",
        name: "misspelt-channel",
        summary: "The name of a channel that occurs once is almost the name of another channel.",
        page: include_str!("misspelt_channel.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

/// What channels are commonly called.
const COMMON: [&str; 6] = ["portal", "email", "telephone", "phone", "chat", "mobile_app"];

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    // Where channels are declared, an undeclared one is an error.
    if !root.model().channels.is_empty() {
        return Vec::new();
    }
    let uses = root.channel_uses();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &uses {
        *counts.entry(name.value).or_default() += 1;
    }
    let once = uses.iter().filter(|name| counts.get(name.value) == Some(&1) && !COMMON.contains(&name.value));
    let often = counts.iter().filter(|(_, count)| **count > 1).map(|(name, _)| *name);
    let known: Vec<&str> = often.chain(COMMON).collect();
    let near = once.filter_map(|name| {
        let near = nearest(name.value, known.iter().copied())?;
        // Two ways of spelling one name are reported separately.
        let same = super::channel_spellings::folded(near) == super::channel_spellings::folded(name.value);
        (!same).then(|| {
            let message = format!("the channel `{}` is named only here, and is nearly `{near}`", name.value);
            let help = format!("did you mean `{near}`? Else declare it: `channel {}`", name.value);
            RULE.at(name.span, message).help(help)
        })
    });
    near.filter(|finding| finding.span.is_some_and(|s| root.may_tell(s))).collect()
}
