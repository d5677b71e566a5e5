//! A whole decision, by stepping.

use super::contract::{Contract, Limit, OBJECTIVES};
use super::timing::{Off, Reading, Unknown};

/// Instants in microseconds, priorities by their places, parties by their names.
#[derive(Debug, Clone, Default)]
pub struct Incident {
    pub opened: i64,
    pub responded: Option<i64>,
    pub relieved: Option<i64>,
    pub resolved: Option<i64>,
    pub closed: Option<i64>,
    pub waiting: Vec<(i64, Option<i64>, &'static str)>,
    pub excluded: Vec<(i64, i64)>,
    pub updates: Vec<i64>,
    pub changes: Vec<(i64, usize)>,
    /// As set by the customer, by the vendor, as recorded.
    pub priorities: [Option<usize>; 3],
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timed {
    pub status: &'static str,
    pub priority: usize,
    pub limit: i64,
    pub comparison: &'static str,
    pub elapsed: i64,
    pub remaining: Option<i64>,
    pub due: Option<i64>,
    pub stopped: Option<i64>,
    pub inferred: bool,
    pub share: Option<u8>,
    pub clock: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cadence {
    pub interval: i64,
    pub next_due: Option<i64>,
    pub longest_gap: i64,
    pub late: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub priority: usize,
    pub basis: &'static str,
    pub objectives: [Option<Timed>; 3],
    pub cadence: Option<Cadence>,
    /// The objectives whose breach a change to a less urgent priority turned into none.
    pub lifted: Vec<&'static str>,
}

/// What has happened as of an instant.
struct Known<'a> {
    contract: &'a Contract,
    as_of: i64,
    opened: i64,
    /// When each objective stopped, and whether that was inferred.
    stops: [Option<(i64, bool)>; 3],
    waiting: Vec<(Off, &'static str)>,
    excluded: Vec<Off>,
    updates: Vec<i64>,
    changes: Vec<(i64, usize)>,
    priority: usize,
}

impl From<Unknown> for &'static str {
    fn from(_: Unknown) -> Self {
        "calendar-horizon"
    }
}

/// The decision, or the code of the rejection.
pub fn decide(contract: &Contract, incident: &Incident, as_of: i64) -> Result<Answer, &'static str> {
    let [customer, vendor, recorded] = incident.priorities;
    let ladder = if contract.vendor_sets {
        [(vendor, "vendor"), (recorded, "recorded"), (customer, "provisional")]
    } else {
        [(customer, "customer"), (recorded, "recorded"), (vendor, "vendor")]
    };
    let (priority, basis) = ladder.into_iter().find_map(|(p, b)| Some((p?, b))).ok_or("no-priority")?;
    if as_of < incident.opened {
        return Err("not-yet-open");
    }
    if !(Reading { calendar: None, ..contract.coverage(0) }).knows(as_of - 1) {
        return Err("calendar-horizon");
    }
    let known = Known::new(contract, incident, as_of, priority);
    let objectives = [known.timed(0)?, known.timed(1)?, known.timed(2)?];
    // The remedies ask for the treatments too.
    known.treated(known.priority_at(as_of))?;
    let mut lifted = Vec::new();
    for (objective, timed) in objectives.iter().enumerate() {
        let breached = timed.as_ref().is_some_and(|t| t.status == "breached");
        if !breached && known.lifted(incident, objective) {
            lifted.push(OBJECTIVES[objective]);
        }
    }
    Ok(Answer { priority: known.priority_at(as_of), basis, objectives, cadence: known.cadence()?, lifted })
}

impl<'a> Known<'a> {
    fn new(contract: &'a Contract, incident: &Incident, as_of: i64, priority: usize) -> Self {
        let happened = |at: Option<i64>| at.filter(|at| *at <= as_of);
        let end = |to: Option<i64>| happened(to).unwrap_or(i64::MAX);
        let waiting = incident.waiting.iter().filter(|w| w.0 <= as_of).map(|w| ((w.0, end(w.1)), w.2)).collect();
        let begun = || incident.excluded.iter().copied().filter(|e| e.0 <= as_of);
        // What is reopened only later stands as of now.
        let standing = begun().filter(|e| e.1 > as_of).map(|e| (e.0, true)).min();
        let excluded: Vec<Off> = begun().filter(|e| e.1 <= as_of).collect();
        let written = |at: Option<i64>| happened(at).map(|at| (at, false));
        let resolution = written(incident.resolved).or(happened(incident.closed).map(|at| (at, true))).or(standing);
        let relief = written(incident.relieved).or(resolution.map(|(at, _)| (at, true)));
        let later = [happened(incident.relieved), resolution.map(|(at, _)| at)];
        let later = later.into_iter().flatten().chain(begun().map(|e| e.0)).min();
        let response = written(incident.responded).or(later.map(|at| (at, true)));
        let mut updates: Vec<i64> = incident.updates.iter().copied().filter(|at| *at <= as_of).collect();
        updates.sort_unstable();
        let mut changes: Vec<(i64, usize)> = incident.changes.iter().copied().filter(|c| c.0 <= as_of).collect();
        changes.sort_by_key(|c| c.0);
        // One that repeats the priority in force changes nothing.
        let mut last = priority;
        changes.retain(|c| std::mem::replace(&mut last, c.1) != c.1);
        let stops = [response, relief, resolution];
        Self { contract, as_of, opened: incident.opened, stops, waiting, excluded, updates, changes, priority }
    }

