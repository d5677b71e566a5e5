//! What a statement about limits comes to: for each priority in hours, and for an incident that is opened now.

use std::path::Path;

use crate::engine::Incident;
use crate::policy::model::{Cadence, Limit, ObjectiveId, Package, PackageId, PriorityId, Promise, Reply};
use crate::policy::{Model, Policy};
use crate::span::{FileId, Span};
use crate::time::Instant;

use super::super::analysis::Analysis;
use super::super::host::Snapshot;
use super::calendar::written;

/// A limit that a statement sets.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct StatedLimit<'p> {
    pub(in super::super) priority: PriorityId,
    pub(in super::super) objective: ObjectiveId,
    pub(in super::super) promise: &'p Promise,
}

/// The package whose item holds a byte of a file.
pub(in super::super) fn package_at(model: &Model, file: FileId, byte: u32) -> Option<(PackageId, &Package)> {
    let holds = |span: Span| span.file == file && span.start <= byte && byte <= span.end;
    let mut packages = (0_u16..).map(PackageId).zip(&model.packages);
    packages.find(|(_, package)| holds(package.item))
}

/// Every limit that a package states itself: the promises whose statements are in its block.
pub(in super::super) fn each_limit(of: &Package) -> impl Iterator<Item = StatedLimit<'_>> {
    let own = of.item;
    let holds = move |span: Span| span.file == own.file && own.start <= span.start && span.end <= own.end;
    (0_u16..).map(PriorityId).zip(&of.terms).flat_map(move |(priority, terms)| {
        let promises = (0_u16..).map(ObjectiveId).zip(&terms.promises);
        promises.flat_map(move |(objective, promise)| {
            let each = promise.iter().flat_map(|promise| promise.each());
            each.map(move |(_, promise)| StatedLimit { priority, objective, promise })
                .filter(move |limit| holds(limit.promise.span))
        })
    })
}

/// A table of what the statement that begins at a byte promises, a row a priority.
pub(super) fn of_statement(snapshot: &Snapshot, file: &Path, byte: u32) -> Option<String> {
    let analysis = snapshot.analysis_of(file)?;
    let policy = &analysis.compiled()?.policy;
    let model = policy.model();
    let id = analysis.span_file(file)?;
    let (_, package) = package_at(model, id, byte)?;
    let is_it = |span: Span| span.file == id && span.start == byte;
    let mut rows: Vec<[String; 4]> = Vec::new();
    for limit in each_limit(package).filter(|limit| is_it(limit.promise.span)) {
        rows.push(row(&analysis, policy, package, &limit, snapshot.now));
    }
    for (priority, terms) in (0_u16..).map(PriorityId).zip(&package.terms) {
        let name = model.priority_name(priority).to_owned();
        if let Some(cadence @ Cadence::Every { length, span, .. }) = &terms.cadence
            && is_it(*span)
        {
            let due = decided(policy, package, priority, snapshot.now)
                .and_then(|decision| decision.cadence)
                .and_then(|cadence| cadence.next_due)
                .map(written);
            rows.push([name.clone(), cadence.to_string(), length.words(), due.unwrap_or_default()]);
        }
        if let Some(reply @ Reply::Within { length, span, .. }) = &terms.reply
            && is_it(*span)
        {
            rows.push([name.clone(), model.reply_words(reply), length.words(), String::new()]);
        }
        if let Some(coverage) = terms.coverage.filter(|coverage| is_it(coverage.span)) {
            rows.push([name, model.coverage_hours(coverage), String::new(), String::new()]);
        }
    }
    if rows.is_empty() {
        return None;
    }
    Some(table(package, &rows, snapshot.now))
}

fn table(package: &Package, rows: &[[String; 4]], now: Instant) -> String {
    let has = |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
    let now = written(now.rfc3339(None));
    let heads = ["".to_owned(), format!("`{}`", package.name), "length".to_owned(), format!("due, if opened {now}")];
    let shown: Vec<usize> = (0..4).filter(|column| *column < 2 || has(*column)).collect();
    let line = |cells: &[String]| {
        let cells: Vec<String> =
            shown.iter().filter_map(|column| cells.get(*column)).map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: Vec<&str> = shown.iter().map(|_| "---").collect();
    let body: String = rows.iter().map(|row| line(row)).collect();
    format!("{}| {} |\n{body}", line(&heads), rule.join(" | ")).trim_end().to_owned()
}

/// What a limit says, how long it is, when it would be due, and what it replaces.
fn row(analysis: &Analysis, policy: &Policy, package: &Package, limit: &StatedLimit<'_>, now: Instant) -> [String; 4] {
    let model = policy.model();
    let mut words = model.promise_words(limit.promise);
    let parent = package.extends.and_then(|parent| model.package(parent));
    let inherited = parent.and_then(|parent| {
        let terms = parent.terms.get(usize::from(limit.priority.0))?;
        Some((&parent.name, terms.promise(limit.objective)?))
    });
    if let Some((name, promise)) = inherited {
        let said = model.all_promise_words(promise);
        let place = place(analysis, promise.span);
        words.push_str(&format!(" (`{name}` says {said}{place})"));
    }
    let only = promise_of(package, limit).is_none_or(|promise| promise.circumstances.is_empty());
    let due = only
        .then(|| decided(policy, package, limit.priority, now))
        .flatten()
        .and_then(|decision| decision.objective(model.objective_name(limit.objective))?.due)
        .map(written);
    let name = model.priority_name(limit.priority).to_owned();
    [name, words, length(model, package, limit).unwrap_or_default(), due.unwrap_or_default()]
}

fn promise_of<'p>(package: &'p Package, limit: &StatedLimit<'_>) -> Option<&'p Promise> {
    package.terms.get(usize::from(limit.priority.0))?.promise(limit.objective)
}

/// The length of a limit: `8 hours`, or `8 working hours` of a multiple.
pub(in super::super) fn length(model: &Model, package: &Package, limit: &StatedLimit<'_>) -> Option<String> {
    match &limit.promise.limit {
        Limit::Length { length, .. } => Some(length.words()),
        Limit::Multiple(times, of) => {
            let other = package.terms.get(usize::from(limit.priority.0))?.promise(*of)?;
            match &other.limit {
                Limit::Length { duration, length, .. } if other.circumstances.is_empty() => {
                    let length = crate::time::Length(times.times(length.0)?).words();
                    let working = duration.clockwork == crate::time::Clockwork::Working;
                    Some(if working { format!("{length} of open time") } else { length })
                }
                _ => None,
            }
        }
        Limit::None(_) | Limit::Date(_) => None,
    }
    .filter(|_| model.objective_ids().any(|id| id == limit.objective))
}

/// The decision of an incident that is opened now, or when the contract begins.
fn decided(policy: &Policy, package: &Package, priority: PriorityId, now: Instant) -> Option<crate::engine::Decision> {
    let opened = package.in_force.map_or(now, |force| now.max(force.start).min(Instant(force.end.0 - 1)));
    let name = policy.model().priority_name(priority);
    let incident = Incident::builder("1", &package.name, opened).priority(name).customer_priority(name).build();
    policy.decide(&incident, opened).ok()
}

/// ` in line 12 of gold.sla`
fn place(analysis: &Analysis, span: Span) -> String {
    let Some(place) = analysis.workspace.sources.place(span) else { return String::new() };
    let file = Path::new(place.file).file_name().map_or(place.file.into(), |name| name.to_string_lossy());
    format!(", line {} of {}", place.line, file.trim_matches(['<', '>']))
}
