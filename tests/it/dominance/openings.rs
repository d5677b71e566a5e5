//! Without waiting: every minute of the days that both are in force, and a microsecond beside it.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use relief::Policy;
use relief::internals::analysis::{About, Aspect, Comparison, Verdict};

use super::deciding::proof_holds;
use super::minutes::{Limited, Minutes, Silent, clock_of, end, limited};
use super::sides::{Sides, beside_minutes, sides};
use super::{Tally, about, aspect, compared, gains, loses};
use crate::twin::contract::{Contract, Limit, OBJECTIVES, PRIORITIES, Span};
use crate::twin::{MINUTE, fixed_cases};

/// How far stops that keep NEW reach beyond those that keep OLD, at most, and the other way round.
#[derive(Debug, Default, Clone, Copy)]
struct Most {
    loss: i64,
    gain: i64,
    answered: u32,
}

/// One promise of one side, on its array.
struct Kept<'a> {
    contract: &'a Contract,
    priority: usize,
    limit: Limit,
    minutes: Minutes<'a>,
    /// Whether the clock starts when the incident counts as opened.
    shifted: bool,
}

impl<'a> Kept<'a> {
    fn new(contract: &'a Contract, priority: usize, limit: &Limit, from: i64, days: i64) -> Option<Self> {
        let reading = clock_of(contract, priority, limit)?;
        let (limit, minutes) = (limit.clone(), Minutes::new(reading, from, days));
        Some(Self { contract, priority, limit, minutes, shifted: true })
    }

    fn end(&mut self, opened: i64) -> Result<i64, Silent> {
        let mut limit: Limited = limited(self.contract, self.priority, &self.limit, &mut self.minutes, opened)?;
        if !self.shifted {
            limit.start = opened;
        }
        end(limit, &mut self.minutes)
    }
}

/// All that both promise of an incident: it is decided as a whole.
struct All<'a> {
    kept: Vec<Kept<'a>>,
    horizon: i64,
}

impl<'a> All<'a> {
    fn new(sides: &'a Sides, priority: usize, from: i64, days: i64) -> Self {
        let mut kept = Vec::new();
        for contract in [&sides.new, &sides.old] {
            let terms = &contract.terms[priority];
            let limits = terms.promises.iter().map(|p| p.limit.clone());
            for limit in limits.chain(terms.cadence.map(every)) {
                kept.extend(Kept::new(contract, priority, &limit, from, days));
            }
        }
        let horizon = kept.iter().map(|k| k.minutes.horizon).min().unwrap_or(i64::MAX);
        Self { kept, horizon }
    }

    fn answers(&mut self, opened: i64) -> Result<bool, Silent> {
        if self.kept.iter().all(|k| k.minutes.reading.calendar.is_none_or(|c| c.years.is_none())) {
            return Ok(true);
        }
        for kept in &mut self.kept {
            match kept.end(opened) {
                Err(Silent::Unknown) => return Ok(false),
                other => other.map(|_| ())?,
            }
        }
        Ok(true)
    }
}

fn every(span: Span) -> Limit {
    Limit::Length { inclusive: true, span }
}

/// How much longer the first is kept, among the stops that both can decide.
fn difference(new: &mut Kept<'_>, old: &mut Kept<'_>, opened: i64, horizon: i64) -> Result<i64, Silent> {
    let most = horizon.saturating_add(1);
    Ok(new.end(opened)?.min(most) - old.end(opened)?.min(most))
}

fn most(new: &mut Kept<'_>, old: &mut Kept<'_>, opened: (i64, i64), all: &mut All<'_>) -> Result<Most, Silent> {
    let beside = |kept: &Kept<'_>| beside_minutes(kept.contract, kept.priority, &kept.limit);
    let mut shifts = vec![0, beside(new), beside(old)];
    shifts.sort_unstable();
    shifts.dedup();
    let mut most = Most::default();
    let mut minute = opened.0.div_euclid(MINUTE) * MINUTE;
    while minute < opened.1 + MINUTE {
        for at in shifts.iter().flat_map(|shift| (-1..2).map(move |d| minute - shift + d)) {
            if at < opened.0 || at >= opened.1 || !all.answers(at)? {
                continue;
            }
            let longer = difference(new, old, at, all.horizon)?;
            most.loss = most.loss.max(longer);
            most.gain = most.gain.max(-longer);
            most.answered += 1;
        }
        minute += MINUTE;
    }
    Ok(most)
}

