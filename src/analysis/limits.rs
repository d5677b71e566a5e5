//! Which of several limits holds, as goals of a search: for which incidents the circumstances are those of one limit.
//! Facts may be missing, and conditions unknown, as `engine` reads them.

use crate::policy::model::{ObjectiveId, Package, PriorityId};
use crate::policy::{Branch, Timing};
use crate::value::Truths;

use super::Ask;
use super::carry::{Foreign, carry};
use super::goal::Goal;
use super::side::Side;

/// The limits that a side has for one objective and priority, and when each holds, in the names of the model that both
/// sides are asked in.
#[derive(Debug)]
pub(super) struct Circumstances<'p> {
    branch: Branch,
    limits: &'p [Option<Timing>],
}

impl<'p> Circumstances<'p> {
    /// The limits of a side's priority, in the names of `common`.
    ///
    /// # Errors
    /// What the common model does not have, or has otherwise.
    pub(super) fn new(
        side: Side<'p>,
        common: Side<'_>,
        priority: PriorityId,
        objective: ObjectiveId,
    ) -> Result<Self, Foreign> {
        let choice = side.timings(priority).and_then(|timings| timings.objectives.get(objective.index()));
        let (Some(choice), Some(package)) = (choice, side.package()) else {
            return Ok(Self { branch: Branch::Limit(0), limits: &[] });
        };
        Ok(Self { branch: carried(&choice.branch, package, side, common)?, limits: &choice.limits })
    }

    /// Every limit that may hold, by its place; one without a limit where nothing is limited.
    pub(super) fn each(&self) -> impl Iterator<Item = (u16, Option<&'p Timing>)> + use<'p> {
        let none = self.limits.is_empty().then_some((0, None));
        none.into_iter().chain((0_u16..).zip(self.limits.iter().map(Option::as_ref)))
    }

    /// The incidents for which the limit of a place holds. `asked` is the untreated priority, which conditions read.
    pub(super) fn holds(&self, place: u16, asked: PriorityId) -> Goal<'_> {
        holds(&self.branch, place, asked)
    }
}

fn carried(branch: &Branch, package: &Package, side: Side<'_>, common: Side<'_>) -> Result<Branch, Foreign> {
    Ok(match branch {
        Branch::Limit(at) => Branch::Limit(*at),
        Branch::When { conditions, otherwise } => {
            let conditions = conditions.iter().map(|(condition, branch)| {
                let condition = carry(condition, package, side.model(), common.model())?;
                Ok((condition, carried(branch, package, side, common)?))
            });
            Branch::When {
                conditions: conditions.collect::<Result<_, Foreign>>()?,
                otherwise: Box::new(carried(otherwise, package, side, common)?),
            }
        }
    })
}

/// The first condition that is not false decides: if it is true its limit holds, and if it is unknown the last one.
fn holds(branch: &Branch, place: u16, asked: PriorityId) -> Goal<'_> {
    match branch {
        Branch::Limit(at) => Goal::settled(*at == place),
        Branch::When { conditions, otherwise } => {
            let rest = holds(otherwise, place, asked);
            conditions.iter().rev().fold(rest, |rest, (condition, branch)| {
                let ask = |wanted| Goal::Ask(Ask { condition, package: None, priority: Some(asked), wanted });
                Goal::Any(vec![
                    ask(Truths::TRUE).and(holds(branch, place, asked)),
                    ask(Truths::UNKNOWN).and(holds(otherwise, place, asked)),
                    ask(Truths::FALSE).and(rest),
                ])
            })
        }
    }
}
