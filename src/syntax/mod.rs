//! From text to a tree: pest parses by `grammar/policy.pest`, and nothing of pest leaves here.

pub mod ast;
mod build;
mod explain;
mod meant;
pub(crate) mod outline;
mod parser;
mod scan;
mod slices;
mod words;

pub use parser::{Parsed, parse};
