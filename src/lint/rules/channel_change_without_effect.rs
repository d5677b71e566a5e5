//! L0410: A channel is added that is already there, or removed that is not there.

use crate::diagnostic::{Diagnostic, RuleCode, Severity, nearest};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::{Sign, Statement};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0410",
        name: "channel-change-without-effect",
        summary: "A channel is added that is already there, or removed that is not there.",
        page: include_str!("channel_change_without_effect.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        let mut channels: Vec<&str> = Vec::new();
        channels.extend(written.parent.iter().filter_map(|p| p.general.channels()).flatten().map(String::as_str));
        for statement in written.statements() {
            let Statement::Channels(sign, names) = &statement.value else { continue };
            if *sign == Sign::Set {
                channels.clear();
            }
            for name in names {
                let there = channels.contains(&name.value.as_str());
                match sign {
                    Sign::Add if there => {
                        let message = format!("the channel `{}` is there already", name.value);
                        found.push(RULE.at(name.span, message).help("remove it from the line"));
                    }
                    Sign::Remove if !there => {
                        let message = format!("there is no channel `{}` to take away here", name.value);
                        let help = match nearest(&name.value, channels.iter().copied()) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "remove it from the line".to_owned(),
                        };
                        found.push(RULE.at(name.span, message).help(help));
                    }
                    Sign::Remove => channels.retain(|c| *c != name.value),
                    Sign::Add | Sign::Set => channels.push(&name.value),
                }
            }
        }
    }
    found
}
