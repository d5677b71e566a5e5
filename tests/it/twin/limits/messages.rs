//! Cadences and replies, wait after wait.

use super::super::timing::{Off, Unknown};
use super::known::Known;
use super::limit::Missing;
use super::policy::UPDATES;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CadenceAnswer {
    pub interval: i64,
    pub next_due: Option<i64>,
    pub longest_gap: i64,
    pub late: u32,
    pub clock: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyAnswer {
    pub limit: i64,
    pub comparison: &'static str,
    pub answered: u32,
    pub late: u32,
    pub longest: Option<i64>,
    pub waiting_since: Option<i64>,
    pub next_due: Option<i64>,
    pub clock: String,
}

/// What happens to a wait, in the order of one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Message,
    Update,
    Relief,
    Resolution,
}

impl Known<'_> {
    /// The priority of the cadence and of all replies.
    pub fn priority_of_updates(&self) -> Result<(usize, Missing), Unknown> {
        let end = self.stages[1].map_or(self.as_of, |(at, _)| at);
        self.treated(UPDATES, self.priority_at(end))
    }

    /// Excluded time, and the pauses of some parties, up to an instant.
    fn off_until(&self, parties: &[&str], end: Option<i64>) -> Vec<Off> {
        let mut off = self.pauses(parties);
        off.extend(&self.excluded);
        if let Some(end) = end {
            off.retain(|o| o.0 < end);
            off.iter_mut().for_each(|o| o.1 = o.1.min(end));
        }
        off
    }

    pub fn cadence(&self, priority: usize) -> Result<Option<CadenceAnswer>, Unknown> {
        let Some(cadence) = &self.policy.terms[priority].cadence else {
            return Ok(None);
        };
        let relief = self.stages[1].map(|(at, _)| at);
        let end = relief.unwrap_or(self.as_of);
        let (reading, interval) = self.policy.length(priority, cadence.span, None);
        Self::ask(reading, self.opened, self.as_of)?;
        let off = self.off_until(&cadence.pausing, relief);
        let start = reading.counts_as_opened(self.opened)?;
        let mut from = start;
        let (mut longest_gap, mut late) = (0, 0);
        for to in self.updates.iter().copied().filter(|at| *at < end).chain([end]) {
            let gap = reading.counted(from, to, &off);
            longest_gap = longest_gap.max(gap);
            late += u32::from(gap > interval);
            from = from.max(to);
        }
        let last = self.updates.iter().copied().filter(|at| *at <= end).fold(start, i64::max);
        let next_due = if relief.is_some() { None } else { reading.reach(last, interval, &off)? };
        Self::ask(reading, self.opened, next_due.map_or(self.as_of, |due| due.max(self.as_of)))?;
        let clock = reading.calendar.map_or("always", |c| &c.name).to_owned();
        Ok(Some(CadenceAnswer { interval, next_due, longest_gap, late, clock }))
    }

    pub fn replies(&self, priority: usize) -> Result<Option<ReplyAnswer>, Unknown> {
        let Some(reply) = &self.policy.terms[priority].reply else {
            return Ok(None);
        };
        let (reading, limit) = self.policy.length(priority, reply.span, reply.on);
        Self::ask(reading, self.opened, self.as_of)?;
        let start = reading.counts_as_opened(self.opened)?;
        let mut events: Vec<(i64, Event)> = self.messages.iter().map(|at| (*at, Event::Message)).collect();
        events.extend(self.updates.iter().map(|at| (*at, Event::Update)));
        events.extend(self.stages[1].map(|(at, _)| (at, Event::Relief)));
        events.extend(self.stages[2].map(|(at, _)| (at, Event::Resolution)));
        events.sort_unstable();
        let (mut waits, mut waiting_since, mut answered, mut resolved) = (Vec::new(), None, 0, false);
        for (at, event) in events {
            match (event, waiting_since) {
                (Event::Message, None) if !resolved => waiting_since = Some(at),
                (Event::Update | Event::Relief | Event::Resolution, Some(since)) => {
                    waits.push((since, Some(at)));
                    answered += u32::from(event == Event::Update);
                    waiting_since = None;
                }
                _ => {}
            }
            resolved |= event == Event::Resolution;
        }
        waits.extend(waiting_since.map(|since| (since, None)));
        let waited = |(since, end): &(i64, Option<i64>)| {
            let off = self.off_until(&reply.pausing, *end);
            reading.counted((*since).max(start), end.unwrap_or(self.as_of), &off)
        };
        let lengths: Vec<i64> = waits.iter().map(waited).collect();
        let fails = |length: &&i64| if reply.inclusive { **length > limit } else { **length >= limit };
        let off = self.off_until(&reply.pausing, None);
        let next_due = match waiting_since {
            Some(since) => reading.reach(since.max(start), limit, &off)?,
            None => None,
        };
        Self::ask(reading, self.opened, next_due.map_or(self.as_of, |due| due.max(self.as_of)))?;
        Ok(Some(ReplyAnswer {
            limit,
            comparison: if reply.inclusive { "<=" } else { "<" },
            answered,
            late: lengths.iter().filter(fails).count() as u32,
            longest: lengths.iter().copied().max(),
            waiting_since,
            next_due,
            clock: reading.calendar.map_or("always", |c| &c.name).to_owned(),
        }))
    }
}
