//! What editors get: the answers of `ide` to cases in files, and the language server over its standard input and output.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a test that fails should stop at once"
)]

mod answers;
mod client;
mod edits;
mod grammar;
mod latency;
mod server;