fn limits_of(sides: &Sides, priority: usize, at: usize) -> [(&Contract, &Limit); 2] {
    [&sides.new, &sides.old].map(|c| (c, &c.terms[priority].promises[at].limit))
}

/// A multiple of a date is rounded, and changes its slope where no minute is.
fn of_a_date(contract: &Contract, priority: usize, limit: &Limit) -> bool {
    let response = &contract.terms[priority].promises[0].limit;
    matches!((limit, response), (Limit::Multiple(_), Limit::Date { .. }))
}

/// Whether the limit is one at all: a multiple of none is none.
fn is_limit(contract: &Contract, priority: usize, limit: &Limit) -> bool {
    clock_of(contract, priority, limit).is_some()
}

/// Holds what is said of one objective at one priority against every minute; what came out.
fn agrees(
    sides: &Sides,
    comparison: &Comparison,
    priority: usize,
    at: usize,
    days: i64,
) -> Result<Option<Verdict>, TestCaseError> {
    let [new, old] = limits_of(sides, priority, at);
    let name = PRIORITIES[priority];
    let found = aspect(comparison, &about(at), name);
    let what = || format!("{name} {}: {found:#?}\n{}", OBJECTIVES[at], sides.text());
    match (is_limit(new.0, priority, new.1), is_limit(old.0, priority, old.1)) {
        (false, false) => {
            let verdict = found.map_or(Verdict::Equal, Aspect::overall);
            prop_assert_eq!(verdict, Verdict::Equal, "{}", what());
            return Ok(Some(verdict));
        }
        (new, old) if new != old => {
            let Some(found) = found else {
                return Err(TestCaseError::fail(format!("nothing said of {}", what())));
            };
            let expected = if new { Verdict::Better } else { Verdict::Worse };
            prop_assert_eq!(found.overall(), expected, "{}", what());
            return Ok(Some(expected));
        }
        _ => {}
    }
    let Some(found) = found else {
        return Err(TestCaseError::fail(format!("nothing said of {}", what())));
    };
    let opened = sides.opened();
    let mut kept = [new, old].map(|(c, l)| Kept::new(c, priority, l, opened.0, days).unwrap());
    let [first, second] = &mut kept;
    let mut all = All::new(sides, priority, opened.0, days);
    let most = match most(first, second, opened, &mut all) {
        // Where no incident is answered, the days in force are left aside.
        Ok(most) if most.answered == 0 => return Ok(None),
        Ok(most) => most,
        Err(_) => return Ok(None),
    };
    let rounded = [new, old].iter().any(|(c, l)| of_a_date(c, priority, l));
    let slack = i64::from(rounded);
    let lengths = [&found.later, &found.sooner].map(|d| d.as_ref().map_or(0, |d| d.length.0));
    for (claimed, seen, word) in [(lengths[0], most.loss, "later"), (lengths[1], most.gain, "sooner")] {
        prop_assert!(claimed + slack >= seen, "{word} by {seen}, said {claimed}: {}", what());
    }
    prop_assert_eq!(loses(found.verdict), lengths[0] > 0, "{}", what());
    prop_assert_eq!(gains(found.verdict), lengths[1] > 0, "{}", what());
    // What is claimed is so at the instant that is named, which is that of the first priority.
    if found.priorities.first().is_some_and(|p| p == name) {
        for (claimed, sign) in [(&found.later, 1), (&found.sooner, -1)] {
            if let Some(claimed) = claimed {
                prop_assert!(opened.0 <= claimed.opened.0 && claimed.opened.0 < opened.1, "in force: {}", what());
                let there = difference(first, second, claimed.opened.0, all.horizon);
                prop_assert_eq!(there, Ok(sign * claimed.length.0), "{:?} {}", claimed, what());
            }
        }
    }
    Ok(Some(found.verdict))
}

