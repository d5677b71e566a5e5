//! Which priority an incident is treated by, and for what (`semantics` 5).

use smallvec::SmallVec;

use crate::policy::model::Purpose;
use crate::policy::model::{FactId, Model, Package, PriorityId, TreatAs, Treatment};
use crate::value::Truth;

use super::conditions::{Facts, Needs};

/// Priorities that something could come out at.
pub(super) type Priorities = SmallVec<[PriorityId; 8]>;

/// Where the treatments of one purpose lead.
#[derive(Debug)]
pub(super) enum Treated<'m> {
    /// To one priority, or to none but the incident's own.
    Known(PriorityId),
    /// It hangs on these facts: the priorities that it could come out at.
    Open { priorities: Priorities, needs: Needs<'m> },
}

/// Where the treatments of a priority lead, whatever the purpose: to the target of the first one whose condition is true
/// and that no open treatment precedes for at least one of its purposes. A treatment is open where its condition is
/// unknown, or the fact that it leads to is missing.
pub(super) fn treated_as(package: &Package, facts: &Facts<'_>, priority: PriorityId) -> Option<PriorityId> {
    leading(package, facts, priority).map(|(_, to)| to)
}

/// The treatment of [`treated_as`], and its target.
pub(super) fn leading<'p>(
    package: &'p Package,
    facts: &Facts<'_>,
    priority: PriorityId,
) -> Option<(&'p Treatment, PriorityId)> {
    let mut open: SmallVec<[Purpose; 8]> = SmallVec::new();
    for treatment in package.treatments.iter().filter(|t| t.from == priority) {
        let truth = facts.truth(&treatment.condition, Some(priority));
        match (truth, target(treatment, facts)) {
            (Truth::False, _) => {}
            (Truth::True, Some(to)) if treatment.purposes.iter().any(|purpose| !open.contains(purpose)) => {
                return Some((treatment, to));
            }
            (Truth::True, Some(_)) => {}
            (Truth::True, None) | (Truth::Unknown, _) => open.extend(treatment.purposes.iter().copied()),
        }
    }
    None
}

/// The treatment by which an incident of priority `from` is timed as one of priority `to`.
pub(super) fn applied<'p>(
    package: &'p Package,
    facts: &Facts<'_>,
    from: PriorityId,
    to: PriorityId,
    purpose: Purpose,
) -> Option<&'p Treatment> {
    let first = |wanted: Truth| {
        let mut treatments = package.treatments.iter().filter(|t| t.from == from && t.purposes.contains(&purpose));
        treatments.find(|t| {
            facts.truth(&t.condition, Some(from)) == wanted && target(t, facts).is_none_or(|target| target == to)
        })
    };
    first(Truth::True).or_else(|| first(Truth::Unknown))
}

fn target(treatment: &Treatment, facts: &Facts<'_>) -> Option<PriorityId> {
    match treatment.to {
        TreatAs::Priority(to) => Some(to),
        TreatAs::Fact(id) => facts.priority(id),
    }
}

/// Whether a treatment applies for sure, so that no later one of its purposes is tried.
pub(super) fn applies(model: &Model, facts: &Facts<'_>, treatment: &Treatment, priority: PriorityId) -> bool {
    match (facts.truth(&treatment.condition, Some(priority)), target(treatment, facts), treatment.to) {
        (Truth::False, ..) => false,
        (truth, Some(_), _) => truth == Truth::True,
        (_, None, TreatAs::Fact(id)) => each_value(model, facts, treatment, priority, id).1,
        (_, None, TreatAs::Priority(_)) => false,
    }
}

/// Every priority that an incident could come out at for a purpose.
pub(super) fn treat<'m>(
    model: &'m Model,
    package: &Package,
    facts: &Facts<'_>,
    priority: PriorityId,
    purpose: Purpose,
) -> Treated<'m> {
    let mut priorities = Priorities::new();
    let mut needs = Needs::default();
    let mut applied = false;
    for treatment in package.treatments.iter().filter(|t| t.from == priority && t.purposes.contains(&purpose)) {
        let truth = facts.truth(&treatment.condition, Some(priority));
        match (truth, target(treatment, facts), treatment.to) {
            (Truth::False, ..) => continue,
            (Truth::True, Some(to), _) => {
                priorities.push(to);
                applied = true;
                break;
            }
            (Truth::Unknown, Some(to), _) => priorities.push(to),
            // The fact itself is missing: each value that it could have is tried.
            (_, None, TreatAs::Fact(id)) => {
                let (found, always) = each_value(model, facts, treatment, priority, id);
                priorities.extend(found);
                needs.fact(model, id);
                applied |= always;
            }
            (_, None, TreatAs::Priority(_)) => {}
        }
        if truth == Truth::Unknown {
            facts.needs(&treatment.condition, Some(priority), model, &mut needs);
        }
        if applied {
            break;
        }
    }
    if !applied {
        priorities.push(priority);
    }
    priorities.sort_unstable();
    priorities.dedup();
    match priorities.as_slice() {
        [one] => Treated::Known(*one),
        _ => Treated::Open { priorities, needs },
    }
}

/// The priorities that a missing fact could lead to, and whether every value leads to one.
fn each_value(
    model: &Model,
    facts: &Facts<'_>,
    treatment: &Treatment,
    priority: PriorityId,
    id: FactId,
) -> (Vec<PriorityId>, bool) {
    let mut found = Vec::new();
    let mut always = true;
    for at in (0_u16..).take(model.priorities.len()) {
        let value = PriorityId(at);
        let assumed = Facts { assumed: Some((id, value)), ..*facts };
        match assumed.truth(&treatment.condition, Some(priority)) {
            Truth::True => found.push(value),
            Truth::Unknown => {
                found.push(value);
                always = false;
            }
            Truth::False => always = false,
        }
    }
    (found, always)
}
