//! L0102: A limit in working time is used with a coverage that never closes.

use crate::diagnostic::{Diagnostic, RuleCode, Severity, list};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::Limit;
use crate::time::Clockwork;
use crate::time::calendar::CountedDays;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0102",
        name: "working-time-under-always",
        summary: "A limit in working time is used with a coverage that never closes.",
        page: include_str!("working_time_under_always.md"),
    },
    group: Group::Clocks,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (written, span, objective) in root.promises() {
        let mut names = Vec::new();
        let mut shown = None;
        for (priority, _, promise, terms) in written.promised(span) {
            let Some(coverage) = promise.on.or(terms.coverage).filter(|c| root.is_always(*c)) else { continue };
            let working = match &promise.limit {
                Limit::Length { duration, .. } => duration.clockwork == Clockwork::Working,
                Limit::Date(date) => date.counted == CountedDays::Working,
                Limit::Multiple(..) | Limit::None(_) => false,
            };
            if working {
                names.push(root.model().priority_name(priority));
                shown = shown.or(Some((promise, coverage)));
            }
        }
        let Some((promise, coverage)) = shown else { continue };
        let of = match promise.on {
            Some(_) => format!("the calendar of the limit of {}", list(names)),
            None => format!("the coverage of {}", list(names)),
        };
        let place = if promise.on.is_some() { "the calendar" } else { "the coverage" };
        let (message, help) = match &promise.limit {
            Limit::Date(_) => (
                format!("{of} never closes: every day is a working day here, Sundays and holidays too"),
                "give it a calendar, or say `day` without `working`, which counts every date".to_owned(),
            ),
            _ => (
                format!("{of} never closes: working time is plain time here"),
                "remove `working`, or give it a calendar".to_owned(),
            ),
        };
        found.push(
            RULE.at(objective.limit.span, message)
                .related(coverage.span, place)
                .help(format!("{help}; {}", RULE.or_allow())),
        );
    }
    found
}
