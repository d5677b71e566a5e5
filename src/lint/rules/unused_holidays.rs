//! L0403: No calendar closes on the days of a holiday list.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::syntax::ast::{CalendarStatement, ItemKind};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0403",
        name: "unused-holidays",
        summary: "No calendar closes on the days of a holiday list.",
        page: include_str!("unused_holidays.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Warning,
    across: Across::All,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut used = BTreeSet::new();
    for item in &root.unit.items {
        if let ItemKind::Calendar(calendar) = &item.kind {
            used.extend(calendar.statements.iter().filter_map(|s| match &s.value {
                CalendarStatement::ClosedHolidays(name) => Some(name.value.as_str()),
                _ => None,
            }));
        }
    }
    let tell = |span, name: &str| {
        let message = format!("no calendar closes on the days of `{name}`");
        RULE.at(span, message).help(format!("add `closed holidays {name}` to a calendar, or remove it"))
    };
    let mut found = Vec::new();
    for item in root.items() {
        if let ItemKind::Holidays(list) = &item.kind
            && !used.contains(list.name.value.as_str())
        {
            found.push(tell(list.name.span, &list.name.value));
        }
    }
    for (span, name) in &root.unit.list_imports {
        if !used.contains(name) && root.may_tell(*span) {
            found.push(tell(*span, name));
        }
    }
    found
}
