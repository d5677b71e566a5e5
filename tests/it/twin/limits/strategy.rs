//! Random policies and incidents of them, all near one instant of one zone.

use std::collections::BTreeMap;

use proptest::bool::weighted as chance;
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::super::contract::{PARTIES, Unit};
use super::super::places::{Place, ZONES};
use super::super::strategy::{calendar, incident as plain, joining, minute, span, stretch};
use super::super::timing::Moment;
use super::condition::{Condition, Named};
use super::known::Incident;
use super::policy::{Cadence, Declared, Field, Limit, Policy, Promise, Reply, Terms, Treatment, UPDATES};

const NAMES: [&str; 3] = ["onsite", "plan", "report"];
const FIELDS: [&str; 4] = ["arrived", "delivered", "dispatched", "plan_sent"];

fn named() -> BoxedStrategy<Named> {
    (0..2_usize, weighted(0.3, select(ZONES.to_vec()))).prop_map(|(calendar, zone)| Named { calendar, zone }).boxed()
}

fn condition() -> BoxedStrategy<Condition> {
    let leaf = prop_oneof![
        4 => (0..3_usize).prop_map(Condition::Fact),
        2 => named().prop_map(Condition::OpenedWithin),
        1 => (0..3_usize).prop_map(Condition::Priority),
    ];
    leaf.prop_recursive(2, 6, 3, |part| {
        prop_oneof![
            2 => part.clone().prop_map(|part| Condition::Not(Box::new(part))),
            1 => vec(part.clone(), 2..4).prop_map(Condition::And),
            1 => vec(part, 2..4).prop_map(Condition::Or),
        ]
    })
    .boxed()
}

fn date() -> BoxedStrategy<Limit> {
    let date = |day, every, moment| Limit::Date { day, every, moment };
    prop_oneof![
        2 => (0..4_u32, any::<bool>()).prop_map(move |(day, every)| date(day, every, Moment::End)),
        1 => (1..4_u32, any::<bool>(), minute()).prop_map(move |(day, every, m)| date(day, every, Moment::At(m))),
        1 => (1..6_u32, any::<bool>()).prop_map(move |(day, every)| date(day, every, Moment::SameTime)),
    ]
    .boxed()
}

fn pausing() -> impl Strategy<Value = Vec<&'static str>> + Clone {
    subsequence(PARTIES.to_vec(), 0..=2)
}

/// What a working day of each calendar and of the coverage allows.
#[derive(Debug, Clone, Copy)]
struct Days {
    calendars: [bool; 2],
    coverage: bool,
}

/// A promise without a condition; a multiple is of the response or of a declared objective above.
fn promise(objective: usize, days: Days) -> BoxedStrategy<Promise> {
    let length = (any::<bool>(), span(days.coverage)).prop_map(|(inclusive, span)| Limit::Length { inclusive, span });
    let above: Vec<usize> = if objective < 3 { vec![0] } else { std::iter::once(0).chain(3..objective).collect() };
    let multiple = (prop_oneof![Just(300_i64), 50..400_i64], select(above)).prop_map(|(n, of)| Limit::Multiple(n, of));
    let limit = prop_oneof![
        1 => Just(Limit::None),
        5 => length,
        4 => date(),
        (if objective == 0 { 0 } else { 3 }) => multiple,
    ];
    (weighted(0.2, 1..=100_u8), limit, weighted(0.35, named()), pausing())
        .prop_map(move |(share, limit, on, pausing)| {
            let mut promise = Promise { share, limit, on, when: None, pausing };
            match (&mut promise.limit, on) {
                (Limit::None, _) => (promise.share, promise.on) = (None, None),
                (Limit::Multiple(..), _) => promise.on = None,
                (Limit::Length { span, .. }, Some(on)) => {
                    span.working = true;
                    if span.unit == Unit::Days && !days.calendars[on.calendar] {
                        span.unit = Unit::Hours;
                    }
                }
                _ => {}
            }
            promise
        })
        .boxed()
}

/// The statements of one objective and priority.
fn promises(objective: usize, days: Days) -> BoxedStrategy<Vec<Promise>> {
    let one = || promise(objective, days);
    let when = (one(), condition()).prop_map(|(promise, when)| Promise { when: Some(when), ..promise });
    let all = (prop_oneof![3 => Just(Vec::new()), 2 => vec(when, 1..4)], one())
        .prop_map(|(when, last)| when.into_iter().chain([last]).collect::<Vec<_>>());
    // Something has to be said of the response.
    let said = if objective == 0 { Just(true).boxed() } else { chance(0.9).boxed() };
    (all, said).prop_map(|(all, said)| if said { all } else { Vec::new() }).boxed()
}

