//! Event logs: rows in any order, gathered by incident, folded at the end (`semantics` 9).

mod finish;
mod fold;
mod gather;
mod names;

pub use finish::Finished;
pub(super) use gather::Gather;
