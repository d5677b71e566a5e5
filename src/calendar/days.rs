//! Working days: local dates with any covered time, when they open and when they close.

use crate::value::{Date, Instant, LocalTime, MICROS_PER_SECOND, Zone};

use super::index::Index;
use super::spec::CalendarSpec;

/// One working day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorkingDay {
    pub(crate) date: Date,
    /// Its first covered instant.
    pub(crate) open: Instant,
    /// Its last closing time; a wall time in a gap is the gap's end, in an overlap the earlier.
    pub(crate) close: Instant,
}

/// All working days of the known years, in order.
#[derive(Debug, Clone)]
pub(crate) struct WorkingDays(Vec<WorkingDay>);

impl WorkingDays {
    pub(crate) fn build(spec: &CalendarSpec, zone: Zone, index: &Index, years: std::ops::Range<Date>) -> Self {
        let mut days = Vec::new();
        let mut date = years.start;
        while date < years.end {
            if let Some(last) = spec.windows(date).last() {
                let at = |minute: i64| zone.wall(LocalTime::on(date, minute * 60 * MICROS_PER_SECOND));
                // From midnight to midnight; a clock change at midnight can repeat the edge, so the
                // covered instants are held against the date that the wall shows.
                let (from, to) = (at(0), zone.wall(LocalTime::on(date.plus(1), 0)));
                let open = index.stretches(from.0, to.0).map(|(start, _)| Instant(start)).next();
                if let Some(open) = open {
                    days.push(WorkingDay { date, open, close: at(i64::from(last.close)) });
                }
            }
            date = date.plus(1);
        }
        Self(days)
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
