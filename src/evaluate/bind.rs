//! An incident held against a policy: names become places, and the first thing that is wrong, in
//! the order of [`RejectCode`], is why it is rejected.

use crate::diagnostic::{list, nearest};
use crate::policy::Policy;
use crate::policy::model::{FactType, PackageId, PriorityId};
use crate::value::Instant;

use super::conditions::Slot;
use super::incident::{FactValue, Incident};
use super::rejection::{RejectCode, Rejection};

/// An incident whose names are bound.
#[derive(Debug)]
pub(super) struct Bound<'a> {
    pub(super) incident: &'a Incident,
    pub(super) slots: Vec<Slot<'a>>,
    pub(super) recorded: Option<PriorityId>,
    pub(super) customer: Option<PriorityId>,
    pub(super) vendor: Option<PriorityId>,
    /// Changes of priority, in order.
    pub(super) changes: Vec<(Instant, PriorityId)>,
    /// What is sold under the contract's name.
    pub(super) sold: &'a [PackageId],
}

fn reject<T>(code: RejectCode, message: impl Into<String>) -> Result<T, Rejection> {
    Err(Rejection::new(code, message))
}

/// Binds an incident.
pub(super) fn bind<'a>(policy: &'a Policy, incident: &'a Incident) -> Result<Bound<'a>, Rejection> {
    in_order(incident)?;
    parties(policy, incident)?;
    let priority = |field: &str, name: &Option<String>| match name {
        Some(name) => known_priority(policy, field, name).map(Some),
        None => Ok(None),
    };
    let recorded = priority("priority", &incident.priority)?;
    let customer = priority("customer_priority", &incident.customer_priority)?;
    let vendor = priority("vendor_priority", &incident.vendor_priority)?;
    let changes = incident.priority_changes.iter();
    let changes = changes.map(|c| Ok((c.at, known_priority(policy, "priority_changes", &c.to)?)));
    let mut changes = changes.collect::<Result<Vec<_>, Rejection>>()?;
    changes.sort_by_key(|(at, _)| *at);
    let slots = slots(policy, incident)?;
    let sold = sold(policy, &incident.contract)?;
    Ok(Bound { incident, slots, recorded, customer, vendor, changes, sold })
}

/// Nothing happens before the incident is opened, and no interval ends before it starts; whatever
/// the as-of instant.
fn in_order(incident: &Incident) -> Result<(), Rejection> {
    let opened = incident.opened;
    let code = RejectCode::OutOfOrder;
    let early = |what: &str, at: Instant| {
        let message = format!("{what} at {}, before it was opened at {}", at.rfc3339(None), opened.rfc3339(None));
        reject(code, message)
    };
    let stops = [
        ("responded", incident.responded),
        ("relieved", incident.relieved),
        ("resolved", incident.resolved),
        ("closed", incident.closed),
    ];
    for (what, at) in stops {
        if let Some(at) = at.filter(|at| *at < opened) {
            return early(what, at);
        }
    }
    if let Some(at) = incident.updates.iter().find(|at| **at < opened) {
        return early("updated", *at);
    }
    if let Some(change) = incident.priority_changes.iter().find(|c| c.at < opened) {
        return early("the priority was changed", change.at);
    }
    if let Some((from, _)) = incident.excluded.iter().find(|(from, _)| *from < opened) {
        return early("stopped (`excluded`)", *from);
    }
    let waiting = incident.waiting.iter().filter_map(|w| Some((w.from, w.to?)));
    for (from, to) in waiting.chain(incident.excluded.iter().copied()) {
        if to < from {
            return reject(
                code,
                format!("an interval ends at {}, before it starts at {}", to.rfc3339(None), from.rfc3339(None)),
            );
        }
    }
    Ok(())
}

fn parties(policy: &Policy, incident: &Incident) -> Result<(), Rejection> {
    let Some(waiting) = incident.waiting.iter().find(|w| !policy.model.knows_party(&w.on)) else { return Ok(()) };
    let declared = policy.model.parties.iter().map(|p| p.name.as_str());
    let names = declared.chain(crate::policy::model::BUILTIN_PARTIES);
    reject(
        RejectCode::BadInterval,
        format!("there is no party `{}` to wait on{}", waiting.on, suggestion(&waiting.on, names)),
    )
}

