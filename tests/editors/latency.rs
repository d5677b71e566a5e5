//! How long a change takes in a folder of a thousand files. The answers are checked, and the
//! times printed: `cargo test --test editors thousand -- --nocapture`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use relief::internals::ide::{self, Depth, Host};

const COMMON: &str = include_str!("../../policies/isode/isode.sla");

fn contract(n: usize) -> String {
    format!(
        "import \"common.sla\"\n\ncontract Acme{n} extends Gold {{\n    customer \"Acme {n} Ltd\"\n    response P1 < {} \
         working hours\n    response P2 < 4 working hours\n}}\n",
        1 + n % 3
    )
}

fn now() -> relief::Instant {
    "2026-06-05T14:00:00Z".parse().unwrap()
}

/// The middle one of several times.
fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[test]
fn a_change_in_a_thousand_files() {
    let mut host = Host::without_files();
    let path = |n: usize| PathBuf::from(format!("contracts/c{n}.sla"));
    let mut texts: Vec<(PathBuf, String)> = (1..1_000).map(|n| (path(n), contract(n))).collect();
    texts.push((PathBuf::from("contracts/common.sla"), COMMON.to_owned()));
    let start = Instant::now();
    host.set(texts);
    println!("set: {:?}", start.elapsed());
    let start = Instant::now();
    ide::problems(&host.snapshot(now()), &path(500), Depth::AllRoots);
    println!("first problems: {:?}", start.elapsed());
    let (mut problems, mut completions, mut hovers) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..15 {
        let text = contract(500).replace("4 working", &format!("{} working", n + 5));
        let start = Instant::now();
        host.set([(path(500), text.clone())]);
        let snapshot = host.snapshot(now());
        let found = ide::problems(&snapshot, &path(500), Depth::AllRoots);
        problems.push(start.elapsed());
        assert!(found.iter().any(|problem| problem.name == "untested-contract"), "{found:?}");
        let start = Instant::now();
        let byte = u32::try_from(text.find("P2 <").unwrap()).unwrap();
        assert!(!ide::completions(&snapshot, &path(500), byte).is_empty());
        completions.push(start.elapsed());
        let start = Instant::now();
        assert!(ide::hover(&snapshot, &path(500), byte).is_some());
        hovers.push(start.elapsed());
    }
    let (problems, completions, hovers) = (middle(problems), middle(completions), middle(hovers));
    println!("problems: {problems:?}, completions: {completions:?}, hover: {hovers:?}");
}

/// One file that imports all others, which makes one policy of them. Its syntax is reported at once.
#[test]
fn a_change_in_one_policy_of_a_thousand_files() {
    let mut host = Host::without_files();
    let path = |n: usize| PathBuf::from(format!("c{n}.sla"));
    let mut texts: Vec<(PathBuf, String)> = (1..900).map(|n| (path(n), contract(n))).collect();
    texts.push((PathBuf::from("common.sla"), COMMON.to_owned()));
    texts.push((PathBuf::from("all.sla"), (1..900).map(|n| format!("import \"c{n}.sla\"\n")).collect()));
    host.set(texts);
    let (mut early, mut completions) = (Vec::new(), Vec::new());
    for n in 0..3 {
        let text = contract(500).replace("4 working", &format!("{} working", n + 5));
        let start = Instant::now();
        host.set([(path(500), text.clone())]);
        let snapshot = host.snapshot(now());
        assert_eq!(ide::reach(&snapshot, &path(500)), ide::Reach { roots: 1, files: 901 });
        assert!(ide::problems(&snapshot, &path(500), Depth::Syntax).is_empty());
        early.push(start.elapsed());
        let start = Instant::now();
        let byte = u32::try_from(text.find("P2 <").unwrap()).unwrap();
        assert!(!ide::completions(&snapshot, &path(500), byte).is_empty());
        completions.push(start.elapsed());
    }
    println!("syntax: {:?}, completions: {:?}", middle(early), middle(completions));
}
