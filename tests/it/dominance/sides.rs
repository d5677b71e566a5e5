//! Two contracts that are often nearly alike, and the policy that has both.

use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::twin::MINUTE;
use crate::twin::calendar::{Calendar, Hours};
use crate::twin::contract::{Contract, Limit, PARTIES, PRIORITIES, Span, Unit};
use crate::twin::places::{Place, ZONES, place};
use crate::twin::strategy::{contract, promise, span};
use crate::twin::timing::{Reading, offset};

/// Dates for which a contract is in force, in a zone; always where there are none.
pub type InForce = Option<(NaiveDate, NaiveDate, Tz)>;

#[derive(Debug, Clone)]
pub struct Sides {
    pub old: Contract,
    pub new: Contract,
    pub in_force: [InForce; 2],
}

impl Sides {
    /// Both share their calendars.
    pub fn text(&self) -> String {
        let mut out: String = self.old.calendars.iter().map(Calendar::text).collect();
        for priority in PRIORITIES {
            let _ = writeln!(out, "priority {priority}");
        }
        for ((name, contract), dates) in [("Old", &self.old), ("New", &self.new)].into_iter().zip(self.in_force) {
            let zone = dates.map_or(Tz::UTC, |d| d.2);
            let default = format!("    coverage always in {}\n", zone.name());
            let _ = write!(out, "tier {name}Tier customisable {{\n{default}{}}}\n", contract.statements());
            let dates = dates.map_or(String::new(), |(from, to, _)| format!("    in force {from} to {to}\n"));
            let _ = write!(out, "contract {name} extends {name}Tier {{\n    customer \"One\"\n{dates}}}\n");
        }
        out
    }

    /// The opening instants of the dates in force: from, and before.
    pub fn opened(&self) -> (i64, i64) {
        let midnight = |date: NaiveDate, zone| {
            let reading = Reading { calendar: None, zone };
            reading.wall(date.and_hms_opt(0, 0, 0).unwrap())
        };
        let spans = self
            .in_force
            .iter()
            .flatten()
            .map(|(a, b, zone)| (midnight(*a, *zone), midnight(b.succ_opt().unwrap(), *zone)));
        spans.fold((i64::MIN, i64::MAX), |(a, b), (c, d)| (a.max(c), b.min(d)))
    }
}

