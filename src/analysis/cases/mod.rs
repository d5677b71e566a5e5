//! The boundary incidents of a policy: for each place where a decision turns, one incident just inside and
//! one just outside.

mod bands;
mod channels;
mod conditions;
mod days;
mod escalations;
mod limits;
mod pauses;
mod versions;

use crate::engine::{DecisionRef, Incident, Rejection};
use crate::policy::Policy;
use crate::policy::model::{ObjectiveId, Package, PackageId, PriorityId};
use crate::time::{Date, Instant, LocalTime};

pub use bands::{BandBoundary, Batch};
pub use escalations::EscalationTurn;

/// What of a decision turns at a boundary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turns {
    /// A limit.
    Objective(ObjectiveId),
    /// How late an update is.
    Updates,
    /// How many replies are late.
    Replies,
    /// The priority.
    Priority,
    /// What a treatment makes of it.
    Treatment,
    /// A remedy, by its name.
    Remedy(String),
    /// Whether somebody is called.
    Escalation(EscalationTurn),
    /// Whether the channel is accepted.
    Channel,
    /// Whether the incident is decided at all, and by which version.
    Version,
}

/// An incident beside a boundary.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The incident; its id is the number of the boundary, and `in` or `out`.
    pub incident: Incident,
    /// As of when.
    pub as_of: Instant,
}

/// A boundary, with an incident on either side of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// What it is a boundary of, in words.
    pub about: String,
    /// What turns.
    pub turns: Turns,
    /// The two incidents: just inside, just outside.
    pub cases: [Case; 2],
}

impl Case {
    fn new(incident: Incident, as_of: Instant) -> Self {
        Self { incident, as_of }
    }

    /// What is decided.
    ///
    /// # Errors
    /// Why it is rejected.
    pub fn decide<'p>(&'p self, policy: &'p Policy) -> Result<DecisionRef<'p>, Rejection> {
        policy.decide_ref(&self.incident, self.as_of)
    }
}

/// Every boundary of a policy, or of one tier or contract of it, over a year from a date on: limits, pauses,
/// escalations, closing times, holidays, clock changes, intakes, the borders of versions, channels, conditions. One pair of incidents a
/// boundary.
pub fn boundaries(policy: &Policy, from: Date, only: Option<&str>) -> Vec<Boundary> {
    let year = Year::of(policy, from, only);
    let mut found = year.limits();
    found.extend(year.pauses());
    found.extend(year.escalations());
    found.extend(year.days());
    found.extend(year.versions());
    found.extend(year.channels());
    found.extend(year.conditions());
    // One pair a boundary: two that are the same incidents are one.
    let mut out: Vec<Boundary> = Vec::new();
    for boundary in found {
        let known = out.iter().any(|b| b.turns == boundary.turns && b.cases == boundary.cases);
        let turns = boundary.outcomes(policy);
        if !known && turns[0] != turns[1] {
            out.push(boundary);
        }
    }
    for (at, boundary) in out.iter_mut().enumerate() {
        for (case, side) in boundary.cases.iter_mut().zip(["in", "out"]) {
            case.incident.id = format!("{}-{side}", at + 1);
        }
    }
    out
}

/// Every bound of a credit of a policy, or of one tier or contract of it, with a batch of incidents at it and one just
/// under it, in a year from a date on. `before` is how many other boundaries there are, so that ids go on from there.
pub fn band_boundaries(policy: &Policy, from: Date, only: Option<&str>, before: usize) -> Vec<BandBoundary> {
    let mut out = Year::of(policy, from, only).bands();
    for (at, boundary) in (before + 1..).zip(&mut out) {
        for (batch, side) in boundary.batches.iter_mut().zip(["in", "out"]) {
            for (number, incident) in batch.incidents.iter_mut().enumerate() {
                incident.id = format!("{at}-{side}-{}", number + 1);
            }
        }
    }
    out
}

impl Boundary {
    /// What the two incidents come to, as far as it turns.
    fn outcomes(&self, policy: &Policy) -> [String; 2] {
        self.cases.each_ref().map(|case| match case.decide(policy) {
            Err(rejection) => format!("rejected {}", rejection.code.as_str()),
            Ok(decision) => self.turns.described(&decision),
        })
    }
}

impl Turns {
    /// What a decision says of it.
    fn described(&self, decision: &DecisionRef<'_>) -> String {
        let model = decision.policy.model();
        match self {
            Self::Objective(objective) => decision
                .objective(*objective)
                .map_or_else(|| "none".to_owned(), |t| format!("{} {:?}", t.status.as_str(), t.due)),
            Self::Updates => decision.cadence.as_ref().map_or_else(String::new, |c| format!("{} late", c.late)),
            Self::Replies => decision.replies.as_ref().map_or_else(String::new, |r| format!("{} late", r.late)),
            Self::Priority => model.priority_name(decision.priority).to_owned(),
            Self::Treatment => decision.treated_as.map_or_else(String::new, |p| model.priority_name(p).to_owned()),
            Self::Remedy(name) => {
                let at = model.remedies.iter().position(|r| r.name == *name);
                let answer = at.and_then(|at| decision.remedies.get(at));
                answer.map_or_else(String::new, |r| r.entitled.as_str().to_owned())
            }
            Self::Escalation(turn) => turn.status(&decision.escalations).to_owned(),
            Self::Channel => format!("{:?}", decision.channel_accepted),
            Self::Version => format!("decided by version {}", decision.package.0),
        }
    }
}

/// What is asked for.
struct Year<'p> {
    policy: &'p Policy,
    from: Date,
    to: Date,
    only: Option<&'p str>,
}

impl<'p> Year<'p> {
    fn of(policy: &'p Policy, from: Date, only: Option<&'p str>) -> Self {
        let to = Date::from_ymd(from.year() + 1, 1, 1).map_or_else(
            || from.plus(365),
            |first| {
                let start = Date::from_ymd(from.year(), 1, 1).unwrap_or(from);
                first.plus(from.0 - start.0)
            },
        );
        Self { policy, from, to, only }
    }

    /// What is sold and asked about.
    fn packages(&self) -> impl Iterator<Item = (PackageId, &'p Package)> + '_ {
        let packages = (0_u16..).zip(&self.policy.model.packages);
        packages
            .map(|(at, p)| (PackageId(at), p))
            .filter(|(_, p)| !p.base && self.only.is_none_or(|name| p.name == name))
    }

    /// The priorities, with the name of each.
    fn priorities(&self) -> impl Iterator<Item = (PriorityId, &'p str)> + '_ {
        (0_u16..).zip(&self.policy.model.priorities).map(|(at, p)| (PriorityId(at), p.name.as_str()))
    }

    /// The opening instants that a package can have within the year: from, and before.
    fn span(&self, package: &Package) -> Option<(Instant, Instant)> {
        let zone = package.default_coverage().map_or(crate::time::Zone::UTC, |c| c.zone);
        let at = |date: Date| zone.wall(LocalTime::on(date, 0));
        let (mut from, mut to) = (at(self.from), at(self.to));
        if let Some(force) = package.in_force {
            (from, to) = (from.max(force.start), to.min(force.end));
        }
        (from < to).then_some((from, to))
    }
}

/// An incident of a package and priority.
fn incident(package: &Package, priority: Option<&str>, opened: Instant) -> Incident {
    let mut incident = Incident::new("", &package.name, opened);
    incident.priority = priority.map(str::to_owned);
    incident
}
