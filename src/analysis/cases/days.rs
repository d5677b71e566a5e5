//! Days: a limit that runs over a closing time, a holiday, an exception, a clock change; an intake.

use std::collections::BTreeMap;

use crate::policy::LimitRule;
use crate::time::calendar::{CalendarSpec, Clock};
use crate::time::{Date, Instant, LocalTime, Weekday};

use super::limits::Timed;
use super::{Boundary, Case, Turns, Year};

const MINUTE: i64 = 60_000_000;

/// An instant at which a calendar is odd, and in what way; of a weekly closing every one of the year.
struct Odd {
    at: Vec<Instant>,
    what: String,
}

impl<'p> Year<'p> {
    pub(super) fn days(&self) -> Vec<Boundary> {
        let mut seen: Vec<Timed<'p>> = Vec::new();
        let mut out = Vec::new();
        for (id, package) in self.packages() {
            let Some(span) = self.span(package) else { continue };
            for (priority, name) in self.priorities() {
                for objective in self.policy.model().objective_ids() {
                    for timed in self.timed(id, package, priority, name, objective, span) {
                        // The same limit on the same clock turns at the same instants. One that holds for some
                        // openings alone cannot be asked at others.
                        if timed.found.opened.is_some() || seen.iter().any(|s| s.promised.same(&timed.promised)) {
                            continue;
                        }
                        out.extend(self.odd(timed.promised.clock).iter().filter_map(|odd| timed.over(odd)));
                        out.extend(self.intake(&timed));
                        seen.push(timed);
                    }
                }
            }
        }
        out
    }

    /// The closing times of a week, every closed date and exception of the year, and the clock changes.
    fn odd(&self, clock: &Clock) -> Vec<Odd> {
        let Some(spec) = clock.spec() else { return Vec::new() };
        let zone = clock.zone();
        let on = |date: Date, minute: u16| zone.wall(LocalTime::on(date, i64::from(minute) * MINUTE));
        let mut out = Vec::new();
        for day in Weekday::ALL {
            // A night window is two halves: where the next day goes on at midnight, nothing closes.
            let next = Weekday::ALL.iter().cycle().skip_while(|d| **d != day).nth(1);
            let goes_on = next.is_some_and(|next| spec.weekday(*next).iter().any(|w| w.open == 0));
            for window in spec.weekday(day).iter().filter(|w| w.close < 1440 || !goes_on) {
                let dates = self.dates().filter(|d| d.weekday() == day && ordinary(spec, *d));
                let what = format!("closing at {:02}:{:02} on {}", window.close / 60, window.close % 60, day.name());
                out.push(Odd { at: dates.map(|d| on(d, window.close)).collect(), what });
            }
        }
        for date in self.dates() {
            let weekday = spec.weekday(date.weekday());
            if let Some(why) = spec.closed.get(&date).filter(|_| !spec.exceptions.contains_key(&date)) {
                // A holiday on a day that is closed anyway changes nothing.
                if !weekday.is_empty() || !spec.members.is_empty() {
                    let why = why.as_deref().unwrap_or("closed");
                    out.push(Odd { at: vec![on(date, 0)], what: format!("{date}, {why}") });
                }
            } else if spec.exceptions.contains_key(&date) {
                let close = spec.windows(date).last().map_or(1440, |w| w.close);
                out.push(Odd { at: vec![on(date, close)], what: format!("the hours of {date}") });
            }
        }
        let (from, to) = (on(self.from, 0), on(self.to, 0));
        out.extend(part_closures(clock, spec, self.from, self.to));
        if !spec.members.is_empty() {
            out.extend(closings(clock, from, to));
        }
        for (at, offset) in zone.offsets(from, to).into_iter().skip(1) {
            let local = at.local(offset).date();
            out.push(Odd { at: vec![at], what: format!("the clock change of {local}") });
        }
        out
    }

    fn dates(&self) -> impl Iterator<Item = Date> + use<> {
        let from = self.from;
        (0..self.to.0 - from.0).map(move |n| from.plus(n))
    }

