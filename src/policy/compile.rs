//! From the resolved model to tables that an incident can run against.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::span::Span;
use crate::time::calendar::{Clock, DateLimit};
use crate::time::{Clockwork, Duration, Length, Zone};
use crate::value::Decimal;

use super::model::{
    Cadence, CalendarId, Clauses, Condition, Coverage, Limit, Model, ObjectiveId, Package, PackageId, PriorityId,
    Promise, Reply, Terms,
};
use super::parties::{Parties, PartySet};
use super::service_terms::{CreditRule, EscalationPoint, Measure, concerns};

/// How elapsed time is held against a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Comparison {
    /// `<`: the limit itself is a breach.
    #[serde(rename = "<")]
    Less,
    /// `<=`, and `within N x response`.
    #[serde(rename = "<=")]
    LessEqual,
    /// A date: met when the stop is not after due.
    #[serde(rename = "by")]
    By,
}

impl Comparison {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Less, Self::LessEqual, Self::By];

    /// As decisions write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::By => "by",
        }
    }
}

/// The number of a clock among those of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClockId(pub u16);

/// What a limit comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LimitRule {
    Length(Length),
    Date(DateLimit),
    /// So many times the length up to the date of another limit.
    MultipleOfDate(Multiples, DateLimit),
}

/// Factors that a length is multiplied by, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Multiples([Option<Decimal>; Self::MOST]);

impl Multiples {
    /// So many factors at the most.
    pub(crate) const MOST: usize = 4;

    /// The factors in the order in which they are applied; what exceeds [`Self::MOST`] is left out.
    fn new(factors: impl IntoIterator<Item = Decimal>) -> Self {
        let mut out = [None; Self::MOST];
        out.iter_mut().zip(factors).for_each(|(slot, factor)| *slot = Some(factor));
        Self(out)
    }

    /// A length times each factor, rounded to the microsecond at each step; `None` where it is too long to count.
    pub(crate) fn times(self, length: i64) -> Option<i64> {
        self.0.into_iter().flatten().try_fold(length, |length, factor| factor.times(length))
    }
}

/// What the time of a promise is counted by, and the statement that promises it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counting {
    pub(crate) clock: ClockId,
    /// The parties that the clock pauses for.
    pub(crate) parties: PartySet,
    pub(crate) statement: Span,
}

/// One objective of one package and priority, ready to be timed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Timing {
    pub(crate) counting: Counting,
    pub(crate) rule: LimitRule,
    pub(crate) comparison: Comparison,
    pub(crate) clauses: Clauses,
    /// The escalations that concern its objective and priority, in the order of the package.
    pub(crate) escalations: Vec<EscalationTiming>,
    /// The credits by lateness that concern its objective and priority, in the order of the package.
    pub(crate) lateness: Vec<LatenessTiming>,
}

/// An escalation, ready to be timed on the clock of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EscalationTiming {
    /// Its place in [`ServiceTerms::escalations`](super::service_terms::ServiceTerms::escalations).
    pub(crate) place: u16,
    pub(crate) reached_at: ReachedAt,
}

/// How much of a limit has been used when an escalation is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReachedAt {
    /// A share of its length.
    Share(Decimal),
    /// So much.
    Elapsed(Length),
    /// All but so much.
    Remaining(Length),
}

/// A credit by lateness: the length that is counted, on the clock of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LatenessTiming {
    /// Its place in [`ServiceTerms::credits`](super::service_terms::ServiceTerms::credits).
    pub(crate) place: u16,
    pub(crate) each: Length,
}

/// The limits of one objective of one package and priority: which holds depends on the circumstances.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Choice {
    pub(crate) branch: Branch,
    /// Every limit that may hold; `None` where there is none.
    pub(crate) limits: Vec<Option<Timing>>,
}

impl Choice {
    /// The limit that holds whatever the circumstances, if there is only one.
    pub(crate) fn only(&self) -> Option<&Option<Timing>> {
        match self.branch {
            Branch::Limit(at) => self.limits.get(usize::from(at)),
            Branch::When { .. } => None,
        }
    }
}

/// Which limit of a [`Choice`] holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Branch {
    /// The one of this place.
    Limit(u16),
    /// That of the first condition which is true; else, or where one before it is unknown, the last.
    When { conditions: Vec<(Condition, Branch)>, otherwise: Box<Branch> },
}

