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
mod pairs;
mod replay;
mod side;
mod sweep;
mod treating;
mod waiting;
mod witness;

pub use cases::{BandBoundary, Batch, Boundary, Case, EscalationTurn, Turns, band_boundaries, boundaries};
pub use compare::{
    About, Apart, Aspect, Comparison, Difference, Others, Proof, Reason, Through, Verdict, compare, due_before,
};
pub use conditions::{Analysis, Found};
pub use goal::Ask;
pub use pairs::{pairs, titles};
pub use replay::{Change, Loser, replay, version_at};
pub use side::Side;
pub use witness::Witness;
