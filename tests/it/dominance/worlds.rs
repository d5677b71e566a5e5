//! Small worlds, whole: windows of six hours, waiting of six hours, and every way of choosing it.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::TestRunner;
use relief::Policy;

use super::deciding::proof_holds;
use super::minutes::{Limited, Minutes, clock_of, limited};
use super::sides::Sides;
use super::{Tally, about, aspect, compared, gains, loses};
use crate::twin::calendar::{Calendar, Hours};
use crate::twin::contract::{Contract, Limit, Promise, Span, Terms, Unit};
use crate::twin::timing::Moment;
use crate::twin::{HOUR, fixed_cases};

const STEP: i64 = 6 * HOUR;
const PARTIES: [&str; 2] = ["customer", "vendor"];

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 3, 3).unwrap()
}

/// The week's quarters of days that are open.
fn calendar(name: &str, quarters: &BTreeSet<usize>, closed: Option<i64>, intake: bool, zone: Tz) -> Calendar {
    let hours = |q: &usize| Hours { open: (q % 4 * 360) as u16, close: (q % 4 * 360 + 360) as u16 };
    Calendar {
        name: name.to_owned(),
        zone,
        weekly: quarters.iter().map(|q| (q / 4, hours(q))).collect(),
        closed: closed.map(|n| monday() + TimeDelta::days(n)).map(|d| (d, d)).into_iter().collect(),
        holidays: BTreeSet::new(),
        years: None,
        exceptions: Default::default(),
        working_day: None,
        intake: intake.then_some(720),
        closures: Vec::new(),
        members: Vec::new(),
    }
}

fn limit() -> impl Strategy<Value = Limit> {
    let span = (1..5_i64, proptest::bool::weighted(0.8)).prop_map(|(n, working)| Span {
        tenths: n * 60,
        unit: Unit::Hours,
        working,
    });
    let moment = prop_oneof![
        2 => Just(Moment::End),
        1 => (0..4_u16).prop_map(|n| Moment::At(n * 360)),
        1 => Just(Moment::SameTime),
    ];
    prop_oneof![
        4 => (any::<bool>(), span).prop_map(|(inclusive, span)| Limit::Length { inclusive, span }),
        2 => (0..3_u32, moment).prop_map(|(day, moment)| Limit::Date {
            day: if moment == Moment::End { day } else { day.max(1) },
            moment,
        }),
        1 => select(vec![50_i64, 100, 150]).prop_map(Limit::Multiple),
    ]
}

fn quarters() -> BoxedStrategy<BTreeSet<usize>> {
    let some = |n: usize| subsequence((0..28).collect::<Vec<usize>>(), 1..=n).prop_map(|q| q.into_iter().collect());
    let daily = subsequence((0..4).collect::<Vec<usize>>(), 1..=2)
        .prop_map(|q| (0..5).flat_map(|day| q.iter().map(move |q| day * 4 + q).collect::<Vec<_>>()).collect());
    prop_oneof![2 => some(5), 1 => some(14), 2 => daily].boxed()
}

fn contract(calendars: &[Calendar], place: usize, limits: [Limit; 2], pausing: Vec<&'static str>) -> Contract {
    let promise = |limit: &Limit| Promise { share: None, limit: limit.clone(), pausing: pausing.clone() };
    let terms = |limits: &[Limit; 3]| Terms {
        calendar: Some(place),
        zone: None,
        promises: limits.each_ref().map(promise),
        cadence: None,
    };
    let none = [Limit::None, Limit::None, Limit::None];
    let [response, relief] = limits;
    let first = match response {
        Limit::Multiple(_) => Limit::Date { day: 1, moment: Moment::End },
        other => other,
    };
    let terms = [terms(&[first, relief, Limit::None]), terms(&none), terms(&none)];
    Contract {
        calendars: calendars.to_vec(),
        zone: None,
        vendor_sets: false,
        restart: false,
        terms,
        treatments: Vec::new(),
    }
}