/// The same of the updates: a gap begins as the incident counts as opened, or at an update.
fn updates_agree(
    sides: &Sides,
    comparison: &Comparison,
    priority: usize,
    days: i64,
) -> Result<Option<Verdict>, TestCaseError> {
    let name = PRIORITIES[priority];
    let found = aspect(comparison, &About::Updates, name);
    let what = || format!("{name} updates: {found:#?}\n{}", sides.text());
    let cadence = |c: &Contract| c.terms[priority].cadence.map(every);
    let (new, old) = match (cadence(&sides.new), cadence(&sides.old)) {
        (Some(new), Some(old)) => (new, old),
        (new, old) => {
            let expected = Verdict::of(old.is_some(), new.is_some());
            prop_assert_eq!(found.map_or(Verdict::Equal, Aspect::overall), expected, "{}", what());
            return Ok(Some(expected));
        }
    };
    let Some(found) = found else {
        return Err(TestCaseError::fail(format!("nothing said of {}", what())));
    };
    let opened = sides.opened();
    let mut kept =
        [(&sides.new, &new), (&sides.old, &old)].map(|(c, l)| Kept::new(c, priority, l, opened.0, days).unwrap());
    let [first, second] = &mut kept;
    let mut all = All::new(sides, priority, opened.0, days);
    let begun = [first.minutes.start(opened.0), second.minutes.start(opened.0)];
    let Ok(shifted) = most(first, second, opened, &mut all) else {
        return Ok(None);
    };
    let (Ok(a), Ok(b)) = (begun[0], begun[1]) else {
        return Ok(None);
    };
    (first.shifted, second.shifted) = (false, false);
    let Ok(updated) = most(first, second, (a.max(b), opened.1), &mut all) else {
        return Ok(None);
    };
    if shifted.answered == 0 {
        return Ok(None);
    }
    let lengths = [&found.later, &found.sooner].map(|d| d.as_ref().map_or(0, |d| d.length.0));
    prop_assert_eq!(lengths[0], shifted.loss.max(updated.loss), "later: {}", what());
    prop_assert_eq!(lengths[1], shifted.gain.max(updated.gain), "sooner: {}", what());
    prop_assert_eq!(found.verdict, Verdict::of(lengths[0] > 0, lengths[1] > 0), "{}", what());
    Ok(Some(found.verdict))
}

fn hold(days: i64, cases_of: u32, far: i64, percent: u32) {
    let cases = fixed_cases(cases_of);
    // A few show less than every verdict.
    let many = cases.cases >= 20;
    let tally = Tally::default();
    let updates = Cell::new(0_u32);
    let (far_off, all) = (Cell::new(0_u32), Cell::new(0_u32));
    TestRunner::new(cases)
        .run(&sides(days), |(_, sides, priority)| {
            let text = sides.text();
            let policy = Policy::from_text("sides.sla", &text);
            let policy = policy.map_err(|e| TestCaseError::fail(format!("{:?}\n{text}", e.diagnostics)))?;
            let comparison = compared(&policy, "New", "Old");
            if updates_agree(&sides, &comparison, priority, far)?.is_some() {
                updates.set(updates.get() + 1);
            }
            for at in 0..3 {
                all.set(all.get() + 1);
                match agrees(&sides, &comparison, priority, at, far)? {
                    Some(verdict) => tally.count(verdict),
                    None => far_off.set(far_off.get() + 1),
                }
            }
            for found in &comparison.aspects {
                if let Err(why) = proof_holds(&policy, found) {
                    return Err(TestCaseError::fail(format!("{why}: {found:#?}\n{text}")));
                }
            }
            Ok(())
        })
        .unwrap();
    println!("too far off: {} of {}, updates: {}", far_off.get(), all.get(), updates.get());
    if many {
        tally.is_mixed(percent);
    }
}

#[test]
fn every_minute_of_some_days_agrees() {
    hold(3, 40, 100, 4);
}

/// One pair of contracts: half a minute. `PROPTEST_CASES=20 cargo test every_minute_of_a_year` tries twenty.
#[test]
fn every_minute_of_a_year_agrees() {
    hold(365, 1, 800, 4);
}
