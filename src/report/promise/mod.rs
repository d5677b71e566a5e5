//! The tightest limits that past incidents would have kept in given shares. [`PromiseBuilder`] measures incidents,
//! [`PromiseReport`] is the result, and [`written_policy`] makes a policy of it.

mod builder;
mod contract;
mod flat;
mod ladder;
mod row;
pub mod statistics;
mod text;

pub use builder::{PromiseBuilder, PromiseOptions};
pub use contract::{NotWritable, PolicyText, written_policy};
pub use row::{PromiseQuantile, PromiseReport, PromiseRow};
