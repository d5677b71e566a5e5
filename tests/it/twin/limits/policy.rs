//! A policy with declared objectives, limits by circumstance, replies and pausing cadences, and its text.

use std::fmt::Write as _;

use chrono_tz::Tz;

use super::super::calendar::{Calendar, time};
use super::super::contract::{OBJECTIVES, PRIORITIES, Span};
use super::super::timing::{Moment, Reading};
use super::condition::{Condition, FACTS, Named};

/// A field that starts or stops an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `responded`, `relieved`, `resolved`, by their places.
    Stage(usize),
    Declared(&'static str),
}

pub const STAGES: [&str; 3] = ["responded", "relieved", "resolved"];

impl Field {
    fn text(self) -> &'static str {
        match self {
            Self::Stage(stage) => STAGES[stage],
            Self::Declared(name) => name,
        }
    }
}

/// `objective NAME from ... until ... [beyond resolution]`.
#[derive(Debug, Clone)]
pub struct Declared {
    pub name: &'static str,
    /// Empty: it starts at the opening.
    pub from: Vec<Field>,
    /// Empty: it stops at the field of its own name.
    pub until: Vec<Field>,
    pub beyond: bool,
}

impl Declared {
    pub fn stops(&self) -> Vec<Field> {
        if self.until.is_empty() { vec![Field::Declared(self.name)] } else { self.until.clone() }
    }
}

#[derive(Debug, Clone)]
pub enum Limit {
    None,
    Length {
        inclusive: bool,
        span: Span,
    },
    /// Hundredths of the limit of an objective, by its place.
    Multiple(i64, usize),
    Date {
        day: u32,
        /// Whether every local date counts, open or not.
        every: bool,
        moment: Moment,
    },
}

/// One statement of an objective and a priority.
#[derive(Debug, Clone)]
pub struct Promise {
    pub share: Option<u8>,
    pub limit: Limit,
    pub on: Option<Named>,
    /// The last statement has none.
    pub when: Option<Condition>,
    pub pausing: Vec<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Cadence {
    pub span: Span,
    pub pausing: Vec<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Reply {
    pub inclusive: bool,
    pub span: Span,
    pub on: Option<Named>,
    pub pausing: Vec<&'static str>,
}

/// What is said for one priority.
#[derive(Debug, Clone)]
pub struct Terms {
    /// A calendar; nothing is `always`.
    pub coverage: Option<usize>,
    pub zone: Option<Tz>,
    /// For each objective its statements, the one without a condition last; empty: nothing is said.
    pub promises: Vec<Vec<Promise>>,
    pub cadence: Option<Cadence>,
    pub reply: Option<Reply>,
}

/// The purpose of a treatment that is not for an objective.
pub const UPDATES: usize = usize::MAX;

#[derive(Debug, Clone)]
pub struct Treatment {
    pub from: usize,
    pub to: usize,
    /// Objectives by their places, and `UPDATES`.
    pub purposes: Vec<usize>,
    pub when: Condition,
}

#[derive(Debug, Clone)]
pub struct Policy {
    pub calendars: Vec<Calendar>,
    pub zone: Option<Tz>,
    pub vendor_sets: bool,
    pub restart: bool,
    pub declared: Vec<Declared>,
    pub terms: [Terms; 3],
    pub treatments: Vec<Treatment>,
}

impl Policy {
    pub fn objective_name(&self, objective: usize) -> &'static str {
        objective.checked_sub(3).map_or_else(|| OBJECTIVES[objective], |at| self.declared[at].name)
    }

    pub fn objectives(&self) -> std::ops::Range<usize> {
        0..3 + self.declared.len()
    }

    /// The declared fields that the policy names.
    pub fn fields(&self) -> Vec<&'static str> {
        let all = self.declared.iter().flat_map(|d| d.from.iter().copied().chain(d.stops()));
        let mut names: Vec<&str> =
            all.filter_map(|f| if let Field::Declared(name) = f { Some(name) } else { None }).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// A calendar that a statement or condition names.
    pub fn reading(&self, named: Named) -> Reading<'_> {
        let calendar = &self.calendars[named.calendar];
        Reading { calendar: Some(calendar), zone: named.zone.or(self.zone).unwrap_or(calendar.zone) }
    }

