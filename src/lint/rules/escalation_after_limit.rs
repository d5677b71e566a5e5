//! L0216: An escalation comes no sooner than the limit that it is to keep.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::{Root, length, promise};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::service_terms::EscalationPoint;
use crate::time::{Duration, Length};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0216",
        name: "escalation-after-limit",
        summary: "An escalation comes no sooner than the limit that it is to keep.",
        page: include_str!("escalation_after_limit.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for written in root.packages().filter(|written| !written.package.base) {
        for escalation in &written.package.service.escalations {
            let told = found.iter().any(|f| f.span == Some(escalation.span));
            if told || !written.holds(escalation.span) {
                continue;
            }
            for (priority, terms) in written.terms().filter(|(priority, _)| escalation.priorities.contains(priority)) {
                let objective = escalation.objective;
                let (Some((limit, clockwork)), Some(promised)) = (length(terms, objective), promise(terms, objective))
                else {
                    continue;
                };
                // Working days of a calendar of its own are not computed here.
                let fits = |length: Duration| {
                    let alike = length.clockwork == clockwork && !length.in_working_days();
                    alike && length.length(Length::hours(24)).is_ok_and(|length| length.0 >= limit)
                };
                let name =
                    format!("{} {}", root.model().objective_name(objective), root.model().priority_name(priority));
                let message = match escalation.point {
                    EscalationPoint::After(length) if fits(length) => {
                        format!("`{name}` is due by then: nobody is called before the limit is missed")
                    }
                    EscalationPoint::BeforeDue(length) if fits(length) => {
                        format!("`{name}` is due sooner than that: somebody is called for every incident, as it starts")
                    }
                    _ => continue,
                };
                let help = format!("write a shorter length, or a share: `at 75%`; {}", RULE.or_allow());
                found.push(RULE.at(escalation.span, message).related(promised.span, "the limit").help(help));
                break;
            }
        }
    }
    found
}
