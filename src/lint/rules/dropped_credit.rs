//! L0221: An override drops an inherited credit for some priorities.

use crate::diagnostic::list;
use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::PriorityId;
use crate::policy::service_terms::{Credit, Measure, concerns};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0221",
        name: "dropped-credit",
        summary: "An override drops an inherited credit for some priorities.",
        page: include_str!("dropped_credit.md"),
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
        let (now, before) = (&written.package.service.credits, &parent.service.credits);
        let mut told: Vec<Measure> = Vec::new();
        for credit in now.iter().filter(|credit| written.holds(credit.span)) {
            let covers = |credits: &[Credit], priority: PriorityId| {
                credits.iter().any(|c| c.measure == credit.measure && concerns(&c.priorities, priority))
            };
            let lost = root.priorities().filter(|(id, _)| covers(before, *id) && !covers(now, *id));
            let lost: Vec<&str> = lost.map(|(_, name)| name).collect();
            let Some(inherited) = before.iter().find(|c| c.measure == credit.measure) else { continue };
            if lost.is_empty() || told.contains(&credit.measure) {
                continue;
            }
            told.push(credit.measure);
            let measure = root.model().measure_words(credit.measure, &[]);
            let message = format!(
                "the credits for `{measure}` of {} are gone: this replaces all those of `{}`",
                list(lost.iter().copied()),
                parent.name
            );
            let help = format!("say them here too; {}", RULE.or_allow());
            found.push(RULE.at(credit.span, message).related(inherited.span, "inherited").help(help));
        }
    }
    found
}
