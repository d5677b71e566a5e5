//! The names of the columns of decisions that are written.

use crate::policy::Policy;

use super::header::{flat_name, layout};
use super::selection::Selection;

/// The columns of decisions under one policy that are written: the union over its remedies, in the order of the
/// JSON keys, and the columns that `--keep` names.
#[derive(Debug, Clone)]
pub struct Columns {
    names: Vec<String>,
}

/// The keys of a decision in JSON that are no columns by themselves, besides the objectives.
#[cfg(feature = "cli")]
const GROUPS: [&str; 3] = ["cadence", "replies", "remedies"];

impl Columns {
    /// The columns of a selection for a policy, and those of the input that are kept.
    pub fn new(policy: &Policy, selection: &Selection, keep: &[String]) -> Self {
        let columns = layout(policy, selection.details()).into_iter().enumerate();
        let wanted = columns.filter(|(number, _)| selection.is_wanted(*number));
        let names = wanted.map(|(_, (prefix, field))| flat_name(prefix, &field));
        Self { names: names.chain(keep.iter().cloned()).collect() }
    }

    /// Their names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    #[cfg(feature = "cli")]
    /// Whether a key or column of decisions under a policy has this name.
    pub(crate) fn is_taken(policy: &Policy, name: &str) -> bool {
        GROUPS.contains(&name)
            || policy.model().objectives.iter().any(|o| o.name == name)
            || layout(policy, true).iter().any(|(prefix, field)| flat_name(*prefix, field) == name)
    }
}
