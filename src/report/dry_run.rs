//! A dry run: the first incidents as they were understood, the columns, and what was not understood.

#[cfg(feature = "cli")]
mod text;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::RejectCode;
use crate::io::read::Understood;

/// What a dry run came to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DryRun {
    /// How many incidents there are.
    pub incidents: u64,
    /// What was made of them.
    #[serde(flatten)]
    pub understood: Understood,
    /// Those that would be rejected, by code.
    pub rejected: BTreeMap<RejectCode, Refused>,
}

/// The incidents that would be rejected with one code.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// How many.
    pub count: u64,
    /// The first of them: where it is, its id, and what is wrong with it.
    pub first: String,
}

impl DryRun {
    /// Whether everything was understood.
    pub fn is_clear(&self) -> bool {
        self.understood.not_understood.is_empty() && self.rejected.is_empty()
    }
}
