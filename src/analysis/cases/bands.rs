//! Bands and distances of credits: a batch of incidents that comes to the bound of each, and one just under it.

use crate::analysis::goal::Goal;
use crate::analysis::{Analysis, Ask, Found};
use crate::engine::Incident;
use crate::engine::credits::{CreditBook, CreditUnit, Line, Statement};
use crate::policy::model::{ObjectiveId, Package, PackageId, PriorityId};
use crate::policy::service_terms::{Availability, Credit, CreditRule, Measure};
use crate::time::{Instant, Length, Period};
use crate::value::{Fraction, Truths};

use super::{Year, incident};

/// More incidents than anybody would read in one batch.
const MOST_INCIDENTS: u64 = 200;

/// A bound of a credit, with a batch of incidents on either side of it.
#[derive(Debug, Clone, PartialEq)]
pub struct BandBoundary {
    /// What it is a bound of, in words.
    pub about: String,
    /// The tier or contract.
    pub contract: String,
    /// The period in which the incidents count.
    pub period: Period,
    /// The objective, or `availability`.
    pub measure: String,
    /// The priorities that the credit names; empty for all.
    pub priorities: Vec<String>,
    /// The two batches: just at the bound, just under it.
    pub batches: [Batch; 2],
}

/// Incidents that are counted together.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The incidents; an id is the number of the boundary, `in` or `out`, and the number of the incident.
    pub incidents: Vec<Incident>,
    /// As of when: the end of the period.
    pub as_of: Instant,
    /// What is credited for the measure before the caps, as a test writes it: `5%`, `250.00 GBP`, `none`.
    pub credit: String,
}

/// A credit of a package whose value is held against bounds.
#[derive(Clone, Copy)]
struct Place<'p> {
    id: PackageId,
    package: &'p Package,
    credit: &'p Credit,
}

impl<'p> Year<'p> {
    /// Both sides of every bound at which the credit changes.
    pub(super) fn bands(&self) -> Vec<BandBoundary> {
        let mut out = Vec::new();
        for (id, package) in self.packages() {
            let Some(span) = self.span(package) else { continue };
            for credit in &package.service.credits {
                let place = Place { id, package, credit };
                let batches: Vec<(Fraction, Option<[Vec<Incident>; 2]>)> = match credit.measure {
                    Measure::Attainment(objective) => {
                        let Some(pair) = self.kept_and_missed(place, objective, span) else { continue };
                        let most = place.package.service.credit_limits.ignore_fewer_than.as_ref();
                        let fewest = most.map_or(1, |ignored| u64::from(ignored.value).max(1));
                        let batch = |(bound, next): (Fraction, Option<Fraction>)| {
                            let batches = counts(&bound, next.as_ref(), fewest).map(|counts| batches(&pair, counts));
                            (bound, batches)
                        };
                        bounds(&credit.rule).into_iter().map(batch).collect()
                    }
                    Measure::Availability => {
                        let Some(availability) = &package.service.availability else { continue };
                        let Some(outage) = self.outage(place, availability, span) else { continue };
                        let batch = |(bound, _): (Fraction, Option<Fraction>)| {
                            let batches = self.outages(place, &outage, &bound);
                            (bound, batches)
                        };
                        bounds(&credit.rule).into_iter().map(batch).collect()
                    }
                    Measure::Breaches(_) | Measure::Lateness(_) | Measure::Downtime => continue,
                };
                for (bound, batches) in batches {
                    out.extend(batches.and_then(|batches| self.boundary(place, &bound, batches)));
                }
            }
        }
        out
    }

    /// What two batches come to; `None` where it is the same.
    fn boundary(&self, place: Place<'p>, bound: &Fraction, batches: [Vec<Incident>; 2]) -> Option<BandBoundary> {
        let model = &self.policy.model;
        let [at, under] = batches.map(|incidents| self.batch(place, incidents));
        let ((at, period), (under, same)) = (at?, under?);
        if at.credit == under.credit || period != same {
            return None;
        }
        let measure =
            place.credit.measure.objective().map_or("availability", |objective| model.objective_name(objective));
        let names = place.credit.priorities.iter().map(|priority| model.priority_name(*priority).to_owned());
        let priorities: Vec<String> = names.collect();
        let listed = if priorities.is_empty() { String::new() } else { format!("{} ", priorities.join(", ")) };
        let contract = place.package.name.clone();
        let about = format!("{contract} {listed}{measure} below {}", per_cent(bound));
        let measure = measure.to_owned();
        Some(BandBoundary { about, contract, period, measure, priorities, batches: [at, under] })
    }

