//! L0101: A limit in plain hours is used with a coverage that is not always open.

use crate::diagnostic::{Diagnostic, RuleCode, Severity, list};
use crate::lint::root::{Root, Written};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::{Cadence, Coverage, Limit, PriorityId, Reply};
use crate::span::Span;
use crate::syntax::ast::{Statement, UpdateText};
use crate::time::{Clockwork, Duration, Length, Unit};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0101",
        name: "wall-hours-under-coverage",
        summary: "A limit in plain hours is used with a coverage that is not always open.",
        page: include_str!("wall_hours_under_coverage.md"),
    },
    group: Group::Clocks,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        for statement in written.statements() {
            let (limit, affected) = match &statement.value {
                Statement::Objective(objective) => (objective.limit.span, promised(&written, statement.span)),
                Statement::Update(_, text) if matches!(text.value, UpdateText::Every(..)) => {
                    (text.span, heard(&written, statement.span))
                }
                Statement::Reply(_, text) => (text.span, answered(&written, statement.span)),
                _ => continue,
            };
            let closes = |coverage: &Coverage| !root.is_always(*coverage);
            let names = affected.iter().filter(|(.., c)| closes(c)).map(|(at, ..)| root.model().priority_name(*at));
            let names: Vec<&str> = names.collect();
            let Some((_, duration, coverage)) = affected.iter().find(|(.., c)| closes(c)) else { continue };
            let calendar = root.coverage_name(*coverage);
            let message = format!(
                "`{duration}` is counted day and night, although {} {} covered by `{calendar}` alone",
                list(names.iter().copied()),
                if names.len() == 1 { "is" } else { "are" },
            );
            let working = Duration { clockwork: Clockwork::Working, ..*duration };
            let meant = format!("coverage {} always", names.join(", "));
            let keeps = if counts_working(&written, &affected) {
                let name = RULE.info.name;
                format!(
                    "write `// relief: allow({name}) why` above it (`{meant}` would also change what is counted in \
                     working time)"
                )
            } else {
                format!("say `{meant}`")
            };
            let help = match dates(&statement.value, *duration) {
                Some(dates) => format!(
                    "if the contract means the date, {dates}; if it means {} hours by day and night, {keeps}; \
                     `{working}` is another promise, whose clock stops while `{calendar}` is closed",
                    duration.length(Length::hours(24)).map_or(0, |length| length.seconds() / 3600),
                ),
                None => format!(
                    "if {duration} by day and night is what was promised, {keeps}; `{working}` is another promise, \
                     whose clock stops while `{calendar}` is closed: write it only if the contract says so"
                ),
            };
            found.push(RULE.at(limit, message).related(coverage.span, "the coverage").help(help));
        }
    }
    found
}

/// The limits by date that a contract may mean by so many whole days.
fn dates(statement: &Statement, duration: Duration) -> Option<String> {
    let whole = !duration.count.to_string().contains('.');
    let limits = matches!(statement, Statement::Objective(_)) && duration.unit == Unit::Days && whole;
    let count = duration.count;
    limits.then(|| format!("write `by end of day {count}` or `by same time on day {count}`, which count every date"))
}

/// Whether anything else of these priorities is counted on their coverage.
fn counts_working(written: &Written<'_>, affected: &Affected) -> bool {
    let of = |priority| affected.iter().any(|(at, ..)| *at == priority);
    written.terms().filter(|(priority, _)| of(*priority)).any(|(_, terms)| {
        let mut promises = terms.promises.iter().flatten().flat_map(|p| p.each()).filter(|(_, p)| p.on.is_none());
        let promised = promises.any(|(_, promise)| match &promise.limit {
            Limit::Length { duration, .. } => duration.clockwork == Clockwork::Working,
            Limit::Date(_) => true,
            Limit::None(_) | Limit::Multiple(..) => false,
        });
        let heard = matches!(&terms.cadence, Some(Cadence::Every { duration, .. })
            if duration.clockwork == Clockwork::Working);
        let answered = matches!(&terms.reply, Some(Reply::Within { duration, on: None, .. })
            if duration.clockwork == Clockwork::Working);
        promised || heard || answered
    })
}

type Affected = Vec<(PriorityId, Duration, Coverage)>;

fn promised(written: &Written<'_>, span: Span) -> Affected {
    let promised = written.promised(span);
    let wall = promised.filter_map(|(priority, _, promise, terms)| match promise.limit {
        Limit::Length { duration, .. } if duration.clockwork == Clockwork::Wall => {
            Some((priority, duration, terms.coverage?))
        }
        _ => None,
    });
    wall.collect()
}

fn heard(written: &Written<'_>, at: Span) -> Affected {
    let terms = written.terms();
    let wall = terms.filter_map(|(priority, terms)| match &terms.cadence {
        Some(Cadence::Every { duration, span, .. }) if *span == at && duration.clockwork == Clockwork::Wall => {
            Some((priority, *duration, terms.coverage?))
        }
        _ => None,
    });
    wall.collect()
}

fn answered(written: &Written<'_>, at: Span) -> Affected {
    let terms = written.terms();
    let wall = terms.filter_map(|(priority, terms)| match &terms.reply {
        Some(Reply::Within { duration, span, .. }) if *span == at && duration.clockwork == Clockwork::Wall => {
            Some((priority, *duration, terms.coverage?))
        }
        _ => None,
    });
    wall.collect()
}
