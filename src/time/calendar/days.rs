//! Working days: local dates with any covered time, when they open and when they close.

use std::collections::BTreeMap;

use crate::time::{Date, Instant, LocalTime, MICROS_PER_SECOND, Zone};

use super::index::Index;
use super::joined::each_date;
use super::spec::CalendarSpec;
use super::window::Window;

/// One working day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorkingDay {
    pub(crate) date: Date,
    /// Its first covered instant.
    pub(crate) open: Instant,
    /// Its last closing time; a wall time in a gap is the gap's end, in an overlap the earlier. On a calendar that joins
    /// others it is the end of its last covered stretch.
    pub(crate) close: Instant,
}

/// All working days of the known years, in order.
#[derive(Debug, Clone)]
pub(crate) struct WorkingDays(Vec<WorkingDay>);

impl WorkingDays {
    pub(crate) fn build(spec: &CalendarSpec, zone: Zone, years: std::ops::Range<Date>) -> Self {
        let mut days = Vec::new();
        let mut date = years.start;
        while date < years.end {
            let windows = spec.windows(date);
            if let (Some(last), Some(open)) = (windows.last(), first_open(zone, date, &windows)) {
                days.push(WorkingDay { date, open, close: zone.wall(on(date, last.close)) });
            }
            date = date.plus(1);
        }
        Self(days)
    }

    /// The working days of a calendar that joins others: the dates of its covered stretches in `[from, to)`. Each closes
    /// at the instant at which its last covered stretch ends.
    pub(crate) fn of_stretches(index: &Index, zone: Zone, from: Instant, to: Instant) -> Self {
        let mut days: BTreeMap<Date, WorkingDay> = BTreeMap::new();
        each_date(&zone.offsets(from, to), to, |date, _, (start, end)| {
            for (open, close) in index.stretches(start, end) {
                let (open, close) = (Instant(open), Instant(close));
                let day = days.entry(date).or_insert(WorkingDay { date, open, close });
                day.open = day.open.min(open);
                day.close = day.close.max(close);
            }
        });
        // Of a date that is known in part only nobody knows when it opens and closes.
        Self(days.into_values().filter(|day| is_within(zone, day.date, from, to)).collect())
    }

    /// The `n`th working day after a date, `n` from 1.
    pub(crate) fn after(&self, date: Date, n: u32) -> Option<WorkingDay> {
        let first = self.0.partition_point(|day| day.date <= date);
        self.0.get(first.checked_add(usize::try_from(n).ok()?.checked_sub(1)?)?).copied()
    }

    /// The working day of that date, where it is one.
    pub(crate) fn on(&self, date: Date) -> Option<WorkingDay> {
        let at = self.0.binary_search_by_key(&date, |day| day.date).ok()?;
        self.0.get(at).copied()
    }
}

/// A minute of a date, as the wall shows it.
fn on(date: Date, minute: u16) -> LocalTime {
    LocalTime::on(date, i64::from(minute) * 60 * MICROS_PER_SECOND)
}

/// The first instant that the windows of a date cover; `None` if a clock change skipped all of them.
fn first_open(zone: Zone, date: Date, windows: &[Window]) -> Option<Instant> {
    let first = windows.first()?;
    let (from, to) = (zone.wall(on(date, 0)), zone.wall(on(date.plus(1), 0)));
    let offset = zone.offset(from);
    if to.0 - from.0 == 86_400 * MICROS_PER_SECOND && zone.offset(to) == offset {
        return Some(zone.wall(on(date, first.open)));
    }
    // The clocks change on this date: the windows are looked for in each stretch of constant offset.
    let day = 86_400 * MICROS_PER_SECOND;
    let (start, end) = (Instant(on(date, 0).0 - 2 * day), Instant(on(date, 0).0 + 3 * day));
    let stretches = zone.offsets(start, end);
    let ends = stretches.iter().skip(1).map(|(next, _)| *next).chain(std::iter::once(end));
    let hits = stretches.iter().zip(ends).flat_map(|((start, offset), end)| {
        let (low, high) = (start.local(*offset), end.local(*offset));
        let shift = low.0 - start.0;
        windows.iter().filter_map(move |window| {
            let (opens, closes) = (on(date, window.open).max(low), on(date, window.close).min(high));
            (opens < closes).then_some(Instant(opens.0 - shift))
        })
    });
    hits.min()
}

/// Whether all of a date lies in `[from, to)`.
pub(crate) fn is_within(zone: Zone, date: Date, from: Instant, to: Instant) -> bool {
    from <= zone.wall(on(date, 0)) && zone.wall(on(date.plus(1), 0)) <= to
}

/// Whether a date comes at all in a zone: some have been skipped.
pub(crate) fn exists(zone: Zone, date: Date) -> bool {
    zone.wall(on(date, 0)) < zone.wall(on(date.plus(1), 0))
}