fn terms(objectives: usize, calendars: [bool; 2]) -> BoxedStrategy<Terms> {
    let coverage = prop_oneof![4 => Just(Some(0)), 2 => Just(Some(1)), 1 => Just(None)];
    (coverage, weighted(0.2, select(ZONES.to_vec())))
        .prop_flat_map(move |(coverage, zone)| {
            let days = Days { calendars, coverage: coverage.is_none_or(|place: usize| calendars[place]) };
            let all: Vec<_> = (0..objectives).map(|objective| promises(objective, days)).collect();
            let cadence = (span(days.coverage), pausing()).prop_map(|(span, pausing)| Cadence { span, pausing });
            let reply = (any::<bool>(), span(days.coverage), weighted(0.35, named()), pausing()).prop_map(
                move |(inclusive, mut span, on, pausing)| {
                    if let Some(on) = on {
                        span.working = true;
                        if span.unit == Unit::Days && !days.calendars[on.calendar] {
                            span.unit = Unit::Hours;
                        }
                    }
                    Reply { inclusive, span, on, pausing }
                },
            );
            (all, weighted(0.5, cadence), weighted(0.6, reply)).prop_map(move |(promises, cadence, reply)| Terms {
                coverage,
                zone,
                promises,
                cadence,
                reply,
            })
        })
        .boxed()
}

fn declared(name: &'static str) -> BoxedStrategy<Declared> {
    let fields: Vec<Field> = (0..3).map(Field::Stage).chain(FIELDS.into_iter().map(Field::Declared)).collect();
    let from = prop_oneof![
        1 => Just(Vec::new()),
        3 => subsequence(fields.clone(), 1..=2),
        2 => subsequence(fields[3..].to_vec(), 1..=2),
    ];
    let until = prop_oneof![1 => Just(Vec::new()), 3 => subsequence(fields, 1..=3)];
    (from, until, chance(0.3))
        .prop_map(move |(from, mut until, beyond)| {
            until.retain(|field| !from.contains(field));
            Declared { name, from, until, beyond }
        })
        .boxed()
}

pub fn policy(place: Place) -> BoxedStrategy<Policy> {
    let one = |name| prop_oneof![3 => calendar(name, place, true), 1 => joining(name, place, true)].boxed();
    (one("office"), one("other"), 1..=NAMES.len())
        .prop_flat_map(|(office, other, number)| {
            let days = [office.working_day().is_some(), other.working_day().is_some()];
            let objectives: Vec<_> = NAMES[..number].iter().map(|name| declared(name)).collect();
            let term = || terms(3 + number, days);
            let purposes: Vec<usize> = (0..3 + number).chain([UPDATES]).collect();
            let treatment = (0..3_usize, 1..3_usize, subsequence(purposes, 1..=4), condition()).prop_map(
                |(from, further, purposes, when)| Treatment { from, to: (from + further) % 3, purposes, when },
            );
            let treatments = prop_oneof![1 => Just(Vec::new()), 1 => vec(treatment, 1..4)];
            let zone = weighted(0.15, select(ZONES.to_vec()));
            let terms = [term(), term(), term()];
            (zone, any::<bool>(), chance(0.3), objectives, terms, treatments).prop_map(
                move |(zone, vendor_sets, restart, declared, terms, treatments)| Policy {
                    calendars: vec![office.clone(), other.clone()],
                    zone,
                    vendor_sets,
                    restart,
                    declared,
                    terms,
                    treatments,
                },
            )
        })
        .boxed()
}

/// An incident and an instant to decide it as of.
pub fn incident(place: Place) -> BoxedStrategy<(Incident, i64)> {
    let days = 5 * 24;
    let fields: Vec<&'static str> = NAMES.into_iter().chain(FIELDS).collect();
    // Hardly ever before the opening, which is an error.
    let after = prop_oneof![300 => stretch(days), 1 => Just(-1)];
    let instants = vec(weighted(0.6, after.clone()), fields.len());
    let messages = prop_oneof![1 => Just(Vec::new()), 3 => vec(after, 1..6)];
    (plain(place), instants, messages, [of(any::<bool>()), of(any::<bool>()), of(any::<bool>())])
        .prop_map(move |((plain, as_of), instants, messages, facts)| {
            let at = |d: i64| plain.opened + d;
            let named = fields.iter().zip(instants).filter_map(|(name, d)| Some((*name, at(d?))));
            let fields: BTreeMap<&'static str, i64> = named.collect();
            let messages = messages.into_iter().map(at).collect();
            (Incident { fields, messages, facts, plain }, as_of)
        })
        .boxed()
}
