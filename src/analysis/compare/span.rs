//! Which opening instants a comparison speaks of.

use crate::policy::model::{InForce, PriorityId};
use crate::time::calendar::{CalendarSpec, Clock, Years};
use crate::time::{Date, Instant, LocalTime, MICROS_PER_SECOND};

use crate::analysis::keeping::Promised;
use crate::analysis::side::Side;
use crate::analysis::sweep::Span;

/// Where no holiday list bounds the years: 28 of them, after which every weekday has met every date.
const FREE: Years = Years { from: 2020, to: 2047 };

/// 28 years.
const ALL_DATES: i64 = 28 * 366 * 86_400 * MICROS_PER_SECOND;

/// The opening instants of incidents with one of these priorities, NEW's and OLD's, that both sides can answer
/// for: those of the years that all clocks of theirs know, and of the time for which both are in force. Where
/// both are never in force together, as the versions of a contract, it is as if they always were. None where
/// no clock knows the time for which they are.
pub(super) fn opened(new: Side<'_>, old: Side<'_>, priorities: &[(PriorityId, PriorityId)]) -> Span {
    let clocks: Vec<&Clock> =
        priorities.iter().flat_map(|(mine, theirs)| [(new, *mine), (old, *theirs)]).flat_map(clocks).collect();
    known(&clocks, new, old, Lasting::InForce)
}

/// How long clocks may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lasting {
    /// While both sides are in force.
    InForce,
    /// In all known years after that too: an update may come, or a priority change, at any time.
    Years,
}

/// The instants at which two clocks may start, whatever else is promised of the incident.
pub(super) fn own(new: Side<'_>, old: Side<'_>, promised: [&Promised<'_>; 2], lasting: Lasting) -> Span {
    known(&promised.map(|p| p.clock), new, old, lasting).answered(&promised.map(|p| *p))
}

fn known(clocks: &[&Clock], new: Side<'_>, old: Side<'_>, lasting: Lasting) -> Span {
    let in_force = in_force(new, old);
    let free = free(clocks, &in_force);
    let start = |year: i32| Date::from_ymd(year, 1, 1).map_or(0, |d| LocalTime::on(d, 0).0);
    let mut span = Span { from: start(free.from), to: start(free.to + 1), last: i64::MAX / 4 };
    let bounded =
        || clocks.iter().filter(|c| c.spec().is_some_and(|s| s.listed_years().is_some())).filter_map(|c| c.known());
    if let Some(from) = bounded().map(|(from, _)| from.0).max() {
        span.from = from;
    }
    if let Some(to) = bounded().map(|(_, to)| to.0).min() {
        span.to = to;
    }
    span.last = clocks.iter().filter_map(|c| c.known()).map(|(_, to)| to.0).min().unwrap_or(span.last);
    if let Some((from, to)) = together(new, old).filter(|(from, to)| from < to) {
        span.from = span.from.max(from);
        match lasting {
            Lasting::InForce => span.to = span.to.min(to),
            // Every weekday has met every date.
            Lasting::Years if bounded().next().is_none() => span.to = span.to.max(span.from.saturating_add(ALL_DATES)),
            Lasting::Years => {}
        }
    }
    span.to = span.to.min(span.last);
    span
}

fn in_force(new: Side<'_>, old: Side<'_>) -> Vec<InForce> {
    [new, old].into_iter().filter_map(|side| side.package()?.in_force).collect()
}

/// From when, and before when, both are in force: before it begins where they never are together. Nothing
/// where neither says when it is.
pub(super) fn together(new: Side<'_>, old: Side<'_>) -> Option<(i64, i64)> {
    let all = in_force(new, old);
    all.iter().map(|f| (f.start.0, f.end.0)).reduce(|(a, b), (from, to)| (a.max(from), b.min(to)))
}

/// The years of every date that a calendar or `in force` names and those between, 28 at the least, where no
/// holiday list bounds them.
fn free(clocks: &[&Clock], in_force: &[InForce]) -> Years {
    let specs = clocks.iter().filter_map(|c| c.spec());
    let named = specs.flat_map(CalendarSpec::named_dates);
    let named = named.chain(in_force.iter().flat_map(|f| [f.from, f.to])).map(|date| date.year());
    let (mut from, mut to) = (FREE.from, FREE.to);
    for year in named {
        from = from.min(year.max(Years::DEFAULT.from));
        to = to.max(year.min(Years::DEFAULT.to));
    }
    Years { from, to }
}

/// Every clock that something of a priority runs on.
fn clocks((side, priority): (Side<'_>, PriorityId)) -> impl Iterator<Item = &Clock> {
    let timings = side.timings(priority);
    let limits = timings.into_iter().flat_map(|t| t.unconditional()).map(|o| o.counting.clock);
    let updates = timings.and_then(|t| t.cadence.as_ref()).map(|c| c.counting.clock);
    limits.chain(updates).filter_map(move |id| side.policy.clock(id))
}

impl Span {
    /// Without the openings at the end for which one of these asks a calendar beyond its years.
    pub(super) fn answered(mut self, promised: &[Promised<'_>]) -> Self {
        for promised in promised {
            let answers = |at: i64| promised.end(at, self.last).is_some();
            let (mut low, mut high) = (self.from, self.to);
            // The first opening that is not answered.
            while low < high {
                let middle = low + (high - low) / 2;
                if answers(middle) { low = middle + 1 } else { high = middle }
            }
            self.to = low;
        }
        self
    }

    /// Whether it holds no instant.
    pub(in crate::analysis) fn is_empty(&self) -> bool {
        self.from >= self.to
    }

    /// The first whole minute of it.
    pub(super) fn start(&self) -> Instant {
        let minute = 60_000_000;
        let up = self.from.div_euclid(minute) * minute;
        Instant(if up < self.from { up + minute } else { up })
    }
}
