//! L0209: A promise no longer pauses, unlike the inherited one that it replaces.

use crate::diagnostic::{Diagnostic, RuleCode, Severity, list};
use crate::lint::root::{Root, promise};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::Limit;
use crate::syntax::ast::Statement;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0209",
        name: "dropped-pause",
        summary: "A promise no longer pauses, unlike the inherited one that it replaces.",
        page: include_str!("dropped_pause.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        let Some(parent) = written.parent else { continue };
        for statement in written.statements().filter(|s| matches!(s.value, Statement::Objective(_))) {
            let dropped = written.promised(statement.span).find_map(|(priority, objective, own, _)| {
                let inherited = promise(written.inherited(priority)?, objective)?;
                let timed = |limit: &Limit| !matches!(limit, Limit::None(_));
                let lost = inherited.pausing.iter().filter(|party| !own.pausing.contains(party));
                let lost: Vec<&str> = lost.map(String::as_str).collect();
                let both = timed(&own.limit) && timed(&inherited.limit);
                (both && !lost.is_empty()).then_some((priority, objective, own, inherited, lost))
            });
            if let Some((priority, objective, own, inherited, lost)) = dropped {
                let message = format!(
                    "the {} of `{}` does not pause while waiting on {}, as it does in `{}`",
                    root.model().objective_name(objective),
                    root.model().priority_name(priority),
                    list(lost.iter().copied()),
                    parent.name,
                );
                let mut parties: Vec<&str> = own.pausing.iter().map(String::as_str).collect();
                parties.extend(lost);
                let help = format!("add `, pausing while waiting on {}`", parties.join(", "));
                found.push(RULE.at(statement.span, message).related(inherited.span, "inherited").help(help));
            }
        }
    }
    found
}
