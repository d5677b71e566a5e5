//! The stops that keep a promise, as a function of the instant at which an incident is opened.
//!
//! Without waiting they are always the instants from `opened` up to an end: `<` is kept up to due, `<=`
//! up to the next opening where the limit is used up at closing time, a date up to and with itself.

use crate::policy::{CadenceTiming, Comparison, LimitRule, Policy, ReplyTiming, Timing};
use crate::time::calendar::Clock;
use crate::time::{Instant, Length};

/// What is promised: a limit on its clock, and for whom it waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Promised<'p> {
    pub(super) clock: &'p Clock,
    pub(super) rule: LimitRule,
    pub(super) comparison: Comparison,
    pub(super) pausing: &'p [String],
    /// Whether the clock starts when the incident counts as opened; an update's clock starts as it is written.
    pub(super) shifted: bool,
}

impl<'p> Promised<'p> {
    /// The interval between two updates: it is kept up to and with its length.
    pub(super) fn every(policy: &'p Policy, timing: &CadenceTiming, shifted: bool) -> Option<Self> {
        let (rule, comparison) = (LimitRule::Length(timing.interval), Comparison::LessEqual);
        Some(Self { clock: policy.clock(timing.counting.clock)?, rule, comparison, pausing: &[], shifted })
    }

    /// The wait for a reply to a message of the opening instant.
    pub(super) fn reply(policy: &'p Policy, timing: &'p ReplyTiming) -> Option<Self> {
        let ReplyTiming { limit, comparison, pausing, .. } = timing;
        let (rule, comparison) = (LimitRule::Length(*limit), *comparison);
        Some(Self { clock: policy.clock(timing.counting.clock)?, rule, comparison, pausing, shifted: true })
    }

    pub(super) fn of(policy: &'p Policy, timing: &'p Timing) -> Option<Self> {
        let Timing { counting, rule, comparison, clauses, escalations: _, lateness: _ } = timing;
        let (clock, pausing) = (policy.clock(counting.clock)?, clauses.pausing.as_slice());
        Some(Self { clock, rule: *rule, comparison: *comparison, pausing, shifted: true })
    }

    /// Whether another one is kept by the same stops where nobody waits.
    pub(super) fn same(&self, other: &Self) -> bool {
        let clocks = std::ptr::eq(self.clock, other.clock)
            || (self.clock.zone() == other.clock.zone() && self.clock.spec() == other.clock.spec());
        clocks && self.rule == other.rule && self.comparison == other.comparison && self.shifted == other.shifted
    }

    /// The limit's length for an incident that counts as opened at `start`.
    pub(super) fn length(&self, start: Instant) -> Option<i64> {
        match self.rule {
            LimitRule::Length(length) => Some(length.0),
            LimitRule::Date(date) => Some(self.clock.covered(start, self.clock.date_limit(date, start).ok()?).0),
            LimitRule::MultipleOfDate(times, date) => {
                times.times(self.clock.covered(start, self.clock.date_limit(date, start).ok()?).0)
            }
        }
    }

    /// Where the clock starts for an incident opened at `opened`.
    pub(super) fn start(&self, opened: i64) -> Option<Instant> {
        if self.shifted { self.clock.counts_as_opened(Instant(opened)).ok() } else { Some(Instant(opened)) }
    }

    /// One past the last stop that keeps the promise of an incident without waiting, at most one past
    /// `last`. Nothing where the calendar is asked beyond its years.
    pub(super) fn end(&self, opened: i64, last: i64) -> Option<i64> {
        let start = self.start(opened)?;
        let due = match self.rule {
            LimitRule::Date(date) => self.clock.date_limit(date, start).ok()?,
            LimitRule::Length(length) => self.clock.add(start, length).ok()?,
            LimitRule::MultipleOfDate(_, date) => match self.length(start)? {
                // Any multiple of no covered time at all is the date itself.
                0 => return self.up_to(opened, self.clock.date_limit(date, start).ok()?, last),
                length => self.clock.add(start, Length(length)).ok()?,
            },
        };
        self.clock.ask(Instant(opened), due.max(Instant(opened))).ok()?;
        let end = match self.comparison {
            Comparison::Less => due.0,
            Comparison::By => due.0 + 1,
            Comparison::LessEqual => {
                let length = self.length(start)?;
                self.clock.last_within(start, Length(length)).map_or(i64::MAX, |at| at.0.saturating_add(1))
            }
        };
        Some(end.min(last.saturating_add(1)).max(opened))
    }

    /// One past the last stop that keeps a date of an incident without waiting.
    fn up_to(&self, opened: i64, due: Instant, last: i64) -> Option<i64> {
        self.clock.ask(Instant(opened), due.max(Instant(opened))).ok()?;
        Some((due.0 + 1).min(last.saturating_add(1)).max(opened))
    }

    /// The elapsed time that breaks the promise at a later stop, if not at that instant: a date that waiting
    /// has moved is broken a microsecond after its length was reached.
    pub(super) fn breaks_at(&self, length: i64) -> i64 {
        match self.comparison {
            Comparison::Less | Comparison::By => length,
            Comparison::LessEqual => length + 1,
        }
    }

    /// The most elapsed time that keeps it, however long ago it was reached.
    pub(super) fn keeps_at(&self, length: i64) -> i64 {
        match self.comparison {
            Comparison::Less | Comparison::By => length - 1,
            Comparison::LessEqual => length,
        }
    }

    /// Whether it is a date, which the instant at which its length is reached still keeps.
    pub(super) fn is_date(&self) -> bool {
        self.comparison == Comparison::By
    }
}
