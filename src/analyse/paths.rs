//! What treatments make of a priority, as conditions: every priority that an incident can come out at for
//! a purpose, and what has to hold for it.

use crate::policy::model::Purpose;
use crate::policy::model::{Condition, PriorityId, Test, TreatAs};
use crate::value::Truths;

use super::carry::carry;
use super::compare::Side;
use super::{Analysis, Ask, Found};

/// A priority that an incident of another one can come out at. Everything stands in the places of the
/// model that both sides are asked in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    /// What has to come to what, for the incident's own priority.
    pub(super) when: Vec<(Condition, Truths)>,
    /// The priority, in the places of the side's own model.
    pub(super) leads: PriorityId,
}

/// The ways of a side's priority for a purpose, told in the places of `common`.
///
/// # Errors
/// A fact that the common model does not have.
pub(super) fn paths(side: Side<'_>, common: Side<'_>, from: PriorityId, purpose: Purpose) -> Result<Vec<Path>, String> {
    let (model, package) = (side.model(), side.package());
    let mut out = Vec::new();
    let mut not_yet: Vec<(Condition, Truths)> = Vec::new();
    let own = Path { when: Vec::new(), leads: from };
    let Some(package) = package else { return Ok(vec![own]) };
    for treatment in package.treatments.iter().filter(|t| t.from == from && t.purposes.contains(&purpose)) {
        let condition = carry(&treatment.condition, package, model, common.model())?;
        let mut leads = |to: PriorityId, more: Option<(Condition, Truths)>| {
            let when = not_yet.iter().cloned().chain([(condition.clone(), Truths::TRUE)]).chain(more).collect();
            out.push(Path { when, leads: to });
        };
        match treatment.to {
            TreatAs::Priority(to) => leads(to, None),
            TreatAs::Fact(id) => {
                for at in (0_u16..).take(model.priorities.len()) {
                    let is = Condition::Fact(id, Test::OneOf(vec![at]));
                    leads(PriorityId(at), Some((carry(&is, package, model, common.model())?, Truths::TRUE)));
                }
            }
        }
        not_yet.push((condition, Truths::FALSE));
    }
    out.push(Path { when: not_yet, leads: from });
    Ok(out)
}

/// Whether an incident of a priority can take both ways at once, and any further conditions hold for the
/// priorities that they lead to.
pub(super) fn together(
    analysis: &Analysis<'_>,
    own: PriorityId,
    ways: [&Path; 2],
    further: &[(&Condition, PriorityId, Truths)],
) -> Found {
    let asks = ways.iter().flat_map(|path| &path.when).map(|(condition, wanted)| (condition, own, *wanted));
    let asks = asks.chain(further.iter().copied());
    let asks: Vec<Ask<'_>> = asks
        .map(|(condition, priority, wanted)| Ask { condition, package: None, priority: Some(priority), wanted })
        .collect();
    analysis.find(&asks)
}
