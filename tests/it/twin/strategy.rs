//! Random calendars, contracts and incidents, all near one instant of one zone, so that what is
//! odd about it matters.

use chrono::{Datelike as _, TimeDelta};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::calendar::{Calendar, Closure, Hours};
use super::contract::{Contract, Limit, PARTIES, Promise, Span, Terms, Treatment, Unit};
use super::decide::Incident;
use super::places::{Place, ZONES};
use super::timing::{Moment, offset};
use super::{DAY, HOUR, MINUTE, SECOND};

pub fn minute() -> impl Strategy<Value = u16> {
    prop_oneof![3 => (0..48_u16).prop_map(|n| n * 30), 1 => 0..1440_u16, 2 => (0..17_u16).prop_map(|n| n * 15)]
}

fn hours() -> impl Strategy<Value = Hours> {
    prop_oneof![
        2 => Just(Hours { open: 540, close: 1020 }),
        1 => Just(Hours { open: 0, close: 1440 }),
        1 => Just(Hours { open: 22 * 60, close: 6 * 60 }),
        4 => (minute(), minute()).prop_map(|(open, close)| match close {
            0 => Hours { open, close: 1440 },
            close if close == open => Hours { open, close: close % 1440 + 1 },
            close => Hours { open, close },
        }),
    ]
    .prop_filter("a window closes at 24:00, not at 00:00", |h| h.close > 0)
}

/// Hours that do not overlap one another.
fn day_hours() -> impl Strategy<Value = Vec<Hours>> {
    vec(hours(), 1..3).prop_map(|mut all| {
        let minutes = |h: &Hours| {
            let end = if h.over_midnight() { h.close + 1440 } else { h.close };
            h.open..end
        };
        if all.len() == 2 && minutes(&all[0]).any(|m| minutes(&all[1]).contains(&m)) {
            all.truncate(1);
        }
        all
    })
}

fn weekly() -> BoxedStrategy<Vec<(usize, Hours)>> {
    let days = prop_oneof![
        3 => Just(vec![0, 1, 2, 3, 4]),
        2 => Just((0..7).collect::<Vec<usize>>()),
        2 => subsequence((0..7).collect::<Vec<usize>>(), 1..7),
    ];
    let one = (days.clone(), day_hours()).prop_map(|(days, hours)| {
        days.into_iter().flat_map(|day| hours.clone().into_iter().map(move |h| (day, h))).collect::<Vec<_>>()
    });
    let free = vec((0..7_usize, hours()), 1..9);
    prop_oneof![3 => one, 2 => free].boxed()
}

/// Closures of part of a day near the place, and monthly ones whose week is that of the place, mostly.
fn closures(place: Place) -> BoxedStrategy<Vec<Closure>> {
    let midnight = move |days: i64| (place.date() + TimeDelta::days(days)).and_time(chrono::NaiveTime::MIN);
    let length = prop_oneof![3 => (1..48_i64).prop_map(|n| n * 30), 1 => 1..4_000_i64];
    let once = (-3..4_i64, minute(), length).prop_map(move |(days, minute, length)| {
        let from = midnight(days) + TimeDelta::minutes(i64::from(minute));
        Closure::Once(from, from + TimeDelta::minutes(length))
    });
    let week = (place.date().day() - 1) / 7;
    let week = prop_oneof![2 => Just(week), 1 => Just(4), 1 => 0..5_u32];
    let monthly = (week, 0..7_usize, hours()).prop_map(|(week, day, hours)| Closure::Monthly(week, day, hours));
    let closure = prop_oneof![2 => once, 1 => monthly];
    prop_oneof![2 => Just(Vec::new()), 1 => vec(closure, 1..4)].boxed()
}

/// A calendar that joins two or three others, each in its own zone or another.
pub fn joining(name: &'static str, place: Place, with_years: bool) -> BoxedStrategy<Calendar> {
    const NAMES: [&str; 6] = ["east", "west", "north", "east_too", "west_too", "north_too"];
    let member = move |at: usize| {
        let at = if name == "office" { at } else { at + 3 };
        let own = (calendar(NAMES[at], place, with_years), select(ZONES.to_vec()), any::<bool>());
        let own = own.prop_map(|(calendar, zone, moved)| Calendar {
            zone: if moved { zone } else { calendar.zone },
            ..calendar
        });
        (own, weighted(0.3, select(ZONES.to_vec())))
    };
    let members = (member(0), member(1), weighted(0.3, member(2)));
    (calendar(name, place, with_years), members, weighted(0.5, (1..20_i64).prop_map(|n| n * 30)))
        .prop_map(|(calendar, (one, other, third), working_day)| {
            let members = [one, other].into_iter().chain(third).collect();
            Calendar { weekly: Vec::new(), members, working_day, ..calendar }
        })
        .boxed()
}

