//! Which credits were claimed, and whether in time.

use std::collections::BTreeMap;

use crate::time::{Instant, Period};

/// When credits were claimed, by contract and period.
#[derive(Debug, Clone, Default)]
pub struct Claims(BTreeMap<(String, Period), Instant>);

impl Claims {
    /// Adds a claim; of several for one statement the first counts.
    pub fn add(&mut self, contract: &str, period: Period, at: Instant) {
        let first = self.0.entry((contract.to_owned(), period)).or_insert(at);
        *first = (*first).min(at);
    }

    /// When a statement was claimed, by now.
    fn of(&self, contract: &str, period: Period, as_of: Instant) -> Option<Instant> {
        self.0.get(&(contract.to_owned(), period)).copied().filter(|at| *at <= as_of)
    }

    /// The contracts and periods that are claimed.
    pub fn keys(&self) -> impl Iterator<Item = (&str, Period)> {
        self.0.keys().map(|(contract, period)| (contract.as_str(), *period))
    }
}

/// What became of a credit that has to be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimState {
    /// It can be claimed, or it is not known whether it was.
    Open,
    /// It was claimed in time.
    Claimed,
    /// It was not.
    Lapsed,
}

impl ClaimState {
    /// One word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Claimed => "claimed",
            Self::Lapsed => "lapsed",
        }
    }

    /// Of a statement that has to be claimed before `end`. Without a list of claims nothing lapses.
    pub(super) fn of(
        claims: Option<&Claims>,
        (contract, period): (&str, Period),
        end: Instant,
        as_of: Instant,
    ) -> Self {
        let Some(claims) = claims else { return Self::Open };
        match claims.of(contract, period, as_of) {
            Some(at) if at < end => Self::Claimed,
            Some(_) => Self::Lapsed,
            None if as_of < end => Self::Open,
            None => Self::Lapsed,
        }
    }
}
