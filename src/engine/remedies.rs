//! Which remedies a customer is entitled to (`semantics` 6), also while a treatment is open.

use crate::policy::model::{Model, Package, PriorityId, Remedy};
use crate::value::Truth;

use super::conditions::{Facts, Needs};
use super::decision_ref::RemedyAnswer;
use super::treatment::Treated;

pub(super) fn answer<'m>(
    model: &'m Model,
    package: &Package,
    facts: &Facts<'_>,
    treated: &Treated<'m>,
) -> Vec<RemedyAnswer<'m>> {
    let remedies = package.remedies.iter();
    remedies
        .map(|remedy| match treated {
            Treated::Known(priority) => of(model, remedy, facts, std::slice::from_ref(priority), &Needs::default()),
            Treated::Open { priorities, needs } => of(model, remedy, facts, priorities, needs),
        })
        .collect()
}

/// The answer over all priorities that the incident could have: where they agree that is the
/// answer, where they differ it is unknown and needs what the treatment needs besides its own.
fn of<'m>(
    model: &'m Model,
    remedy: &Remedy,
    facts: &Facts<'_>,
    priorities: &[PriorityId],
    treatment: &Needs<'m>,
) -> RemedyAnswer<'m> {
    let mut needs = Needs::default();
    let entitled_by = |p: &PriorityId| facts.truth(&remedy.entitled, Some(*p));
    let (entitled, agree) = agreed(priorities.iter().map(entitled_by)).unwrap_or((Truth::Unknown, false));
    let mut differ = !agree;
    if entitled == Truth::Unknown {
        priorities.iter().for_each(|p| facts.needs(&remedy.entitled, Some(*p), model, &mut needs));
    }
    let favoured = remedy.favoured.as_ref().filter(|_| entitled != Truth::False).and_then(|condition| {
        // A reason counts only for the priorities that are not refused anyway.
        let open = || priorities.iter().filter(|p| entitled_by(p) != Truth::False);
        let (favoured, agree) = agreed(open().map(|p| facts.truth(condition, Some(*p))))?;
        differ |= !agree;
        if favoured == Truth::Unknown {
            open().for_each(|p| facts.needs(condition, Some(*p), model, &mut needs));
        }
        Some(favoured)
    });
    if differ {
        needs.join(treatment);
    }
    RemedyAnswer { committed: remedy.committed, entitled, favoured, needs: needs.0 }
}

/// The one answer of all, or unknown; and whether they agree.
fn agreed(mut answers: impl Iterator<Item = Truth>) -> Option<(Truth, bool)> {
    let first = answers.next()?;
    Some(if answers.all(|a| a == first) { (first, true) } else { (Truth::Unknown, false) })
}
