//! From text to a tree: pest parses by `grammar/policy.pest`, and nothing of pest leaves here.

pub mod ast;
pub(crate) mod blocks;
mod build;
mod context;
mod explain;
pub mod format;
mod grammar;
mod hints;
mod invisible;
pub(crate) mod lexemes;
mod node;
pub(crate) mod outline;
mod parser;
mod recovery;
mod rule_names;
mod scan;
mod statements;
mod token;
pub(crate) mod tree;

pub(crate) use grammar::Rule;
pub use parser::{Parsed, parse};
pub(crate) use scan::doc_above;
pub(crate) use statements::tier_words;
