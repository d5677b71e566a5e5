//! A past incident decided under two tiers or contracts: what comes out otherwise, and who loses by it.

use serde::Serialize;

use crate::engine::{DecisionRef, Incident, RejectCode, Rejection, Status};
use crate::policy::Policy;
use crate::policy::model::{ObjectiveId, PackageId};
use crate::time::Instant;
use crate::value::Truth;

use super::side::Side;

/// Who is worse off under NEW.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Loser {
    /// The customer: less is promised, or a breach is none any more.
    Customer,
    /// The vendor: more is promised, or what was kept is a breach.
    Vendor,
    /// Neither, by this alone.
    Nobody,
}

/// One thing that comes out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What: an objective, `priority`, `channel`, a remedy, `rejected`.
    pub what: String,
    /// Under OLD, in a few words.
    pub old: String,
    /// Under NEW.
    pub new: String,
    /// When it was due under OLD.
    pub old_due: Option<String>,
    /// When it was due under NEW.
    pub new_due: Option<String>,
    /// Who loses by it.
    pub loser: Loser,
}

impl Change {
    /// Whether the verdict itself differs, and not only when something was due.
    pub fn is_of_verdict(&self) -> bool {
        self.old != self.new
    }
}

/// Decides an incident under both sides, whatever `in force` says, and tells what differs.
///
/// # Errors
/// Why OLD cannot decide it.
pub fn replay(new: Side<'_>, old: Side<'_>, incident: &Incident, as_of: Instant) -> Result<Vec<Change>, Rejection> {
    let under = |side: Side<'_>| Incident { contract: side.name().to_owned(), ..incident.clone() };
    let (mine, theirs) = (under(new), under(old));
    let before = old.policy.decide_as(&theirs, old.id, as_of)?;
    let after = match new.policy.decide_as(&mine, new.id, as_of) {
        Ok(after) => after,
        Err(rejection) => return Ok(vec![rejected(&rejection)]),
    };
    let mut changes = Vec::new();
    let (was, is) = (name(&before), name(&after));
    if was != is {
        changes.push(plain("priority", was, is, Loser::Nobody));
    }
    changes.extend(new.policy.model().objective_ids().filter_map(|o| objective(&before, &after, o)));
    let late = |d: &DecisionRef<'_>| d.cadence.as_ref().map(|c| c.late);
    if late(&before) != late(&after) {
        let described = |n: Option<u32>| n.map_or_else(|| "none promised".to_owned(), |n| format!("{n} late"));
        let (a, b) = (late(&before), late(&after));
        // Fewer that are late is less that the customer can claim.
        let loser = if b.unwrap_or(0) < a.unwrap_or(0) { Loser::Customer } else { Loser::Vendor };
        changes.push(plain("updates", described(a), described(b), loser));
    }
    if before.channel_accepted != after.channel_accepted {
        let described = |a: Option<bool>| match a {
            None => "not said",
            Some(true) => "accepted",
            Some(false) => "refused",
        };
        let loser = if after.channel_accepted == Some(false) { Loser::Customer } else { Loser::Vendor };
        changes.push(plain("channel", described(before.channel_accepted), described(after.channel_accepted), loser));
    }
    changes.extend(remedies(&before, &after));
    Ok(changes)
}

/// The version of a contract that was in force when the incident was opened, else the last; and whether it was.
pub fn version_at(policy: &Policy, versions: &[PackageId], opened: Instant) -> Option<(PackageId, bool)> {
    let in_force = |id: &PackageId| {
        let force = policy.model().package(*id).and_then(|p| p.in_force);
        force.is_none_or(|f| f.start <= opened && opened < f.end)
    };
    let found = versions.iter().copied().find(in_force).map(|id| (id, true));
    found.or_else(|| versions.last().map(|last| (*last, false)))
}

fn name<'d>(decision: &'d DecisionRef<'_>) -> &'d str {
    decision.policy.model().priority_name(decision.priority)
}

fn plain(what: &str, old: impl Into<String>, new: impl Into<String>, loser: Loser) -> Change {
    Change { what: what.to_owned(), old: old.into(), new: new.into(), old_due: None, new_due: None, loser }
}

fn rejected(rejection: &Rejection) -> Change {
    let loser = match rejection.code {
        RejectCode::UnknownPriority => Loser::Customer,
        _ => Loser::Nobody,
    };
    plain("rejected", "decided", rejection.code.as_str(), loser)
}

fn objective(before: &DecisionRef<'_>, after: &DecisionRef<'_>, objective: ObjectiveId) -> Option<Change> {
    let (was, is) = (before.objective(objective), after.objective(objective));
    let status = |t: Option<&crate::engine::ObjectiveResult<'_>>| t.map_or("none", |t| t.status.as_str());
    let due = |d: &DecisionRef<'_>| d.objective(objective).and_then(|t| Some(d.policy.written(t.due?, t.clock())));
    let instants = (was.and_then(|t| t.due), is.and_then(|t| t.due));
    if status(was) == status(is) && instants.0 == instants.1 {
        return None;
    }
    let breached = |t: Option<&crate::engine::ObjectiveResult<'_>>| t.is_some_and(|t| t.status == Status::Breached);
    let loser = match (breached(was), breached(is), instants) {
        (true, false, _) => Loser::Customer,
        (false, true, _) => Loser::Vendor,
        (.., (Some(a), Some(b))) if b > a => Loser::Customer,
        (.., (Some(a), Some(b))) if b < a => Loser::Vendor,
        // What is paused has no due yet; what is timed no longer has none.
        _ if was.is_some() && is.is_none() => Loser::Customer,
        _ if was.is_none() && is.is_some() => Loser::Vendor,
        _ => Loser::Nobody,
    };
    let mut change = plain(before.policy.model().objective_name(objective), status(was), status(is), loser);
    (change.old_due, change.new_due) = (due(before), due(after));
    Some(change)
}

fn remedies(before: &DecisionRef<'_>, after: &DecisionRef<'_>) -> Vec<Change> {
    let of = |d: &DecisionRef<'_>, name: &str| {
        let at = d.policy.model().remedies.iter().position(|r| r.name == name)?;
        let answer = d.remedies.get(at)?;
        Some((answer.committed, answer.entitled))
    };
    let mut names: Vec<&str> = before.policy.model().remedies.iter().map(|r| r.name.as_str()).collect();
    for remedy in &after.policy.model().remedies {
        if !names.contains(&remedy.name.as_str()) {
            names.push(&remedy.name);
        }
    }
    let described = |answer: Option<(bool, Truth)>| match answer {
        None => "none".to_owned(),
        Some((committed, entitled)) => format!("{} {}", if committed { "will" } else { "may" }, entitled.as_str()),
    };
    let worth = |answer: Option<(bool, Truth)>| match answer {
        Some((committed, Truth::True)) => 1 + u8::from(committed),
        _ => 0,
    };
    let mut out = Vec::new();
    for name in names {
        let (was, is) = (of(before, name), of(after, name));
        let loser = match worth(is).cmp(&worth(was)) {
            std::cmp::Ordering::Less => Loser::Customer,
            std::cmp::Ordering::Greater => Loser::Vendor,
            std::cmp::Ordering::Equal => Loser::Nobody,
        };
        // A word for what nobody is due changes nothing.
        if was.map(|w| w.1) != is.map(|i| i.1) || loser != Loser::Nobody {
            out.push(plain(name, described(was), described(is), loser));
        }
    }
    out
}
