//! What can be proved of a policy.

mod breaks;
mod carry;
mod cases;
mod classes;
mod compare;
mod conditions;
mod goal;
mod keeping;
mod limits;
mod openings;
mod replay;
mod sweep;
mod treating;
mod waiting;
mod witness;

pub use cases::{Boundary, Case, Turns, boundaries};
pub use compare::{
    About, Apart, Aspect, Comparison, Difference, Others, Proof, Reason, Side, Through, Verdict, compare, due_before,
};
pub use conditions::{Analysis, Ask, Found};
pub use replay::{Change, Loser, replay, version_at};
pub use witness::Witness;
