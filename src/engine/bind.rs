//! An incident held against a policy: names become places, and the first thing that is wrong, in
//! the order of [`RejectCode`], is why it is rejected.

use std::cmp::Ordering;

use crate::diagnostic::suggestion;
use crate::facts::{FactValue, Scalar};
use crate::policy::Policy;
use crate::policy::model::{PackageId, PriorityId};
use crate::time::Instant;

use super::bound::{BoundIncident, Disorder, OPEN, Wait, disorder, events};
use super::incident::{Incident, Waiting};
use super::openings::{self, OpeningStates};
use super::rejection::{RejectCode, Rejection};

/// A [`BoundIncident`] with what conditions and versions need: facts, openings, and the versions of its contract.
#[derive(Debug)]
pub(super) struct Bound<'a> {
    pub(super) given: BoundIncident,
    pub(super) slots: Vec<Scalar<&'a str>>,
    /// What the calendars that conditions ask say of the opening instant.
    pub(super) openings: OpeningStates,
    /// All versions of the contract that the incident names.
    pub(super) sold: &'a [PackageId],
}

fn reject<T>(code: RejectCode, message: impl Into<String>) -> Result<T, Rejection> {
    Err(Rejection::new(code, message))
}

/// Binds an incident.
pub(super) fn bind<'a>(policy: &'a Policy, incident: &'a Incident) -> Result<Bound<'a>, Rejection> {
    let mut given = BoundIncident { opened: incident.opened.0, stops: stops(incident), ..BoundIncident::default() };
    for field in &policy.model.fields {
        given.declared.push(declared(incident, &field.name)?);
    }
    let number = |w: &Waiting| Wait { from: w.from.0, to: end(w.to), party: policy.tables.parties.number(&w.on) };
    given.waiting.extend(incident.waiting.iter().map(number));
    given.excluded.extend(incident.excluded.iter().map(|excluded| (excluded.from.0, excluded.to.0)));
    given.updates.extend(incident.updates.iter().map(|at| at.0));
    given.messages.extend(incident.messages.iter().map(|at| at.0));
    let changed_early = incident.priority_changes.iter().any(|change| change.at.0 < given.opened);
    if changed_early || !given.in_order() {
        out_of_order(policy, incident, &given)?;
    }
    parties(policy, incident)?;
    let priority = |field: &str, name: &Option<String>| match name {
        Some(name) => known_priority(policy, field, name).map(Some),
        None => Ok(None),
    };
    given.recorded = priority("priority", &incident.priority)?;
    given.customer = priority("customer_priority", &incident.customer_priority)?;
    given.vendor = priority("vendor_priority", &incident.vendor_priority)?;
    for change in &incident.priority_changes {
        given.changes.push((change.at, known_priority(policy, "priority_changes", &change.to)?));
    }
    given.changes.sort_by_key(|(at, _)| *at);
    let slots = slots(policy, incident)?;
    let sold = sold(policy, &incident.contract)?;
    let openings = openings::states(&policy.tables, incident.opened);
    Ok(Bound { given, slots, openings, sold })
}

/// The instant of a field that the policy declares. Who made the incident without the policy, of JSON or with a builder,
/// could only set it as a fact.
fn declared(incident: &Incident, field: &str) -> Result<Option<Instant>, Rejection> {
    let fact = match incident.declared.get(field) {
        Some(at) => return Ok(Some(*at)),
        None => incident.facts.iter().find(|(name, _)| name == field),
    };
    match fact {
        None => Ok(None),
        Some((_, FactValue::Instant(at))) => Ok(Some(*at)),
        Some((_, FactValue::Text(text))) => match Instant::parse(text) {
            Ok(at) => Ok(Some(at)),
            Err(e) => reject(RejectCode::BadInstant, format!("`{field}` is `{text}`: {e}")),
        },
        Some((_, value)) => {
            reject(RejectCode::BadInstant, format!("`{field}` should be an instant, and is {}", value.described()))
        }
    }
}

fn end(to: Option<Instant>) -> i64 {
    to.map_or(OPEN, |to| to.0)
}

fn stops(incident: &Incident) -> [Option<Instant>; 4] {
    [incident.responded, incident.relieved, incident.resolved, incident.closed]
}

/// Rejects what happened before it could have, naming the first of it.
fn out_of_order(policy: &Policy, incident: &Incident, given: &BoundIncident) -> Result<(), Rejection> {
    let stops = events::STOPS.into_iter().zip(&given.stops).filter_map(|(what, at)| Some((what, (*at)?.0)));
    let fields = policy.model.fields.iter().map(|field| field.name.as_str());
    let declared = fields.zip(&given.declared).filter_map(|(name, at)| Some((name, (*at)?.0)));
    let updates = incident.updates.iter().map(|at| (events::UPDATED, at.0));
    let messages = incident.messages.iter().map(|at| (events::WROTE, at.0));
    let changes = incident.priority_changes.iter().map(|change| (events::CHANGED, change.at.0));
    let excluded = incident.excluded.iter().map(|excluded| (excluded.from.0, excluded.to.0));
    let reopened = excluded.clone().map(|(from, _)| (events::EXCLUDED, from));
    let happened = stops.chain(declared).chain(updates).chain(messages).chain(changes).chain(reopened);
    let waits = incident.waiting.iter().map(|w| (w.from.0, end(w.to)));
    let message = match disorder(given.opened, happened, waits.chain(excluded)) {
        None => return Ok(()),
        Some(Disorder::Early(what, at)) => {
            let opened = incident.opened.rfc3339(None);
            format!("{what} at {}, before it was opened at {opened}", at.rfc3339(None))
        }
        Some(Disorder::Backwards(from, to)) => {
            format!("an interval ends at {}, before it starts at {}", to.rfc3339(None), from.rfc3339(None))
        }
    };
    reject(RejectCode::OutOfOrder, message)
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

/// The facts by their places. Both sides are in alphabetical order, so that one pass will do.
fn slots<'a>(policy: &Policy, incident: &'a Incident) -> Result<Vec<Scalar<&'a str>>, Rejection> {
    let mut given = incident.facts.as_slice();
    let mut slots = Vec::with_capacity(policy.model.facts.len());
    for fact in &policy.model.facts {
        let mut slot = Scalar::Missing;
        while let Some(((name, value), rest)) = given.split_first() {
            let order = name.cmp(&fact.name);
            if order == Ordering::Greater {
                break;
            }
            given = rest;
            if order == Ordering::Equal {
                let known = fact.kind.scalar(value, policy.model.priority_names());
                slot = known.map_err(|message| Rejection::new(RejectCode::BadFact, format!("`{name}` {message}")))?;
                break;
            }
        }
        slots.push(slot);
    }
    Ok(slots)
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