/// A calendar whose odd dates lie near the place.
pub fn calendar(name: &'static str, place: Place, with_years: bool) -> BoxedStrategy<Calendar> {
    let date = move |days: i64| place.date() + TimeDelta::days(days);
    let closed = vec(
        (-6..9_i64, prop_oneof![3 => Just(0), 1 => 1..3_i64, 1 => Just(7)])
            .prop_map(move |(from, days)| (date(from), date(from + days))),
        0..3,
    );
    let exceptions = btree_map((-5..8_i64).prop_map(date), day_hours(), 0..4);
    let holidays = btree_set((-5..8_i64).prop_map(date), 0..3);
    let years = if with_years { weighted(0.3, (0..2_i32, 0..2_i32)).boxed() } else { Just(None).boxed() };
    let working_day = weighted(0.4, (1..20_i64).prop_map(|n| n * 30));
    (weekly(), closed, holidays, exceptions, years, working_day, weighted(0.25, minute()), closures(place))
        .prop_map(move |(weekly, closed, holidays, exceptions, years, working_day, intake, closures)| {
            let year = place.date().year();
            let years: Option<(i32, i32)> = years.map(|(before, after)| (year - before, (year + after).min(2099)));
            let holidays = holidays.into_iter().filter(|d| years.is_some_and(|(a, b)| a <= d.year() && d.year() <= b));
            let name = name.to_owned();
            Calendar {
                name,
                zone: place.zone,
                weekly,
                closed,
                holidays: holidays.collect(),
                years,
                exceptions,
                working_day,
                intake,
                closures,
                members: Vec::new(),
            }
        })
        .boxed()
}

/// A length of time: of half hours, of minutes, of microseconds.
pub fn stretch(hours: i64) -> impl Strategy<Value = i64> + Clone {
    prop_oneof![
        4 => (0..hours * 2).prop_map(|n| n * HOUR / 2),
        2 => (0..hours * 60).prop_map(|n| n * MINUTE),
        2 => 0..hours * HOUR,
        1 => (0..hours * 2, -1..2_i64).prop_map(|(n, d)| (n * HOUR / 2 + d).max(0)),
    ]
}

/// An instant near the place: some days before it or after.
pub fn near(place: Place, days: i64) -> impl Strategy<Value = i64> {
    let midnight = place.at.div_euclid(DAY) * DAY;
    prop_oneof![
        2 => (stretch(3), any::<bool>()).prop_map(move |(d, back)| if back { place.at - d } else { place.at + d }),
        3 => stretch(2 * days * 24).prop_map(move |d| midnight - days * DAY + d),
        1 => (-days..days, -1..2_i64).prop_map(move |(n, d)| midnight + n * DAY + d - offset(place.zone, place.at) * SECOND),
    ]
}

pub fn span(working_day: bool) -> BoxedStrategy<Span> {
    let unit = prop_oneof![
        1 => (10..7200_i64).prop_map(|n| (n * 10, Unit::Seconds)),
        2 => (1..600_i64).prop_map(|n| (n * 10, Unit::Minutes)),
        5 => (5..300_i64, any::<bool>()).prop_map(|(n, whole)| (if whole { (n / 10).max(1) * 10 } else { n }, Unit::Hours)),
        3 => (1..5_i64).prop_map(|n| (n * 5, Unit::Days)),
    ];
    (unit, proptest::bool::weighted(0.7))
        .prop_map(move |((tenths, unit), working)| {
            let unit = if unit == Unit::Days && working && !working_day { Unit::Hours } else { unit };
            Span { tenths, unit, working }
        })
        .boxed()
}

pub fn date_limit() -> BoxedStrategy<Limit> {
    prop_oneof![
        (0..4_u32).prop_map(|day| Limit::Date { day, moment: Moment::End }),
        (1..4_u32, minute()).prop_map(|(day, minute)| Limit::Date { day, moment: Moment::At(minute) }),
        (1..4_u32).prop_map(|day| Limit::Date { day, moment: Moment::SameTime }),
    ]
    .boxed()
}

pub fn promise(objective: usize, working_day: bool) -> BoxedStrategy<Promise> {
    let length = (any::<bool>(), span(working_day)).prop_map(|(inclusive, span)| Limit::Length { inclusive, span });
    let multiple = prop_oneof![Just(300_i64), 50..400_i64].prop_map(Limit::Multiple);
    let limit = prop_oneof![
        1 => Just(Limit::None),
        5 => length,
        3 => date_limit(),
        (if objective == 0 { 0 } else { 3 }) => multiple,
    ];
    let pausing = subsequence(PARTIES.to_vec(), 0..=2);
    (of(1..=100_u8), limit, pausing).prop_map(|(share, limit, pausing)| Promise { share, limit, pausing }).boxed()
}

