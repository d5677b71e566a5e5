//! One incident against a compiled policy.

mod incident;
mod rejection;

pub use incident::{FactValue, Incident, PriorityChange, Waiting};
pub use rejection::{RejectCode, Rejection};
