//! What conditions can tell apart of an incident, in a few bits: values that every test of the policy
//! answers alike are one class.

use crate::facts::{Classes, Scalar, Test};
use crate::policy::Reading;
use crate::policy::model::{CalendarId, Condition, Model, Package, TreatAs};

use super::super::openings::{Opening, OpeningStates};

/// Bits of an incident: the class of its channel and of each fact that some condition reads. Nought
/// is a missing value.
pub(crate) type FactKey = u128;

/// Where the class of one value stands.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    shift: u32,
    mask: FactKey,
}

/// The layout of fact keys under one policy.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    facts: Vec<(Place, Classes)>,
    /// For each calendar that conditions ask about the opening instant: the calendar, and the place of what it says.
    openings: Vec<(CalendarId, Place)>,
    channel: Place,
    channels: Vec<String>,
    /// How many bits there are: what stands above them is free.
    pub(super) bits: u32,
}

impl Layout {
    /// The layout for a policy; nothing where its fact keys do not fit.
    pub(super) fn new(model: &Model, readings: &[Reading]) -> Option<Self> {
        let mut read = Read { facts: vec![Vec::new(); model.facts.len()], channels: Vec::new() };
        model.priorities.iter().filter_map(|p| p.definition.as_ref()).for_each(|c| read.condition(c));
        for package in &model.packages {
            read.package(package);
        }
        read.channels.sort_unstable();
        read.channels.dedup();
        let mut bits = 0;
        let mut place = |classes: usize| {
            let width = usize::BITS - classes.leading_zeros();
            let mask = if width == 0 { 0 } else { ((1 << width) - 1) << bits };
            let place = Place { shift: bits, mask };
            bits += width;
            place
        };
        // One more for all other channels.
        let channel = place(read.channels.len() + 1);
        let mut facts = Vec::new();
        for (fact, tests) in model.facts.iter().zip(read.facts) {
            let classes = Classes::new(&fact.kind, &tests, model.priorities.len());
            facts.push((place(classes.count()), classes));
        }
        let openings = readings.iter().map(|reading| (reading.calendar, place(2))).collect();
        (bits <= 96).then_some(Self { facts, openings, channel, channels: read.channels, bits })
    }

    /// The class of a channel, in its place.
    pub(super) fn channel(&self, name: &str) -> FactKey {
        let class = self.channels.binary_search_by(|c| c.as_str().cmp(name)).map_or(1, |at| at + 2);
        (class as FactKey) << self.channel.shift
    }

    /// The number of the channel's class; zero where there is none.
    pub(super) fn channel_of(&self, fact_key: FactKey) -> usize {
        self.channel.class(fact_key)
    }

    /// The class of what a fact says, in its place.
    pub(super) fn fact(&self, number: usize, value: Scalar<&str>) -> FactKey {
        let Some((place, classes)) = self.facts.get(number) else { return 0 };
        (classes.class(value) as FactKey) << place.shift
    }

    /// The number of the class of a fact; zero where it is missing.
    pub(super) fn fact_of(&self, number: usize, fact_key: FactKey) -> usize {
        self.facts.get(number).map_or(0, |(place, _)| place.class(fact_key))
    }

    /// What each calendar says of the opening instant, in its place.
    pub(super) fn openings(&self, states: &[Opening]) -> FactKey {
        let places = self.openings.iter().zip(states);
        places.fold(0, |key, ((_, place), state)| {
            let class: FactKey = match state {
                Opening::Unknown => 0,
                Opening::Closed => 1,
                Opening::Open => 2,
            };
            key | class << place.shift
        })
    }

    /// What each calendar says of the opening instant, by a fact key.
    pub(super) fn openings_of(&self, fact_key: FactKey) -> OpeningStates {
        let state = |(_, place): &(CalendarId, Place)| match place.class(fact_key) {
            0 => Opening::Unknown,
            1 => Opening::Closed,
            _ => Opening::Open,
        };
        self.openings.iter().map(state).collect()
    }

    /// The bits that a condition reads.
    pub(super) fn mask(&self, condition: &Condition) -> FactKey {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().fold(0, |mask, p| mask | self.mask(p)),
            Condition::Not(inner) => self.mask(inner),
            Condition::Fact(id, _) => self.facts.get(usize::from(id.0)).map_or(0, |(place, _)| place.mask),
            Condition::ChannelIn(_) | Condition::ChannelKnown => self.channel.mask,
            // In which zone it is read depends on the package: it may be any of them.
            Condition::OpenedWithin(opened) => {
                let places = self.openings.iter().filter(|(calendar, _)| *calendar == opened.calendar);
                places.fold(0, |mask, (_, place)| mask | place.mask)
            }
            Condition::PriorityIn(_) | Condition::ContractIn(_) | Condition::ContractExtends(_) => 0,
        }
    }

    /// The bits that the treatments of a package read.
    pub(super) fn treatments(&self, package: &Package) -> FactKey {
        package.treatments.iter().fold(0, |mask, treatment| {
            let target = match treatment.to {
                TreatAs::Fact(id) => self.facts.get(usize::from(id.0)).map_or(0, |(place, _)| place.mask),
                TreatAs::Priority(_) => 0,
            };
            mask | target | self.mask(&treatment.condition)
        })
    }

    /// The bits that the circumstances of limits of a package read.
    pub(super) fn limits(&self, package: &Package) -> FactKey {
        package.circumstances().fold(0, |mask, condition| mask | self.mask(condition))
    }

    /// The bits of the channel.
    pub(super) fn channel_mask(&self) -> FactKey {
        self.channel.mask
    }
}

impl Place {
    fn class(self, fact_key: FactKey) -> usize {
        usize::try_from((fact_key & self.mask) >> self.shift).unwrap_or(0)
    }
}

/// What conditions read.
struct Read<'m> {
    facts: Vec<Vec<&'m Test>>,
    channels: Vec<String>,
}

impl<'m> Read<'m> {
    fn package(&mut self, package: &'m Package) {
        self.channels.extend(package.general.channels().into_iter().flatten().cloned());
        for remedy in &package.remedies {
            self.condition(&remedy.entitled);
            remedy.favoured.iter().for_each(|c| self.condition(c));
        }
        package.circumstances().for_each(|condition| self.condition(condition));
        for treatment in &package.treatments {
            self.condition(&treatment.condition);
            if let TreatAs::Fact(id) = treatment.to
                && let Some(tests) = self.facts.get_mut(usize::from(id.0))
            {
                tests.push(&Test::Known);
            }
        }
    }

    fn condition(&mut self, condition: &'m Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|p| self.condition(p)),
            Condition::Not(inner) => self.condition(inner),
            Condition::ChannelIn(names) => self.channels.extend(names.iter().cloned()),
            Condition::Fact(id, test) => {
                if let Some(tests) = self.facts.get_mut(usize::from(id.0)) {
                    tests.push(test);
                }
            }
            Condition::PriorityIn(_)
            | Condition::ChannelKnown
            | Condition::ContractIn(_)
            | Condition::ContractExtends(_)
            | Condition::OpenedWithin(_) => {}
        }
    }
}
