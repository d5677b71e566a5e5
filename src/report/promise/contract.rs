//! A policy with the limits that were found: for each contract and share, a tier or contract that extends it.

use std::fmt;

use crate::policy::model::{Coverage, Limit, Model, ObjectiveId, Package, PackageId, PriorityId, Promise};
use crate::policy::{Policy, quoted};
use crate::report::incidents::words::{count, target_percent};
use crate::span::{FileId, Span};
use crate::syntax::format::format;
use crate::time::{Clockwork, Zone};

use super::row::{PromiseQuantile, PromiseReport, PromiseRow};
use super::statistics::Share;
use super::text::rounded;

/// A policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyText {
    /// Its text.
    pub text: String,
    /// The tiers and contracts in it.
    pub names: Vec<String>,
}

/// Why there is no policy with the limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotWritable {
    /// A contract has several versions, and cannot be extended.
    Versions {
        /// The contract.
        contract: String,
        /// The tier that it descends from.
        tier: String,
    },
    /// No limit was found for anything that is promised today.
    NoLimit,
}

impl fmt::Display for NotWritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Versions { contract, tier } => {
                write!(f, "`{contract}` has several versions, and none can be extended; add `--under {tier}`")
            }
            Self::NoLimit => f.write_str("no limit was found for anything that is promised today"),
        }
    }
}

impl std::error::Error for NotWritable {}

/// A policy with the limits of a report. `imports` are what it needs to import, as the language writes them: `isode`,
/// `"acme.sla"`.
///
/// # Errors
/// Why there is none.
pub fn written_policy(report: &PromiseReport, policy: &Policy, imports: &[String]) -> Result<PolicyText, NotWritable> {
    let model = policy.model();
    let mut packages: Vec<PackageId> = report.rows.iter().map(|row| row.place.package).collect();
    packages.dedup();
    let as_of = report.as_of.rfc3339(None);
    let mut text = format!(
        "// Limits that past incidents would have kept: {} as of {as_of}, found by `relief promise`.\n\
         // They are rounded up to what people write. Everything else is as in what each extends.\n",
        count(report.decided, "incident"),
    );
    imports.iter().for_each(|import| text.push_str(&format!("import {import}\n")));
    let mut names = Vec::new();
    for id in packages {
        let Some(package) = model.package(id) else { continue };
        if model.packages.iter().filter(|other| other.name == package.name).count() > 1 {
            let tier = model.package(package.tier).map_or_else(String::new, |tier| tier.name.clone());
            return Err(NotWritable::Versions { contract: package.name.clone(), tier });
        }
        for share in &report.shares {
            let writer = Writer { report, model, package, id, share: *share };
            if let Some(body) = writer.body() {
                let name = format!("{}-at-{}", package.name, share.percent().replace('.', "-"));
                let kind = if package.contract { "contract" } else { "tier" };
                text.push_str(&format!("\n{kind} {name} extends {} {{\n{body}}}\n", package.name));
                names.push(name);
            }
        }
    }
    if names.is_empty() {
        return Err(NotWritable::NoLimit);
    }
    // The layout does not change what it says, so without it the text is as good.
    let text = format(FileId(0), &text).unwrap_or(text);
    Ok(PolicyText { text, names })
}

/// Writes the statements of one package and share.
struct Writer<'r> {
    report: &'r PromiseReport,
    model: &'r Model,
    package: &'r Package,
    id: PackageId,
    share: Share,
}

