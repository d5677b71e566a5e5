//! L0107: A holiday list claims to be complete for a year in which it has no day.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::ItemKind;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0107",
        name: "year-without-holidays",
        summary: "A holiday list claims to be complete for a year in which it has no day.",
        page: include_str!("year_without_holidays.md"),
    },
    group: Group::Clocks,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in root.items() {
        let ItemKind::Holidays(list) = &item.kind else { continue };
        for complete in &list.complete {
            let (from, to) = complete.value;
            let missing = (from..=to).find(|year| !list.days.iter().any(|(date, _)| date.value.year() == *year));
            if let Some(year) = missing {
                let message = format!("`{}` is called complete for {year}, and has no day of it", list.name.value);
                let help = format!("add the holidays of {year}, or exclude the year from `complete`");
                found.push(RULE.at(complete.span, message).help(help));
            }
        }
    }
    found
}
