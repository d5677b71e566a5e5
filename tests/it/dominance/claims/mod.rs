//! Whatever `compare` claims of two random policies, held against random incidents with all that can happen.
//!
//! A case is a seed: a pair of policies, both ways round, and some hundred incidents for each. `CLAIMS_CASES` says
//! how many, `CLAIMS_SEED` from which on, `CLAIMS_SECONDS` how long at the most; `CLAIMS_FOUND` names a folder for
//! what was found, and the search goes on. Without them a modest number is tried, and each seed of `seeds.txt`.

mod change;
mod grow;
mod incidents;
mod judge;
mod pair;
mod rng;
mod shrink;
mod tries;
mod world;

use std::fmt::Write as _;
use std::time::{Duration, Instant as Now};

use incidents::Edges;
use judge::Bench;
use pair::Pair;
pub use rng::Rng;
use tries::{Contradiction, tries};

/// Some 28 incidents of each.
const SKELETONS: usize = 15;

/// What many cases came to.
#[derive(Debug, Default)]
struct Tally {
    pairs: u64,
    uncompiled: u64,
    /// Comparisons, those in which something is not proved, and those that claim the whole to be at least as good.
    comparisons: u64,
    unproved: u64,
    at_least: u64,
    /// Aspects said to be nowhere worse; of them those with something said otherwise; those not proved.
    aspects: [u64; 3],
    decided: u64,
    refused: u64,
    reasons: std::collections::BTreeMap<String, u64>,
}

/// One comparison of a case, and what contradicts it.
fn hold(seed: u64, pair: &Pair, tally: &mut Tally) -> Option<Contradiction> {
    let loaded = pair.load().ok()?;
    let bench = Bench::new(&loaded);
    let aspects = bench.count();
    tally.comparisons += 1;
    tally.at_least += u64::from(bench.at_least);
    let open = bench.comparison.aspects.iter().filter_map(|a| Some((a, a.open.as_ref()?)));
    let open: Vec<String> = open.map(|(a, why)| format!("{:?}: {why}", a.about)).collect();
    tally.unproved += u64::from(!open.is_empty());
    open.into_iter().for_each(|why| *tally.reasons.entry(why).or_default() += 1);
    tally.aspects.iter_mut().zip(aspects).for_each(|(sum, n)| *sum += n);
    let edges = Edges::new(pair, bench.comparison.opened);
    let tried = tries(&mut Rng::new(seed ^ 0x5eed), &edges, &bench, SKELETONS);
    tally.decided += tried.decided;
    tally.refused += tried.refused;
    tried.found
}

/// A contradiction in full.
fn told(seed: u64, pair: &Pair, found: &Contradiction) -> String {
    let mut out = format!("seed {seed}\n");
    for loss in &found.losses {
        let _ = writeln!(out, "{}: claimed {}\n  NEW {}\n  OLD {}", loss.what, loss.claim, loss.new, loss.old);
    }
    let (old, new) = pair.texts();
    let _ = write!(out, "{}\n\n--- OLD\n{old}", shrink::line(found));
    if let Some(new) = new {
        let _ = write!(out, "--- NEW\n{new}");
    }
    out
}

/// A case: a pair of random policies, both ways round. What contradicts either, made small.
fn case(seed: u64, tally: &mut Tally) -> Vec<(Pair, Contradiction)> {
    let pair = Pair::random(&mut Rng::new(seed));
    if let Err(why) = pair.load() {
        tally.uncompiled += 1;
        *tally.reasons.entry(format!("not compiled: {}", why.chars().take(70).collect::<String>())).or_default() += 1;
        return Vec::new();
    }
    tally.pairs += 1;
    let found = [pair.clone(), pair.swapped()].into_iter().filter_map(|pair| {
        let found = hold(seed, &pair, tally)?;
        Some(shrink::shrink(&pair, &found))
    });
    found.collect()
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn nothing_contradicts_a_claim() {
    let known = include_str!("seeds.txt").lines().filter_map(|l| l.split('#').next()?.trim().parse::<u64>().ok());
    let from = number("CLAIMS_SEED").unwrap_or(1);
    let cases = number("CLAIMS_CASES").unwrap_or(150);
    let seconds = number("CLAIMS_SECONDS").unwrap_or(if cases > 150 { u64::MAX / 2 } else { 20 });
    let folder = std::env::var("CLAIMS_FOUND").ok();
    let (begun, mut tally, mut count, mut last) = (Now::now(), Tally::default(), 0, 0);
    for seed in known.chain(from..from + cases) {
        if begun.elapsed() > Duration::from_secs(seconds) {
            break;
        }
        last = seed;
        for (pair, found) in case(seed, &mut tally) {
            let text = told(seed, &pair, &found);
            count += 1;
            let Some(folder) = &folder else { panic!("{text}") };
            let of = format!("{folder}/{seed}-{count}");
            std::fs::create_dir_all(&of).unwrap();
            let (old, new) = pair.texts();
            std::fs::write(format!("{of}/old.sla"), old).unwrap();
            if let Some(new) = new {
                std::fs::write(format!("{of}/new.sla"), new).unwrap();
            }
            let incident = serde_json::to_value(&found.incident).unwrap();
            std::fs::write(format!("{of}/incident.jsonl"), format!("{incident}\n")).unwrap();
            std::fs::write(format!("{of}/note.txt"), &text).unwrap();
            println!("found {of}: {}", found.losses[0].what);
        }
    }
    println!("{count} contradictions of {from} to {last} in {:?}: {tally:#?}", begun.elapsed());
    assert_eq!(count, 0);
    assert!(tally.pairs > 3 * tally.uncompiled, "{tally:?}: too many do not compile");
}
