//! From text to a tree: pest parses by `grammar/policy.pest`, and nothing of pest leaves here.

pub mod ast;
mod build;
mod explain;
pub mod format;
mod meant;
mod outcomes;
pub(crate) mod outline;
mod parser;
mod scan;
mod slices;
mod unseen;
mod words;

pub use parser::{Parsed, parse};
