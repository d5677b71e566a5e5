//! Counts decided incidents one at a time. Memory grows with the rows of the report and the ids in it, not with the
//! incidents.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::engine::credits::CreditBook;
use crate::engine::{DecisionRef, Incident, RejectCode, Status};
use crate::policy::Policy;
use crate::policy::model::ObjectiveId;
use crate::time::{Date, Instant};

use super::cause::{Breach, CauseKind};
use super::counts::Counts;
use super::coverage::Coverages;
use super::data::RejectExample;
use super::distribution::Bins;
use super::keys::{GroupKey, PriorityKey, PromiseKey};
use super::waiting::Waited;
use super::worst::Worst;
use crate::time::{By, Period};

/// What a report is made of.
#[derive(Debug, Clone)]
pub struct ReportOptions {
    /// The instant as of which incidents are decided.
    pub as_of: Instant,
    /// The length of its periods; `None` for one period that contains everything.
    pub by: Option<By>,
    /// How many of the worst breaches it lists.
    pub worst: usize,
    /// The kept columns, by each of which incidents are grouped.
    pub columns: Vec<String>,
}

/// The values of a kept column, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Values {
    numbers: HashMap<Option<String>, usize>,
    pub(super) list: Vec<Option<String>>,
}

/// The rejected incidents of one code.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Rejects {
    pub(super) count: u64,
    /// The place of the first of them in the order of all incidents.
    pub(super) order: u64,
    /// The first of them.
    pub(super) example: RejectExample,
}

impl Values {
    fn number(&mut self, value: Option<&Value>) -> usize {
        let text = value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        self.number_of_text(text.filter(|text| !text.is_empty()))
    }

    pub(super) fn number_of_text(&mut self, text: Option<String>) -> usize {
        if let Some(number) = self.numbers.get(&text) {
            return *number;
        }
        let number = self.list.len();
        self.list.push(text.clone());
        self.numbers.insert(text, number);
        number
    }
}

/// Counts incidents, and makes a report of them.
pub struct ReportBuilder<'p> {
    pub(super) policy: &'p Policy,
    pub(super) options: ReportOptions,
    pub(super) decided: u64,
    pub(super) rejects: BTreeMap<RejectCode, Rejects>,
    pub(super) promises: BTreeMap<PromiseKey, Counts>,
    pub(super) priorities: BTreeMap<PriorityKey, Counts>,
    pub(super) groups: BTreeMap<GroupKey, Counts>,
    pub(super) values: Vec<Values>,
    /// The ids of incidents that breached anything.
    pub(super) ids: Vec<String>,
    /// The place of each in the order of all incidents.
    pub(super) orders: Vec<u64>,
    pub(super) worst: Worst,
    pub(super) waited: BTreeMap<String, Waited>,
    /// The incidents that were reopened, by their places in the order of all incidents, and how often in all.
    pub(super) reopened: (Vec<(u64, String)>, u64),
    pub(super) causes: BTreeMap<(ObjectiveId, CauseKind), u64>,
    pub(super) distribution: BTreeMap<ObjectiveId, Bins>,
    pub(super) coverages: Coverages<'p>,
    /// The dates of the first opening and the last one, in the zones of the default coverages.
    pub(super) opened: Option<(Date, Date)>,
    /// How many incidents another contract could not decide.
    pub(super) under_rejected: u64,
    /// The credits and quotas, if the policy has any.
    pub(super) credits: Option<CreditBook<'p>>,
}

impl<'p> ReportBuilder<'p> {
    /// A report of no incidents yet.
    pub fn new(policy: &'p Policy, options: ReportOptions) -> Self {
        Self {
            policy,
            decided: 0,
            rejects: BTreeMap::new(),
            promises: BTreeMap::new(),
            priorities: BTreeMap::new(),
            groups: BTreeMap::new(),
            values: options.columns.iter().map(|_| Values::default()).collect(),
            ids: Vec::new(),
            orders: Vec::new(),
            worst: Worst::new(options.worst),
            waited: BTreeMap::new(),
            reopened: Default::default(),
            causes: BTreeMap::new(),
            distribution: BTreeMap::new(),
            coverages: Coverages::new(policy),
            opened: None,
            under_rejected: 0,
            credits: Some(CreditBook::new(policy, options.as_of)).filter(CreditBook::has_measures),
            options,
        }
    }

    /// Counts a rejected incident.
    pub fn reject(&mut self, code: RejectCode, example: impl FnOnce() -> RejectExample) {
        self.reject_ordered(code, self.incidents(), example);
    }

    /// Counts a decided incident, with the values of the kept columns.
    pub fn add(&mut self, incident: &Incident, decision: &DecisionRef<'_>, kept: &[Option<Value>]) {
        self.count(incident, decision, (kept, self.incidents()), &|_| None);
    }

    /// Counts a rejected incident of a part: `order` is its place in the order of all incidents, greater than those before
    /// it.
    pub fn reject_ordered(&mut self, code: RejectCode, order: u64, example: impl FnOnce() -> RejectExample) {
        let new = || Rejects { count: 0, order, example: example() };
        self.rejects.entry(code).or_insert_with(new).count += 1;
    }

