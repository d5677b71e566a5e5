//! L0110: A zone is named by its offset, so it has no summer time.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::lint::uses;
use crate::syntax::ast::{CalendarStatement, ItemKind, Name, Statement};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0110",
        name: "fixed-offset-zone",
        summary: "A zone is named by its offset, so it has no summer time.",
        page: include_str!("fixed_offset_zone.md"),
    },
    group: Group::Clocks,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut zones: Vec<&Name> = Vec::new();
    for item in root.items() {
        zones.extend(uses::openings(item).into_iter().filter_map(|used| used.zone.as_ref()));
        match &item.kind {
            ItemKind::Calendar(calendar) => {
                zones.extend(calendar.statements.iter().filter_map(|s| match &s.value {
                    CalendarStatement::Timezone(name) => Some(name),
                    _ => None,
                }));
                zones.extend(uses::members(calendar).filter_map(|member| member.zone.as_ref()));
            }
            ItemKind::Package(package) => zones.extend(package.statements.iter().filter_map(|s| match &s.value {
                Statement::Zone(name) => Some(name),
                Statement::Coverage(_, used) => used.zone.as_ref(),
                _ => None,
            })),
            _ => {}
        }
    }
    let fixed = zones.into_iter().filter(|zone| is_fixed(&zone.value));
    fixed
        .map(|zone| {
            let message = format!("`{}` keeps one offset all the year, whatever the clocks of a place do", zone.value);
            let sign = "`Etc/GMT+5` is west of Greenwich: the sign has the opposite meaning";
            let sign = if zone.value.starts_with("Etc/") { format!("; {sign}") } else { String::new() };
            RULE.at(zone.span, message).help(format!("name a place: `Europe/London`, `America/New_York`{sign}"))
        })
        .collect()
}

fn is_fixed(zone: &str) -> bool {
    let offset = zone.strip_prefix("Etc/GMT").or_else(|| zone.strip_prefix("GMT"));
    offset.is_some_and(|o| o.len() > 1 && o.starts_with(['+', '-']) && o != "+0" && o != "-0")
        || ["EST", "MST", "HST"].contains(&zone)
}
