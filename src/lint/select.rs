//! Which rules are wanted.

use std::collections::BTreeSet;

use crate::diagnostic::nearest;

use super::rule::{Group, Rule};
use super::rules::RULES;

/// The rules that are wanted, by their codes.
#[derive(Debug, Clone)]
pub struct Selection(BTreeSet<&'static str>);

impl Selection {
    /// All rules.
    pub fn all() -> Self {
        Self(RULES.iter().map(|rule| rule.info.id).collect())
    }

    /// The rules that `select` names (all where it names none) but for those that `ignore` names: by code,
    /// name or group.
    ///
    /// # Errors
    /// A sentence about a word that names no rule and no group.
    pub fn new(select: &[String], ignore: &[String]) -> Result<Self, String> {
        let mut chosen = if select.is_empty() { Self::all().0 } else { BTreeSet::new() };
        for word in select {
            chosen.extend(named(word)?);
        }
        for word in ignore {
            for id in named(word)? {
                chosen.remove(id);
            }
        }
        Ok(Self(chosen))
    }

    /// Whether a rule is wanted.
    pub fn holds(&self, rule: &Rule) -> bool {
        self.0.contains(rule.info.id)
    }
}

/// The rule of a code or a name.
pub(super) fn find(word: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|r| r.info.id.eq_ignore_ascii_case(word) || r.info.name == word)
}

/// The rule whose code or name is nearest to a word that is neither.
pub(super) fn near(word: &str) -> Option<&'static str> {
    nearest(word, RULES.iter().flat_map(|r| [r.info.name, r.info.id]))
}

fn named(word: &str) -> Result<Vec<&'static str>, String> {
    if let Some(rule) = find(word) {
        return Ok(vec![rule.info.id]);
    }
    let group: Vec<&'static str> = RULES.iter().filter(|r| r.group.as_str() == word).map(|r| r.info.id).collect();
    if !group.is_empty() {
        return Ok(group);
    }
    let groups = Group::ALL.map(Group::as_str);
    let help = match nearest(word, groups).or_else(|| near(word)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`relief rule` lists them; the groups are {}", crate::diagnostic::list(groups)),
    };
    Err(format!("there is no rule and no group `{word}`; {help}"))
}