    /// The last instant that is in time, and a microsecond more.
    fn intake(&self, timed: &Timed<'p>) -> Option<Boundary> {
        let clock = timed.promised.clock;
        let spec = clock.spec()?;
        let intake = spec.intake?;
        let date = self.dates().find(|d| ordinary(spec, *d) && !clock.hours(*d).windows.is_empty())?;
        let at = clock.zone().wall(LocalTime::on(date, i64::from(intake) * MINUTE));
        let (from, to) = timed.span;
        if at < from || at.0 + 1 >= to.0 {
            return None;
        }
        let as_of = Instant(at.0 + MINUTE);
        let case = |opened: i64| Case::new(timed.incident(Instant(opened)), as_of);
        let about = format!("{} intake until {:02}:{:02}", timed.name(), intake / 60, intake % 60);
        let turns = Turns::Objective(timed.objective);
        Some(Boundary { about, turns, cases: [case(at.0), case(at.0 + 1)] })
    }
}

/// The beginnings of the closures of part of a day that take covered time away from the dates `[from, to)`.
fn part_closures(clock: &Clock, spec: &CalendarSpec, from: Date, to: Date) -> Vec<Odd> {
    let mut out: Vec<Odd> = Vec::new();
    for closure in &spec.part_closures {
        let mut at = Vec::new();
        for date in (from.0..to.0).map(Date) {
            let begins = closure.when.on(date).into_iter().map(|window| window.open);
            let begins = begins.map(|open| clock.zone().wall(LocalTime::on(date, i64::from(open) * MINUTE)));
            // Where the calendar was open until then, hours end there.
            at.extend(begins.filter(|at| clock.covers(Instant(at.0 - 1)) && !clock.covers(*at)));
        }
        let why = closure.why.as_deref().unwrap_or("a closure");
        match closure.when.dates() {
            Some((date, _)) => out.push(Odd { at, what: format!("{date}, {why}") }),
            None => out.push(Odd { at, what: format!("{why} of each month") }),
        }
    }
    out
}

/// The closing times of a calendar that joins others, by weekday and time of day in its own zone.
fn closings(clock: &Clock, from: Instant, to: Instant) -> Vec<Odd> {
    let mut by_time: BTreeMap<(usize, i64), Vec<Instant>> = BTreeMap::new();
    for (_, end) in clock.stretches(from, to).into_iter().filter(|(_, end)| *end < to) {
        let local = clock.zone().local(end);
        by_time.entry((local.date().weekday().index(), local.of_day() / MINUTE)).or_default().push(end);
    }
    let name = |day: usize| Weekday::ALL.get(day).map_or("", |day| day.name());
    let times = by_time.into_iter();
    times
        .map(|((day, minute), at)| {
            let what = format!("closing at {:02}:{:02} on {}", minute / 60, minute % 60, name(day));
            Odd { at, what }
        })
        .collect()
}

/// A date of which the calendar says nothing of its own.
fn ordinary(spec: &CalendarSpec, date: Date) -> bool {
    spec.closed_windows(date).is_empty()
        && !spec.closed.contains_key(&date)
        && !spec.exceptions.contains_key(&date)
        && !spec.spill.contains_key(&date)
}

impl Timed<'_> {
    /// A limit that half runs before, and half after.
    fn over(&self, odd: &Odd) -> Option<Boundary> {
        odd.at.iter().find_map(|at| self.over_one(*at, &odd.what))
    }

    fn over_one(&self, odd: Instant, what: &str) -> Option<Boundary> {
        let clock = self.promised.clock;
        let (first, _) = clock.known()?;
        let half = match self.promised.rule {
            LimitRule::Length(length) => length.0 / 2,
            // A date does not tell how long before: a minute of cover will do.
            LimitRule::Date(_) | LimitRule::MultipleOfDate(..) => MINUTE,
        };
        let half = (half / MINUTE).max(1) * MINUTE;
        let before = clock.covered(first, odd).0.checked_sub(half)?;
        let opened = clock.add(first, crate::time::Length(before)).ok()?;
        let (from, to) = self.span;
        if opened < from || opened >= to {
            return None;
        }
        let pair = self.pair(format!("{} over {what}", self.name()), opened)?;
        // The second stop is the first that comes too late: it lies behind what is odd, or the pair shows nothing of it.
        pair.cases.last().is_some_and(|case| case.as_of >= odd).then_some(pair)
    }
}