    /// A batch as of the end of its period, and the period.
    fn batch(&self, place: Place<'p>, mut incidents: Vec<Incident>) -> Option<(Batch, Period)> {
        for (at, incident) in incidents.iter_mut().enumerate() {
            incident.id = (at + 1).to_string();
        }
        let last = incidents.iter().flat_map(|incident| {
            let stops = [incident.responded, incident.relieved, incident.resolved];
            let declared = incident.declared.values().copied();
            stops.into_iter().flatten().chain(declared).chain([incident.opened]).max()
        });
        let last = last.max()?;
        let counted = u64::try_from(incidents.len()).ok()?;
        let holds = |statement: &&Statement| {
            statement.package == place.id
                && match place.credit.measure {
                    Measure::Attainment(_) => {
                        statement.lines.iter().any(|line| place.is(line) && line.met + line.breached == counted)
                    }
                    _ => incidents.iter().all(|i| statement.from <= i.opened && i.opened < statement.to),
                }
        };
        let first = self.statements(&incidents, last)?;
        let first = first.iter().find(holds)?;
        let (as_of, period) = (first.to.max(last), first.period);
        let statements = self.statements(&incidents, as_of)?;
        let name = |statement: &Statement| self.policy.model.package(statement.package).map(|p| p.name.as_str());
        let contract = Some(place.package.name.as_str());
        let of_contract = statements.iter().filter(|s| s.period == period && name(s) == contract);
        let of_contract: Vec<&Statement> = of_contract.collect();
        let credit = self.credited(place, &of_contract)?;
        Some((Batch { incidents, as_of, credit }, period))
    }

    fn statements(&self, incidents: &[Incident], as_of: Instant) -> Option<Vec<Statement>> {
        let mut book = CreditBook::new(self.policy, as_of);
        for incident in incidents {
            book.add(incident, None, &mut |_| {}).ok()?;
        }
        Some(book.finish(None).statements)
    }

    /// What the lines of the measure and the priorities come to together.
    fn credited(&self, place: Place<'p>, statements: &[&Statement]) -> Option<String> {
        let lines = || statements.iter().flat_map(|statement| &statement.lines).filter(|line| self.same(place, line));
        let sum = |part: fn(&Line) -> Option<&Fraction>| {
            lines().filter_map(part).fold(Fraction::default(), |sum, part| sum.plus(part))
        };
        let amount = sum(|line| line.amount.as_ref());
        let share = sum(|line| line.share.as_ref());
        Some(match statements.first()?.unit? {
            CreditUnit::Money(_) if amount.is_zero() => "none".to_owned(),
            CreditUnit::Money(currency) => format!("{} {currency}", amount.money_text(currency)),
            CreditUnit::Share if share.is_zero() => "none".to_owned(),
            CreditUnit::Share => per_cent(&share),
        })
    }

    /// Whether a line is of the same objective and priorities, whatever it says of the objective.
    fn same(&self, place: Place<'p>, line: &Line) -> bool {
        let all: Vec<PriorityId> = self.priorities().map(|(priority, _)| priority).collect();
        let list = |priorities: &[PriorityId]| {
            let mut list = if priorities.is_empty() { all.clone() } else { priorities.to_vec() };
            list.sort_unstable();
            list
        };
        line.measure.objective() == place.credit.measure.objective()
            && list(&line.priorities) == list(&place.credit.priorities)
    }

    /// An incident that keeps the promise with its last stop, and one that does not.
    fn kept_and_missed(
        &self,
        place: Place<'p>,
        objective: ObjectiveId,
        span: (Instant, Instant),
    ) -> Option<[Incident; 2]> {
        let counts =
            |priority: PriorityId| place.credit.priorities.is_empty() || place.credit.priorities.contains(&priority);
        let limits = self
            .priorities()
            .filter(|(priority, _)| counts(*priority))
            .flat_map(|(priority, name)| self.timed(place.id, place.package, priority, name, objective, span));
        let pair = limits.filter_map(|timed| timed.pair(String::new(), timed.opening())).next()?;
        Some(pair.cases.map(|case| case.incident))
    }

