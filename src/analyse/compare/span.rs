//! Which opening instants a comparison speaks of.

use crate::calendar::{Clock, Years};
use crate::value::{Date, Instant, LocalTime};

use super::Side;
use crate::analyse::keeping::Promised;
use crate::analyse::sweep::Span;

/// Where no holiday list bounds the years: 28 of them, after which every weekday has met every date.
const FREE: Years = Years { from: 2020, to: 2047 };

/// The opening instants that both sides can answer for: those of the years that all their calendars know,
/// and of the time for which both are in force, where there is such a time.
pub(super) fn opened(new: Side<'_>, old: Side<'_>) -> Span {
    let clocks: Vec<&Clock> = [new, old].into_iter().flat_map(clocks).collect();
    let free = free(&clocks);
    let start = |year: i32| Date::from_ymd(year, 1, 1).map_or(0, |d| LocalTime::on(d, 0).0);
    let mut span = Span { from: start(free.from), to: start(free.to + 1), last: i64::MAX / 4 };
    let bounded: Vec<&Clock> = clocks.into_iter().filter(|c| c.spec().is_some_and(|s| s.years.is_some())).collect();
    let known = |clock: &Clock| clock.known();
    if !bounded.is_empty() {
        span.from = bounded.iter().filter_map(|c| known(c)).map(|(from, _)| from.0).max().unwrap_or(span.from);
        span.to = bounded.iter().filter_map(|c| known(c)).map(|(_, to)| to.0).min().unwrap_or(span.to);
    }
    let ends = [new, old].into_iter().flat_map(self::clocks).filter_map(|c| c.known()).map(|(_, to)| to.0);
    span.last = ends.min().unwrap_or(span.last);
    span.to = span.to.min(span.last);
    let force = |side: Side<'_>| side.package().and_then(|p| p.in_force).map(|f| (f.start.0, f.end.0));
    let both = force(new).into_iter().chain(force(old));
    let (from, to) = both.fold((span.from, span.to), |(a, b), (from, to)| (a.max(from), b.min(to)));
    if from < to {
        (span.from, span.to) = (from, to);
    }
    span
}

/// The years around every date that a calendar without a holiday list names, 28 at the least.
fn free(clocks: &[&Clock]) -> Years {
    let specs = clocks.iter().filter_map(|c| c.spec());
    let named = specs.flat_map(|s| s.closed.keys().chain(s.exceptions.keys())).map(|d| d.year());
    let (mut from, mut to) = (FREE.from, FREE.to);
    for year in named {
        from = from.min(year.max(Years::DEFAULT.from));
        to = to.max(year.min(Years::DEFAULT.to));
    }
    Years { from, to }
}

/// Every clock that something of a package runs on.
fn clocks(side: Side<'_>) -> Vec<&Clock> {
    let timings = side.policy.tables.timings.get(usize::from(side.id.0));
    let of_all = timings.into_iter().flatten();
    let ids = of_all.flat_map(|t| {
        t.objectives.iter().flatten().map(|o| o.clock).chain(t.cadence.map(|c| c.clock)).collect::<Vec<_>>()
    });
    ids.filter_map(|id| side.policy.clock(id)).collect()
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

    /// The first whole minute of it.
    pub(super) fn start(&self) -> Instant {
        let minute = 60_000_000;
        let up = self.from.div_euclid(minute) * minute;
        Instant(if up < self.from { up + minute } else { up })
    }
}
