//! Random worlds: every construct of the language, small numbers, and dates that lie near one another.

use chrono::{Days, NaiveDate};

use super::rng::Rng;
use super::world::{
    Calendar, Cond, Holidays, Hours, Length, Limit, Moment, OBJECTIVES, PARTIES, Promise, REMEDIES, Remedy, Terms,
    Treat, World,
};

/// Zones whose clocks change by an hour or by half of one, at midnight, or by a day that never was; and none.
pub const ZONES: [&str; 12] = [
    "UTC",
    "UTC",
    "Europe/London",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Africa/Cairo",
    "America/Asuncion",
    "Asia/Tokyo",
];
const CHANNELS: [&str; 4] = ["portal", "email", "chat", "telephone"];
const RELEASES: [&str; 3] = ["major", "minor", "update"];

pub fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A date in which something may be said: of the time in force, or of the months after it.
fn some_date(rng: &mut Rng) -> NaiveDate {
    let from = match rng.below(5) {
        0 => date(2025, 12, 22),
        1 => date(2026, 1, 20),
        2 => date(2026, 3, 5),
        3 => date(2026, 3, 25),
        _ => date(2026, 10, 20),
    };
    from.checked_add_days(Days::new(rng.below(24) as u64)).unwrap()
}

pub fn in_force(rng: &mut Rng) -> Option<(NaiveDate, NaiveDate)> {
    // The more years there are to sweep, the longer a case takes.
    Some(match rng.below(30) {
        0..=6 => (date(2026, 1, 1), date(2026, 1, 31)),
        7..=9 => (date(2026, 3, 20), date(2026, 4, 10)),
        10..=12 => (date(2026, 10, 12), date(2026, 11, 8)),
        13..=16 => (date(2025, 12, 15), date(2026, 1, 15)),
        17..=19 => (date(2026, 3, 29), date(2026, 3, 29)),
        20..=22 => (date(2026, 1, 5), date(2026, 1, 6)),
        23 | 24 => (date(2026, 1, 1), date(2026, 12, 31)),
        25..=28 => {
            let from = some_date(rng);
            (from, from.checked_add_days(Days::new(rng.below(40) as u64)).unwrap())
        }
        _ => return None,
    })
}

fn window(rng: &mut Rng) -> (u16, u16) {
    rng.pick(&[
        (540, 1020),
        (540, 1020),
        (480, 1080),
        (600, 660),
        (600, 1440),
        (0, 1440),
        (0, 180),
        (60, 120),
        (90, 150),
        (1320, 360),
        (1380, 60),
        (570, 630),
        (780, 1020),
    ])
}

pub fn open(rng: &mut Rng) -> Hours {
    let week: Vec<usize> = (0..7).collect();
    match rng.below(6) {
        0..=2 => vec![((0..5).collect(), vec![window(rng)])],
        3 => vec![((0..5).collect(), vec![(540, 720), (780, 1020)])],
        4 => {
            let days = rng.some(&week, 50);
            let rest: Vec<usize> = week.into_iter().filter(|d| !days.contains(d)).collect();
            let all = [days, rest].into_iter().filter(|d| !d.is_empty());
            all.map(|days| (days, vec![window(rng)])).collect()
        }
        _ => {
            let days = rng.some(&week, 30);
            vec![(if days.is_empty() { vec![2] } else { days }, vec![window(rng)])]
        }
    }
}

pub fn calendar(rng: &mut Rng) -> Calendar {
    let always = rng.chance(5);
    let spans = |rng: &mut Rng| {
        let from = some_date(rng);
        (from, if rng.chance(70) { from } else { from.checked_add_days(Days::new(rng.below(9) as u64)).unwrap() })
    };
    let mut exceptions: Vec<(NaiveDate, Vec<(u16, u16)>)> = Vec::new();
    for _ in 0..[0, 0, 0, 1, 2][rng.below(5)] {
        let at = some_date(rng);
        if exceptions.iter().all(|(d, _)| *d != at) {
            exceptions.push((at, vec![window(rng)]));
        }
    }
    Calendar {
        zone: rng.pick(&ZONES),
        always,
        open: if always { Vec::new() } else { open(rng) },
        closed: (0..[0, 0, 1, 2][rng.below(4)]).map(|_| spans(rng)).collect(),
        exceptions,
        list: rng.chance(15).then(|| rng.below(2)),
        working_day: rng.chance(70).then(|| rng.pick(&[480, 480, 60, 450, 1440])),
        intake: rng.chance(15).then(|| rng.pick(&[600, 720, 960, 1020, 30])),
        extends: rng.chance(10),
    }
}

