//! What treatments make of a priority, as goals of a search: for which incidents a purpose comes out at a
//! priority, and for which a remedy is due. Facts may be missing, and conditions unknown, as
//! `evaluate` reads them.

use crate::facts::{Scalar, Test};
use crate::policy::model::Purpose;
use crate::policy::model::{Condition, FactId, Package, PriorityId, Remedy, TreatAs};
use crate::value::{Truth, Truths};

use super::Ask;
use super::carry::{Foreign, carry};
use super::goal::Goal;
use super::side::Side;

/// The treatments of one priority for one purpose, in the names of the model that both sides are asked in.
#[derive(Debug, PartialEq)]
pub(super) struct Treating {
    /// The priority itself, in the side's own numbers.
    own: PriorityId,
    steps: Vec<Step>,
}

#[derive(Debug, PartialEq)]
struct Step {
    when: Condition,
    to: To,
}

#[derive(Debug, PartialEq)]
enum To {
    Priority(PriorityId),
    /// The priority that a fact says.
    Fact {
        known: Condition,
        values: Vec<OfFact>,
    },
}

/// A priority that a fact may say.
#[derive(Debug, PartialEq)]
struct OfFact {
    priority: PriorityId,
    /// The fact says it.
    is: Condition,
    /// What the treatment's condition would be if it did.
    when: Condition,
}

impl Treating {
    /// The treatments of a side's priority for a purpose, in the names of `common`.
    ///
    /// # Errors
    /// What the common model does not have: a fact of that type, a calendar with those hours.
    pub(super) fn new(side: Side<'_>, common: Side<'_>, own: PriorityId, purpose: Purpose) -> Result<Self, Foreign> {
        let Some(package) = side.package() else { return Ok(Self { own, steps: Vec::new() }) };
        let treatments = package.treatments.iter().filter(|t| t.from == own && t.purposes.contains(&purpose));
        let steps = treatments.map(|treatment| {
            let when = treatment.condition.clone();
            let to = match treatment.to {
                TreatAs::Priority(to) => To::Priority(to),
                TreatAs::Fact(id) => of_fact(side, package, common, &when, id)?,
            };
            Ok(Step { when: carry(&when, package, side.model(), common.model())?, to })
        });
        Ok(Self { own, steps: steps.collect::<Result<_, Foreign>>()? })
    }

    /// Every priority that an incident can come out at, in the side's own numbers.
    pub(super) fn outcomes(&self) -> Vec<PriorityId> {
        let mut all = vec![self.own];
        for step in &self.steps {
            match &step.to {
                To::Priority(to) => all.push(*to),
                To::Fact { values, .. } => all.extend(values.iter().map(|v| v.priority)),
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The incidents that come out at a priority. Where the treatments leave it open, that is their own.
    pub(super) fn leads(&self, to: PriorityId, asked: PriorityId) -> Goal<'_> {
        if to != self.own {
            return self.surely(to, asked);
        }
        let others = self.outcomes().into_iter().filter(|p| *p != self.own);
        Goal::Any(others.map(|p| self.surely(p, asked)).collect()).negate()
    }

    /// The incidents for which every treatment that may apply leads to this priority.
    fn surely(&self, to: PriorityId, asked: PriorityId) -> Goal<'_> {
        self.always(asked, &|priority| Goal::settled(priority == to))
    }

    /// The incidents for which every priority that they may come out at reaches its goal.
    fn always<'c>(&'c self, asked: PriorityId, reached: &impl Fn(PriorityId) -> Goal<'c>) -> Goal<'c> {
        self.steps.iter().rev().fold(reached(self.own), |rest, step| step.always(asked, reached, rest))
    }
}

impl Step {
    fn always<'c>(&'c self, asked: PriorityId, reached: &impl Fn(PriorityId) -> Goal<'c>, rest: Goal<'c>) -> Goal<'c> {
        let ask = |condition: &'c Condition, wanted| {
            Goal::Ask(Ask { condition, package: None, priority: Some(asked), wanted })
        };
        let when = |wanted| ask(&self.when, wanted);
        // Either it applies and settles the rest, or what comes after it counts too.
        let (mut stops, mut goes_on) = (Vec::new(), vec![when(Truths::FALSE)]);
        match &self.to {
            To::Priority(to) => {
                stops.push(when(Truths::TRUE).and(reached(*to)));
                goes_on.push(when(Truths::UNKNOWN).and(reached(*to)));
            }
            To::Fact { known, values } => {
                for value in values {
                    let said =
                        |truth| Goal::All(vec![ask(&value.is, Truths::TRUE), when(truth), reached(value.priority)]);
                    stops.push(said(Truths::TRUE));
                    goes_on.push(said(Truths::UNKNOWN));
                }
                // Each value that a missing fact could have is tried; it applies for sure only if it does for all.
                let tried =
                    |otherwise: &dyn Fn(&'c OfFact) -> Goal<'c>| values.iter().map(otherwise).collect::<Vec<_>>();
                let mut for_all = tried(&|v| ask(&v.when, Truths::TRUE).and(reached(v.priority)));
                for_all.extend([ask(known, Truths::FALSE), when(Truths::NOT_FALSE)]);
                stops.push(Goal::All(for_all));
                let mut for_some = tried(&|v| ask(&v.when, Truths::FALSE).or(reached(v.priority)));
                for_some.push(ask(known, Truths::FALSE));
                goes_on.push(Goal::All(for_some));
            }
        }
        Goal::Any(stops).or(Goal::Any(goes_on).and(rest))
    }
}