    fn priority_at(&self, at: i64) -> usize {
        self.changes.iter().rfind(|c| c.0 <= at).map_or(self.priority, |c| c.1)
    }

    /// Whether it was breached when a change to a less urgent priority came.
    fn lifted(&self, incident: &Incident, objective: usize) -> bool {
        let end = self.stops[objective].map_or(self.as_of, |s| s.0);
        (0..self.changes.len()).any(|n| {
            let ((at, to), from) = (self.changes[n], if n == 0 { self.priority } else { self.changes[n - 1].1 });
            let before = Incident { changes: self.changes[..n].to_vec(), ..incident.clone() };
            let mut then = Self::new(self.contract, &before, at, self.priority);
            // Seen from the decision, the clock still ran: nothing that counts as its stop came before.
            then.stops[objective] = None;
            then.excluded = incident.excluded.iter().filter(|e| e.0 < at).map(|e| (e.0, e.1.min(at))).collect();
            let timed = || then.timed_by(objective, from);
            at <= end && to > from && timed().is_ok_and(|t| t.is_some_and(|t| t.status == "breached"))
        })
    }

    fn timed(&self, objective: usize) -> Result<Option<Timed>, &'static str> {
        let end = self.stops[objective].map_or(self.as_of, |s| s.0);
        self.timed_by(objective, self.treated(self.priority_at(end))?[objective])
    }

