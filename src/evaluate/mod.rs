//! One incident against a compiled policy.

mod bind;
mod codes;
mod conditions;
mod decide;
mod decision;
mod incident;
mod life;
mod rejection;
mod remedies;
mod timing;
mod treatment;

pub use codes::{Page, example_policy};
pub(crate) use conditions::{OfChannel, OfContract, Part, Slot, answer, fold, of_channel, of_contract, of_priority};
pub use decision::{Basis, CadenceAnswer, Decision, RemedyAnswer, Status, Timed, Warning, WarningCode};
pub use incident::{FactValue, Incident, PriorityChange, Waiting};
pub use rejection::{RejectCode, Rejection};
