//! Attainment (`semantics` 4): in how many incidents a promise was kept, against its target.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::{DecisionRef, Status};
use crate::policy::model::{ObjectiveId, PriorityId};
use crate::span::Span;
use crate::value::Decimal;

/// How many incidents a promise was kept in, and in how many it was not. What still runs is in neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Kept.
    pub met: u64,
    /// Not kept.
    pub breached: u64,
}

/// Whether a promise with a share was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judgement {
    /// Nothing was met or breached yet.
    NoData,
    /// The promise names no share.
    NoTarget,
    /// The share, or more.
    Attained,
    /// Less.
    Missed,
}

impl Judgement {
    /// For a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoData => "no data",
            Self::NoTarget => "no target",
            Self::Attained => "attained",
            Self::Missed => "missed",
        }
    }
}

impl Tally {
    /// Counts one incident.
    pub fn count(&mut self, status: Status) {
        match status {
            Status::Met => self.met += 1,
            Status::Breached => self.breached += 1,
            Status::Running | Status::Paused | Status::Pending => {}
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { met: self.met + other.met, breached: self.breached + other.breached }
    }

    /// Met and breached: what the share is of.
    pub fn total(self) -> u64 {
        self.met + self.breached
    }

    /// Whether the share in per cent, rounded down to this many decimals, is this one; never where there is no data.
    pub fn rounds_down_to(self, share: Decimal, decimals: u32) -> bool {
        let (numerator, denominator) = share.ratio();
        // Both in units of the last decimal of a per cent.
        let Some(units) = 10_u128.checked_pow(decimals).and_then(|u| u.checked_mul(100)) else { return false };
        let of = |part: u64, whole: u64| Some(u128::from(part).checked_mul(units)? / u128::from(whole));
        self.total() > 0 && of(self.met, self.total()) == of(numerator, denominator)
    }

    /// The share against a target. One that equals the target attains it.
    pub fn judged(self, target: Option<Decimal>) -> Judgement {
        match target {
            None => Judgement::NoTarget,
            Some(_) if self.total() == 0 => Judgement::NoData,
            Some(target) if self.held_against(target).is_ge() => Judgement::Attained,
            Some(_) => Judgement::Missed,
        }
    }

    /// `met / total` against `n / d` as `met x d` against `n x total`, so that nothing is rounded.
    fn held_against(self, share: Decimal) -> std::cmp::Ordering {
        let (numerator, denominator) = share.ratio();
        let wide = |a: u64, b: u64| u128::from(a) * u128::from(b);
        wide(self.met, denominator).cmp(&wide(numerator, self.total()))
    }

    /// `9 of 10 (90 %)`; a share that is not exact in three decimals is said to be about so much.
    pub fn words(self) -> String {
        if self.total() == 0 {
            return "no data".to_owned();
        }
        // In thousandths of a percent, rounded down.
        let scaled = u128::from(self.met) * 100_000;
        let (share, rest) = (scaled / u128::from(self.total()), scaled % u128::from(self.total()));
        let fraction = format!("{:03}", share % 1_000);
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        let about = if rest == 0 { "" } else { "about " };
        format!("{} of {} ({about}{}{point}{fraction}%)", self.met, self.total(), share / 1_000)
    }
}

/// What one statement of a contract came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attainment {
    /// The tier or contract, as the incidents gave it.
    pub contract: String,
    /// Which clock.
    pub objective: ObjectiveId,
    /// The statement that timed it: what it promises is judged over all that it timed.
    pub statement: Span,
    /// The promised share.
    pub target: Option<Decimal>,
    /// Incident by incident, by the priority that each was timed by.
    pub by_priority: BTreeMap<PriorityId, Tally>,
}

impl Attainment {
    /// Over all priorities that share the promise.
    pub fn all(&self) -> Tally {
        self.by_priority.values().fold(Tally::default(), |sum, tally| sum.plus(*tally))
    }

    /// Over one priority, or over all.
    pub fn of(&self, priority: Option<PriorityId>) -> Tally {
        match priority {
            None => self.all(),
            Some(priority) => self.by_priority.get(&priority).copied().unwrap_or_default(),
        }
    }

    /// Whether the promise was kept.
    pub fn judgement(&self) -> Judgement {
        self.all().judged(self.target)
    }
}

/// The attainment of a set of decisions, made under one policy.
#[derive(Debug, Clone, Default)]
pub struct Attainments(BTreeMap<(String, ObjectiveId, Span), Attainment>);

impl Attainments {
    /// Counts a decision.
    pub fn add(&mut self, decision: &DecisionRef<'_>) {
        for objective in decision.policy.model().objective_ids() {
            let Some(timed) = decision.objective(objective) else { continue };
            let contract = decision.contract().to_owned();
            let slot = self.0.entry((contract, objective, timed.statement())).or_insert_with(|| Attainment {
                contract: decision.contract().to_owned(),
                objective,
                statement: timed.statement(),
                target: timed.clauses().share,
                by_priority: BTreeMap::new(),
            });
            slot.by_priority.entry(timed.priority).or_default().count(timed.status);
        }
    }

    /// Statement by statement, by contract and objective.
    pub fn iter(&self) -> impl Iterator<Item = &Attainment> {
        self.0.values()
    }

    /// The statements of a contract about one objective that timed anything.
    pub fn of<'s>(&'s self, contract: &'s str, objective: ObjectiveId) -> impl Iterator<Item = &'s Attainment> {
        self.iter().filter(move |a| a.contract == contract && a.objective == objective)
    }
}

impl<'d, 'p: 'd> FromIterator<&'d DecisionRef<'p>> for Attainments {
    fn from_iter<I: IntoIterator<Item = &'d DecisionRef<'p>>>(decisions: I) -> Self {
        let mut attainments = Self::default();
        decisions.into_iter().for_each(|d| attainments.add(d));
        attainments
    }
}