fn worlds() -> impl Strategy<Value = Sides> {
    let second = prop_oneof![
        3 => vec(0..28_usize, 0..3).prop_map(|flips| (Some(flips), BTreeSet::new())),
        1 => quarters().prop_map(|q| (None, q)),
    ];
    let pausing = || subsequence(PARTIES.to_vec(), 0..=2);
    let both = (pausing(), weighted(0.5, pausing()));
    let limits = (
        [limit(), limit()],
        weighted(0.5, [limit(), limit()]),
        prop_oneof![2 => Just(0_i64), 1 => Just(1), 1 => Just(-1)],
    );
    let odd = (
        weighted(0.2, 0..6_i64),
        weighted(0.2, 0..6_i64),
        proptest::bool::weighted(0.2),
        proptest::bool::weighted(0.2),
    );
    let zones = select(vec![Tz::UTC, Tz::UTC, Tz::Etc__GMTMinus6]);
    (quarters(), second, both, limits, odd, zones, any::<bool>()).prop_map(
        |(first, (flips, other), (parties, others), (limits, new_limits, longer), odd, zone, same)| {
            let mut second = if flips.is_some() { first.clone() } else { other };
            for quarter in flips.into_iter().flatten() {
                if !second.remove(&quarter) || second.is_empty() {
                    second.insert(quarter);
                }
            }
            let calendars =
                [calendar("first", &first, odd.0, odd.2, Tz::UTC), calendar("second", &second, odd.1, odd.3, zone)];
            let changed = new_limits.unwrap_or_else(|| {
                limits.clone().map(|mut limit| {
                    if let Limit::Length { span, .. } = &mut limit {
                        span.tenths = (span.tenths + longer * 60).max(60);
                    }
                    limit
                })
            });
            let old = contract(&calendars, 0, limits, parties.clone());
            let new = contract(&calendars, usize::from(!same), changed, others.unwrap_or(parties));
            let in_force = Some((monday(), monday() + TimeDelta::days(2), Tz::UTC));
            assert_eq!(monday().weekday().num_days_from_monday(), 0);
            Sides { old, new, in_force: [in_force; 2] }
        },
    )
}

/// What has become of a promise by now; no time where it is broken for good.
type State = Option<(i64, bool, bool)>;

/// A promise for one opening instant, and its clock in the slots after it.
struct Play {
    limit: Limited,
    /// For whom it pauses.
    pausing: Vec<&'static str>,
    covered: Vec<bool>,
}

impl Play {
    /// The state so far into a slot, where it waits or not; a break that is only just so is kept apart.
    fn step(&self, state: State, slot: usize, from: i64, to: i64, waits: bool) -> State {
        let (elapsed, moved, reached) = state?;
        let counts = self.covered[slot] && from >= self.limit.start;
        let paused_here = counts && waits && to > from;
        let moved = moved || paused_here && self.limit.date.is_some_and(|t| from < t);
        let run = if counts && !waits { to - from } else { 0 };
        let reached = reached || elapsed >= self.limit.length && to > from;
        let now = elapsed + run;
        let broken = match self.limit.date {
            Some(date) if !moved => to > date,
            Some(_) => now > self.limit.length || now == self.limit.length && reached,
            None if self.limit.inclusive => now > self.limit.length,
            None => now >= self.limit.length,
        };
        if broken { None } else { Some((now, moved, reached)) }
    }
}

/// Whether some way of waiting and some stop keep the one and break the other.
fn loosens(kept: &Play, broken: &Play, cuts: &[i64]) -> bool {
    let begun = Some((0, false, false));
    let mut states: BTreeSet<(State, State)> = BTreeSet::from([(begun, begun)]);
    for (slot, ends) in cuts.windows(2).enumerate() {
        let (from, to) = (ends[0], ends[1]);
        let mut next = BTreeSet::new();
        for (a, b) in &states {
            for waiting in [&PARTIES[..0], &PARTIES[..1], &PARTIES[1..], &PARTIES[..]] {
                let waits = |play: &Play| waiting.iter().any(|p| play.pausing.contains(p));
                let (first, second) = (waits(kept), waits(broken));
                let due = |play: &Play, state: &State| state.map_or(to, |s| from + (play.limit.length - s.0).max(0));
                let stops = [from + 1, to - 1, to, due(kept, a) - 1, due(kept, a), due(broken, b), due(broken, b) + 1];
                for stop in stops.into_iter().filter(|x| from <= *x && *x <= to) {
                    let now = (kept.step(*a, slot, from, stop, first), broken.step(*b, slot, from, stop, second));
                    if now.0.is_some() && now.1.is_none() {
                        return true;
                    }
                }
                let after = (kept.step(*a, slot, from, to, first), broken.step(*b, slot, from, to, second));
                if after.0.is_some() {
                    next.insert(after);
                }
            }
        }
        states = next;
    }
    false
}

