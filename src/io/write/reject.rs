//! A rejected incident, so that decisions and rejects are always all incidents.

use std::fmt;

use serde::Serialize;

use crate::engine::RejectCode;

/// A rejected incident as `--rejects` writes it.
#[derive(Debug, Clone, Serialize)]
pub struct Reject<'a> {
    /// The file that it is in.
    pub file: &'a str,
    /// Its line, or row, counted from 1.
    pub line: u64,
    /// Its id, where it has one.
    pub id: Option<&'a str>,
    /// Why.
    pub code: RejectCode,
    /// What was expected and what was found.
    pub message: &'a str,
    /// What was read.
    pub record: serde_json::Value,
}

impl fmt::Display for Reject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(id) = self.id {
            write!(f, "{id}: ")?;
        }
        write!(f, "{}: {}", self.code, self.message)
    }
}
