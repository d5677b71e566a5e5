//! Makes the rows of a report from its counts.

use std::collections::BTreeMap;

use crate::policy::model::{ObjectiveId, PackageId, Promise};
use crate::report::attainment::{Judgement, Tally};
use crate::span::Span;
use crate::time::Date;
use crate::value::Decimal;

use super::builder::ReportBuilder;
use super::counts::{Counts, target};
use super::data::{Before, Group, Row, Rows, StatementText};
use super::earlier::Earlier;
use super::keys::{GroupKey, PriorityKey, PromiseKey};
use super::subject::{Of, Subject, promises};
use crate::time::Period;

/// What rows are compared with.
pub(super) enum Against {
    /// Nothing.
    Nothing,
    /// The same incidents under another contract.
    Under,
    /// An earlier period.
    Earlier(Earlier),
}

/// Makes the rows of a report.
pub(super) struct RowMaker<'b, 'p> {
    builder: &'b ReportBuilder<'p>,
    against: Against,
    /// The first period of the report.
    first: Option<Period>,
    /// The place of each package in the order of contracts and their versions.
    places: Vec<(usize, Option<Date>)>,
}

impl<'b, 'p> RowMaker<'b, 'p> {
    pub(super) fn new(builder: &'b ReportBuilder<'p>, against: Against) -> Self {
        let packages = &builder.policy.model().packages;
        let first = |name: &str| packages.iter().position(|package| package.name == name).unwrap_or(0);
        let place = |package: &crate::policy::model::Package| (first(&package.name), package.in_force.map(|f| f.from));
        Self { builder, against, first: builder.first_period(), places: packages.iter().map(place).collect() }
    }

    /// Contracts in the order of the policy, versions by their dates.
    fn place(&self, package: PackageId) -> (usize, Option<Date>) {
        self.places.get(usize::from(package.0)).copied().unwrap_or_default()
    }

    pub(super) fn rows(
        &self,
        promises: &BTreeMap<PromiseKey, Counts>,
        priorities: &BTreeMap<PriorityKey, Counts>,
        groups: &BTreeMap<GroupKey, Counts>,
    ) -> Rows {
        let mut promises: Vec<_> = promises.iter().collect();
        promises.sort_by_key(|(key, _)| (self.place(key.package), key.objective, key.statement, key.period));
        let mut priorities: Vec<_> =
            priorities.iter().filter(|(_, counts)| counts.timed() + counts.pending > 0).collect();
        priorities.sort_by_key(|(key, _)| (self.place(key.package), key.objective, key.priority, key.period));
        let mut groups: Vec<_> = groups.iter().filter(|(_, counts)| counts.timed() + counts.pending > 0).collect();
        groups.sort_by_cached_key(|(key, _)| {
            let value = self.builder.value(key.column, key.value);
            // Incidents without a value come last.
            (key.column, value.is_none(), value, self.place(key.package), key.objective, key.period)
        });
        Rows {
            promises: promises.into_iter().map(|(key, counts)| self.promise(*key, counts)).collect(),
            by_priority: priorities.into_iter().map(|(key, counts)| self.priority(*key, counts)).collect(),
            groups: groups.into_iter().map(|(key, counts)| self.group(*key, counts)).collect(),
        }
    }

    fn promise(&self, key: PromiseKey, counts: &Counts) -> Row {
        let PromiseKey { package, objective, statement, period } = key;
        let of = Of::promise(self.builder.policy, package, objective, statement);
        let shares = self.shares(package, objective, |_, promise| promise.span == statement);
        let row = self.row(package, objective, of, period, shares, counts);
        Row { statement: self.statement(statement), ..row }
    }

    fn priority(&self, key: PriorityKey, counts: &Counts) -> Row {
        let PriorityKey { package, objective, priority, period } = key;
        let shares = self.shares(package, objective, |of, _| of == priority);
        self.row(package, objective, Of::Priority(priority), period, shares, counts)
    }

    fn group(&self, key: GroupKey, counts: &Counts) -> Row {
        let GroupKey { column, value, package, objective, period } = key;
        let shares = self.shares(package, objective, |_, _| true);
        let value = self.builder.value(column, value);
        let name = self.builder.options.columns.get(column).cloned().unwrap_or_default();
        let row = self.row(package, objective, Of::Group { column, value: value.clone() }, period, shares, counts);
        Row { group: Some(Group { column: name, value }), ..row }
    }

    /// The share that promises name, if all of them name the same.
    fn shares(
        &self,
        package: PackageId,
        objective: ObjectiveId,
        wanted: impl Fn(crate::policy::model::PriorityId, &Promise) -> bool,
    ) -> Option<Decimal> {
        let each = promises(self.builder.policy, package, objective);
        let limited = each.filter(|(_, _, promise)| !matches!(promise.limit, crate::policy::model::Limit::None(_)));
        let mut shares =
            limited.filter(|(priority, _, promise)| wanted(*priority, promise)).map(|(.., p)| p.clauses.share);
        let first = shares.next()?;
        if shares.all(|share| share == first) { first } else { None }
    }

    fn statement(&self, span: Span) -> Option<StatementText> {
        let sources = self.builder.policy.sources();
        let place = sources.place(span)?;
        let text = sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        Some(StatementText { text, file: place.file.to_owned(), line: place.line })
    }

    fn row(
        &self,
        package: PackageId,
        objective: ObjectiveId,
        of: Of,
        period: Option<Period>,
        share: Option<Decimal>,
        counts: &Counts,
    ) -> Row {
        let model = self.builder.policy.model();
        let contract = model.package(package).map_or("", |package| &package.name).to_owned();
        let force = model.package(package).and_then(|package| package.in_force);
        let names = |priorities: &[crate::policy::model::PriorityId]| {
            priorities.iter().map(|priority| model.priority_name(*priority).to_owned()).collect()
        };
        let priorities = match &of {
            Of::Promise { priorities, .. } => names(priorities),
            Of::Priority(priority) => names(&[*priority]),
            Of::Group { .. } => Vec::new(),
        };
        let tally = counts.tally;
        let interval = tally.wilson();
        let missed = counts.breached.iter().filter_map(|id| self.builder.ids.get(usize::try_from(*id).ok()?)).cloned();
        let before = match &self.against {
            Against::Nothing => None,
            Against::Under => Some(before(tally, counts.under)),
            Against::Earlier(earlier) => {
                let subject = Subject { contract: contract.clone(), objective, of };
                Some(before(tally, earlier.tally(subject, period, self.first)))
            }
        };
        Row {
            group: None,
            contract,
            version: force.map(|force| (force.from, force.to)),
            objective: model.objective_name(objective).to_owned(),
            statement: None,
            priorities,
            period: period.map(|period| period.to_string()),
            target: target(share),
            incidents: counts.incidents(),
            timed: counts.timed(),
            met: tally.met,
            breached: tally.breached,
            overdue: counts.overdue,
            open: counts.open(),
            left_out: counts.left_out(),
            share: tally.share(),
            low: interval.map(|(low, _)| low),
            high: interval.map(|(_, high)| high),
            attained: match tally.judged(share) {
                Judgement::Attained => Some(true),
                Judgement::Missed => Some(false),
                Judgement::NoData | Judgement::NoTarget => None,
            },
            overrun_mean_s: counts.overrun_mean_s(),
            missed: missed.collect(),
            before,
        }
    }
}

fn before(now: Tally, then: Tally) -> Before {
    Before { share: then.share(), met: then.met, breached: then.breached, better: now.is_better_than(then) }
}
