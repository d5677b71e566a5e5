//! The conditions of one policy in the names of another, so that two policies can be asked together.

use crate::facts::{FactType, Test};
use crate::policy::model::{CalendarId, Condition, Model, OpenedWithin, Package, PriorityId};
use crate::time::calendar::CalendarSpec;

/// What a condition of one policy asks about that the other policy does not have, or has otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Foreign {
    /// A fact.
    Fact(String),
    /// A calendar.
    Calendar(String),
}

/// A condition as a package of `from` asks it, in the places of `to`; what it asks of the contract is
/// settled.
///
/// # Errors
/// What `to` does not have: a fact of that type, a calendar with those hours.
pub(super) fn carry(condition: &Condition, package: &Package, from: &Model, to: &Model) -> Result<Condition, Foreign> {
    let all = |parts: &[Condition]| parts.iter().map(|p| carry(p, package, from, to)).collect::<Result<Vec<_>, _>>();
    let settled = |yes: bool| if yes { Condition::All(Vec::new()) } else { Condition::Any(Vec::new()) };
    Ok(match condition {
        Condition::All(parts) => Condition::All(all(parts)?),
        Condition::Any(parts) => Condition::Any(all(parts)?),
        Condition::Not(inner) => Condition::Not(Box::new(carry(inner, package, from, to)?)),
        Condition::PriorityIn(set) => {
            Condition::PriorityIn(set.iter().filter_map(|p| priority(*p, from, to)).collect())
        }
        Condition::ChannelIn(_) | Condition::ChannelKnown => condition.clone(),
        Condition::ContractIn(names) => settled(names.contains(&package.name)),
        Condition::ContractExtends(name) => settled(package.lineage.contains(name)),
        Condition::OpenedWithin(opened) => {
            let spec = |model: &Model, id: CalendarId| model.calendars.get(usize::from(id.0)).cloned();
            let (Some(own), zone) = (spec(from, opened.calendar), opened.read_in(package.zone)) else {
                return Err(Foreign::Calendar(String::new()));
            };
            // The same hours, whatever the calendar is called: one of the same name is looked at first.
            let places = || (0_u16..).map(CalendarId).zip(&to.calendars);
            let same = |(_, other): &(CalendarId, &CalendarSpec)| own.same_hours(other);
            let named = places().find(|(_, other)| other.name == own.name && own.same_hours(other));
            match named.or_else(|| places().find(same)) {
                Some((calendar, _)) => {
                    Condition::OpenedWithin(OpenedWithin { calendar, zone: Some(zone), own: opened.own })
                }
                None => return Err(Foreign::Calendar(own.name)),
            }
        }
        Condition::Fact(id, test) => {
            let Some(fact) = from.fact_of(*id) else { return Err(Foreign::Fact(String::new())) };
            let there = to.fact(&fact.name).and_then(|id| Some((id, to.fact_of(id)?)));
            let Some((id, other)) = there else { return Err(Foreign::Fact(fact.name.clone())) };
            let test = match (test, &fact.kind, &other.kind) {
                (Test::OneOf(places), FactType::Enumeration(ours), FactType::Enumeration(theirs)) => {
                    let names = places.iter().filter_map(|at| ours.get(usize::from(*at)));
                    let at =
                        names.map(|name| theirs.iter().position(|n| n == name).and_then(|at| u16::try_from(at).ok()));
                    Test::OneOf(at.collect::<Option<_>>().ok_or_else(|| Foreign::Fact(fact.name.clone()))?)
                }
                (Test::OneOf(places), FactType::Priority, FactType::Priority) => {
                    Test::OneOf(places.iter().filter_map(|at| Some(priority(PriorityId(*at), from, to)?.0)).collect())
                }
                (test, ours, theirs) if ours == theirs => test.clone(),
                (Test::Known, ..) => Test::Known,
                _ => return Err(Foreign::Fact(fact.name.clone())),
            };
            Condition::Fact(id, test)
        }
    })
}

/// A priority of one policy in the other, by its name.
pub(super) fn priority(id: PriorityId, from: &Model, to: &Model) -> Option<PriorityId> {
    to.priority(from.priority_name(id))
}
