//! L0220: Two credits of one block are for the same measure and priority.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::service_terms::{Credit, concerns};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0220",
        name: "overlapping-credits",
        summary: "Two credits of one block are for the same measure and priority.",
        page: include_str!("overlapping_credits.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        let own: Vec<&Credit> = written.package.service.credits.iter().filter(|c| written.holds(c.span)).collect();
        for (at, credit) in own.iter().enumerate() {
            let shares = |other: &&&Credit| {
                credit.measure == other.measure
                    && root.priorities().any(|(priority, _)| {
                        concerns(&credit.priorities, priority) && concerns(&other.priorities, priority)
                    })
            };
            let Some(first) = own.iter().take(at).find(shares) else { continue };
            let message = "an incident may count in this credit and in another one of the same block";
            let help = format!("name other priorities in one of them; {}", RULE.or_allow());
            found.push(RULE.at(credit.span, message).related(first.span, "the other credit").help(help));
        }
    }
    found
}