fn holidays(rng: &mut Rng) -> Holidays {
    let mut dates: Vec<NaiveDate> = (0..rng.below(5)).map(|_| some_date(rng)).collect();
    dates.sort_unstable();
    dates.dedup();
    let years = rng.pick(&[(2025, 2026), (2024, 2028), (2025, 2030)]);
    Holidays { years, dates }
}

/// A test of one fact, or of something else that conditions ask.
pub fn ask(rng: &mut Rng, priority: bool) -> Cond {
    let all = [
        "f",
        "f",
        "f",
        "g",
        "g",
        "f is known",
        "g is not known",
        "n < 5",
        "n <= 5",
        "n >= 5",
        "n > 3",
        "n is 5",
        "n between 3 and 5",
        "note is \"x\"",
        "note is not \"x\"",
        "since >= 2026-01-10T00:00:00Z",
        "since < 2026-01-10T00:00:00Z",
        "age <= 2 hours",
        "age < 2 hours",
        "env is prod",
        "env is not prod",
        "env in [prod, test]",
        "env not in [prod, test]",
        "env is dev",
        "env is known",
        "expected is P1",
        "expected in [P1, P2]",
        "expected is not P1",
        "expected is known",
        "expected at least P2",
        "channel is email",
        "channel in [email, portal]",
        "channel is known",
        "contract is @own",
        "contract extends @own-tier",
        "priority is P1",
        "priority is P2",
        "priority in [P1, P2]",
        "priority at least P2",
        "priority is not P1",
    ];
    Cond::Ask(all[rng.below(if priority { all.len() } else { all.len() - 5 })].to_owned())
}

pub fn cond(rng: &mut Rng, depth: usize, priority: bool) -> Cond {
    match rng.below(if depth == 0 { 5 } else { 10 }) {
        0..=4 => ask(rng, priority),
        5 => Cond::Not(Box::new(cond(rng, depth - 1, priority))),
        6 | 7 => Cond::All((0..2).map(|_| cond(rng, depth - 1, priority)).collect()),
        _ => Cond::Any((0..2).map(|_| cond(rng, depth - 1, priority)).collect()),
    }
}

pub fn length(rng: &mut Rng) -> Length {
    let working = rng.chance(60);
    let unit = rng.pick(&["minutes", "hours", "hours", "hours", "days"]);
    let number = match unit {
        "minutes" => rng.pick(&[1, 30, 60, 90]),
        "hours" => rng.pick(&[1, 1, 2, 3, 4, 8, 12, 24, 48]),
        _ => rng.pick(&[1, 1, 2, 3, 5]),
    };
    let half = rng.chance(10) && unit != "minutes";
    Length { tenths: number * 10 + if half { 5 } else { 0 }, working, unit }
}

pub fn limit(rng: &mut Rng, objective: usize) -> Limit {
    match rng.below(20) {
        0 | 1 => Limit::None,
        2..=4 if objective > 0 => Limit::Multiple(rng.pick(&[100, 150, 200, 250, 300, 50, 133])),
        5..=9 => {
            let moment = rng.pick(&[Moment::End, Moment::End, Moment::Same, Moment::At(720), Moment::At(90)]);
            let day = rng.pick(&[1, 1, 1, 2, 3, 0]);
            Limit::Date { day: if moment == Moment::End { day } else { day.max(1) }, moment }
        }
        _ => Limit::Length { inclusive: rng.chance(50), length: length(rng) },
    }
}

