//! Which versions of two contracts are compared with each other.

use crate::policy::Policy;
use crate::policy::model::PackageId;

use super::side::Side;

/// What NEW and OLD are called, with the dates of a contract that has them. Two of one name are told apart as they were
/// given.
pub fn titles(new: Side<'_>, new_given: &str, old: Side<'_>, old_given: &str) -> (String, String) {
    let alike = old_given != new_given && new.name() == old.name();
    let called = |side: Side<'_>, given: &str| title(side, if alike { given } else { side.name() });
    (called(new, new_given), called(old, old_given))
}

fn title(side: Side<'_>, called: &str) -> String {
    let force = side.policy.model().package(side.id).and_then(|p| p.in_force);
    force.map_or_else(|| called.to_owned(), |f| format!("{called} ({} to {})", f.from, f.to))
}

/// Every version of NEW with every version of OLD that is in force at some time with it; all with all where
/// none are.
pub fn pairs(
    new_policy: &Policy,
    new: &[PackageId],
    old_policy: &Policy,
    old: &[PackageId],
) -> Vec<(PackageId, PackageId)> {
    let all: Vec<_> = new.iter().flat_map(|n| old.iter().map(move |o| (*n, *o))).collect();
    let force = |policy: &Policy, id: PackageId| policy.model().package(id).and_then(|p| p.in_force);
    let meet = |(n, o): &(PackageId, PackageId)| match (force(new_policy, *n), force(old_policy, *o)) {
        (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
        _ => true,
    };
    let meeting: Vec<_> = all.iter().copied().filter(meet).collect();
    if meeting.is_empty() { all } else { meeting }
}
