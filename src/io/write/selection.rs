//! Which columns of decisions are written.

use std::fmt;
use std::ops::Range;

use crate::diagnostic::{list, nearest};
use crate::engine::decision_fields::{HEAD, TAIL};
use crate::engine::fields::{DETAILS, FieldInfo, REMEDY};
use crate::policy::Policy;

use super::header::{flat_name, layout};

/// The columns of decisions that are written: all that a policy has, or those that were asked for by name. A column's
/// number is its place in the [`layout`], with the details of objectives if [`details`](Self::details) says so. The
/// order is always that of the layout, and `id` is always written. The columns that `--keep` names are apart.
#[derive(Debug, Clone)]
pub struct Selection {
    details: bool,
    named: bool,
    /// Of each column of the layout, whether it is written.
    wanted: Vec<bool>,
    /// The columns that are written, in order.
    columns: Vec<usize>,
    /// The columns of remedies.
    remedies: Range<usize>,
    /// Whether JSON has the key `remedies`.
    remedies_key: bool,
}

impl Selection {
    /// All columns, with or without the details of objectives.
    pub fn all(policy: &Policy, details: bool) -> Self {
        let count = layout(policy, details).len();
        Self::of(policy, details, vec![true; count])
    }

    /// The columns of these names. A name is a column, or a group: an objective, `cadence`, `replies`, `remedies` or a
    /// remedy. If a remedy has the name of another column or group, the name stands for both. `details` says whether
    /// the details of objectives may be asked for; decisions have them only if one is. The columns in `keep` are
    /// written anyway, so their names are accepted.
    ///
    /// # Errors
    /// If a name is neither a column nor a group, or a detail of an objective and `details` is false.
    pub fn of_names(policy: &Policy, details: bool, keep: &[String], names: &[String]) -> Result<Self, SelectionError> {
        let all = layout(policy, true);
        for name in names.iter().filter(|name| !keep.contains(name)) {
            let mut found = all.iter().filter(|column| selects(name, column)).peekable();
            if found.peek().is_none() && name != REMEDIES {
                return Err(SelectionError::Unknown { name: name.clone(), hint: hint(policy, details, name) });
            }
            if !details && found.peek().is_some() && found.all(|(_, field)| is_detail(field)) {
                return Err(SelectionError::Detail { name: name.clone() });
            }
        }
        let asked = |column: &Column<'_>| names.iter().any(|name| selects(name, column));
        let details = details && all.iter().any(|column| is_detail(&column.1) && asked(column));
        let columns = layout(policy, details).into_iter().enumerate();
        let wanted = columns.map(|(number, column)| number == 0 || asked(&column));
        let mut selection = Self::of(policy, details, wanted.collect());
        selection.named = true;
        selection.remedies_key = selection.wants_any(selection.remedies.clone()) || names.iter().any(|n| n == REMEDIES);
        Ok(selection)
    }

    fn of(policy: &Policy, details: bool, wanted: Vec<bool>) -> Self {
        let columns = wanted.iter().enumerate().filter(|(_, wanted)| **wanted).map(|(number, _)| number).collect();
        let tail = wanted.len() - TAIL.len();
        let remedies = tail - policy.model().remedies.len() * REMEDY.len()..tail;
        Self { details, named: false, wanted, columns, remedies, remedies_key: true }
    }

    /// Whether decisions have the details of their objectives, and the layout has columns for them.
    pub fn details(&self) -> bool {
        self.details
    }

    /// Whether the columns were asked for by name.
    pub fn is_named(&self) -> bool {
        self.named
    }

    /// Whether a column is written.
    #[inline]
    pub fn is_wanted(&self, column: usize) -> bool {
        self.wanted.get(column).is_some_and(|wanted| *wanted)
    }

    /// Whether any of these columns is written.
    #[inline]
    pub fn wants_any(&self, columns: Range<usize>) -> bool {
        self.wanted.get(columns).is_some_and(|wanted| wanted.contains(&true))
    }

    /// How many of these columns are written.
    pub fn count(&self, columns: Range<usize>) -> usize {
        self.wanted.get(columns).unwrap_or_default().iter().filter(|wanted| **wanted).count()
    }

    /// The columns that are written, in order.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// The columns of remedies, written or not: those of [`REMEDY`] for each, in the order of the policy.
    pub fn remedies(&self) -> Range<usize> {
        self.remedies.clone()
    }

    /// The columns of a remedy, by its number in the policy.
    pub fn remedy(&self, number: usize) -> Range<usize> {
        let first = self.remedies.start + number * REMEDY.len();
        first..first + REMEDY.len()
    }

    /// Whether any column of a remedy is written, by its number in the policy.
    #[inline]
    pub fn wants_remedy(&self, number: usize) -> bool {
        self.wants_any(self.remedy(number))
    }

    /// Whether JSON has the key `remedies`, be it empty.
    pub fn has_remedies_key(&self) -> bool {
        self.remedies_key
    }

    /// The number of columns, written or not.
    pub fn layout_len(&self) -> usize {
        self.wanted.len()
    }
}

/// A column of the layout: what its name begins with, and its field.
type Column<'p> = (Option<&'p str>, FieldInfo);

/// The group of all remedies.
const REMEDIES: &str = "remedies";

/// Whether a field is one of the details of an objective. No other field of a group has the same name.
fn is_detail(field: &FieldInfo) -> bool {
    DETAILS.iter().any(|detail| detail.name == field.name)
}

/// Whether a name asks for a column.
fn selects(name: &str, column: &Column<'_>) -> bool {
    let (prefix, field) = column;
    // No other field has the name of one of a remedy.
    let is_remedy = || prefix.is_some() && REMEDY.iter().any(|own| own.name == field.name);
    *prefix == Some(name) || flat_name(*prefix, field) == name || (name == REMEDIES && is_remedy())
}

/// The groups of a policy.
fn groups(policy: &Policy) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    let prefixes = layout(policy, false).into_iter().filter_map(|(prefix, _)| prefix);
    for group in prefixes.chain([REMEDIES]) {
        if !out.contains(&group) {
            out.push(group);
        }
    }
    out
}

/// The nearest name, and what there is.
fn hint(policy: &Policy, details: bool, name: &str) -> String {
    let columns: Vec<String> =
        layout(policy, details).iter().map(|(prefix, field)| flat_name(*prefix, field)).collect();
    let groups = groups(policy);
    let candidates = groups.iter().copied().chain(columns.iter().map(String::as_str));
    let near = nearest(name, candidates);
    let there_are = near.map_or("there are".to_owned(), |near| format!("did you mean `{near}`? There are"));
    let plain = HEAD.iter().chain(&TAIL).map(|field| field.name);
    let example = columns.iter().find(|column| column.ends_with("_status")).map_or("response_status", String::as_str);
    format!(
        "{there_are} the columns {}, the groups {}, and the columns of each group, such as `{example}`",
        list(plain),
        list(groups)
    )
}

/// Why columns cannot be selected by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectionError {
    /// No column and no group has this name.
    Unknown {
        /// The name.
        name: String,
        /// The nearest name, and what there is.
        hint: String,
    },
    /// The name is a detail of an objective, and decisions are to have none.
    Detail {
        /// The name.
        name: String,
    },
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, hint } => write!(f, "decisions have no column or group `{name}`; {hint}"),
            Self::Detail { name } => write!(f, "`{name}` is one of the details of an objective"),
        }
    }
}
