//! Conditions over one incident, in three-valued logic.

use crate::facts::{Scalar, Test};
use crate::policy::model::{Condition, FactId, Model, OpenedWithin, PriorityId};
use crate::value::{Kleene, Truth};

use super::openings::Openings;

/// What a condition asks in one place.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part<'c> {
    /// Whether the priority is one of these.
    Priority(&'c [PriorityId]),
    /// Something about the channel.
    Channel(OfChannel<'c>),
    /// Something about the contract.
    Contract(OfContract<'c>),
    /// Whether a calendar covers the opening instant.
    Opened(OpenedWithin),
    /// Something about a fact.
    Fact(FactId, &'c Test),
}

/// What is asked of the channel.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OfChannel<'c> {
    Known,
    In(&'c [String]),
}

/// What is asked of the contract.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OfContract<'c> {
    In(&'c [String]),
    Extends(&'c str),
}

/// What a condition comes to where each of its parts comes to what `ask` says: a truth, or
/// whatever else follows Kleene's tables. Parts behind one that settles it are not asked.
pub(crate) fn fold<'c, K: Kleene>(condition: &'c Condition, ask: &impl Fn(Part<'c>) -> K) -> K {
    match condition {
        Condition::All(parts) => {
            let mut truth = K::from(Truth::True);
            for part in parts {
                truth = truth.and(fold(part, ask));
                if truth.settles(true) {
                    break;
                }
            }
            truth
        }
        Condition::Any(parts) => {
            let mut truth = K::from(Truth::False);
            for part in parts {
                truth = truth.or(fold(part, ask));
                if truth.settles(false) {
                    break;
                }
            }
            truth
        }
        Condition::Not(inner) => fold(inner, ask).negate(),
        Condition::PriorityIn(set) => ask(Part::Priority(set)),
        Condition::ChannelIn(names) => ask(Part::Channel(OfChannel::In(names))),
        Condition::ChannelKnown => ask(Part::Channel(OfChannel::Known)),
        Condition::ContractIn(names) => ask(Part::Contract(OfContract::In(names))),
        Condition::ContractExtends(name) => ask(Part::Contract(OfContract::Extends(name))),
        Condition::OpenedWithin(opened) => ask(Part::Opened(*opened)),
        Condition::Fact(id, test) => ask(Part::Fact(*id, test)),
    }
}

/// Every part of a condition, whatever the others come to.
pub(crate) fn each_part<'c>(condition: &'c Condition, each: &mut impl FnMut(Part<'c>)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| each_part(part, each)),
        Condition::Not(inner) => each_part(inner, each),
        Condition::PriorityIn(set) => each(Part::Priority(set)),
        Condition::ChannelIn(names) => each(Part::Channel(OfChannel::In(names))),
        Condition::ChannelKnown => each(Part::Channel(OfChannel::Known)),
        Condition::ContractIn(names) => each(Part::Contract(OfContract::In(names))),
        Condition::ContractExtends(name) => each(Part::Contract(OfContract::Extends(name))),
        Condition::OpenedWithin(opened) => each(Part::Opened(*opened)),
        Condition::Fact(id, test) => each(Part::Fact(*id, test)),
    }
}

pub(crate) fn of_priority(set: &[PriorityId], priority: Option<PriorityId>) -> Truth {
    priority.map_or(Truth::Unknown, |p| set.contains(&p).into())
}

pub(crate) fn of_channel(test: OfChannel<'_>, channel: Option<&str>) -> Truth {
    match test {
        OfChannel::Known => channel.is_some().into(),
        OfChannel::In(names) => channel.map_or(Truth::Unknown, |c| names.iter().any(|n| n == c).into()),
    }
}

pub(crate) fn of_contract(test: OfContract<'_>, contract: &str, lineage: &[String]) -> Truth {
    match test {
        OfContract::In(names) => names.iter().any(|n| n == contract).into(),
        OfContract::Extends(name) => lineage.iter().any(|n| n == name).into(),
    }
}

/// What conditions may ask of an incident.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) slots: &'a [Scalar<&'a str>],
    pub(super) channel: Option<&'a str>,
    pub(super) contract: &'a str,
    /// The names of the contract and all that it descends from.
    pub(super) lineage: &'a [String],
    pub(super) openings: Openings<'a>,
    /// A missing priority fact taken to have a value, to see what would follow.
    pub(super) assumed: Option<(FactId, PriorityId)>,
}

impl Facts<'_> {
    fn slot(&self, id: FactId) -> Scalar<&str> {
        match self.assumed {
            Some((fact, priority)) if fact == id => Scalar::Place(priority.0),
            _ => self.slots.get(usize::from(id.0)).copied().unwrap_or(Scalar::Missing),
        }
    }

    pub(super) fn priority(&self, id: FactId) -> Option<PriorityId> {
        match self.slot(id) {
            Scalar::Place(place) => Some(PriorityId(place)),
            _ => None,
        }
    }

    /// What a condition comes to for an incident of this priority.
    pub(super) fn truth(&self, condition: &Condition, priority: Option<PriorityId>) -> Truth {
        fold(condition, &|part| match part {
            Part::Priority(set) => of_priority(set, priority),
            Part::Channel(test) => of_channel(test, self.channel),
            Part::Contract(test) => of_contract(test, self.contract, self.lineage),
            Part::Opened(opened) => self.openings.truth(opened),
            Part::Fact(id, test) => test.answer(self.slot(id)),
        })
    }

    /// Adds the missing facts that an unknown condition hangs on: those of its parts that are
    /// themselves unknown.
    pub(super) fn needs<'m>(
        &self,
        condition: &Condition,
        priority: Option<PriorityId>,
        model: &'m Model,
        needs: &mut Needs<'m>,
    ) {
        if self.truth(condition, priority) != Truth::Unknown {
            return;
        }
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                for part in parts {
                    self.needs(part, priority, model, needs);
                }
            }
            Condition::Not(inner) => self.needs(inner, priority, model, needs),
            Condition::Fact(id, _) => needs.fact(model, *id),
            Condition::ChannelIn(_) => needs.add("channel"),
            Condition::PriorityIn(_) => needs.add("priority"),
            Condition::ChannelKnown
            | Condition::ContractIn(_)
            | Condition::ContractExtends(_)
            | Condition::OpenedWithin(_) => {}
        }
    }
}

/// The facts that an answer hangs on, in alphabetical order, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Needs<'m>(pub(super) Vec<&'m str>);

impl<'m> Needs<'m> {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn add(&mut self, name: &'m str) {
        if let Err(at) = self.0.binary_search(&name) {
            self.0.insert(at, name);
        }
    }

    pub(super) fn fact(&mut self, model: &'m Model, id: FactId) {
        if let Some(fact) = model.fact_of(id) {
            self.add(&fact.name);
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        other.0.iter().for_each(|name| self.add(name));
    }
}
