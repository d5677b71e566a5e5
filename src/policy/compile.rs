//! From the resolved model to tables that an incident can run against.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::span::Span;
use crate::time::calendar::{Clock, DateLimit};
use crate::time::{Clockwork, Duration, Length, Zone};
use crate::value::Decimal;

use super::model::{Cadence, CalendarId, Coverage, Limit, Model, ObjectiveId, Package, PackageId, Promise};
use super::parties::{Parties, PartySet};

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
pub(crate) enum Rule {
    Length(Length),
    Date(DateLimit),
    /// So many times the length up to the response's date.
    MultipleOfDate(Decimal, DateLimit),
}

/// One objective of one package and priority, ready to be timed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Timing {
    pub(crate) clock: ClockId,
    pub(crate) rule: Rule,
    pub(crate) comparison: Comparison,
    pub(crate) share: Option<Decimal>,
    /// The parties that it pauses for.
    pub(crate) pausing: Vec<String>,
    /// The same by their numbers.
    pub(crate) parties: PartySet,
    /// The statement that times it.
    pub(crate) statement: Span,
}

/// An update cadence, ready to be timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CadenceTiming {
    pub(crate) clock: ClockId,
    pub(crate) interval: Length,
    /// The statement that promises it.
    pub(crate) statement: Span,
}

/// One package and priority.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Timings {
    /// One for each of the policy's objectives.
    pub(crate) objectives: Vec<Option<Timing>>,
    pub(crate) cadence: Option<CadenceTiming>,
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
}

/// A calendar that a condition asks about the opening instant, read in a zone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) calendar: CalendarId,
    pub(crate) zone: Zone,
    pub(crate) clock: ClockId,
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
        let mut sold: HashMap<String, Vec<PackageId>> = HashMap::new();
        for (at, package) in model.packages.iter().enumerate() {
            if let (false, Ok(at)) = (package.base, u16::try_from(at)) {
                sold.entry(package.name.clone()).or_default().push(PackageId(at));
            }
        }
        Self { clocks: compiler.clocks, timings, openings, sold, parties: compiler.parties }
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
        let terms = package.terms.iter();
        terms
            .map(|terms| {
                let response = terms.promise(ObjectiveId::RESPONSE);
                let timing = |p: &Option<Promise>| p.as_ref().and_then(|p| self.timing(p, response, terms.coverage));
                let mut timings = Timings { objectives: terms.promises.iter().map(timing).collect(), cadence: None };
                if let Some(Cadence::Every { duration, length, span, .. }) = &terms.cadence {
                    let clock = self.clock_of(*duration, terms.coverage);
                    timings.cadence = Some(CadenceTiming { clock, interval: *length, statement: *span });
                }
                timings
            })
            .collect()
    }

    fn timing(&mut self, promise: &Promise, response: Option<&Promise>, coverage: Option<Coverage>) -> Option<Timing> {
        let (clock, rule, comparison) = match &promise.limit {
            Limit::None(_) => return None,
            Limit::Length { inclusive, duration, length } => {
                let comparison = if *inclusive { Comparison::LessEqual } else { Comparison::Less };
                (self.clock_of(*duration, coverage), Rule::Length(*length), comparison)
            }
            Limit::Date(limit) => (self.covered_clock(coverage), Rule::Date(*limit), Comparison::By),
            Limit::Multiple(times) => match &response?.limit {
                // Where the response has no limit, neither has this.
                Limit::None(_) | Limit::Multiple(_) => return None,
                Limit::Length { duration, length, .. } => {
                    let length = Length(times.times(length.0).unwrap_or(i64::MAX / 4));
                    (self.clock_of(*duration, coverage), Rule::Length(length), Comparison::LessEqual)
                }
                Limit::Date(limit) => {
                    (self.covered_clock(coverage), Rule::MultipleOfDate(*times, *limit), Comparison::LessEqual)
                }
            },
        };
        let Promise { share, pausing, span, .. } = promise;
        let parties = self.parties.set(pausing);
        let (share, pausing, statement) = (*share, pausing.clone(), *span);
        Some(Timing { clock, rule, comparison, share, pausing, parties, statement })
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
