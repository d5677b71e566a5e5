//! One test binary: a module an area, a file a case.
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

mod analyse;
#[cfg(feature = "columnar")]
mod batches;
mod carried;
mod cases;
mod changes;
mod checks;
mod commands;
mod compare;
mod decisions;
mod docs;
mod dominance;
mod errors;
mod exports;
mod fingerprints;
mod format;
mod hostile;
mod house;
mod language;
mod lint;
mod random;
mod readme;
mod rules;
mod show;
mod standard;
#[cfg(unix)]
mod stopped;
mod twin;
mod words;