impl Default for Branch {
    fn default() -> Self {
        Self::Limit(0)
    }
}

/// An update cadence, ready to be timed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CadenceTiming {
    pub(crate) counting: Counting,
    pub(crate) interval: Length,
    /// The names of the parties that it pauses for.
    pub(crate) pausing: Vec<String>,
}

/// Replies, ready to be timed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReplyTiming {
    pub(crate) counting: Counting,
    pub(crate) limit: Length,
    pub(crate) comparison: Comparison,
    /// The names of the parties that they pause for.
    pub(crate) pausing: Vec<String>,
}

/// One package and priority.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Timings {
    /// One for each of the policy's objectives.
    pub(crate) objectives: Vec<Choice>,
    pub(crate) cadence: Option<CadenceTiming>,
    pub(crate) reply: Option<ReplyTiming>,
}

/// Everything that deciding looks up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables {
    pub(crate) clocks: Vec<Clock>,
    /// For each package, for each priority.
    pub(crate) timings: Vec<Vec<Timings>>,
    /// The calendars that conditions can ask about the opening instant.
    pub(crate) openings: Vec<Reading>,
    /// What is sold under each name: a tier, a contract, or the versions of one.
    pub(crate) sold: HashMap<String, Vec<PackageId>>,
    /// The parties that some clock pauses for.
    pub(crate) parties: Parties,
    /// For each package, the clock that its availability is counted on; `None` where all time counts, or there is none.
    pub(crate) availability_clocks: Vec<Option<ClockId>>,
}

/// A calendar that a condition asks about the opening instant, read in a zone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) calendar: CalendarId,
    pub(crate) zone: Zone,
    pub(crate) clock: ClockId,
}

impl Timings {
    /// The limit of an objective, if there is one and it holds whatever the circumstances.
    pub(crate) fn timing(&self, objective: ObjectiveId) -> Option<&Timing> {
        self.objectives.get(objective.index())?.only()?.as_ref()
    }

    /// The limits of all objectives that hold whatever the circumstances.
    pub(crate) fn unconditional(&self) -> impl Iterator<Item = &Timing> {
        self.objectives.iter().filter_map(|choice| choice.only()?.as_ref())
    }

    /// Whether anything limits an objective, in whatever circumstances.
    pub(crate) fn limits(&self, objective: ObjectiveId) -> bool {
        self.objectives.get(objective.index()).is_some_and(|choice| choice.limits.iter().any(Option::is_some))
    }
}

struct Compiler<'m> {
    model: &'m Model,
    clocks: Vec<Clock>,
    known: HashMap<(Option<CalendarId>, Zone), ClockId>,
    parties: Parties,
}

impl Tables {
    pub(crate) fn compile(model: &Model) -> Self {
        let mut compiler = Compiler { model, clocks: Vec::new(), known: HashMap::new(), parties: Parties::of(model) };
        let timings = model.packages.iter().map(|p| compiler.package(p)).collect();
        let openings = compiler.openings();
        let availability_clocks = model.packages.iter().map(|p| compiler.availability_clock(p)).collect();
        let mut sold: HashMap<String, Vec<PackageId>> = HashMap::new();
        for (at, package) in model.packages.iter().enumerate() {
            if let (false, Ok(at)) = (package.base, u16::try_from(at)) {
                sold.entry(package.name.clone()).or_default().push(PackageId(at));
            }
        }
        let Compiler { clocks, parties, .. } = compiler;
        Self { clocks, timings, openings, sold, parties, availability_clocks }
    }

    pub(crate) fn clock(&self, id: ClockId) -> Option<&Clock> {
        self.clocks.get(usize::from(id.0))
    }
}

