//! A contract with three priorities, and its policy text.

use std::fmt::Write as _;

use chrono_tz::Tz;

use super::calendar::{Calendar, time};
use super::timing::{Moment, Reading};
use super::{DAY, HOUR, MINUTE, SECOND};

pub const PRIORITIES: [&str; 3] = ["P1", "P2", "P3"];
pub const PARTIES: [&str; 3] = ["customer", "third_party", "vendor"];
pub const OBJECTIVES: [&str; 3] = ["response", "relief", "resolution"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Seconds,
    Minutes,
    Hours,
    Days,
}

/// `2.5 working hours`: the count in tenths.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub tenths: i64,
    pub unit: Unit,
    pub working: bool,
}

#[derive(Debug, Clone)]
pub enum Limit {
    None,
    Length {
        inclusive: bool,
        span: Span,
    },
    /// Hundredths of the response's.
    Multiple(i64),
    Date {
        day: u32,
        moment: Moment,
    },
}

#[derive(Debug, Clone)]
pub struct Promise {
    /// In percent.
    pub share: Option<u8>,
    pub limit: Limit,
    pub pausing: Vec<&'static str>,
}

/// What is promised for one priority.
#[derive(Debug, Clone)]
pub struct Terms {
    /// A calendar by its place; nothing is `always`.
    pub calendar: Option<usize>,
    pub zone: Option<Tz>,
    pub promises: [Promise; 3],
    pub cadence: Option<Span>,
}

#[derive(Debug, Clone)]
pub struct Contract {
    pub calendars: Vec<Calendar>,
    pub zone: Option<Tz>,
    pub vendor_sets: bool,
    pub restart: bool,
    pub terms: [Terms; 3],
    pub treatments: Vec<Treatment>,
}

/// A priority that is treated as another one when the incident was opened within a calendar, or when it was not.
#[derive(Debug, Clone)]
pub struct Treatment {
    pub from: usize,
    pub to: usize,
    pub objectives: Vec<usize>,
    /// A calendar by its place.
    pub calendar: usize,
    pub zone: Option<Tz>,
    pub within: bool,
}

impl Span {
    /// In microseconds, where a working day has so many minutes.
    pub fn length(self, working_day: i64) -> i64 {
        let unit = match self.unit {
            Unit::Seconds => SECOND,
            Unit::Minutes => MINUTE,
            Unit::Hours => HOUR,
            Unit::Days if self.working => working_day * MINUTE,
            Unit::Days => DAY,
        };
        unit * self.tenths / 10
    }

    pub fn text(self) -> String {
        let unit = match self.unit {
            Unit::Seconds => "seconds",
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::Days => "days",
        };
        let point = if self.tenths % 10 == 0 { String::new() } else { format!(".{}", self.tenths % 10) };
        format!("{}{point} {}{unit}", self.tenths / 10, if self.working { "working " } else { "" })
    }
}

impl Limit {
    fn text(&self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Length { inclusive, span } => {
                format!("{} {}", if *inclusive { "<=" } else { "<" }, span.text())
            }
            Self::Multiple(n) => format!("within {}.{:02} x response", n / 100, n % 100),
            Self::Date { day, moment } => {
                let moment = match moment {
                    Moment::End => "end of".to_owned(),
                    Moment::At(minute) => format!("{} on", time(*minute)),
                    Moment::SameTime => "same time on".to_owned(),
                };
                if *day == 1 {
                    format!("by {moment} next working day")
                } else {
                    format!("by {moment} working day {day}")
                }
            }
        }
    }
}

impl Promise {
    fn text(&self) -> String {
        if matches!(self.limit, Limit::None) {
            return self.limit.text();
        }
        let share = self.share.map_or(String::new(), |s| format!("{s}% "));
        let pausing = match self.pausing.as_slice() {
            [] => String::new(),
            parties => format!(", pausing while waiting on {}", parties.join(", ")),
        };
        format!("{share}{}{pausing}", self.limit.text())
    }
}

impl Contract {
    /// The clock of working time at a priority.
    pub fn coverage(&self, priority: usize) -> Reading<'_> {
        let terms = &self.terms[priority];
        let calendar = terms.calendar.map(|place| &self.calendars[place]);
        let own = calendar.map_or(Tz::UTC, |c| c.zone);
        Reading { calendar, zone: terms.zone.or(self.zone).unwrap_or(own) }
    }

    /// The calendar that a treatment asks about the opening.
    pub fn asked(&self, treatment: &Treatment) -> Reading<'_> {
        let calendar = &self.calendars[treatment.calendar];
        Reading { calendar: Some(calendar), zone: treatment.zone.or(self.zone).unwrap_or(calendar.zone) }
    }

    /// The clock and the length of a span at a priority.
    pub fn clock(&self, priority: usize, span: Span) -> (Reading<'_>, i64) {
        if !span.working {
            return (Reading { calendar: None, zone: Tz::UTC }, span.length(0));
        }
        let reading = self.coverage(priority);
        let working_day = reading.calendar.map_or(Some(1440), Calendar::working_day);
        (reading, span.length(working_day.unwrap_or(0)))
    }

    /// As a policy file says it.
    pub fn text(&self) -> String {
        let mut out: String = self.calendars.iter().map(Calendar::text).collect();
        for priority in PRIORITIES {
            let _ = writeln!(out, "priority {priority}");
        }
        let _ = write!(out, "tier Twin {{\n{}}}\n", self.statements());
        out
    }

    /// What its tier says, a line a statement.
    pub fn statements(&self) -> String {
        let mut out = String::new();
        if let Some(zone) = self.zone {
            let _ = writeln!(out, "    zone {}", zone.name());
        }
        let _ = writeln!(out, "    priority set by {}", if self.vendor_sets { "vendor" } else { "customer" });
        if self.restart {
            out.push_str("    on priority change restart\n");
        }
        for treatment in &self.treatments {
            let Treatment { from, to, objectives, calendar, zone, within } = treatment;
            let objectives: Vec<&str> = objectives.iter().map(|o| OBJECTIVES[*o]).collect();
            let zone = zone.map_or(String::new(), |zone| format!(" in {}", zone.name()));
            let not = if *within { "" } else { "not " };
            let _ = writeln!(
                out,
                "    treat {} as {} for {} when {not}opened within {}{zone}",
                PRIORITIES[*from],
                PRIORITIES[*to],
                objectives.join(", "),
                self.calendars[*calendar].name
            );
        }
        for (priority, terms) in PRIORITIES.iter().zip(&self.terms) {
            let name = terms.calendar.map_or("always", |place| &self.calendars[place].name);
            let zone = terms.zone.map_or(String::new(), |zone| format!(" in {}", zone.name()));
            let _ = writeln!(out, "    coverage {priority} {name}{zone}");
            for (objective, promise) in OBJECTIVES.iter().zip(&terms.promises) {
                let _ = writeln!(out, "    {objective} {priority} {}", promise.text());
            }
            if let Some(span) = terms.cadence {
                let _ = writeln!(out, "    update {priority} every {}", span.text());
            }
        }
        out
    }
}
