//! What a calendar says, as the predicate of `semantics` 2 reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::time::{Date, Length, Weekday, Zone};

use super::closure::PartClosure;
use super::window::Window;

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
    /// The calendars that it joins: it is open when one of them is. One that joins has no windows of its own.
    pub members: Vec<Member>,
    /// The names of the holiday lists that it is closed by.
    pub lists: Vec<String>,
    /// How many dates it closes on by lines of its own.
    pub own_closed: usize,
    /// Dates without hours, and why: the words of a closure, else the name of a holiday.
    pub closed: BTreeMap<Date, Option<String>>,
    /// Dates with hours of their own, a holiday's too.
    pub exceptions: BTreeMap<Date, Vec<Window>>,
    /// Hours after midnight of an exception's night window: they add to those of their date,
    /// unless it is closed or has an exception.
    pub spill: BTreeMap<Date, Vec<Window>>,
    /// Closures of part of a day. Its own come before inherited ones.
    pub part_closures: Vec<PartClosure>,
    /// The years that all its own holiday lists are complete for; `None` if it has no list.
    pub years: Option<Years>,
    /// The declared length of a working day.
    pub working_day: Option<Length>,
    /// An incident opened after this minute of the day counts as opened at the next opening.
    pub intake: Option<u16>,
}

/// A calendar that another one joins.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The calendar.
    pub spec: Arc<CalendarSpec>,
    /// The zone that it is read in, whatever the zone of the calendar that joins it.
    pub zone: Zone,
}

/// The hours of one local date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayHours {
    /// Disjoint windows in order; none on a closed day.
    pub windows: Vec<Window>,
    /// Why there are none.
    pub closed: Option<String>,
    /// The closures of part of the day, and why; none on a closed day.
    pub closures: Vec<(Window, Option<String>)>,
}

impl CalendarSpec {
    /// The years that it may be asked about.
    pub fn known_years(&self) -> Years {
        self.listed_years().unwrap_or(Years::DEFAULT)
    }

    /// The years that all holiday lists are complete for, its own and those of its members; `None` if there is none.
    pub fn listed_years(&self) -> Option<Years> {
        let members = self.members.iter().map(|member| member.spec.listed_years());
        members.fold(self.years, |all, years| match (all, years) {
            (Some(a), Some(b)) => Some(Years { from: a.from.max(b.from), to: a.to.min(b.to) }),
            (a, b) => a.or(b),
        })
    }

    /// Whether another calendar covers the same instants for a reader in the same zone, and knows the same years. What
    /// working days and `intake` say of it does not matter.
    pub(crate) fn same_hours(&self, other: &Self) -> bool {
        let dates = |spec: &Self| spec.closed.keys().copied().collect::<Vec<_>>();
        let times = |spec: &Self| spec.part_closures.iter().map(|closure| closure.when).collect::<BTreeSet<_>>();
        let members = |(a, b): (&Member, &Member)| a.zone == b.zone && a.spec.same_hours(&b.spec);
        self.weekly == other.weekly
            && (&self.exceptions, &self.spill) == (&other.exceptions, &other.spill)
            && (self.years, self.members.len()) == (other.years, other.members.len())
            && dates(self) == dates(other)
            && times(self) == times(other)
            && self.members.iter().zip(&other.members).all(members)
    }

    /// The dates that it names: closed ones, those with hours of their own, both ends of closures; its members' too.
    pub(crate) fn named_dates(&self) -> Vec<Date> {
        let own = self.closed.keys().chain(self.exceptions.keys()).copied();
        let ends = self.part_closures.iter().filter_map(|c| c.when.dates()).flat_map(|(from, to)| [from, to]);
        own.chain(ends).chain(self.members.iter().flat_map(|member| member.spec.named_dates())).collect()
    }

    /// How many calendars it is made of: itself, its members and theirs, as often as they are joined.
    pub(crate) fn parts(&self) -> usize {
        self.members.iter().fold(1, |all, member| all.saturating_add(member.spec.parts()))
    }

    /// The closed windows of a local date, by the closures of part of a day.
    pub fn closed_windows(&self, date: Date) -> Vec<Window> {
        merged(self.part_closures.iter().flat_map(|closure| closure.when.on(date)).collect())
    }

    /// The windows of a local date, by the rules of `semantics` 2, merged and in order. A calendar that joins others
    /// has only the windows of its exceptions here: what its members cover is known by instants.
    pub fn windows(&self, date: Date) -> Vec<Window> {
        without(self.opened_windows(date), &self.closed_windows(date))
    }

    /// The windows of a local date before closures of part of the day are taken away.
    pub(crate) fn opened_windows(&self, date: Date) -> Vec<Window> {
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

    /// The hours of a local date. Of a calendar that joins others, [`Clock::hours`](super::Clock::hours) knows them.
    pub fn hours(&self, date: Date) -> DayHours {
        let opened = self.opened_windows(date);
        let meets = |(window, _): &(Window, _)| opened.iter().any(|w| w.open < window.close && window.open < w.close);
        let closures: Vec<_> = self.closures_on(date).into_iter().filter(meets).collect();
        let closed = merged(closures.iter().map(|(window, _)| *window).collect());
        self.day_hours(date, without(opened, &closed), closures)
    }

    /// The closures of part of a local date, and why, in order.
    pub(crate) fn closures_on(&self, date: Date) -> Vec<(Window, Option<String>)> {
        let mut out = Vec::new();
        for closure in &self.part_closures {
            out.extend(closure.when.on(date).into_iter().map(|window| (window, closure.why.clone())));
        }
        out.sort_by_key(|(window, _)| *window);
        out
    }

    /// The hours of a local date, and why there are none.
    pub(crate) fn day_hours(
        &self,
        date: Date,
        windows: Vec<Window>,
        closures: Vec<(Window, Option<String>)>,
    ) -> DayHours {
        if !windows.is_empty() {
            return DayHours { windows, closed: None, closures };
        }
        let known = |spec: &Self| spec.closed.get(&date).map(|why| why.clone().unwrap_or_else(|| "closed".to_owned()));
        let whole = known(self).filter(|_| !self.exceptions.contains_key(&date));
        let part = || closures.into_iter().map(|(_, why)| why.unwrap_or_else(|| "closed".to_owned())).next();
        let member = || self.members.iter().find_map(|m| known(&m.spec));
        let closed = whole.or_else(part).or_else(member).unwrap_or_else(|| date.weekday().name().to_owned());
        DayHours { windows, closed: Some(closed), closures: Vec::new() }
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
    /// (`semantics` 3); `None` if they differ or there are none, as on a calendar that joins others.
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

/// Windows less other windows; both in order and disjoint.
pub(crate) fn without(windows: Vec<Window>, closed: &[Window]) -> Vec<Window> {
    if closed.is_empty() {
        return windows;
    }
    let mut out = Vec::with_capacity(windows.len() + closed.len());
    for window in windows {
        let mut open = window.open;
        for shut in closed.iter().filter(|shut| shut.open < window.close && window.open < shut.close) {
            if open < shut.open {
                out.push(Window { open, close: shut.open });
            }
            open = shut.close;
        }
        if open < window.close {
            out.push(Window { open, close: window.close });
        }
    }
    out
}
