//! What can be proved of a policy.

mod breaks;
mod carry;
mod cases;
mod classes;
mod compare;
mod conditions;
mod keeping;
mod paths;
mod replay;
mod sweep;
mod waiting;

pub use cases::{Boundary, Case, Turns, boundaries};
pub use compare::{About, Apart, Aspect, Comparison, Difference, Proof, Reason, Side, Verdict, compare, due_before};
pub use conditions::{Analysis, Ask, Found, Witness};
pub use replay::{Change, Loser, replay, version_at};
