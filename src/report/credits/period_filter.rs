//! Which periods are shown.

use crate::time::{Date, Period};

/// Periods that meet these dates; without one there is no bound on that side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeriodFilter {
    /// The first date.
    pub from: Option<Date>,
    /// The last date.
    pub to: Option<Date>,
}

impl PeriodFilter {
    /// The first and the last date of a date, month, quarter or year: `2026-03-31`, `2026-03`, `2026-Q1`, `2026`.
    pub fn dates(text: &str) -> Option<(Date, Date)> {
        let date = Date::parse(text).map(|date| (date, date));
        date.or_else(|| Period::parse(text).map(|period| (period.first(), period.last())))
    }

    /// Whether anything from one date to another is shown.
    pub fn meets(self, first: Date, last: Date) -> bool {
        self.from.is_none_or(|from| from <= last) && self.to.is_none_or(|to| first <= to)
    }
}
