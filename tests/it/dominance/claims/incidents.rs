//! Random incidents with all that can happen to one, aimed at where something changes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use relief::internals::time::Length;
use relief::{FactValue, Incident, Instant, PriorityChange, Waiting};

use super::grow::{ZONES, date};
use super::judge::Bench;
use super::pair::Pair;
use super::rng::Rng;
use super::world::PARTIES;
use crate::twin::timing::offset;
use crate::twin::{DAY, HOUR, MINUTE, SECOND};

/// The clock changes of all zones, some 13 months of them.
static CLOCK_CHANGES: LazyLock<HashMap<&'static str, Vec<i64>>> = LazyLock::new(|| {
    let from = midnight(date(2025, 12, 1));
    let of = |name: &&'static str| {
        let zone: Tz = name.parse().unwrap();
        let hours = (0..24 * 400).map(|h| from + h * HOUR).filter(|at| offset(zone, *at) != offset(zone, at + HOUR));
        let exact = |at: i64| (0..60).map(|m| at + m * MINUTE).find(|m| offset(zone, *m) != offset(zone, *m + MINUTE));
        (*name, hours.filter_map(exact).map(|at| at + MINUTE).collect())
    };
    ZONES.iter().map(of).collect()
});

fn midnight(date: NaiveDate) -> i64 {
    date.and_time(NaiveTime::MIN).and_utc().timestamp_micros()
}

/// Where something can change, for both sides of a pair.
pub struct Edges {
    /// Local times of the day, in zones.
    daily: Vec<(Tz, u16)>,
    /// Instants of single dates.
    special: Vec<i64>,
    /// The opening instants that are spoken of.
    span: (i64, i64),
    priorities: usize,
    near: RefCell<HashMap<i64, Rc<Vec<i64>>>>,
}

fn instants(zone: Tz, local: NaiveDateTime) -> impl Iterator<Item = i64> {
    let found = zone.from_local_datetime(&local);
    [found.earliest(), found.latest()].into_iter().flatten().map(|at| at.timestamp_micros())
}

impl Edges {
    pub fn new(pair: &Pair, span: (Instant, Instant)) -> Self {
        let (mut daily, mut special) = (Vec::new(), vec![span.0.0, span.1.0, midnight(date(2026, 1, 1))]);
        let worlds = [&pair.old, &pair.new];
        let overrides: Vec<&str> =
            worlds.iter().flat_map(|w| w.zone.into_iter().chain(w.terms.iter().filter_map(|t| t.coverage.1))).collect();
        for calendar in worlds.iter().flat_map(|w| &w.calendars) {
            let hours = calendar.open.iter().flat_map(|(_, h)| h).chain(calendar.exceptions.iter().flat_map(|e| &e.1));
            let mut times: Vec<u16> = hours.flat_map(|(a, b)| [*a, *b]).chain(calendar.intake).collect();
            times.push(0);
            let dates = calendar.closed.iter().flat_map(|(a, b)| [*a, *b]);
            let dates: Vec<NaiveDate> = dates.chain(calendar.exceptions.iter().map(|e| e.0)).collect();
            for name in overrides.iter().copied().chain([calendar.zone]) {
                let zone: Tz = name.parse().unwrap();
                daily.extend(times.iter().map(|t| (zone, *t)));
                special.extend(&CLOCK_CHANGES[name]);
                let around = dates.iter().flat_map(|d| [Some(*d), d.checked_add_days(Days::new(1))]).flatten();
                special.extend(around.flat_map(|d| instants(zone, d.and_time(NaiveTime::MIN))));
            }
        }
        let listed = worlds.iter().flat_map(|w| &w.holidays).flat_map(|h| &h.dates);
        special.extend(listed.map(|d| midnight(*d)));
        special.sort_unstable();
        special.dedup();
        daily.sort_unstable_by_key(|(zone, minute)| (zone.name(), *minute));
        daily.dedup();
        let priorities = pair.old.terms.len();
        Self { daily, special, span: (span.0.0, span.1.0), priorities, near: RefCell::default() }
    }

    /// The edges of a UTC day, a day before it and a week after it.
    fn near(&self, at: i64) -> Rc<Vec<i64>> {
        let day = at.div_euclid(DAY);
        let mut near = self.near.borrow_mut();
        let found = near.entry(day).or_insert_with(|| {
            let date = DateTime::from_timestamp_micros(day * DAY).unwrap().date_naive();
            let dates = (-1..8).map(|n| date + TimeDelta::days(n));
            let time = |minute: u16| TimeDelta::minutes(i64::from(minute));
            let daily = |d: NaiveDate| {
                self.daily.iter().flat_map(move |(z, m)| instants(*z, d.and_time(NaiveTime::MIN) + time(*m)))
            };
            let mut all: Vec<i64> = dates.flat_map(daily).collect();
            let (from, to) = (all.iter().min().copied().unwrap_or(at), all.iter().max().copied().unwrap_or(at));
            all.extend(self.special.iter().filter(|s| from <= **s && **s <= to));
            all.sort_unstable();
            all.dedup();
            Rc::new(all)
        });
        Rc::clone(found)
    }

    /// The first edge after an instant.
    pub fn next(&self, at: i64) -> i64 {
        self.near(at).iter().copied().find(|e| *e > at).unwrap_or(at + HOUR)
    }