impl Writer<'_> {
    /// The statements; `None` if they change no limit.
    fn body(&self) -> Option<String> {
        let mut out = String::new();
        let mut has_limit = false;
        for objective in self.model.objective_ids() {
            for (priority, terms) in (0_u16..).map(PriorityId).zip(&self.package.terms) {
                match terms.promise(objective).filter(|promise| is_limited(promise)) {
                    Some(promise) => has_limit |= self.limited(&mut out, objective, priority, promise),
                    None => self.unlimited(&mut out, objective, priority),
                }
            }
        }
        has_limit.then_some(out)
    }

    /// The rows of an objective and priority that a statement limits; `None`: that nothing limits.
    fn rows(&self, objective: ObjectiveId, priority: PriorityId, statement: Option<Span>) -> Vec<&PromiseRow> {
        let rows = self.report.rows.iter().filter(|row| {
            let place = row.place;
            (place.package, place.objective, place.priority) == (self.id, objective, priority)
                && place.statement == statement
        });
        rows.collect()
    }

    /// The statements about what is promised today; whether one has a limit that was found.
    fn limited(&self, out: &mut String, objective: ObjectiveId, priority: PriorityId, promise: &Promise) -> bool {
        let subject = self.subject(objective, priority);
        let mut has_limit = false;
        let mut statements = String::new();
        for (when, one) in promise.each() {
            let when = when.map(|when| format!(" when {}", self.model.condition_words(when))).unwrap_or_default();
            let pausing = pausing_words(&one.clauses.pausing);
            let rows = self.rows(objective, priority, Some(one.span));
            let found = if let [row] = rows.as_slice() { self.found(row).map(|found| (*row, found)) } else { None };
            if let Some((row, (quantile, limit))) = found {
                has_limit = true;
                let plain = row.clockwork == Clockwork::Wall;
                let on = if row.place.is_coverage || plain { String::new() } else { self.on(row) };
                statements.push_str(&format!("// {}\n", seen(row, quantile)));
                statements.push_str(&format!("{subject} {} {limit}{on}{when}{pausing}\n", self.share));
                continue;
            }
            if !matches!(one.limit, Limit::None(_)) {
                let why = unknown(&rows);
                statements.push_str(&format!("// {subject}{when}: {why}, as in {}\n", self.package.name));
            }
            // A statement replaces the inherited ones for all circumstances.
            if !promise.circumstances.is_empty() {
                let share = one.clauses.share.map(|share| format!("{} ", target_percent(share.as_f64())));
                let on = one.on.map(|on| self.on_coverage(on)).unwrap_or_default();
                let (share, limit) = (share.unwrap_or_default(), self.today(&one.limit));
                statements.push_str(&format!("{subject} {share}{limit}{on}{when}{pausing}\n"));
            }
        }
        if has_limit {
            out.push_str(&statements);
        } else {
            let comments = statements.lines().filter(|line| line.starts_with("//"));
            comments.for_each(|line| out.push_str(&format!("{line}\n")));
        }
        has_limit
    }

    /// What could be promised of something that is not promised today, as a comment.
    fn unlimited(&self, out: &mut String, objective: ObjectiveId, priority: PriorityId) {
        let rows = self.rows(objective, priority, None);
        if let [row] = rows.as_slice()
            && let Some((quantile, limit)) = self.found(row)
        {
            let subject = self.subject(objective, priority);
            out.push_str(&format!(
                "// Not promised today. {}\n// {subject} {} {limit}\n",
                seen(row, quantile),
                self.share
            ));
        }
    }

    /// The limit of this share, with its comparison.
    fn found<'q>(&self, row: &'q PromiseRow) -> Option<(&'q PromiseQuantile, String)> {
        let quantile = row.quantiles.iter().find(|quantile| quantile.share == self.share)?;
        let compared = if row.comparison == crate::policy::Comparison::Less { "<" } else { "within" };
        Some((quantile, format!("{compared} {}", quantile.written?)))
    }

    /// `response P1`, `objective onsite P1`
    fn subject(&self, objective: ObjectiveId, priority: PriorityId) -> String {
        let declared = self.model.objectives.get(objective.index()).is_some_and(|o| o.is_declared());
        let word = if declared { "objective " } else { "" };
        format!("{word}{} {}", self.model.objective_name(objective), self.model.priority_name(priority))
    }

    /// A limit as it is today.
    fn today(&self, limit: &Limit) -> String {
        match limit {
            Limit::None(None) => "none".to_owned(),
            Limit::None(Some(words)) => format!("none {}", quoted(words)),
            limit => self.model.limit_words(limit),
        }
    }

    /// ` on desk`, ` on desk in Asia/Tokyo`: the calendar of a row, which is not that of the coverage.
    fn on(&self, row: &PromiseRow) -> String {
        let calendar = self.model.calendars.iter().find(|calendar| calendar.name == row.clock);
        self.on_calendar(&row.clock, calendar.map(|calendar| calendar.zone), &row.timezone)
    }

    fn on_coverage(&self, coverage: Coverage) -> String {
        let calendar = self.model.calendar_of(coverage);
        let name = calendar.map_or("always", |calendar| calendar.name.as_str());
        self.on_calendar(name, calendar.map(|calendar| calendar.zone), coverage.zone.name())
    }

    /// A calendar, with its zone if it is not the one in which the package reads it.
    fn on_calendar(&self, name: &str, own: Option<Zone>, zone: &str) -> String {
        let read_in = self.package.zone.or(own).unwrap_or(Zone::UTC);
        if read_in.name() == zone { format!(" on {name}") } else { format!(" on {name} in {zone}") }
    }
}

/// Whether a promise has a limit in some circumstance.
fn is_limited(promise: &Promise) -> bool {
    promise.each().any(|(_, one)| !matches!(one.limit, Limit::None(_)))
}

/// What was seen, for a comment.
fn seen(row: &PromiseRow, quantile: &PromiseQuantile) -> String {
    let time = |seconds: i64| rounded(seconds, row.always());
    let open = if row.stopped == row.incidents() { String::new() } else { format!(" ({} stopped)", row.stopped) };
    let took = quantile.limit_s.map(time).unwrap_or_default();
    let range = match (quantile.low_s, quantile.high_s) {
        (Some(low), Some(high)) => format!("95% confidence: {} to {}", time(low), time(high)),
        (Some(low), None) => format!("95% confidence: {} or more", time(low)),
        (None, Some(high)) => format!("95% confidence: up to {}", time(high)),
        (None, None) => "too few for a confidence interval".to_owned(),
    };
    let least = if row.comparison == crate::policy::Comparison::Less { "less than " } else { "" };
    format!("{} took {least}{took} in {}{open}; {range}", quantile.share, count(row.incidents(), "incident"))
}

/// Why there is no limit, for a comment.
fn unknown(rows: &[&PromiseRow]) -> String {
    match rows {
        [] => "no incidents".to_owned(),
        [row] => format!("{} of {} stopped", row.stopped, count(row.incidents(), "incident")),
        _ => "its clock depends on the circumstances".to_owned(),
    }
}

fn pausing_words(parties: &[String]) -> String {
    if parties.is_empty() { String::new() } else { format!(", pausing while waiting on {}", parties.join(", ")) }
}
