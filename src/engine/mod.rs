//! Incidents against a compiled policy: one at a time, or many by the kernel.

mod bind;
mod bound;
mod codes;
mod conditions;
mod core;
mod decide;
mod decision;
mod incident;
mod kernel;
mod rejection;
mod remedies;
mod timeline;
mod timing;
mod treatment;

pub(crate) use bound::{BoundIncident, OPEN, Wait};
pub use codes::{Page, example_policy};
pub(crate) use kernel::{FactKey, Kernel, Outcome};

pub(crate) use conditions::{
    OfChannel, OfContract, Part, Slot, answer, each_part, fold, of_channel, of_contract, of_priority,
};
pub use decision::{Basis, CadenceAnswer, Decision, ObjectiveResult, RemedyAnswer, Status, Warning, WarningCode};
pub use incident::{FactValue, Incident, PriorityChange, Waiting};
pub use rejection::{RejectCode, Rejection};
