//! From text to a tree: pest parses by `grammar/policy.pest`, and nothing of pest leaves here.

pub mod ast;
mod build;
mod explain;
pub(crate) mod outline;
mod parser;
mod scan;
mod words;

pub use parser::{Parsed, parse};