    /// The clock of working time at a priority.
    pub fn coverage(&self, priority: usize) -> Reading<'_> {
        let terms = &self.terms[priority];
        let calendar = terms.coverage.map(|place| &self.calendars[place]);
        let own = calendar.map_or(Tz::UTC, |c| c.zone);
        Reading { calendar, zone: terms.zone.or(self.zone).unwrap_or(own) }
    }

    /// The clock that a limit in working units or a date runs on.
    pub fn clock(&self, priority: usize, on: Option<Named>) -> Reading<'_> {
        on.map_or_else(|| self.coverage(priority), |named| self.reading(named))
    }

    /// The clock and the length of a span at a priority.
    pub fn length(&self, priority: usize, span: Span, on: Option<Named>) -> (Reading<'_>, i64) {
        if !span.working {
            return (Reading { calendar: None, zone: Tz::UTC }, span.length(0));
        }
        let reading = self.clock(priority, on);
        let working_day = reading.calendar.map_or(Some(1440), Calendar::working_day);
        (reading, span.length(working_day.unwrap_or(0)))
    }

    pub fn calendar_text(&self, named: Named) -> String {
        let zone = named.zone.map_or(String::new(), |zone| format!(" in {}", zone.name()));
        format!("{}{zone}", self.calendars[named.calendar].name)
    }

    fn on_text(&self, on: Option<Named>) -> String {
        on.map_or(String::new(), |named| format!(" on {}", self.calendar_text(named)))
    }

    fn limit_text(&self, limit: &Limit) -> String {
        match limit {
            Limit::None => "none".to_owned(),
            Limit::Length { inclusive, span } => comparison_text(*inclusive, *span),
            Limit::Multiple(n, of) => {
                format!("within {}.{:02} x {}", n / 100, n % 100, self.objective_name(*of))
            }
            Limit::Date { day, every, moment } => {
                let moment = match moment {
                    Moment::End => "end of".to_owned(),
                    Moment::At(minute) => format!("{} on", time(*minute)),
                    Moment::SameTime => "same time on".to_owned(),
                };
                format!("by {moment} {}day {day}", if *every { "" } else { "working " })
            }
        }
    }

    fn promise_text(&self, promise: &Promise) -> String {
        let timed = !matches!(promise.limit, Limit::None);
        let share = promise.share.filter(|_| timed).map_or(String::new(), |s| format!("{s}% "));
        let when = promise.when.as_ref().map_or(String::new(), |c| format!(" when {}", c.text(self)));
        let pausing = if timed { pausing_text(&promise.pausing) } else { String::new() };
        format!("{share}{}{}{when}{pausing}", self.limit_text(&promise.limit), self.on_text(promise.on))
    }

    /// As a policy file says it.
    pub fn text(&self) -> String {
        let mut out: String = self.calendars.iter().map(Calendar::text).collect();
        let facts: Vec<String> = FACTS.iter().map(|fact| format!("    {fact} bool\n")).collect();
        let _ = writeln!(out, "facts {{\n{}}}", facts.concat());
        for priority in PRIORITIES {
            let _ = writeln!(out, "priority {priority}");
        }
        for Declared { name, from, until, beyond } in &self.declared {
            let list = |word: &str, fields: &[Field]| {
                let names: Vec<&str> = fields.iter().map(|f| f.text()).collect();
                if names.is_empty() { String::new() } else { format!(" {word} {}", names.join(", ")) }
            };
            let beyond = if *beyond { " beyond resolution" } else { "" };
            let _ = writeln!(out, "objective {name}{}{}{beyond}", list("from", from), list("until", until));
        }
        let _ = write!(out, "tier Twin {{\n{}}}\n", self.statements());
        out
    }

    fn statements(&self) -> String {
        let mut out = String::new();
        if let Some(zone) = self.zone {
            let _ = writeln!(out, "    zone {}", zone.name());
        }
        let _ = writeln!(out, "    priority set by {}", if self.vendor_sets { "vendor" } else { "customer" });
        if self.restart {
            out.push_str("    on priority change restart\n");
        }
        for Treatment { from, to, purposes, when } in &self.treatments {
            let name = |purpose: &usize| if *purpose == UPDATES { "updates" } else { self.objective_name(*purpose) };
            let (from, to) = (PRIORITIES[*from], PRIORITIES[*to]);
            let purposes: Vec<&str> = purposes.iter().map(name).collect();
            let _ = writeln!(out, "    treat {from} as {to} for {} when {}", purposes.join(", "), when.text(self));
        }
        for (priority, terms) in PRIORITIES.iter().zip(&self.terms) {
            let name = terms.coverage.map_or("always", |place| &self.calendars[place].name);
            let zone = terms.zone.map_or(String::new(), |zone| format!(" in {}", zone.name()));
            let _ = writeln!(out, "    coverage {priority} {name}{zone}");
            for (objective, promises) in terms.promises.iter().enumerate() {
                let leading = if objective < 3 { "" } else { "objective " };
                for promise in promises {
                    let name = self.objective_name(objective);
                    let _ = writeln!(out, "    {leading}{name} {priority} {}", self.promise_text(promise));
                }
            }
            if let Some(Cadence { span, pausing }) = &terms.cadence {
                let _ = writeln!(out, "    update {priority} every {}{}", span.text(), pausing_text(pausing));
            }
            if let Some(Reply { inclusive, span, on, pausing }) = &terms.reply {
                let limit = comparison_text(*inclusive, *span);
                let _ = writeln!(out, "    reply {priority} {limit}{}{}", self.on_text(*on), pausing_text(pausing));
            }
        }
        out
    }
}

fn comparison_text(inclusive: bool, span: Span) -> String {
    format!("{} {}", if inclusive { "within" } else { "<" }, span.text())
}

fn pausing_text(pausing: &[&str]) -> String {
    if pausing.is_empty() { String::new() } else { format!(", pausing while waiting on {}", pausing.join(", ")) }
}
