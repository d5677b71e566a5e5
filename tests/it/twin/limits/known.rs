//! What has happened of an incident as of an instant, and when each objective started and ended.

use std::collections::BTreeMap;

use super::super::decide::Incident as Plain;
use super::super::timing::Off;
use super::policy::{Field, Policy};

/// An incident with declared fields, messages and facts.
#[derive(Debug, Clone, Default)]
pub struct Incident {
    pub plain: Plain,
    pub fields: BTreeMap<&'static str, i64>,
    pub messages: Vec<i64>,
    pub facts: [Option<bool>; 3],
}

/// What has happened as of an instant.
pub struct Known<'a> {
    pub policy: &'a Policy,
    pub incident: &'a Incident,
    pub as_of: i64,
    pub opened: i64,
    /// When it was responded to, relieved and resolved, and whether that was inferred.
    pub stages: [Option<(i64, bool)>; 3],
    pub waiting: Vec<(Off, &'static str)>,
    pub excluded: Vec<Off>,
    pub updates: Vec<i64>,
    pub messages: Vec<i64>,
    pub changes: Vec<(i64, usize)>,
    pub priority: usize,
}

/// When an objective started and how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    NotStarted {
        /// Whether it has a stop.
        stopped: bool,
    },
    /// The incident was resolved before it started.
    EndedBefore(i64),
    Running {
        start: i64,
    },
    Stopped {
        start: i64,
        at: i64,
        inferred: bool,
    },
    /// The incident was resolved before it stopped.
    Ended {
        start: i64,
        at: i64,
    },
}

impl Course {
    /// The stop or what plays its part.
    pub fn end(self) -> Option<i64> {
        match self {
            Self::NotStarted { .. } | Self::Running { .. } => None,
            Self::EndedBefore(at) | Self::Stopped { at, .. } | Self::Ended { at, .. } => Some(at),
        }
    }
}

impl<'a> Known<'a> {
    pub fn new(policy: &'a Policy, incident: &'a Incident, as_of: i64, priority: usize) -> Self {
        let plain = &incident.plain;
        let happened = |at: Option<i64>| at.filter(|at| *at <= as_of);
        let end = |to: Option<i64>| happened(to).unwrap_or(i64::MAX);
        let waiting = plain.waiting.iter().filter(|w| w.0 <= as_of).map(|w| ((w.0, end(w.1)), w.2)).collect();
        let begun = || plain.excluded.iter().copied().filter(|e| e.0 <= as_of);
        // Within an excluded interval the incident counts as relieved and resolved.
        let within = begun().filter(|e| e.1 > as_of).map(|e| (e.0, true)).min();
        let excluded: Vec<Off> = begun().filter(|e| e.1 <= as_of).collect();
        let written = |at: Option<i64>| happened(at).map(|at| (at, false));
        let resolved = written(plain.resolved).or(happened(plain.closed).map(|at| (at, true))).or(within);
        let relieved = written(plain.relieved).or(resolved.map(|(at, _)| (at, true)));
        let later = [happened(plain.relieved), resolved.map(|(at, _)| at)];
        let later = later.into_iter().flatten().chain(begun().map(|e| e.0)).min();
        let responded = written(plain.responded).or(later.map(|at| (at, true)));
        let sorted = |all: &[i64]| {
            let mut all: Vec<i64> = all.iter().copied().filter(|at| *at <= as_of).collect();
            all.sort_unstable();
            all
        };
        let mut changes: Vec<(i64, usize)> = plain.changes.iter().copied().filter(|c| c.0 <= as_of).collect();
        changes.sort_by_key(|c| c.0);
        // One that repeats the priority in force changes nothing.
        let mut last = priority;
        changes.retain(|c| std::mem::replace(&mut last, c.1) != c.1);
        Self {
            policy,
            incident,
            as_of,
            opened: plain.opened,
            stages: [responded, relieved, resolved],
            waiting,
            excluded,
            updates: sorted(&plain.updates),
            messages: sorted(&incident.messages),
            changes,
            priority,
        }
    }

    pub fn priority_at(&self, at: i64) -> usize {
        self.changes.iter().rfind(|c| c.0 <= at).map_or(self.priority, |c| c.1)
    }

    fn field(&self, field: Field) -> Option<(i64, bool)> {
        match field {
            Field::Stage(stage) => self.stages[stage],
            Field::Declared(name) => {
                self.incident.fields.get(name).copied().filter(|at| *at <= self.as_of).map(|at| (at, false))
            }
        }
    }

    /// The waiting intervals of some parties.
    pub fn pauses(&self, parties: &[&str]) -> Vec<Off> {
        self.waiting.iter().filter(|(_, party)| parties.contains(party)).map(|(pause, _)| *pause).collect()
    }

    pub fn course(&self, objective: usize) -> Course {
        let Some(declared) = objective.checked_sub(3).map(|at| &self.policy.declared[at]) else {
            let start = self.opened;
            return self.stages[objective].map_or(Course::Running { start }, |(at, inferred)| Course::Stopped {
                start,
                at,
                inferred,
            });
        };
        let starts: Option<Vec<i64>> = declared.from.iter().map(|f| Some(self.field(*f)?.0)).collect();
        let start = starts.map(|all| all.into_iter().fold(self.opened, i64::max));
        // An excluded interval between a stop and the start takes the stop away.
        let counts = |stop: i64| {
            start.is_none_or(|start| !self.excluded.iter().any(|e| stop <= e.0 && e.1 <= start && stop < start))
        };
        let stops: Vec<(i64, bool)> =
            declared.stops().into_iter().filter_map(|f| self.field(f)).filter(|(at, _)| counts(*at)).collect();
        // Of equal ones a recorded one.
        let stop = stops.into_iter().min();
        let late = declared.from.iter().any(|f| matches!(f, Field::Stage(1 | 2)));
        let resolution = self.stages[2].map(|(at, _)| at).filter(|_| !late && !declared.beyond);
        match (start, resolution) {
            (None, None) => Course::NotStarted { stopped: stop.is_some() },
            (None, Some(resolution)) => Course::EndedBefore(resolution),
            (Some(start), Some(resolution)) if resolution < start => Course::EndedBefore(resolution),
            (Some(start), _) => {
                let stop = stop.map(|(at, inferred)| (at.max(start), inferred));
                match (stop, resolution) {
                    (Some((at, inferred)), resolution) if resolution.is_none_or(|r| at <= r) => {
                        Course::Stopped { start, at, inferred }
                    }
                    (_, Some(at)) => Course::Ended { start, at },
                    (_, None) => Course::Running { start },
                }
            }
        }
    }
}
