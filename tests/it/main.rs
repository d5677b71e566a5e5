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
#[cfg(feature = "cli")]
mod calendar;
#[cfg(feature = "files")]
mod carried;
#[cfg(feature = "cli")]
mod cases;
#[cfg(feature = "cli")]
mod changes;
#[cfg(feature = "cli")]
mod checks;
#[cfg(feature = "cli")]
mod commands;
#[cfg(feature = "cli")]
mod compare;
mod credits;
#[cfg(feature = "cli")]
mod decision_lines;
#[cfg(feature = "cli")]
mod decisions;
#[cfg(feature = "cli")]
mod docs;
mod dominance;
#[cfg(feature = "cli")]
mod due;
#[cfg(feature = "cli")]
mod errors;
#[cfg(feature = "cli")]
mod exports;
mod fingerprints;
#[cfg(all(feature = "cli", feature = "columnar"))]
mod folders;
#[cfg(feature = "cli")]
mod format;
#[cfg(feature = "cli")]
mod hostile;
#[cfg(feature = "cli")]
mod house;
#[cfg(feature = "cli")]
mod imports;
#[cfg(feature = "cli")]
mod language;
mod ledger;
mod library;
mod licences;
#[cfg(feature = "cli")]
mod lint;
#[cfg(feature = "cli")]
mod pages;
#[cfg(feature = "columnar")]
mod promise;
mod random;
#[cfg(feature = "cli")]
mod readme;
#[cfg(feature = "columnar")]
mod report;
mod rules;
#[cfg(feature = "cli")]
mod show;
#[cfg(feature = "cli")]
mod show_document;
mod standard;
#[cfg(all(feature = "cli", unix))]
mod stopped;
mod twin;
mod words;
