//! From text to a tree: pest parses by `grammar/policy.pest`, and nothing of pest leaves here.

pub mod ast;
mod build;
mod context;
mod explain;
pub mod format;
mod grammar;
mod hints;
mod invisible;
mod node;
pub(crate) mod outline;
mod parser;
mod recovery;
mod rule_names;
mod scan;
mod statements;
mod token;

pub use parser::{Parsed, parse};
pub(crate) use statements::tier_words;
