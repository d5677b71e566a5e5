//! What a calendar says, as the predicate of `semantics` 2 reads it.

use std::collections::BTreeMap;

use crate::time::{Date, Length, Weekday, Zone};

/// Open from minute `open` to minute `close` of a local day; `close` is at most 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// First open minute of the day.
    pub open: u16,
    /// The minute at which it closes.
    pub close: u16,
}

/// The years `from` to `to`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
}

impl Years {
    /// What a calendar without a holiday list knows.
    pub const DEFAULT: Self = Self { from: 1970, to: 2099 };
}

/// A calendar with all that it takes over from others, in no hurry and in no index.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarSpec {
    /// Its name in the policy.
    pub name: String,
    /// Its title, or its name.
    pub title: String,
    /// The zone of its wall times and dates.
    pub zone: Zone,
    /// The windows of each weekday, Monday first, each within its day.
    pub weekly: [Vec<Window>; 7],
    /// The names of the holiday lists that it is closed by.
    pub lists: Vec<String>,
    /// How many dates it closes on by lines of its own.
    pub own_closed: usize,
    /// Dates without hours, and why.
    pub closed: BTreeMap<Date, String>,
    /// Dates with hours of their own, a holiday's too.
    pub exceptions: BTreeMap<Date, Vec<Window>>,
    /// Hours after midnight of an exception's night window: they add to those of their date,
    /// unless it is closed or has an exception.
    pub spill: BTreeMap<Date, Vec<Window>>,
    /// The years that all its holiday lists are complete for; nothing where it has no list.
    pub years: Option<Years>,
    /// The declared length of a working day.
    pub working_day: Option<Length>,
    /// An incident opened after this minute of the day counts as opened at the next opening.
    pub intake: Option<u16>,
}

/// The hours of one local date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayHours {
    /// Disjoint windows in order; none on a closed day.
    pub windows: Vec<Window>,
    /// Why there are none.
    pub closed: Option<String>,
}

impl CalendarSpec {
    /// The years that it may be asked about.
    pub fn known_years(&self) -> Years {
        self.years.unwrap_or(Years::DEFAULT)
    }

    /// The windows of a local date, by the rules of `semantics` 2, merged and in order.
    pub fn windows(&self, date: Date) -> Vec<Window> {
        if let Some(windows) = self.exceptions.get(&date) {
            return merged(windows.clone());
        }
        if self.closed.contains_key(&date) {
            return Vec::new();
        }
        let mut windows = self.weekday(date.weekday()).to_vec();
        windows.extend(self.spill.get(&date).into_iter().flatten());
        merged(windows)
    }

    /// The windows of a local date and, where there are none, why.
    pub fn hours(&self, date: Date) -> DayHours {
        let windows = self.windows(date);
        let closed = windows
            .is_empty()
            .then(|| self.closed.get(&date).cloned().unwrap_or_else(|| date.weekday().name().to_owned()));
        DayHours { windows, closed }
    }

    /// The windows of a weekday.
    pub fn weekday(&self, day: Weekday) -> &[Window] {
        self.weekly.get(day.index()).map_or(&[], Vec::as_slice)
    }

    /// The open length of each weekday that has any, Monday first.
    pub fn weekday_lengths(&self) -> Vec<(Weekday, Length)> {
        let open = |day: Weekday| {
            let minutes: i64 = merged(self.weekday(day).to_vec()).iter().map(|w| i64::from(w.close - w.open)).sum();
            (day, Length::minutes(minutes))
        };
        Weekday::ALL.into_iter().map(open).filter(|(_, length)| length.0 > 0).collect()
    }

    /// The length of a working day: the declared one, else the one that all open weekdays share
    /// (`semantics` 3); nothing where they differ or there are none.
    pub fn working_day_length(&self) -> Option<Length> {
        self.working_day.or_else(|| {
            let lengths = self.weekday_lengths();
            let (_, first) = *lengths.first()?;
            lengths.iter().all(|(_, length)| *length == first).then_some(first)
        })
    }
}

/// Windows in order, overlapping and touching ones as one.
pub(crate) fn merged(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_unstable();
    let mut out: Vec<Window> = Vec::with_capacity(windows.len());
    for window in windows {
        match out.last_mut() {
            Some(last) if window.open <= last.close => last.close = last.close.max(window.close),
            _ => out.push(window),
        }
    }
    out
}