    /// What each objective is timed by in the place of a priority. Every calendar that a treatment asks before one
    /// applies has to know the opening.
    fn treated(&self, priority: usize) -> Result<[usize; 3], &'static str> {
        let mut out = [priority; 3];
        for (objective, treated) in out.iter_mut().enumerate() {
            for treatment in &self.contract.treatments {
                if treatment.from != priority || !treatment.objectives.contains(&objective) {
                    continue;
                }
                let reading = self.contract.asked(treatment);
                if !reading.knows(self.opened) {
                    return Err("calendar-horizon");
                }
                if reading.runs(self.opened) == treatment.within {
                    *treated = treatment.to;
                    break;
                }
            }
        }
        Ok(out)
    }

    fn timed_by(&self, objective: usize, priority: usize) -> Result<Option<Timed>, &'static str> {
        let stop = self.stops[objective];
        let end = stop.map_or(self.as_of, |s| s.0);
        let terms = &self.contract.terms[priority];
        let promise = &terms.promises[objective];
        // A change at the stop itself does not restart what has stopped.
        let restarted = self.changes.iter().rfind(|c| c.0 < end || stop.is_none()).map(|c| c.0);
        let opened = if self.contract.restart { restarted.unwrap_or(self.opened) } else { self.opened };

        let Some(base) = self.limit(priority, &promise.limit, opened)? else {
            return Ok(None);
        };
        let Base { reading, start, limit, date, comparison } = base;
        let mut off: Vec<Off> = Vec::new();
        for (pause, party) in &self.waiting {
            if promise.pausing.contains(party) {
                off.push(*pause);
            }
        }
        let paused = off.iter().any(|(a, b)| *a <= self.as_of && *b == i64::MAX);
        if objective > 0 {
            off.extend(&self.excluded);
        }
        if let Some((stop, _)) = stop {
            off.retain(|o| o.0 < stop);
            off.iter_mut().for_each(|o| o.1 = o.1.min(stop));
        }
        let elapsed = reading.counted(start, end, &off);
        let moved = |t: i64| reading.counted(start, t, &off) < reading.counted(start, t, &[]);
        let due = match date {
            Some(t) if !moved(t) => Some(t),
            _ => reading.reach(start, limit, &off)?,
        };
        self.ask(reading, end.max(due.unwrap_or(end)))?;
        let fails = match comparison {
            "<" => elapsed >= limit,
            "<=" => elapsed > limit,
            _ => due.is_some_and(|due| end > due),
        };
        let status = match (stop, fails) {
            (_, true) => "breached",
            (Some(_), false) => "met",
            (None, false) if paused => "paused",
            (None, false) => "running",
        };
        let remaining = matches!(status, "paused" | "running").then_some(limit - elapsed);
        let clock = reading.calendar.map_or("always", |c| &c.name).to_owned();
        let (stopped, inferred) = (stop.map(|s| s.0), stop.is_some_and(|s| s.1));
        let share = promise.share;
        Ok(Some(Timed {
            status,
            priority,
            limit,
            comparison,
            elapsed,
            remaining,
            due,
            stopped,
            inferred,
            share,
            clock,
        }))
    }

    /// The clock of a limit, where it starts, and how long it is.
    fn limit(&self, priority: usize, limit: &Limit, opened: i64) -> Result<Option<Base<'a>>, &'static str> {
        let contract: &'a Contract = self.contract;
        Ok(match limit {
            Limit::None => None,
            Limit::Length { inclusive, span } => {
                let (reading, limit) = contract.clock(priority, *span);
                let start = reading.counts_as_opened(opened)?;
                let comparison = if *inclusive { "<=" } else { "<" };
                Some(Base { reading, start, limit, date: None, comparison })
            }
            Limit::Date { day, moment } => {
                let reading = contract.coverage(priority);
                let start = reading.counts_as_opened(opened)?;
                let date = reading.date(*day, *moment, start)?;
                let limit = reading.counted(start, date, &[]);
                Some(Base { reading, start, limit, date: Some(date), comparison: "by" })
            }
            Limit::Multiple(hundredths) => {
                let response = &contract.terms[priority].promises[0].limit;
                self.limit(priority, response, opened)?.map(|base| {
                    if base.date.is_some() && base.limit == 0 {
                        return base;
                    }
                    let limit = (base.limit * hundredths * 2 + 100).div_euclid(200);
                    Base { limit, date: None, comparison: "<=", ..base }
                })
            }
        })
    }

    /// Whether a clock knows all from the opening to an instant.
    fn ask(&self, reading: Reading<'_>, to: i64) -> Result<(), Unknown> {
        let knows = reading.knows(self.opened) && (to <= self.opened || reading.knows(to - 1));
        knows.then_some(()).ok_or(Unknown)
    }

    fn cadence(&self) -> Result<Option<Cadence>, &'static str> {
        let relief = self.stops[1].map(|s| s.0);
        let end = relief.unwrap_or(self.as_of);
        let priority = self.priority_at(end);
        let Some(span) = self.contract.terms[priority].cadence else {
            return Ok(None);
        };
        let (reading, interval) = self.contract.clock(priority, span);
        self.ask(reading, self.as_of)?;
        let start = reading.counts_as_opened(self.opened)?;
        let mut from = start;
        let (mut longest_gap, mut late) = (0, 0);
        for to in self.updates.iter().copied().filter(|at| *at < end).chain([end]) {
            let gap = reading.counted(from, to, &self.excluded);
            longest_gap = longest_gap.max(gap);
            late += u32::from(gap > interval);
            from = from.max(to);
        }
        let last = self.updates.iter().copied().filter(|at| *at <= end).fold(start, i64::max);
        let next_due = if relief.is_some() { None } else { reading.reach(last, interval, &self.excluded)? };
        self.ask(reading, next_due.map_or(self.as_of, |due| due.max(self.as_of)))?;
        Ok(Some(Cadence { interval, next_due, longest_gap, late }))
    }
}

struct Base<'a> {
    reading: Reading<'a>,
    start: i64,
    limit: i64,
    date: Option<i64>,
    comparison: &'static str,
}
