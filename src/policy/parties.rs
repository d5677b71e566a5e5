//! The parties that clocks pause for, by number.

use super::model::{Cadence, Model, Promise, Reply};

/// The number of a party among those that some `pausing` clause names, in alphabetical order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PartyId(pub(crate) u16);

impl PartyId {
    /// A party that no clock pauses for.
    pub(crate) const NONE: Self = Self(u16::MAX);
}

/// A set of parties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PartySet {
    /// The first 64, one bit each: as many as nearly all policies have.
    first: u64,
    rest: Vec<PartyId>,
}

impl PartySet {
    fn insert(&mut self, party: PartyId) {
        match party.0 {
            0..64 => self.first |= 1 << party.0,
            _ => self.rest.push(party),
        }
    }

    /// Whether it is one of them.
    #[inline]
    pub(crate) fn contains(&self, party: PartyId) -> bool {
        match party.0 {
            0..64 => self.first >> party.0 & 1 == 1,
            _ => self.rest.contains(&party),
        }
    }
}

/// The names of the parties that some clock pauses for, in alphabetical order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parties(Vec<String>);

impl Parties {
    pub(crate) fn of(model: &Model) -> Self {
        let mut names: Vec<String> = Vec::new();
        for terms in model.packages.iter().flat_map(|p| &p.terms) {
            let promises = terms.promises.iter().flatten().flat_map(Promise::each);
            names.extend(promises.flat_map(|(_, promise)| promise.clauses.pausing.iter().cloned()));
            if let Some(Cadence::Every { pausing, .. }) = &terms.cadence {
                names.extend(pausing.iter().cloned());
            }
            if let Some(Reply::Within { pausing, .. }) = &terms.reply {
                names.extend(pausing.iter().cloned());
            }
        }
        names.sort_unstable();
        names.dedup();
        Self(names)
    }

    /// The number of a name.
    pub(crate) fn number(&self, name: &str) -> PartyId {
        let place = self.0.binary_search_by(|n| n.as_str().cmp(name)).ok().and_then(|at| u16::try_from(at).ok());
        place.map_or(PartyId::NONE, PartyId)
    }

    pub(crate) fn set(&self, names: &[String]) -> PartySet {
        let mut set = PartySet::default();
        names.iter().for_each(|name| set.insert(self.number(name)));
        set
    }
}
