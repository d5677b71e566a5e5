//! One incident against a compiled policy.

mod bind;
mod conditions;
mod core;
mod decide;
mod decision;
mod given;
mod incident;
mod kernel;
mod life;
mod rejection;
mod remedies;
mod timing;
mod treatment;

pub use decision::{Basis, CadenceAnswer, Decision, RemedyAnswer, Status, Timed, Warning, WarningCode};
pub use incident::{FactValue, Incident, PriorityChange, Waiting};
pub use rejection::{RejectCode, Rejection};
