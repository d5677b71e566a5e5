//! Which calendars the conditions of a decision ask about the opening instant (`semantics` 7).

use smallvec::SmallVec;

use crate::policy::ClockId;
use crate::policy::model::{Model, Package, PriorityId, Purpose};
use crate::value::Truth;

use super::conditions::Facts;
use super::openings::Openings;
use super::treatment::applies;

/// Asks the calendars of the definitions up to the first that is true.
pub(super) fn ask_definitions(model: &Model, facts: &Facts<'_>) -> Result<(), ClockId> {
    if facts.openings.readings.is_empty() {
        return Ok(());
    }
    for definition in model.priorities.iter().filter_map(|p| p.definition.as_ref()) {
        facts.openings.ask(definition)?;
        if facts.truth(definition, None) == Truth::True {
            break;
        }
    }
    Ok(())
}

/// Asks the calendars of the treatments of a priority: for each purpose, of those up to the first that applies.
pub(super) fn ask_treatments(
    model: &Model,
    package: &Package,
    facts: &Facts<'_>,
    priority: PriorityId,
) -> Result<(), ClockId> {
    if facts.openings.readings.is_empty() {
        return Ok(());
    }
    let mut settled: SmallVec<[Purpose; 8]> = SmallVec::new();
    for treatment in package.treatments.iter().filter(|t| t.from == priority) {
        if treatment.purposes.iter().all(|purpose| settled.contains(purpose)) {
            continue;
        }
        facts.openings.ask(&treatment.condition)?;
        if applies(model, facts, treatment, priority) {
            settled.extend(treatment.purposes.iter().copied());
        }
    }
    Ok(())
}

/// Asks the calendars of all remedies.
pub(super) fn ask_remedies(package: &Package, openings: &Openings<'_>) -> Result<(), ClockId> {
    if openings.readings.is_empty() {
        return Ok(());
    }
    let mut conditions = package.remedies.iter().flat_map(|r| std::iter::once(&r.entitled).chain(&r.favoured));
    conditions.try_for_each(|condition| openings.ask(condition))
}
