//! Findings, written for those who read them.

mod concise;
mod excerpt;
mod github;
#[cfg(feature = "cli")]
mod human;
mod json;
mod junit;
mod report;
mod sarif;

pub use concise::concise;
pub use github::github;
#[cfg(feature = "cli")]
pub use human::human;
pub use json::json;
pub(crate) use junit::escape;
pub use junit::junit;
pub use report::Report;
pub use sarif::sarif;
