//! L0215: The updates are less frequent than the relief limit.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::{Root, length, promise};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::{Cadence, ObjectiveId};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0215",
        name: "update-rarer-than-limit",
        summary: "The updates are less frequent than the relief limit.",
        page: include_str!("update_rarer_than_limit.md"),
    },
    group: Group::Promises,
    severity: Severity::Note,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        for (priority, terms) in written.terms() {
            let Some(Cadence::Every { duration, length: every, span, .. }) = &terms.cadence else { continue };
            let (Some((limit, clockwork)), Some(relief)) =
                (length(terms, ObjectiveId::RELIEF), promise(terms, ObjectiveId::RELIEF))
            else {
                continue;
            };
            let told = found.iter().any(|f: &Diagnostic| f.span == Some(*span));
            // Lengths on two calendars are not compared.
            let alike = clockwork == duration.clockwork && relief.on.is_none();
            if told || !written.holds(*span) || !alike || every.0 < limit {
                continue;
            }
            let name = root.model().priority_name(priority);
            let message = format!("the relief of `{name}` is due before the first update");
            let help = format!("shorten the interval, or remove the updates of this priority; {}", RULE.or_allow());
            found.push(RULE.at(*span, message).related(relief.span, "the relief").help(help));
        }
    }
    found
}
