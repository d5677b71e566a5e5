//! The limits that were found, a row for each contract, priority and objective.

use crate::policy::model::{CalendarId, Limit, ObjectiveId, Package, PackageId, PriorityId, Promise};
use crate::policy::{Comparison, Statement};
use crate::report::incidents::subject::promises;
use crate::span::Span;
use crate::time::{Clockwork, Date, Duration, Instant, Length, MICROS_PER_SECOND};

use super::builder::{PromiseBuilder, PromiseOptions, RowKey, RowTimes};
use super::ladder::{Days, rounded_up};
use super::statistics::Share;

/// The limits that past incidents would have kept.
#[derive(Debug, Clone)]
pub struct PromiseReport {
    /// The instant as of which the incidents were decided.
    pub as_of: Instant,
    /// The shares that were asked for, in ascending order.
    pub shares: Vec<Share>,
    /// The contract that all incidents were measured under; `None` if each was measured under its own.
    pub under: Option<String>,
    /// How many incidents were decided.
    pub decided: u64,
    /// How many incidents were rejected.
    pub rejected: u64,
    /// By contract, priority and objective.
    pub rows: Vec<PromiseRow>,
}

/// The limits of one contract, priority and objective.
#[derive(Debug, Clone)]
pub struct PromiseRow {
    /// The name of the tier or contract.
    pub contract: String,
    /// The dates of its version; `None` if it is always in force.
    pub version: Option<(Date, Date)>,
    /// The priority.
    pub priority: String,
    /// The objective.
    pub objective: String,
    /// The condition under which today's limit holds, if it has one.
    pub when: Option<String>,
    /// The name of the calendar that time is measured on; `always` for all the time.
    pub clock: String,
    /// The zone of the clock.
    pub timezone: String,
    /// The parties that the clock pauses for.
    pub pausing: Vec<String>,
    /// How a time is compared with a limit: `<` or `<=`.
    pub comparison: Comparison,
    /// Today's limit as it is written; `None` if there is none.
    pub limit_today: Option<String>,
    /// The share that today's statement promises.
    pub target: Option<f64>,
    /// Of the incidents that count today, the share that keeps the limit; `None` if none counts.
    pub kept_today: Option<f64>,
    /// How many incidents keep today's limit.
    pub met: u64,
    /// How many incidents do not keep today's limit.
    pub breached: u64,
    /// Today's statement.
    pub statement: Option<Statement>,
    /// How many incidents stopped.
    pub stopped: u64,
    /// How many incidents have not stopped.
    pub open: u64,
    /// How many incidents were resolved before they stopped, which ended the objective.
    pub ended: u64,
    /// A limit for each share.
    pub quantiles: Vec<PromiseQuantile>,
    pub(super) days: Days,
    /// Whether the limits are in plain units or working ones, as today's is.
    pub(super) clockwork: Clockwork,
    pub(super) place: RowPlace,
}

/// What a row is about, for the policy that is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowPlace {
    pub(super) package: PackageId,
    pub(super) priority: PriorityId,
    pub(super) objective: ObjectiveId,
    pub(super) statement: Option<Span>,
    /// Whether its clock is that of the coverage.
    pub(super) is_coverage: bool,
}

/// The limit that a share of past incidents kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromiseQuantile {
    /// The share.
    pub share: Share,
    /// The smallest limit, in whole seconds; `None` if too many incidents have not stopped.
    pub limit_s: Option<i64>,
    /// The lower end of its 95 % confidence interval; `None` if there are too few incidents.
    pub low_s: Option<i64>,
    /// The upper end of its 95 % confidence interval; `None` if there are too few incidents.
    pub high_s: Option<i64>,
    /// The limit rounded up to what people write.
    pub written: Option<Duration>,
}

impl PromiseRow {
    /// How many incidents were measured.
    pub fn incidents(&self) -> u64 {
        self.stopped + self.open + self.ended
    }

    /// Whether its clock runs all the time.
    pub(super) fn always(&self) -> bool {
        self.days == Days::Always
    }
}

impl PromiseBuilder<'_> {
    /// The limits.
    pub fn finish(self) -> PromiseReport {
        let rows = rows(&self);
        let Self { options, decided, rejected, .. } = self;
        let PromiseOptions { as_of, shares, under } = options;
        PromiseReport { as_of, shares, under: under.map(|(name, _)| name), decided, rejected, rows }
    }
}

