//! A decision as one row: the columns that CSV writes, and that other column formats flatten to.

use crate::policy::Policy;
use crate::policy::model::Objective;

/// The columns of decisions under one policy: the union over its remedies, in the order of the
/// JSON keys, and what `--keep` carries along.
#[derive(Debug, Clone)]
pub struct Columns {
    names: Vec<String>,
}

const HEAD: [&str; 9] =
    ["id", "policy", "contract", "tier", "priority", "priority_basis", "treated_as", "as_of", "channel_accepted"];
pub(super) const OBJECTIVE: [&str; 10] =
    ["status", "priority", "limit_s", "comparison", "elapsed_s", "remaining_s", "due", "stopped", "inferred", "target"];
pub(super) const CADENCE: [&str; 4] = ["interval_s", "next_due", "longest_gap_s", "late"];
const REMEDY: [&str; 4] = ["modality", "entitled", "favoured", "needs"];

/// The keys of a decision in JSON that are no columns by themselves.
#[cfg(feature = "cli")]
pub(crate) const KEYS: [&str; 5] = ["response", "relief", "resolution", "cadence", "remedies"];

impl Columns {
    /// The columns for a policy, with the columns that are kept.
    pub fn new(policy: &Policy, keep: &[String]) -> Self {
        let mut names: Vec<String> = HEAD.iter().map(|s| (*s).to_owned()).collect();
        let mut group =
            |prefix: &str, parts: &[&str]| names.extend(parts.iter().map(|part| format!("{prefix}_{part}")));
        for objective in Objective::ALL {
            group(objective.word(), &OBJECTIVE);
        }
        if policy.has_cadence() {
            group("cadence", &CADENCE);
        }
        for remedy in &policy.model().remedies {
            group(&remedy.name, &REMEDY);
        }
        names.push("warnings".to_owned());
        names.extend(keep.iter().cloned());
        Self { names }
    }

    /// Their names.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

impl Policy {
    /// Whether any of its contracts promises an update interval.
    pub fn has_cadence(&self) -> bool {
        self.tables.timings.iter().flatten().any(|t| t.cadence.is_some())
    }
}
