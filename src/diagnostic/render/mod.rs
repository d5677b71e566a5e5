//! Findings, written for those who read them.

mod concise;
mod excerpt;
mod github;
mod human;
mod json;
mod junit;
mod sarif;

pub use concise::concise;
pub use github::github;
pub use human::{Report, human};
pub use json::json;
pub(crate) use junit::escape;
pub use junit::junit;
pub use sarif::sarif;