/// The rows of what a builder has measured: contracts in the order of the policy, versions by their dates.
fn rows(builder: &PromiseBuilder<'_>) -> Vec<PromiseRow> {
    let packages = &builder.policy.model().packages;
    let order = |key: &RowKey| {
        let package = packages.get(usize::from(key.package.0));
        let first = package.and_then(|package| packages.iter().position(|other| other.name == package.name));
        (first, package.and_then(|package| package.in_force).map(|in_force| in_force.from), *key)
    };
    let mut sorted: Vec<_> = builder.rows.iter().collect();
    sorted.sort_by_cached_key(|(key, _)| order(key));
    sorted.into_iter().filter_map(|(key, times)| row(builder, *key, times)).collect()
}

fn row(builder: &PromiseBuilder<'_>, key: RowKey, times: &RowTimes) -> Option<PromiseRow> {
    let RowKey { package: id, priority, objective, statement, clock } = key;
    let policy = builder.policy;
    let model = policy.model();
    let (package, clock) = (model.package(id)?, builder.clocks.get(clock)?);
    let promised = promises(policy, id, objective)
        .find(|(of, _, promise)| *of == priority && Some(promise.span) == statement && statement.is_some());
    let (when, promise): (Option<String>, Option<&Promise>) =
        promised.map_or((None, None), |(_, when, promise)| (when, Some(promise)));
    let coverage = package.terms.get(usize::from(priority.0)).and_then(|terms| terms.coverage);
    let calendar = |id: CalendarId| model.calendars.get(usize::from(id.0)).map(|calendar| calendar.name.as_str());
    let is_coverage = coverage.is_some_and(|coverage| {
        coverage.calendar.and_then(calendar).unwrap_or("always") == clock.name && coverage.zone == clock.zone
    });
    let clockwork = match promise.and_then(|promise| unit_of(package, priority, promise)) {
        Some(clockwork) => clockwork,
        None if clock.days == Days::Always => Clockwork::Wall,
        None => Clockwork::Working,
    };
    let quantile = |share: Share| {
        let limit_s = times.sample.quantile(share);
        let bounds = times.sample.bounds(share);
        let length = limit_s.and_then(|seconds| seconds.checked_mul(MICROS_PER_SECOND)).map(Length);
        let written = length.and_then(|length| rounded_up(length, clock.days, clockwork));
        PromiseQuantile { share, limit_s, low_s: bounds.low, high_s: bounds.high, written }
    };
    Some(PromiseRow {
        contract: package.name.clone(),
        version: package.in_force.map(|in_force| (in_force.from, in_force.to)),
        priority: model.priority_name(priority).to_owned(),
        objective: model.objective_name(objective).to_owned(),
        when,
        clock: clock.name.clone(),
        timezone: clock.zone.name().to_owned(),
        pausing: promise.map(|promise| promise.clauses.pausing.clone()).unwrap_or_default(),
        comparison: if times.comparison == Comparison::Less { Comparison::Less } else { Comparison::LessEqual },
        limit_today: promise.map(|promise| model.limit_words(&promise.limit)),
        target: promise.and_then(|promise| promise.clauses.share).map(|share| share.as_f64()),
        kept_today: times.today.share(),
        met: times.today.met,
        breached: times.today.breached,
        statement: statement.and_then(|span| policy.owned_statement(span)),
        stopped: times.sample.stopped(),
        open: times.sample.censored() - times.ended,
        ended: times.ended,
        quantiles: builder.options.shares.iter().copied().map(quantile).collect(),
        days: clock.days,
        clockwork,
        place: RowPlace { package: id, priority, objective, statement, is_coverage },
    })
}

/// Whether the limit of a promise is in plain units or working ones; `None` without a limit.
fn unit_of(package: &Package, priority: PriorityId, promise: &Promise) -> Option<Clockwork> {
    match &promise.limit {
        Limit::None(_) => None,
        Limit::Length { duration, .. } => Some(duration.clockwork),
        Limit::Date(_) => Some(Clockwork::Working),
        Limit::Multiple(_, of) => {
            // An objective is a multiple of an earlier one only.
            let terms = package.terms.get(usize::from(priority.0))?;
            unit_of(package, priority, terms.promise(*of)?)
        }
    }
}