pub fn promise(rng: &mut Rng, objective: usize) -> Promise {
    let limit = limit(rng, objective);
    if limit == Limit::None {
        return Promise::none();
    }
    let pausing = if rng.chance(50) { rng.some(&PARTIES, 45) } else { Vec::new() };
    Promise { limit, share: rng.chance(35).then(|| rng.pick(&[80, 90, 95])), pausing }
}

pub fn coverage(rng: &mut Rng, calendars: usize) -> (Option<usize>, Option<&'static str>) {
    let calendar = (!rng.chance(15)).then(|| rng.below(calendars));
    (calendar, rng.chance(10).then(|| rng.pick(&ZONES)))
}

fn terms(rng: &mut Rng, calendars: usize) -> Terms {
    let promises = [0, 1, 2].map(|o| promise(rng, o));
    Terms { coverage: coverage(rng, calendars), promises, update: rng.chance(30).then(|| length(rng)) }
}

pub fn treat(rng: &mut Rng, priorities: usize) -> Treat {
    let from = rng.below(priorities);
    let to = (!rng.chance(25)).then(|| rng.below(priorities));
    let mut purposes = rng.some(&[OBJECTIVES[0], OBJECTIVES[1], OBJECTIVES[2], "remedies"], 50);
    if purposes.is_empty() {
        purposes.push("response");
    }
    Treat { from, to, purposes, when: cond(rng, 2, true), own: rng.chance(40) }
}

pub fn remedy(rng: &mut Rng, name: &'static str, own: bool) -> Remedy {
    let will = rng.chance(50);
    Remedy {
        name,
        will,
        when: rng.chance(70).then(|| cond(rng, 2, true)),
        unless: rng.chance(40).then(|| cond(rng, 1, true)),
        favoured: (!will && rng.chance(30)).then(|| cond(rng, 1, true)),
        own,
    }
}

/// The contract of a world, anew.
pub fn deal(rng: &mut Rng, world: &mut World) {
    let priorities = world.definitions.len();
    let same = rng.chance(40).then(|| coverage(rng, world.calendars.len()));
    world.terms = (0..priorities).map(|_| terms(rng, world.calendars.len())).collect();
    for (at, terms) in world.terms.iter_mut().enumerate() {
        terms.coverage = same.unwrap_or(terms.coverage);
        // The same for all priorities is common.
        if at > 0 && rng.chance(20) {
            terms.update = None;
        }
    }
    if rng.chance(25) {
        let first = world.terms[0].promises.clone();
        world.terms.iter_mut().for_each(|t| t.promises = first.clone());
    }
    world.vendor_sets = rng.chance(30);
    world.restart = rng.chance(30);
    world.channels = if rng.chance(70) { rng.some(&CHANNELS, 60) } else { Vec::new() };
    world.releases = rng.some(&RELEASES, 60);
    world.zone = rng.chance(15).then(|| rng.pick(&ZONES));
    world.treats.retain(|t| !t.own);
    world.remedies.retain(|r| !r.own);
    for _ in 0..[0, 0, 1, 2][rng.below(4)] {
        world.treats.push(treat(rng, priorities));
    }
    if rng.chance(20) {
        let name = rng.pick(&REMEDIES);
        world.remedies.push(remedy(rng, name, true));
    }
}

pub fn world(rng: &mut Rng) -> World {
    let priorities = 2 + rng.below(2);
    let mut world = World {
        holidays: (0..2).map(|_| holidays(rng)).collect(),
        calendars: (0..3).map(|_| calendar(rng)).collect(),
        definitions: (0..priorities).map(|_| rng.chance(25).then(|| cond(rng, 1, false))).collect(),
        otherwise: rng.chance(30),
        treats: Vec::new(),
        remedies: REMEDIES.map(|name| remedy(rng, name, false)).to_vec(),
        in_force: in_force(rng),
        zone: None,
        terms: Vec::new(),
        vendor_sets: false,
        restart: false,
        channels: Vec::new(),
        releases: Vec::new(),
        assistance: rng.chance(20).then_some("As agreed"),
    };
    deal(rng, &mut world);
    world
}
