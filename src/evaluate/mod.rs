//! Incidents against a compiled policy: one at a time, or many by the kernel.

mod bind;
mod codes;
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

pub use codes::{Page, example_policy};
pub(crate) use given::{Given, OPEN, Wait};
pub(crate) use kernel::{Kernel, Outcome, Situation};

pub(crate) use conditions::{
    OfChannel, OfContract, Part, Slot, answer, each_part, fold, of_channel, of_contract, of_priority,
};
pub use decision::{Basis, CadenceAnswer, Decision, RemedyAnswer, Status, Timed, Warning, WarningCode};
pub use incident::{FactValue, Incident, PriorityChange, Waiting};
pub use rejection::{RejectCode, Rejection};
