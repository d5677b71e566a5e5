//! The conditions of one policy in the names of another, so that two policies can be asked together.

use crate::policy::model::{Condition, FactType, Model, Package, PriorityId, Test};

/// A condition as a package of `from` asks it, in the places of `to`; what it asks of the contract is
/// settled.
///
/// # Errors
/// The fact that `to` does not have, or has with another type.
pub(super) fn carry(condition: &Condition, package: &Package, from: &Model, to: &Model) -> Result<Condition, String> {
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
        Condition::Fact(id, test) => {
            let Some(fact) = from.fact_of(*id) else { return Err(String::new()) };
            let there = to.fact(&fact.name).and_then(|id| Some((id, to.fact_of(id)?)));
            let Some((id, other)) = there else { return Err(fact.name.clone()) };
            let test = match (test, &fact.kind, &other.kind) {
                (Test::OneOf(places), FactType::Enumeration(ours), FactType::Enumeration(theirs)) => {
                    let names = places.iter().filter_map(|at| ours.get(usize::from(*at)));
                    let at =
                        names.map(|name| theirs.iter().position(|n| n == name).and_then(|at| u16::try_from(at).ok()));
                    Test::OneOf(at.collect::<Option<_>>().ok_or_else(|| fact.name.clone())?)
                }
                (Test::OneOf(places), FactType::Priority, FactType::Priority) => {
                    Test::OneOf(places.iter().filter_map(|at| Some(priority(PriorityId(*at), from, to)?.0)).collect())
                }
                (test, ours, theirs) if ours == theirs => test.clone(),
                (Test::Known, ..) => Test::Known,
                _ => return Err(fact.name.clone()),
            };
            Condition::Fact(id, test)
        }
    })
}

/// A priority of one policy in the other, by its name.
pub(super) fn priority(id: PriorityId, from: &Model, to: &Model) -> Option<PriorityId> {
    to.priority(from.priority_name(id))
}