/// A small step from OLD to NEW.
#[derive(Debug, Clone)]
enum Step {
    /// A limit so many times as long, in tenths, or so many tenths of its unit longer.
    Scale(usize, i64),
    Add(usize, i64),
    Inclusive(usize),
    Working(usize),
    Limit(usize, Limit),
    Moment(usize),
    Day(usize, u32),
    Pausing(usize, Vec<&'static str>),
    Share(usize, Option<u8>),
    Calendar(Option<usize>),
    /// To the other calendar that differs a little.
    Variant,
    Zone(Option<Tz>),
    Cadence(Option<Span>),
    Copy(usize, usize),
    Nothing,
}

fn step() -> impl Strategy<Value = Step> {
    let objective = || 0..3_usize;
    let limit = promise(1, true).prop_map(|p| p.limit);
    let share = weighted(0.8, 80..=100_u8);
    let parties = subsequence(PARTIES.to_vec(), 0..=2);
    prop_oneof![
        2 => (objective(), select(vec![5_i64, 8, 12, 15, 20])).prop_map(|(o, n)| Step::Scale(o, n)),
        2 => (objective(), select(vec![-10_i64, -5, 5, 10])).prop_map(|(o, n)| Step::Add(o, n)),
        2 => objective().prop_map(Step::Inclusive),
        2 => objective().prop_map(Step::Working),
        2 => (objective(), limit).prop_map(|(o, l)| Step::Limit(o, l)),
        1 => objective().prop_map(Step::Moment),
        1 => (objective(), 0..4_u32).prop_map(|(o, d)| Step::Day(o, d)),
        2 => (objective(), parties).prop_map(|(o, p)| Step::Pausing(o, p)),
        1 => (objective(), share).prop_map(|(o, s)| Step::Share(o, s)),
        2 => select(vec![Some(0), Some(1), None]).prop_map(Step::Calendar),
        5 => Just(Step::Variant),
        1 => weighted(0.7, select(ZONES.to_vec())).prop_map(Step::Zone),
        1 => weighted(0.8, span(true)).prop_map(Step::Cadence),
        1 => (objective(), objective()).prop_map(|(a, b)| Step::Copy(a, b)),
        2 => Just(Step::Nothing),
    ]
}

fn taken(contract: &mut Contract, priority: usize, step: Step) {
    let terms = &mut contract.terms[priority];
    let span =
        |terms: &mut crate::twin::contract::Terms, objective: usize, change: &dyn Fn(i64) -> i64| match &mut terms
            .promises[objective]
            .limit
        {
            Limit::Length { span, .. } => span.tenths = change(span.tenths).max(1),
            Limit::Multiple(n) => *n = change(*n).max(1),
            _ => {}
        };
    match step {
        Step::Scale(o, n) => span(terms, o, &|tenths| tenths * n / 10),
        Step::Add(o, n) => span(terms, o, &|tenths| tenths + n),
        Step::Inclusive(o) => {
            if let Limit::Length { inclusive, .. } = &mut terms.promises[o].limit {
                *inclusive = !*inclusive;
            }
        }
        Step::Working(o) => {
            if let Limit::Length { span, .. } = &mut terms.promises[o].limit {
                span.working = !span.working;
            }
        }
        Step::Limit(o, limit) => {
            terms.promises[o].limit = match limit {
                Limit::Multiple(_) if o == 0 => Limit::None,
                limit => limit,
            }
        }
        Step::Moment(o) => {
            if let Limit::Date { day, moment } = &mut terms.promises[o].limit {
                *day = (*day).max(1);
                *moment = crate::twin::timing::Moment::End;
            }
        }
        Step::Day(o, new) => {
            if let Limit::Date { day, moment } = &mut terms.promises[o].limit {
                *day = new.max(u32::from(*moment != crate::twin::timing::Moment::End));
            }
        }
        Step::Pausing(o, parties) => terms.promises[o].pausing = parties,
        Step::Share(o, share) => terms.promises[o].share = share,
        Step::Calendar(calendar) => terms.calendar = calendar,
        Step::Variant => terms.calendar = terms.calendar.map(|_| 2),
        Step::Zone(zone) => terms.zone = zone,
        Step::Cadence(cadence) => terms.cadence = cadence,
        Step::Copy(from, to) => {
            let limit = terms.promises[from].limit.clone();
            if to > 0 || !matches!(limit, Limit::Multiple(_)) {
                terms.promises[to].limit = limit;
            }
        }
        Step::Nothing => {}
    }
}

/// A working day as a length is refused on a calendar whose days differ.
fn made_valid(contract: &mut Contract) {
    let days: Vec<bool> = contract.calendars.iter().map(|c| c.working_day().is_some()).collect();
    for terms in &mut contract.terms {
        let valid = terms.calendar.is_none_or(|place| days[place]);
        let lengths = terms.promises.iter_mut().filter_map(|p| match &mut p.limit {
            Limit::Length { span, .. } => Some(span),
            _ => None,
        });
        for span in lengths.chain(&mut terms.cadence) {
            if span.working && span.unit == Unit::Days && !valid {
                span.unit = Unit::Hours;
            }
        }
    }
}

/// A calendar that differs a little.
fn variant(calendar: Calendar, place: Place) -> impl Strategy<Value = Calendar> {
    let date = (-3..5_i64).prop_map(move |n| place.date() + TimeDelta::days(n));
    let change = prop_oneof![
        4 => (any::<prop::sample::Index>(), select(vec![-60_i32, -15, 1, 15, 30, 60]), 0..3_u8).prop_map(|(i, m, k)| (k, Some((i, m)), None)),
        2 => date.clone().prop_map(|d| (3, None, Some(d))),
        1 => date.prop_map(|d| (4, None, Some(d))),
        1 => Just((5, None, None)),
        1 => (0..1440_u16).prop_map(|m| (6, None, Some(NaiveDate::from_num_days_from_ce_opt(i32::from(m) + 1).unwrap()))),
        1 => Just((7, None, None)),
    ];
    change.prop_map(move |(kind, window, date)| {
        let mut out = calendar.clone();
        out.name = "variant".to_owned();
        match (kind, window, date) {
            (0..=2, Some((index, minutes)), _) => {
                let at = index.index(out.weekly.len());
                let moved = |hours: &mut Hours| {
                    let wanted = i32::from(hours.close) + minutes;
                    if (1..=1440).contains(&wanted) && wanted > i32::from(hours.open) && !hours.over_midnight() {
                        hours.close = wanted as u16;
                    }
                };
                let all: Vec<usize> = if kind == 0 { vec![at] } else { (0..out.weekly.len()).collect() };
                all.into_iter().for_each(|at| moved(&mut out.weekly[at].1));
                if overlapping(&out) {
                    out.weekly = calendar.weekly.clone();
                }
            }
            (3, _, Some(date)) => {
                out.exceptions.remove(&date);
                out.closed.push((date, date));
            }
            (4, _, Some(date)) => {
                out.exceptions.insert(date, vec![Hours { open: 480, close: 720 }]);
            }
            (5, ..) => out.intake = None,
            (6, _, Some(date)) => out.intake = Some((date.num_days_from_ce() - 1) as u16),
            _ => out.holidays.clear(),
        }
        out
    })
}

/// Whether two windows of one weekday meet, which is refused.
fn overlapping(calendar: &Calendar) -> bool {
    let minutes = |(day, h): &(usize, Hours)| {
        let from = *day as i32 * 1440 + i32::from(h.open);
        let length = i32::from(h.close) - i32::from(h.open) + if h.over_midnight() { 1440 } else { 0 };
        (from, from + length)
    };
    let windows: Vec<(i32, i32)> = calendar.weekly.iter().map(minutes).collect();
    windows.iter().enumerate().any(|(n, a)| windows[..n].iter().any(|b| a.0 < b.1 && b.0 < a.1))
}

/// A place whose clocks are of whole minutes, away from the end of what is known of zones: arrays of minutes go on
/// there, and incidents that would be due later are not decided.
fn whole_place() -> impl Strategy<Value = Place> {
    place().prop_filter("an offset of whole minutes", |p| p.at < LAST_DAYS_FROM && offset(p.zone, p.at) % 60 == 0)
}

/// The start of 2099.
const LAST_DAYS_FROM: i64 = 4_070_908_800_000_000;

/// Two contracts near a place, both in force for some days near it, and the priority at which they differ.
pub fn sides(days: i64) -> BoxedStrategy<(Place, Sides, usize)> {
    whole_place()
        .prop_flat_map(move |place| contract(place).prop_map(move |c| (place, c)))
        .prop_flat_map(move |(place, contract)| {
            let third = variant(contract.calendars[0].clone(), place);
            let steps = (0..3_usize, vec(step(), 1..5));
            let other = weighted(0.1, crate::twin::strategy::contract(place));
            let force = (-3..3_i64, 0..days, select(ZONES.to_vec()), -1..2_i64);
            (Just((place, contract)), third, steps, other, force)
        })
        .prop_map(|((place, mut old), third, (priority, steps), other, (from, days, zone, later))| {
            old.calendars.push(third);
            let mut new = match other {
                Some(other) => Contract { calendars: old.calendars.clone(), ..other },
                None => old.clone(),
            };
            for step in steps {
                taken(&mut new, priority, step);
            }
            made_valid(&mut old);
            made_valid(&mut new);
            let date = |n: i64| place.date() + TimeDelta::days(n);
            let (first, last) = (date(from), date(from + days));
            let in_force = [Some((first, last, place.zone)), Some((first, date(from + days + later.max(0)), zone))];
            (place, Sides { old, new, in_force }, priority)
        })
        .prop_filter("a date that the zone had", |(_, sides, _)| {
            let (from, to) = sides.opened();
            from < to
        })
        .boxed()
}

/// The remainder of a limit's length that no minute holds.
pub fn beside_minutes(contract: &Contract, priority: usize, limit: &Limit) -> i64 {
    match limit {
        Limit::Length { span, .. } => contract.clock(priority, *span).1 % MINUTE,
        Limit::Multiple(hundredths) => match &contract.terms[priority].promises[0].limit {
            Limit::Length { span, .. } => multiple(contract.clock(priority, *span).1, *hundredths) % MINUTE,
            _ => 0,
        },
        _ => 0,
    }
}

/// So many hundredths of a length, to the nearest microsecond.
pub fn multiple(length: i64, hundredths: i64) -> i64 {
    (length * hundredths * 2 + 100).div_euclid(200)
}