    fn opened(&self, rng: &mut Rng) -> i64 {
        let (from, to) = self.span;
        let focus = match rng.below(8) {
            0 => from,
            1 => to,
            2..=4 => {
                let within: Vec<i64> = self.special.iter().copied().filter(|s| from <= *s && *s < to).collect();
                if within.is_empty() { from } else { rng.pick(&within) - rng.range(0, 3) * DAY }
            }
            // The dates that are named are of these months.
            _ => {
                let (a, b) = (from.max(midnight(date(2025, 12, 1))), to.min(midnight(date(2027, 1, 1))));
                if a < b { rng.range(a, b) } else { rng.range(from, to) }
            }
        };
        let at = match rng.below(10) {
            0 => focus,
            1 => focus + rng.range(0, DAY),
            _ => rng.pick(&self.near(focus)[..]),
        };
        beside(rng, at).clamp(from, (to - 1).max(from))
    }

    /// An instant after the opening.
    pub fn time(&self, rng: &mut Rng, opened: i64, pool: &[i64]) -> i64 {
        let at = match rng.below(10) {
            0..=3 => {
                let day = rng.range(0, 2);
                rng.pick(&self.near(opened + day * DAY)[..])
            }
            4 => {
                let after: Vec<i64> = self.special.iter().copied().filter(|s| *s > opened).collect();
                let focus = if after.is_empty() { opened } else { rng.pick(&after) };
                rng.pick(&self.near(focus)[..])
            }
            5..=7 if !pool.is_empty() => rng.pick(pool),
            8 => opened,
            _ => opened + rng.pick(&[1, 2, 3, 4, 8, 12, 24, 48, 72]) * HOUR / rng.pick(&[1, 1, 2]),
        };
        beside(rng, at).max(opened)
    }
}

/// An instant, or a little before or after it.
fn beside(rng: &mut Rng, at: i64) -> i64 {
    at + match rng.below(16) {
        0 => 1,
        1 => -1,
        2 => SECOND,
        3 => -SECOND,
        4 => MINUTE,
        5 => -MINUTE,
        6 => 30 * MINUTE,
        7 => rng.range(-HOUR, HOUR),
        _ => 0,
    }
}

fn fact(rng: &mut Rng, name: &str, opened: i64, priorities: usize) -> FactValue {
    let priority = |rng: &mut Rng| format!("P{}", 1 + rng.below(priorities));
    match name {
        "n" => FactValue::Number(rng.pick(&[2.0, 3.0, 3.5, 4.0, 5.0, 6.0])),
        "note" => FactValue::Text(rng.pick(&["x", "y"]).to_owned()),
        "since" => {
            let bound = Instant::parse("2026-01-10T00:00:00Z").unwrap().0;
            FactValue::Instant(Instant(rng.pick(&[bound, bound - 1, opened])))
        }
        "age" => FactValue::Length(Length(rng.pick(&[HOUR, 2 * HOUR, 3 * HOUR]))),
        "expected" => FactValue::Text(priority(rng)),
        "env" => FactValue::Text(rng.pick(&["prod", "test", "dev"]).to_owned()),
        _ => FactValue::Bool(rng.chance(50)),
    }
}

/// An incident that has not stopped, and instants at which something is due under OLD and under NEW.
pub fn incident(rng: &mut Rng, edges: &Edges, bench: &Bench<'_>) -> (Incident, [Vec<i64>; 2]) {
    let opened = edges.opened(rng);
    let mut incident = Incident::new("i", "New", Instant(opened));
    let priority = |rng: &mut Rng| Some(format!("P{}", 1 + rng.below(edges.priorities)));
    match rng.below(10) {
        0..=4 => incident.priority = priority(rng),
        5 | 6 => incident.customer_priority = priority(rng),
        7 => incident.vendor_priority = priority(rng),
        8 => {
            incident.vendor_priority = priority(rng);
            incident.customer_priority = priority(rng);
        }
        _ => {}
    }
    let missing = rng.pick(&[0, 30, 100]);
    for name in ["f", "g", "n", "note", "since", "age", "expected", "env"] {
        if !rng.chance(missing) {
            let value = fact(rng, name, opened, edges.priorities);
            incident.set_fact(name, value);
        }
    }
    incident.channel = rng.chance(50).then(|| rng.pick(&["portal", "email", "chat", "telephone"]).to_owned());
    let due = |incident: &Incident, at: i64| bench.dues(incident, Instant(at));
    let mut pool = due(&incident, opened).concat();
    for _ in 0..[0, 0, 1, 2][rng.below(4)] {
        let at = Instant(edges.time(rng, opened, &pool));
        incident.priority_changes.push(PriorityChange { at, to: priority(rng).unwrap_or_default() });
        pool.extend(due(&incident, at.0).concat());
    }
    let interval = |rng: &mut Rng, pool: &[i64]| {
        let from = edges.time(rng, opened, pool);
        let to = if rng.chance(50) { edges.next(from) } else { edges.time(rng, from, pool) };
        (Instant(from), Instant(to.max(from)))
    };
    for _ in 0..[0, 0, 1, 1, 2, 3][rng.below(6)] {
        let (from, to) = interval(rng, &pool);
        let to = (!rng.chance(10)).then_some(to);
        incident.waiting.push(Waiting { from, to, on: rng.pick(&PARTIES).to_owned() });
        pool.extend(due(&incident, to.unwrap_or(from).0).concat());
    }
    for _ in 0..[0, 0, 0, 1, 2][rng.below(5)] {
        let (from, to) = interval(rng, &pool);
        incident.excluded.push((from, to).into());
        pool.extend(due(&incident, to.0).concat());
    }
    for _ in 0..[0, 0, 1, 2, 4][rng.below(5)] {
        let at = Instant(edges.time(rng, opened, &pool));
        incident.updates.push(at);
        pool.extend(due(&incident, at.0).concat());
    }
    let last = pool.iter().copied().max().unwrap_or(opened).max(opened);
    (incident.clone(), due(&incident, last))
}
