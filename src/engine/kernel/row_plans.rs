//! The plan of each row of a batch.

use crate::policy::model::{PackageId, PriorityId};

use super::super::asked_calendars::ask_remedies;
use super::super::core::{first_priority, version};
use super::super::decision::Basis;
use super::super::openings::{self, Opening, Openings};
use super::Kernel;
use super::columns::{ALONE, IncidentColumns, instant};
use super::layout::FactKey;
use super::plan::PlanId;

/// The contract of a row, and the priorities set, have at most so many combinations that are remembered.
const MOST: usize = 1 << 14;

/// What the contract of a row and the priorities set lead to.
#[derive(Debug, Clone, Copy)]
enum Beginning {
    /// It was not asked yet.
    Unknown,
    /// The rows are decided alone.
    Alone,
    /// It depends on when the incident was opened, or on facts.
    Open,
    Found(PackageId, PriorityId, Basis),
}

/// The beginnings of a batch, by codes.
struct Beginnings {
    known: Vec<Beginning>,
    /// How many codes each of the priorities has.
    counts: [usize; 3],
}

impl Beginnings {
    fn new(given: &IncidentColumns<'_, '_>) -> Self {
        let counts = given.priorities.each_ref().map(|set| set.values.len().max(1));
        let all = counts.iter().try_fold(given.contracts.values.len(), |all, count| all.checked_mul(*count));
        Self { known: vec![Beginning::Unknown; all.filter(|all| *all <= MOST).unwrap_or(0)], counts }
    }

    #[inline]
    fn place(&self, contract: usize, set: [usize; 3]) -> usize {
        self.counts.iter().zip(set).fold(contract, |place, (count, code)| place * count + code)
    }
}

impl<'p> Kernel<'p> {
    /// The plan of each row; [`ALONE`] if something rare or odd is about it.
    pub(super) fn row_plans(&mut self, given: &IncidentColumns<'_, 'p>) -> Vec<PlanId> {
        let mut beginnings = Beginnings::new(given);
        let mut plan = |(row, odd): (usize, &bool)| {
            let plan = if *odd { None } else { self.row_plan(given, row, &mut beginnings) };
            plan.unwrap_or(ALONE)
        };
        given.odd.iter().enumerate().map(&mut plan).collect()
    }

    #[inline]
    fn row_plan(&mut self, given: &IncidentColumns<'_, 'p>, row: usize, beginnings: &mut Beginnings) -> Option<PlanId> {
        let opened = instant(given.opened, row).filter(|opened| *opened <= self.as_of)?;
        let early = given.stops.iter().filter_map(|stop| instant(stop, row)).any(|stop| stop < opened);
        if early || given.waits(row).iter().any(|wait| wait.to < wait.from) {
            return None;
        }
        let contract = given.contracts.code(row);
        let set = given.priorities.each_ref().map(|set| set.code(row));
        let place = beginnings.place(contract, set);
        let mut fact_key = given.fact_keys.get(row).copied().unwrap_or(0);
        let begun = match beginnings.known.get(place).copied().unwrap_or(Beginning::Unknown) {
            Beginning::Unknown => {
                let begun = self.begin(given, contract, set);
                if let Some(place) = beginnings.known.get_mut(place) {
                    *place = begun;
                }
                begun
            }
            known => known,
        };
        let (id, priority, basis) = match begun {
            Beginning::Alone => return None,
            Beginning::Found(id, priority, basis) if self.policy.tables.openings.is_empty() => (id, priority, basis),
            _ => self.begin_row(given, row, contract, set, &mut fact_key)?,
        };
        let number = match self.known_plan(id, priority, basis, fact_key) {
            Some(known) => known,
            None => self.new_plan(id, self.policy.model().package(id)?, (priority, basis), fact_key),
        };
        self.plans.get(number).map(|_| number)
    }

    /// What a contract and the priorities set lead to, whatever else the row says.
    #[cold]
    fn begin(&self, given: &IncidentColumns<'_, 'p>, contract: usize, set: [usize; 3]) -> Beginning {
        let model = self.policy.model();
        let Some(sold) = given.contracts.meaning(contract) else { return Beginning::Alone };
        let [id] = sold else { return if sold.is_empty() { Beginning::Alone } else { Beginning::Open } };
        let Some(package) = model.package(*id) else { return Beginning::Alone };
        if package.in_force.is_some() {
            return Beginning::Open;
        }
        let mut defined = false;
        let first = first_priority(package, self.set(given, set), || {
            defined = true;
            Ok(None)
        });
        match first {
            _ if defined => Beginning::Open,
            Ok(Some((priority, basis))) => Beginning::Found(*id, priority, basis),
            _ => Beginning::Alone,
        }
    }

    /// The priorities that codes mean.
    fn set(
        &self,
        given: &IncidentColumns<'_, 'p>,
        [customer, recorded, vendor]: [usize; 3],
    ) -> [Option<PriorityId>; 3] {
        let [by_customer, by_record, by_vendor] = &given.priorities;
        [by_customer.meaning(customer), by_record.meaning(recorded), by_vendor.meaning(vendor)]
    }

    /// The package and priority of a row, and what its calendars add to its fact key.
    fn begin_row(
        &mut self,
        given: &IncidentColumns<'_, 'p>,
        row: usize,
        contract: usize,
        set: [usize; 3],
        fact_key: &mut FactKey,
    ) -> Option<(PackageId, PriorityId, Basis)> {
        let policy = self.policy;
        let opened = instant(given.opened, row)?;
        let sold = given.contracts.meaning(contract).filter(|sold| !sold.is_empty())?;
        let id = version(policy, opened, sold)?;
        let package = policy.model().package(id)?;
        if !policy.tables.openings.is_empty() {
            let states = openings::states(&policy.tables, opened);
            if states.contains(&Opening::Unknown) {
                return None;
            }
            *fact_key |= self.layout.openings(&states);
            ask_remedies(package, &Openings::new(&policy.tables, &states, package)).ok()?;
        }
        let first = first_priority(package, self.set(given, set), || self.defined(id, package, *fact_key));
        let (priority, basis) = first.ok()??;
        Some((id, priority, basis))
    }
}