    /// Counts a decided incident of a part, as [`reject_ordered`](Self::reject_ordered) does.
    pub fn add_ordered(&mut self, incident: &Incident, decision: &DecisionRef<'_>, kept: &[Option<Value>], order: u64) {
        self.count(incident, decision, (kept, order), &|_| None);
    }

    /// Counts a decided incident, and what another contract decides of it; `None` if that contract rejects it.
    pub fn add_under(
        &mut self,
        incident: &Incident,
        decision: &DecisionRef<'_>,
        under: Option<&DecisionRef<'_>>,
        kept: &[Option<Value>],
    ) {
        self.under_rejected += u64::from(under.is_none());
        self.count(incident, decision, (kept, self.incidents()), &|objective| {
            Some(under?.objective(objective)?.status)
        });
    }

    fn count(
        &mut self,
        incident: &Incident,
        decision: &DecisionRef<'_>,
        (kept, order): (&[Option<Value>], u64),
        under: &dyn Fn(ObjectiveId) -> Option<Status>,
    ) {
        self.decided += 1;
        if let Some(credits) = &mut self.credits {
            // What a calendar keeps from being measured is left out of the credits only.
            let _ = credits.add_ordered(incident, None, order, &mut |_| {});
        }
        let local = self.coverages.opened(decision.package, incident.opened);
        let date = local.date();
        let (first, last) = self.opened.unwrap_or((date, date));
        self.opened = Some((first.min(date), last.max(date)));
        let period = self.options.by.map(|by| Period::of(by, date));
        let breached = |o: ObjectiveId| decision.objective(o).is_some_and(|r| r.status == Status::Breached);
        let objectives = self.policy.model().objective_ids();
        let id = objectives.clone().any(breached).then(|| self.id(&incident.id, order)).flatten();
        let values: Vec<usize> = self.values.iter_mut().zip(kept).map(|(v, kept)| v.number(kept.as_ref())).collect();
        let package = decision.package;
        for objective in objectives {
            let result = decision.objective(objective);
            let status = under(objective);
            if let Some(result) = result {
                let key = PromiseKey { package, objective, statement: result.statement(), period };
                self.promises.entry(key).or_default().add(Some(result), status, id);
                self.distribution.entry(objective).or_default().add(result);
                if result.status == Status::Breached {
                    let breach = Breach { incident, decision, objective, result };
                    let cause = breach.cause();
                    *self.causes.entry((objective, cause.kind)).or_default() += 1;
                    self.worst.add(&breach, &cause, order);
                }
            }
            let priority = result.map_or(decision.priority, |result| result.priority);
            let key = PriorityKey { package, objective, priority, period };
            self.priorities.entry(key).or_default().add(result, status, id);
            for (column, value) in values.iter().copied().enumerate() {
                let key = GroupKey { column, value, package, objective, period };
                self.groups.entry(key).or_default().add(result, status, id);
            }
        }
        self.wait(incident, decision);
        self.reopen(incident, decision.as_of, order);
    }

    /// The number of an id in the list of those with a breach.
    fn id(&mut self, id: &str, order: u64) -> Option<u32> {
        let number = u32::try_from(self.ids.len()).ok()?;
        self.orders.push(order);
        self.ids.push(id.to_owned());
        Some(number)
    }

    fn wait(&mut self, incident: &Incident, decision: &DecisionRef<'_>) {
        if incident.waiting.is_empty() {
            return;
        }
        let relief = decision.objective(ObjectiveId::RELIEF);
        let clock = relief.and_then(|relief| self.policy.clock(relief.clock()));
        let clock = clock.unwrap_or_else(|| self.coverages.clock(decision.package));
        let stopped = relief.map_or_else(|| incident.relieved.or(incident.resolved), |relief| relief.stopped);
        let end = stopped.map_or(decision.as_of, |stopped| stopped.min(decision.as_of));
        Waited::add(&mut self.waited, incident, end, clock);
    }

    fn reopen(&mut self, incident: &Incident, as_of: Instant, order: u64) {
        let times = incident.excluded.iter().filter(|interval| interval.to <= as_of).count();
        if let Ok(times @ 1..) = u64::try_from(times) {
            let (incidents, all) = &mut self.reopened;
            incidents.push((order, incident.id.clone()));
            *all += times;
        }
    }

    /// The first period in which an incident was opened.
    pub(super) fn first_period(&self) -> Option<Period> {
        self.priorities.keys().filter_map(|key| key.period).min()
    }

    /// A value of a kept column, by number.
    pub(super) fn value(&self, column: usize, value: usize) -> Option<String> {
        self.values.get(column)?.list.get(value).cloned().flatten()
    }

    /// How many incidents were rejected.
    pub fn rejected(&self) -> u64 {
        self.rejects.values().map(|rejects| rejects.count).sum()
    }

    /// How many incidents were counted or rejected.
    pub fn incidents(&self) -> u64 {
        self.decided + self.rejected()
    }
}
