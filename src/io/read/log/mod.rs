//! Event logs: rows in any order, gathered by incident, folded at the end (`semantics` 9).

mod finished;
mod fold;
mod gather;
mod names;

pub use finished::Finished;
pub(super) use gather::Gather;