fn known_priority(policy: &Policy, field: &str, name: &str) -> Result<PriorityId, Rejection> {
    match policy.model.priority(name) {
        Some(id) => Ok(id),
        None => {
            let names = policy.model.priorities.iter().map(|p| p.name.as_str());
            reject(
                RejectCode::UnknownPriority,
                format!("`{field}` is `{name}`, which is no priority{}", suggestion(name, names)),
            )
        }
    }
}

fn suggestion<'n>(written: &str, names: impl Iterator<Item = &'n str> + Clone) -> String {
    match nearest(written, names.clone()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; there are {}", list(names)),
    }
}

/// The facts by their places. Both sides are in alphabetical order, so that one pass will do.
fn slots<'a>(policy: &Policy, incident: &'a Incident) -> Result<Vec<Slot<'a>>, Rejection> {
    let mut given = incident.facts.iter().peekable();
    let mut slots = Vec::with_capacity(policy.model.facts.len());
    for fact in &policy.model.facts {
        while given.next_if(|(name, _)| *name < fact.name).is_some() {}
        let slot = match given.next_if(|(name, _)| *name == fact.name) {
            None => Slot::Missing,
            Some((name, value)) => {
                let slot = slot(policy, &fact.kind, value);
                slot.map_err(|message| Rejection::new(RejectCode::BadFact, format!("`{name}` {message}")))?
            }
        };
        slots.push(slot);
    }
    Ok(slots)
}

fn slot<'a>(policy: &Policy, kind: &FactType, value: &'a FactValue) -> Result<Slot<'a>, String> {
    let place = |at: Option<usize>| at.and_then(|at| u16::try_from(at).ok()).map(Slot::Place);
    match (kind, value) {
        (FactType::Bool, FactValue::Bool(value)) => Ok(Slot::Bool(*value)),
        (FactType::Number, FactValue::Number(value)) => Ok(Slot::Number(*value)),
        (FactType::Text, FactValue::Text(text)) => Ok(Slot::Text(text)),
        (FactType::Instant, FactValue::Instant(at)) => Ok(Slot::Micros(at.0)),
        (FactType::Duration, FactValue::Length(length)) => Ok(Slot::Micros(length.0)),
        (FactType::Enumeration(values), FactValue::Text(text)) => place(values.iter().position(|v| v == text))
            .ok_or_else(|| {
                format!(
                    "is `{text}`, which is none of its values{}",
                    suggestion(text, values.iter().map(String::as_str))
                )
            }),
        (FactType::Priority, FactValue::Text(text)) => place(policy.model.priority(text).map(|p| usize::from(p.0)))
            .ok_or_else(|| {
                let names = policy.model.priorities.iter().map(|p| p.name.as_str());
                format!("is `{text}`, which is no priority{}", suggestion(text, names))
            }),
        (kind, value) => Err(format!("should be {}, and is {}", kind.words(), words(value))),
    }
}

fn words(value: &FactValue) -> String {
    match value {
        FactValue::Bool(b) => format!("`{b}`"),
        FactValue::Number(n) => format!("the number {n}"),
        FactValue::Text(text) => format!("`{text}`"),
        FactValue::Instant(at) => format!("the instant {}", at.rfc3339(None)),
        FactValue::Length(length) => format!("the duration {}", length.words()),
    }
}

fn sold<'a>(policy: &'a Policy, contract: &str) -> Result<&'a [PackageId], Rejection> {
    if let Some(sold) = policy.tables.sold.get(contract) {
        return Ok(sold);
    }
    let base = policy.model.packages.iter().any(|p| p.name == contract);
    let names = policy.sold();
    let message = if base {
        format!("`{contract}` is a base tier, which is never sold{}", suggestion(contract, names.into_iter()))
    } else {
        format!("there is no tier or contract `{contract}`{}", suggestion(contract, names.into_iter()))
    };
    // Whoever forgot to name a policy is decided by this one.
    let standard = if policy.is_carried() { "; these are the standard packages: `--policy` names another" } else { "" };
    reject(RejectCode::UnknownContract, format!("{message}{standard}"))
}