    /// An incident that is downtime while it is open, from the beginning of a period.
    fn outage(&self, place: Place<'p>, availability: &'p Availability, span: (Instant, Instant)) -> Option<Incident> {
        let analysis = Analysis::opened_in(&self.policy.model, Some(span), span.0);
        let except = place.package.service.measured.as_ref().and_then(|measured| measured.except.as_ref());
        let outage = |(priority, name): (PriorityId, &str)| {
            let ask = |condition, wanted| {
                Goal::Ask(Ask { condition, package: Some(place.id), priority: Some(priority), wanted })
            };
            let down = ask(&availability.down, Truths::TRUE);
            let goal = except.iter().fold(down, |goal, except| goal.and(ask(except, Truths::FALSE)));
            let Found::Witness(found) = analysis.find_goal(&goal) else { return None };
            let mut outage = incident(place.package, Some(name), found.opened.unwrap_or(span.0));
            found.apply(&mut outage);
            if found.opened.is_none() {
                outage.opened = self.period(place, &outage)?.from;
            }
            Some(outage)
        };
        self.priorities().find_map(outage)
    }

    /// The statement of the period in which an incident is opened.
    fn period(&self, place: Place<'p>, outage: &Incident) -> Option<Statement> {
        let statements = self.statements(std::slice::from_ref(outage), outage.opened)?;
        let holds = |s: &Statement| s.package == place.id && s.from <= outage.opened && outage.opened < s.to;
        statements.into_iter().find(holds)
    }

    /// The outage that leaves an availability, and one that is a microsecond longer.
    fn outages(&self, place: Place<'p>, outage: &Incident, bound: &Fraction) -> Option<[Vec<Incident>; 2]> {
        let statement = self.period(place, outage)?;
        let period = statement.lines.iter().find(|line| place.is(line))?.period_us?;
        let allowed = Fraction::whole(1_u8).minus(bound).times(&Fraction::whole(u64::try_from(period).ok()?));
        let allowed = i64::try_from(Fraction::whole(allowed.floor()).as_u64()?).ok()?;
        let clock = self.policy.tables.availability_clocks.get(usize::from(place.id.0)).copied().flatten();
        let clock = clock.and_then(|id| self.policy.tables.clock(id));
        let end = |length: i64| match clock {
            None => Some(Instant(outage.opened.0 + length)),
            Some(_) if length == 0 => Some(outage.opened),
            Some(clock) => clock.add(outage.opened, Length(length)).ok(),
        };
        let until = |at: Instant| {
            let mut outage = outage.clone();
            outage.relieved = Some(at);
            vec![outage]
        };
        let (at, under) = (end(allowed)?, end(allowed + 1)?);
        (under <= statement.to).then(|| [until(at), until(under)])
    }
}

impl Place<'_> {
    fn is(&self, line: &Line) -> bool {
        line.measure == self.credit.measure && line.priorities == self.credit.priorities
    }
}

/// The bounds of a credit, each with the next lower one.
fn bounds(rule: &CreditRule) -> Vec<(Fraction, Option<Fraction>)> {
    match rule {
        CreditRule::Bands(bands) => {
            let shares: Vec<Fraction> = bands.iter().map(|band| band.below.share.into()).collect();
            let next = shares.iter().skip(1).cloned().map(Some).chain([None]);
            shares.iter().cloned().zip(next).collect()
        }
        CreditRule::Distance { below, .. } => vec![(below.share.into(), None)],
        CreditRule::EachBreach(_) | CreditRule::EachLate { .. } | CreditRule::EachDown { .. } => Vec::new(),
    }
}

/// How many of how many incidents are met: at a bound, or as near above it as so many allow, and one fewer, which is
/// not below the next bound.
fn counts(bound: &Fraction, next: Option<&Fraction>, fewest: u64) -> Option<(u64, u64)> {
    let met = |all: u64| bound.times(&Fraction::whole(all)).ceil();
    let fits = |all: &u64| {
        let met = Fraction::whole(met(*all));
        let under = met.minus(&Fraction::whole(1_u8)).over(&Fraction::whole(*all));
        !met.is_zero() && next.is_none_or(|next| under >= *next)
    };
    let exact = |all: &u64| Fraction::whole(met(*all)) == bound.times(&Fraction::whole(*all));
    let numbers = || (fewest..=MOST_INCIDENTS).filter(fits);
    let all = numbers().find(exact).or_else(|| numbers().next())?;
    Some((Fraction::whole(met(all)).as_u64()?, all))
}

/// So many incidents that keep the promise and the others that do not, and the same with one fewer.
fn batches([kept, missed]: &[Incident; 2], (met, all): (u64, u64)) -> [Vec<Incident>; 2] {
    let batch = |met: u64| (0..all).map(|at| if at < met { kept.clone() } else { missed.clone() }).collect();
    [batch(met), batch(met.saturating_sub(1))]
}

/// A share in per cent, with no more decimals than it needs, and four at most.
fn per_cent(share: &Fraction) -> String {
    let text = share.times(&Fraction::whole(100_u8)).decimal_text(4);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}%")
}