fn terms(calendars: [bool; 2]) -> BoxedStrategy<Terms> {
    let calendar = prop_oneof![4 => Just(Some(0)), 2 => Just(Some(1)), 1 => Just(None)];
    (calendar, weighted(0.2, select(ZONES.to_vec())))
        .prop_flat_map(move |(calendar, zone)| {
            let working_day = calendar.is_none_or(|place: usize| calendars[place]);
            let promises = (promise(0, working_day), promise(1, working_day), promise(2, working_day));
            (promises, weighted(0.4, span(working_day))).prop_map(move |((a, b, c), cadence)| Terms {
                calendar,
                zone,
                promises: [a, b, c],
                cadence,
            })
        })
        .boxed()
}

/// A contract on two calendars that join no others.
pub fn contract(place: Place) -> BoxedStrategy<Contract> {
    contract_on(calendar("office", place, true), calendar("other", place, true))
}

/// A contract on two calendars, each of which may join others.
pub fn any_contract(place: Place) -> BoxedStrategy<Contract> {
    let one = |name| prop_oneof![2 => calendar(name, place, true), 1 => joining(name, place, true)].boxed();
    let treatments = prop_oneof![1 => Just(Vec::new()), 1 => vec(treatment(), 1..4)];
    (contract_on(one("office"), one("other")), treatments)
        .prop_map(|(contract, treatments)| Contract { treatments, ..contract })
        .boxed()
}

fn treatment() -> impl Strategy<Value = Treatment> {
    let objectives = subsequence(vec![0, 1, 2], 1..=3);
    let zone = weighted(0.3, select(ZONES.to_vec()));
    (0..3_usize, 0..3_usize, objectives, 0..2_usize, zone, any::<bool>()).prop_map(
        |(from, to, objectives, calendar, zone, within)| Treatment { from, to, objectives, calendar, zone, within },
    )
}

fn contract_on(office: BoxedStrategy<Calendar>, other: BoxedStrategy<Calendar>) -> BoxedStrategy<Contract> {
    (office, other)
        .prop_flat_map(move |(office, other)| {
            let days = [office.working_day().is_some(), other.working_day().is_some()];
            let zone = weighted(0.15, select(ZONES.to_vec()));
            (zone, any::<bool>(), proptest::bool::weighted(0.3), [terms(days), terms(days), terms(days)]).prop_map(
                move |(zone, vendor_sets, restart, terms)| Contract {
                    calendars: vec![office.clone(), other.clone()],
                    zone,
                    vendor_sets,
                    restart,
                    terms,
                    treatments: Vec::new(),
                },
            )
        })
        .boxed()
}

/// An incident and an instant to decide it as of.
pub fn incident(place: Place) -> BoxedStrategy<(Incident, i64)> {
    let days = 5 * 24;
    let stops = (
        weighted(0.5, stretch(days)),
        weighted(0.4, stretch(days)),
        weighted(0.4, stretch(days)),
        weighted(0.1, stretch(days)),
    );
    let pause = (stretch(days), weighted(0.8, prop_oneof![Just(0), stretch(30)]), select(PARTIES.to_vec()));
    let waiting = prop_oneof![2 => vec(pause.clone(), 0..2), 3 => vec(pause, 1..5)];
    let excluded = prop_oneof![3 => Just(Vec::new()), 1 => vec((stretch(days), stretch(30)), 1..3)];
    let updates = prop_oneof![1 => Just(Vec::new()), 2 => vec(stretch(days), 1..5)];
    let changes = prop_oneof![2 => Just(Vec::new()), 1 => vec((stretch(days), 0..3_usize), 1..4)];
    let priority = weighted(0.7, 0..3_usize);
    let priorities = [priority.clone(), priority.clone(), priority];
    let as_of = prop_oneof![6 => stretch(3), 30 => stretch(9 * 24), 1 => Just(-1)];
    (near(place, 3), stops, waiting, excluded, updates, changes, priorities, as_of)
        .prop_map(|(opened, stops, waiting, excluded, updates, changes, priorities, as_of)| {
            let at = |d: i64| opened + d;
            let as_of = at(as_of);
            let incident = Incident {
                opened,
                responded: stops.0.map(at),
                relieved: stops.1.map(at),
                resolved: stops.2.map(at),
                closed: stops.3.map(at),
                waiting: waiting
                    .into_iter()
                    .map(|(from, length, on)| (at(from), length.map(|n| at(from + n)), on))
                    .collect(),
                excluded: excluded.into_iter().map(|(from, n)| (at(from), at(from + n))).collect(),
                updates: updates.into_iter().map(at).collect(),
                changes: changes.into_iter().map(|(d, to)| (at(d), to)).collect(),
                priorities,
            };
            (incident, as_of)
        })
        .boxed()
}
