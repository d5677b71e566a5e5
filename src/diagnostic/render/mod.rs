//! Findings, written for those who read them.

mod human;

pub use human::{Report, human};
