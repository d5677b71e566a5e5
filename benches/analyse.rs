//! How long it takes to compare every two tiers and contracts of each policy in this repository, and to lint them,
//! and a vendor's 500 contracts: in one file, and in a file each.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a benchmark that fails should stop at once"
)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use criterion::{Criterion, criterion_group, criterion_main};
use relief::Policy;
use relief::internals::analysis::{Side, compare};
use relief::internals::lint::{Options, Selection, lint};
use relief::internals::policy::model::PackageId;
use relief::internals::policy::{Disk, Files, Workspace, discover};
use relief::internals::time::Date;

/// Contracts as a vendor has them: most change a limit, some the hours, a few nothing.
fn contract(n: u32) -> String {
    let own = match n % 5 {
        0 => format!("    coverage P1 always\n    response P1 < {} minutes\n", 30 + n % 7 * 15),
        1 => format!("    response P1, P2 < {} working hours\n", 1 + n % 4),
        2 => format!("    relief   P1 {}% within 2 x response, pausing while waiting on customer\n", 91 + n % 9),
        3 => "    zone     America/New_York\n    channels + telephone\n".to_owned(),
        _ => String::new(),
    };
    let year = 2026 + n % 3;
    format!(
        "contract Customer-{n} extends Gold {{\n    customer \"Customer {n} Ltd\"\n    \
         in force {year}-01-01 to {year}-12-31\n{own}}}\n"
    )
}

struct Memory(HashMap<PathBuf, String>);

impl Files for Memory {
    fn read(&self, path: &Path, _limit: u64) -> std::io::Result<Vec<u8>> {
        let text = self.0.get(path).ok_or(std::io::ErrorKind::NotFound)?;
        Ok(text.clone().into_bytes())
    }

    fn canonical(&self, path: &Path) -> std::io::Result<PathBuf> {
        Ok(path.to_owned())
    }
}

fn linted(files: &dyn Files, paths: &[PathBuf]) -> usize {
    let workspace = Workspace::load(files, paths, paths, None, None);
    let options = Options {
        selection: Selection::all(),
        today: Date::from_ymd(2026, 7, 1).unwrap(),
        also: relief::internals::testing::problems,
    };
    let found = lint(&workspace, &options);
    assert!(found.errors.is_empty());
    found.findings.len()
}

/// Every package of a policy against every other, both ways; how many things are told.
fn compared(policy: &Policy) -> usize {
    let count = u16::try_from(policy.model().packages.len()).unwrap();
    let side = |id: u16| Side { policy, id: PackageId(id) };
    let pairs = (0..count).flat_map(|new| (0..count).filter(move |old| *old != new).map(move |old| (new, old)));
    pairs.map(|(new, old)| std::hint::black_box(compare(side(new), side(old))).aspects.len()).sum()
}

fn benches(c: &mut Criterion) {
    let house = [PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/policies"))];
    let house = discover(&house).unwrap();
    let mut group = c.benchmark_group("compare");
    group.sample_size(10);
    // Holiday lists and tests are no policies by themselves.
    let policies: Vec<Policy> = house.iter().filter_map(|file| Policy::load(file).ok()).collect();
    assert!(policies.len() > 5);
    group.bench_function("every-two-of-each-policy", |b| b.iter(|| policies.iter().map(compared).sum::<usize>()));
    group.finish();
    let mut group = c.benchmark_group("lint");
    group.sample_size(10);
    group.bench_function("policies", |b| b.iter(|| linted(&Disk, &house)));
    let all: String = (0..500).map(contract).collect();
    let one = PathBuf::from("/all.sla");
    let together = Memory(HashMap::from([(one.clone(), format!("import isode\n{all}"))]));
    group.bench_function("500-contracts-in-a-file", |b| b.iter(|| linted(&together, std::slice::from_ref(&one))));
    let files = (0..500).map(|n| (PathBuf::from(format!("/{n}.sla")), format!("import isode\n{}", contract(n))));
    let apart = Memory(files.collect());
    let mut paths: Vec<PathBuf> = apart.0.keys().cloned().collect();
    paths.sort();
    group.bench_function("500-contracts-in-500-files", |b| b.iter(|| linted(&apart, &paths)));
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
