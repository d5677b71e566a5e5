//! Which limit holds in the circumstances of an incident (`semantics` 4, "Limits by circumstance").

use crate::policy::model::{Model, PriorityId};
use crate::policy::{Branch, ClockId};
use crate::value::Truth;

use super::conditions::{Facts, Needs};

/// The place of the limit that holds. `priority` is the untreated one. Where a condition is unknown before any is true,
/// the last limit holds, and the facts that this depends on are added to `needs`.
///
/// # Errors
/// The clock of a calendar that a condition asks beyond its years.
pub(super) fn holds<'m>(
    model: &'m Model,
    branch: &Branch,
    facts: &Facts<'_>,
    priority: PriorityId,
    needs: &mut Needs<'m>,
) -> Result<u16, ClockId> {
    match branch {
        Branch::Limit(at) => Ok(*at),
        Branch::When { conditions, otherwise } => {
            let mut unknown = false;
            for (condition, branch) in conditions {
                facts.openings.ask(condition)?;
                match facts.truth(condition, Some(priority)) {
                    Truth::False => {}
                    Truth::Unknown => {
                        unknown = true;
                        facts.needs(condition, Some(priority), model, needs);
                    }
                    Truth::True if unknown => break,
                    Truth::True => return holds(model, branch, facts, priority, needs),
                }
            }
            holds(model, otherwise, facts, priority, needs)
        }
    }
}
