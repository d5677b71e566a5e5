//! A second engine, slow and obvious: it asks of instant after instant whether a clock runs, and
//! everything it says is held against the real one.

pub mod calendar;
mod clocks;
pub mod contract;
pub mod decide;
pub mod decisions;
mod limits;
pub mod places;
pub mod strategy;
pub mod timing;
mod zones;

use proptest::test_runner::{Config, RngSeed};

#[cfg(feature = "columnar")]
pub use decisions::random;

pub const SECOND: i64 = 1_000_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// So many cases, the same each time. `PROPTEST_CASES` asks for more, `PROPTEST_RNG_SEED` for others; a failing case is
/// printed in full and not kept in a file.
pub fn fixed_cases(number: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(number);
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 5_000,
        max_shrink_time: 60_000,
        ..Config::default()
    };
    match config.rng_seed {
        RngSeed::Random => Config { rng_seed: RngSeed::Fixed(1), ..config },
        RngSeed::Fixed(_) => config,
    }
}