/// Whether NEW can be kept where OLD is broken, and the other way round, for any opening instant.
fn every_way(sides: &Sides, at: usize) -> [bool; 2] {
    let mut found = [false; 2];
    let (from, to) = sides.opened();
    let mut minutes = [&sides.new, &sides.old].map(|c| {
        let limit = &c.terms[0].promises[at].limit;
        Minutes::new(clock_of(c, 0, limit).unwrap(), from, 60)
    });
    let mut grid = from;
    while grid < to {
        for opened in [grid - 1, grid, grid + 1].into_iter().filter(|o| from <= *o && *o < to) {
            let limits = [(&sides.new, 0), (&sides.old, 1)].map(|(c, n): (&Contract, usize)| {
                limited(c, 0, &c.terms[0].promises[at].limit, &mut minutes[n], opened).unwrap()
            });
            // Beyond the last date, so that every slot is covered whole or not at all.
            let last = limits.iter().filter_map(|l| l.date).fold(opened + 72 * STEP, i64::max);
            let grid = opened.div_euclid(STEP)..=last.div_euclid(STEP) + 1;
            let mut cuts: BTreeSet<i64> = grid.map(|n| n * STEP).collect();
            cuts.extend(limits.iter().filter_map(|l| l.date).flat_map(|t| [t - 1, t, t + 1]));
            cuts.insert(opened);
            let cuts: Vec<i64> = cuts.into_iter().filter(|at| *at >= opened).collect();
            let mut plays = Vec::new();
            for (n, contract) in [&sides.new, &sides.old].into_iter().enumerate() {
                let covered = cuts.windows(2).map(|w| minutes[n].counted(w[0], w[1]).unwrap() > 0).collect();
                let pausing = contract.terms[0].promises[at].pausing.clone();
                plays.push(Play { limit: limits[n], pausing, covered });
            }
            found[0] = found[0] || loosens(&plays[0], &plays[1], &cuts);
            found[1] = found[1] || loosens(&plays[1], &plays[0], &cuts);
        }
        grid += STEP;
    }
    found
}

#[test]
fn every_way_of_waiting_agrees() {
    let tally = Tally::default();
    TestRunner::new(fixed_cases(40))
        .run(&(worlds(), 0..2_usize), |(sides, at)| {
            let text = sides.text();
            let policy = Policy::from_text("worlds.sla", &text);
            let policy = policy.map_err(|e| TestCaseError::fail(format!("{:?}\n{text}", e.diagnostics)))?;
            let about = about(at);
            let (there, back) = (compared(&policy, "New", "Old"), compared(&policy, "Old", "New"));
            let (Some(there), Some(back)) = (aspect(&there, &about, "P1"), aspect(&back, &about, "P1")) else {
                return Err(TestCaseError::fail(format!("nothing is said\n{text}")));
            };
            let what = || format!("{there:#?}\n{text}");
            tally.count(there.overall());
            // What is said to be lost is shown, so only what is not said can be wrong.
            let shown = proof_holds(&policy, there);
            prop_assert!(shown.is_ok(), "{:?} {}", shown, what());
            prop_assert_eq!(gains(there.overall()), loses(back.overall()), "{}{:#?}", what(), back);
            let found = every_way(&sides, at);
            prop_assert!(!found[0] || loses(there.overall()), "NEW loses: {}", what());
            prop_assert!(!found[1] || gains(there.overall()), "NEW gains: {}", what());
            Ok(())
        })
        .unwrap();
    tally.is_mixed(4);
}