fn of_fact(side: Side<'_>, package: &Package, common: Side<'_>, when: &Condition, fact: FactId) -> Result<To, Foreign> {
    let carried = |condition: &Condition| carry(condition, package, side.model(), common.model());
    let values = (0_u16..).take(side.model().priorities.len()).map(|at| {
        let is = carried(&Condition::Fact(fact, Test::OneOf(vec![at])))?;
        let when = carried(&assumed(when, fact, at))?;
        Ok(OfFact { priority: PriorityId(at), is, when })
    });
    let values = values.collect::<Result<_, Foreign>>()?;
    Ok(To::Fact { known: carried(&Condition::Fact(fact, Test::Known))?, values })
}

/// A condition where a fact has a value, whatever the incident says of it.
fn assumed(condition: &Condition, fact: FactId, at: u16) -> Condition {
    let all = |parts: &[Condition]| parts.iter().map(|p| assumed(p, fact, at)).collect();
    match condition {
        Condition::All(parts) => Condition::All(all(parts)),
        Condition::Any(parts) => Condition::Any(all(parts)),
        Condition::Not(inner) => Condition::Not(Box::new(assumed(inner, fact, at))),
        Condition::Fact(id, test) if *id == fact => settled(test.answer(Scalar::Place(at)) == Truth::True),
        other => other.clone(),
    }
}

fn settled(yes: bool) -> Condition {
    if yes { Condition::All(Vec::new()) } else { Condition::Any(Vec::new()) }
}

/// A remedy as one side provides it for incidents of one priority.
#[derive(Debug, PartialEq)]
pub(super) struct Provided {
    treating: Treating,
    /// When it is due, by the side's own priorities.
    due: Vec<Condition>,
    /// `will`; else `may`.
    pub(super) committed: bool,
}

impl Provided {
    /// In the names of `common`.
    ///
    /// # Errors
    /// What the common model does not have: a fact of that type, a calendar with those hours.
    pub(super) fn new(side: Side<'_>, common: Side<'_>, own: PriorityId, remedy: &Remedy) -> Result<Self, Foreign> {
        let treating = Treating::new(side, common, own, Purpose::Remedies)?;
        let mut due = Vec::new();
        if let Some(package) = side.package() {
            for at in (0_u16..).take(side.model().priorities.len()) {
                let settled = settle(&remedy.entitled, PriorityId(at));
                due.push(carry(&settled, package, side.model(), common.model())?);
            }
        }
        Ok(Self { treating, due, committed: remedy.committed })
    }

    /// The incidents that it is due for: whatever an open treatment comes to.
    pub(super) fn due(&self, asked: PriorityId) -> Goal<'_> {
        self.treating.always(asked, &|priority| match self.due.get(usize::from(priority.0)) {
            None => Goal::settled(false),
            Some(condition) => Goal::Ask(Ask { condition, package: None, priority: Some(asked), wanted: Truths::TRUE }),
        })
    }

    /// Whether another one is due for the same incidents because it is written alike.
    pub(super) fn same(&self, other: &Self) -> bool {
        let of = |p: &Self| p.treating.outcomes();
        let due = |p: &Self, at: PriorityId| p.due.get(usize::from(at.0)).cloned();
        of(self) == of(other)
            && self.committed == other.committed
            && self.treating == other.treating
            && of(self).into_iter().all(|at| due(self, at) == due(other, at))
    }
}

/// A condition for one priority, in the names of its own model: nothing of the priority is left to ask.
fn settle(condition: &Condition, priority: PriorityId) -> Condition {
    let all = |parts: &[Condition]| parts.iter().map(|p| settle(p, priority)).collect();
    match condition {
        Condition::All(parts) => Condition::All(all(parts)),
        Condition::Any(parts) => Condition::Any(all(parts)),
        Condition::Not(inner) => Condition::Not(Box::new(settle(inner, priority))),
        Condition::PriorityIn(set) => settled(set.contains(&priority)),
        other => other.clone(),
    }
}
