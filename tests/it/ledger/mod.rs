//! Every ledger is verified by a checker that shares nothing with the evaluator.

pub mod checker;
mod names;
mod standard;