impl Compiler<'_> {
    /// Every calendar and zone that a condition asks for incidents of some package.
    fn openings(&mut self) -> Vec<Reading> {
        let model = self.model;
        let mut out: Vec<Reading> = Vec::new();
        for package in model.packages.iter().filter(|p| !p.base) {
            let definitions = model.priorities.iter().filter_map(|p| p.definition.as_ref());
            for condition in definitions.chain(package.conditions()) {
                condition.each_opening(&mut |opened| {
                    let (calendar, zone) = (opened.calendar, opened.read_in(package.zone));
                    if !out.iter().any(|r| r.calendar == calendar && r.zone == zone) {
                        out.push(Reading { calendar, zone, clock: self.clock(Some(calendar), zone) });
                    }
                });
            }
        }
        out
    }

    fn package(&mut self, package: &Package) -> Vec<Timings> {
        if package.base {
            return Vec::new();
        }
        let mut out = Vec::with_capacity(package.terms.len());
        for (priority, terms) in (0_u16..).map(PriorityId).zip(&package.terms) {
            let objectives = terms.promises.iter().map(|promise| match promise {
                Some(promise) => self.choice(promise, terms),
                None => Choice { limits: vec![None], ..Choice::default() },
            });
            let mut objectives: Vec<Choice> = objectives.collect();
            for (objective, choice) in (0_u16..).map(ObjectiveId).zip(&mut objectives) {
                for timing in choice.limits.iter_mut().flatten() {
                    timing.escalations = self.escalations(package, objective, priority, timing.counting.clock);
                    timing.lateness = self.lateness(package, objective, priority, timing.counting.clock);
                }
            }
            let mut timings = Timings { objectives, cadence: None, reply: None };
            if let Some(Cadence::Every { duration, length, pausing, span, .. }) = &terms.cadence {
                let clock = self.clock_of(*duration, terms.coverage);
                let counting = self.counting(clock, pausing, *span);
                timings.cadence = Some(CadenceTiming { counting, interval: *length, pausing: pausing.clone() });
            }
            if let Some(Reply::Within { inclusive, duration, length, on, pausing, span }) = &terms.reply {
                let clock = self.clock_of(*duration, on.or(terms.coverage));
                let comparison = if *inclusive { Comparison::LessEqual } else { Comparison::Less };
                let counting = self.counting(clock, pausing, *span);
                let (limit, pausing) = (*length, pausing.clone());
                timings.reply = Some(ReplyTiming { counting, limit, comparison, pausing });
            }
            out.push(timings);
        }
        out
    }

    /// The limits of one objective, in all circumstances.
    fn choice(&mut self, promise: &Promise, terms: &Terms) -> Choice {
        let mut limits = Vec::new();
        let branch = self.branch(&mut limits, None, &mut Vec::new(), promise, terms);
        Choice { branch, limits }
    }

    /// `says` is the promise whose clauses count, where `promise` is the one that it is a multiple of;
    /// `factors` are those of the multiples on the way to it, the outermost first.
    fn branch(
        &mut self,
        limits: &mut Vec<Option<Timing>>,
        says: Option<&Promise>,
        factors: &mut Vec<Decimal>,
        promise: &Promise,
        terms: &Terms,
    ) -> Branch {
        let mut conditions = Vec::with_capacity(promise.circumstances.len());
        for (when, one) in &promise.circumstances {
            conditions.push((when.clone(), self.leaf(limits, says, factors, one, terms)));
        }
        let last = self.leaf(limits, says, factors, promise, terms);
        if conditions.is_empty() {
            return last;
        }
        Branch::When { conditions, otherwise: Box::new(last) }
    }

    fn leaf(
        &mut self,
        limits: &mut Vec<Option<Timing>>,
        says: Option<&Promise>,
        factors: &mut Vec<Decimal>,
        promise: &Promise,
        terms: &Terms,
    ) -> Branch {
        let says = says.unwrap_or(promise);
        if let Limit::Multiple(times, of) = promise.limit
            && let Some(other) = terms.promise(of)
        {
            factors.push(times);
            let branch = self.branch(limits, Some(says), factors, other, terms);
            factors.pop();
            return branch;
        }
        let timing = self.timing(says, factors, promise, terms.coverage);
        limits.push(timing);
        Branch::Limit(u16::try_from(limits.len() - 1).unwrap_or(u16::MAX))
    }

    /// The limit of `promise`, multiplied, as `says` promises it; `None` where there is no limit.
    fn timing(
        &mut self,
        says: &Promise,
        factors: &[Decimal],
        promise: &Promise,
        coverage: Option<Coverage>,
    ) -> Option<Timing> {
        let coverage = promise.on.or(coverage);
        // The innermost multiple is taken first.
        let multiples = Multiples::new(factors.iter().rev().copied());
        let is_multiple = !factors.is_empty();
        let (clock, rule, comparison) = match &promise.limit {
            // Where what is multiplied has no limit, neither has the multiple.
            Limit::None(_) | Limit::Multiple(..) => return None,
            Limit::Length { inclusive, duration, length } => {
                let comparison = if *inclusive || is_multiple { Comparison::LessEqual } else { Comparison::Less };
                let length = Length(multiples.times(length.0).unwrap_or(i64::MAX / 4));
                (self.clock_of(*duration, coverage), LimitRule::Length(length), comparison)
            }
            Limit::Date(limit) if is_multiple => {
                (self.covered_clock(coverage), LimitRule::MultipleOfDate(multiples, *limit), Comparison::LessEqual)
            }
            Limit::Date(limit) => (self.covered_clock(coverage), LimitRule::Date(*limit), Comparison::By),
        };
        let counting = self.counting(clock, &says.clauses.pausing, says.span);
        let clauses = says.clauses.clone();
        Some(Timing { counting, rule, comparison, clauses, escalations: Vec::new(), lateness: Vec::new() })
    }

    /// The escalations of an objective and priority, with their lengths on a clock.
    fn escalations(
        &self,
        package: &Package,
        objective: ObjectiveId,
        priority: PriorityId,
        clock: ClockId,
    ) -> Vec<EscalationTiming> {
        let all = (0_u16..).zip(&package.service.escalations);
        let concerned = all.filter(|(_, e)| e.objective == objective && e.priorities.contains(&priority));
        let timed = concerned.map(|(place, escalation)| {
            let reached_at = match escalation.point {
                EscalationPoint::Share(share) => ReachedAt::Share(share),
                EscalationPoint::After(length) => ReachedAt::Elapsed(self.length_on(length, clock)),
                EscalationPoint::BeforeDue(length) => ReachedAt::Remaining(self.length_on(length, clock)),
            };
            EscalationTiming { place, reached_at }
        });
        timed.collect()
    }

    /// The credits by lateness of an objective and priority, with their lengths on a clock.
    fn lateness(
        &self,
        package: &Package,
        objective: ObjectiveId,
        priority: PriorityId,
        clock: ClockId,
    ) -> Vec<LatenessTiming> {
        let credits = (0_u16..).zip(&package.service.credits);
        let late = credits.filter_map(|(place, credit)| match credit.rule {
            CreditRule::EachLate { each, .. }
                if credit.measure == Measure::Lateness(objective) && concerns(&credit.priorities, priority) =>
            {
                Some(LatenessTiming { place, each: self.length_on(each, clock) })
            }
            _ => None,
        });
        late.collect()
    }

    /// A length on a clock. That it has one there was checked when the package was resolved.
    fn length_on(&self, duration: Duration, clock: ClockId) -> Length {
        let working_day = self.clocks.get(usize::from(clock.0)).and_then(Clock::working_day);
        duration.length(working_day.unwrap_or(Length::hours(24))).unwrap_or(Length(1))
    }

    fn availability_clock(&mut self, package: &Package) -> Option<ClockId> {
        let Coverage { calendar, zone, .. } = package.service.availability.as_ref()?.counted_on?;
        (!package.base).then(|| self.clock(calendar, zone))
    }

    fn counting(&self, clock: ClockId, pausing: &[String], statement: Span) -> Counting {
        Counting { clock, parties: self.parties.set(pausing), statement }
    }

    fn clock_of(&mut self, duration: Duration, coverage: Option<Coverage>) -> ClockId {
        match duration.clockwork {
            Clockwork::Wall => self.clock(None, Zone::UTC),
            Clockwork::Working => self.covered_clock(coverage),
        }
    }

    fn covered_clock(&mut self, coverage: Option<Coverage>) -> ClockId {
        match coverage {
            Some(Coverage { calendar, zone, .. }) => self.clock(calendar, zone),
            None => self.clock(None, Zone::UTC),
        }
    }

    fn clock(&mut self, calendar: Option<CalendarId>, zone: Zone) -> ClockId {
        let Self { model, clocks, known, .. } = self;
        *known.entry((calendar, zone)).or_insert_with(|| {
            let spec = calendar.and_then(|c| model.calendars.get(usize::from(c.0)));
            clocks.push(spec.map_or_else(|| Clock::always(zone), |spec| Clock::compile(spec, zone)));
            ClockId(u16::try_from(clocks.len() - 1).unwrap_or(u16::MAX))
        })
    }
}
