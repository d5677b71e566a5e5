//! The cost of compiling a policy, of one decision, and of the clock's two questions.
//!
//! `cargo bench` prints times; beside each question of the clock stands the same question asked of
//! a calendar day by day, which is what a user would write instead.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark that fails should stop at once"
)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use relief::internals::time::calendar::{CalendarSpec, Clock};
use relief::internals::time::{Date, Length, LocalTime, Zone};
use relief::{FactValue, Incident, Instant, Policy, Waiting};

/// A fixed sequence of numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    /// splitmix64
    fn next(&mut self, below: u64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        i64::try_from((z ^ (z >> 31)) % below).unwrap()
    }
}

const MINUTE: u64 = 60_000_000;
const DAY: u64 = 1440 * MINUTE;

fn office(zone: &str) -> CalendarSpec {
    let text = format!(
        "import holidays england_and_wales\ncalendar c {{ timezone {zone} open mon-fri 09:00-17:00 closed holidays england_and_wales }}\n\
         priority P1\ntier T {{ coverage c response < 4 working hours }}"
    );
    Policy::from_text("bench.sla", &text).unwrap().model().calendars.first().unwrap().clone()
}

/// Random instants of all known years, with spans from minutes to months.
fn questions(clock: &Clock) -> Vec<(Instant, Instant, Length)> {
    let (from, to) = clock.known().unwrap();
    let mut numbers = Numbers(42);
    let mut question = || {
        let span = match numbers.next(3) {
            0 => numbers.next(600 * MINUTE),
            1 => numbers.next(14 * DAY),
            _ => numbers.next(90 * DAY),
        };
        let room = u64::try_from(to.0 - from.0).unwrap() - 200 * DAY;
        let start = Instant(from.0 + numbers.next(room));
        (start, Instant(start.0 + span), Length(1 + numbers.next(80 * 60 * MINUTE)))
    };
    (0..4096).map(|_| question()).collect()
}

/// What a user would write instead: from day to day, each day's hours looked up.
fn day_by_day(spec: &CalendarSpec, zone: Zone, a: Instant, b: Instant) -> i64 {
    let mut covered = 0;
    let mut date = zone.local(a).date();
    let last: Date = zone.local(b).date();
    while date <= last {
        for window in spec.windows(date) {
            let at = |minute: u16| zone.wall(LocalTime::on(date, i64::from(minute) * 60_000_000));
            let (open, close) = (at(window.open).max(a), at(window.close).min(b));
            covered += (close.0 - open.0).max(0);
        }
        date = date.plus(1);
    }
    covered
}

fn clocks(c: &mut Criterion) {
    for name in ["Europe/London", "America/New_York", "Asia/Kolkata"] {
        let spec = office(name);
        let clock = Clock::compile(&spec, spec.zone);
        let questions = questions(&clock);
        let mut at = 0;
        let mut ask = move || {
            at = (at + 1) % questions.len();
            questions[at]
        };
        let mut group = c.benchmark_group(name);
        group.bench_function("between", |b| {
            b.iter_batched(
                &mut ask,
                |(from, to, _)| clock.covered(black_box(from), black_box(to)),
                BatchSize::SmallInput,
            );
        });
        group.bench_function("add", |b| {
            b.iter_batched(
                &mut ask,
                |(from, _, length)| clock.add(black_box(from), black_box(length)),
                BatchSize::SmallInput,
            );
        });
        group.bench_function("between, day by day", |b| {
            b.iter_batched(
                &mut ask,
                |(from, to, _)| day_by_day(&spec, spec.zone, black_box(from), black_box(to)),
                BatchSize::SmallInput,
            );
        });
        group.finish();
    }
}

fn incident() -> Incident {
    let at = |text: &str| Instant::parse(text).unwrap();
    let mut incident = Incident::new("INC-7", "Gold", at("2024-03-28T16:00:00Z"));
    incident.customer_priority = Some("P1".to_owned());
    incident.channel = Some("email".to_owned());
    incident.responded = Some(at("2024-04-02T09:00:00+01:00"));
    incident.waiting = vec![
        Waiting {
            from: at("2024-04-02T10:00:00+01:00"),
            to: Some(at("2024-04-02T11:00:00+01:00")),
            on: "customer".to_owned(),
        },
        Waiting { from: at("2024-04-02T15:00:00+01:00"), to: None, on: "customer".to_owned() },
    ];
    incident.set_fact("environment", FactValue::Text("production".to_owned()));
    incident.set_fact("effective_relief", FactValue::Bool(false));
    incident
}

fn decisions(c: &mut Criterion) {
    c.bench_function("compile the standard policy", |b| b.iter(|| Policy::standard().unwrap()));
    let policy = Policy::standard().unwrap();
    let incident = incident();
    let as_of = Instant::parse("2024-04-03T09:00:00+01:00").unwrap();
    c.bench_function("decide", |b| b.iter(|| policy.decide(black_box(&incident), as_of).unwrap()));
}

criterion_group!(benches, clocks, decisions);
criterion_main!(benches);
