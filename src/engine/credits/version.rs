//! What is counted for one version of a contract.

use std::collections::BTreeMap;

use crate::engine::downtime::{MeasuredIncident, VersionAnswers};
use crate::policy::model::{Package, PackageId};
use crate::policy::service_terms::{CountedBy, Measure, ServiceTerms, concerns};
use crate::time::{Instant, Period};
use crate::value::Truth;

use super::counts::{DownIncident, LineEntry, LineStatus, PeriodCounts, lateness, status};
use super::ids::MOST_IDS;
use super::outages::Outages;
use super::periods::Periods;
use super::quotas::QuotaCounts;
use super::terms::{LineTerms, lines};

/// One version of a contract, or a tier.
#[derive(Debug)]
pub(super) struct Version<'p> {
    pub(super) id: PackageId,
    pub(super) package: &'p Package,
    pub(super) periods: Periods,
    pub(super) lines: Vec<LineTerms>,
    pub(super) counts: BTreeMap<Period, PeriodCounts>,
    /// The first period that has a statement and the last one.
    pub(super) range: Option<(Period, Period)>,
    pub(super) outages: Outages,
    pub(super) quotas: QuotaCounts,
    /// The period that was asked for last, uncut, with its instants `[from, to)`.
    last: Option<(Period, Instant, Instant)>,
}

impl<'p> Version<'p> {
    /// Nothing counted yet; `whole` ignores `in force`.
    pub(super) fn new(id: PackageId, package: &'p Package, whole: bool) -> Self {
        Self {
            id,
            package,
            periods: Periods::of(package, whole),
            lines: lines(&package.service),
            counts: BTreeMap::new(),
            range: None,
            outages: Outages::default(),
            quotas: QuotaCounts::default(),
            last: None,
        }
    }

    pub(super) fn service(&self) -> &'p ServiceTerms {
        &self.package.service
    }

    fn period(&mut self, at: Instant) -> Period {
        if let Some((period, from, to)) = self.last
            && from <= at
            && at < to
        {
            return period;
        }
        let found = self.periods.at(at);
        self.last = Some(found);
        found.0
    }

    fn counts(&mut self, period: Period) -> &mut PeriodCounts {
        let lines = self.lines.len();
        self.counts.entry(period).or_insert_with(|| PeriodCounts::new(lines))
    }

    fn has_statement(&mut self, period: Period) {
        let (first, last) = self.range.unwrap_or((period, period));
        self.range = Some((first.min(period), last.max(period)));
    }

    /// Counts an incident that this version decided; `order` is its place in the order of all incidents.
    pub(super) fn add(
        &mut self,
        incident: &MeasuredIncident<'_>,
        left_out: Truth,
        order: u64,
        each: &mut dyn FnMut(&LineEntry<'_>),
    ) {
        let decision = &incident.decision;
        let opened = self.period(incident.opened);
        self.quotas.add(self.package, incident.opened, decision.priority);
        if self.lines.is_empty() {
            return;
        }
        self.has_statement(opened);
        let counts = self.counts(opened);
        counts.incidents += 1;
        match left_out {
            Truth::True => {
                counts.left_out += 1;
                return;
            }
            Truth::Unknown => counts.unsure.push(decision.id, order),
            Truth::False => {}
        }
        for number in 0..self.lines.len() {
            let Some(line) = self.lines.get(number) else { continue };
            let measure = line.measure;
            let result = measure.objective().and_then(|objective| decision.objective(objective));
            let Some(result) = result.filter(|result| concerns(&line.priorities, result.priority)) else { continue };
            let Some(status) = status(result, incident.is_resolved) else { continue };
            let period = match self.service().counted_by() {
                CountedBy::Opened => opened,
                CountedBy::Stopped => {
                    let at = match status {
                        LineStatus::Met => result.stopped,
                        LineStatus::Breached => result.due,
                        LineStatus::Open | LineStatus::Down | LineStatus::Unknown => None,
                    };
                    let period = self.period(at.unwrap_or(decision.as_of));
                    self.periods.up_to_last(period)
                }
            };
            self.has_statement(period);
            let length_us = (status == LineStatus::Breached).then(|| lateness(result));
            let (package, id) = (self.id, decision.id);
            each(&LineEntry { package, period, line: number, measure, id, status, length_us });
            let Self { package, lines, counts, .. } = self;
            let lines_here = lines.len();
            let counts = counts.entry(period).or_insert_with(|| PeriodCounts::new(lines_here));
            if let (Some(slot), Some(line)) = (counts.lines.get_mut(number), lines.get(number)) {
                slot.add(&package.service, line, result, (id, order, status));
            }
        }
    }

    /// Counts the downtime of an incident of the contract, whichever version decided it.
    pub(super) fn add_downtime(
        &mut self,
        (id, order): (&str, u64),
        answers: &VersionAnswers,
        each: &mut dyn FnMut(&LineEntry<'_>),
    ) {
        answers.down.iter().for_each(|interval| self.outages.add(*interval));
        for (period, intervals) in self.by_period(&answers.down) {
            self.has_statement(period);
            let length = intervals.iter().map(|(from, to)| to - from).sum();
            self.report(id, period, LineStatus::Down, Some(length), each);
            let down = &mut self.counts(period).down;
            if down.len() < MOST_IDS {
                down.push(DownIncident { id: id.to_owned(), order, intervals });
            }
        }
        for (period, _) in self.by_period(&answers.unknown) {
            self.report(id, period, LineStatus::Unknown, None, each);
            self.counts(period).unknown.push(id, order);
        }
    }

    /// An entry for each line of downtime.
    fn report(
        &self,
        id: &str,
        period: Period,
        status: LineStatus,
        length_us: Option<i64>,
        each: &mut dyn FnMut(&LineEntry<'_>),
    ) {
        for (line, terms) in self.lines.iter().enumerate() {
            if matches!(terms.measure, Measure::Availability | Measure::Downtime) {
                let (package, measure) = (self.id, terms.measure);
                each(&LineEntry { package, period, line, measure, id, status, length_us });
            }
        }
    }

    /// The parts of intervals in each period in which the version is in force.
    fn by_period(&mut self, intervals: &[(i64, i64)]) -> BTreeMap<Period, Vec<(i64, i64)>> {
        let mut out: BTreeMap<Period, Vec<(i64, i64)>> = BTreeMap::new();
        for (from, to) in intervals {
            let mut period = self.period(Instant(*from));
            loop {
                let (start, end) = self.periods.instants(period);
                let part = ((*from).max(start.0), (*to).min(end.0));
                if part.0 < part.1 {
                    out.entry(period).or_default().push(part);
                }
                period = period.plus(1);
                if self.periods.uncut_start(period).0 >= *to {
                    break;
                }
            }
        }
        out
    }
}
