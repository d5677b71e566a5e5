//! What editors get: the answers of `ide` to cases in files, and the language server over its standard input and output.

mod answers;
mod client;
mod edits;
mod grammar;
mod latency;
mod server;
