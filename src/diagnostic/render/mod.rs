//! Findings, written for those who read them.

mod excerpt;
mod human;

pub use human::{Report, human};
