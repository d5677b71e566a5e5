//! Incidents in which one promise is kept and another broken, beyond those that are opened and stopped
//! without pauses: with waiting and excluded time, with other promises out of the way, and with clocks that
//! a change of priority starts again.

use crate::analysis::Witness;
use crate::analysis::keeping::Promised;
use crate::analysis::sweep::Span;
use crate::analysis::waiting::{Counterexample, Pause};
use crate::engine::{Incident, PriorityChange};
use crate::policy::model::{ObjectiveId, PriorityId};
use crate::time::Instant;

use super::aspect::Through;
use super::both::Both;
use super::open;
use super::proof::Proof;
use super::proof::{Shows, give, pause, prove};
use super::span::{Lasting, own};
use super::swept::Swept;
use super::way::between;
use crate::analysis::side::Side;

/// What became of the search for a loss.
pub(super) enum Loss {
    Shown(Box<Proof>),
    /// Proved that there is none.
    Never,
    /// There may be one: why it is not proved.
    Doubt(&'static str),
}

impl Loss {
    /// What the incident needs, where one is shown.
    pub(super) fn through(&self) -> Option<Through> {
        match self {
            Self::Shown(proof) => Some(Through::of(&proof.incident)),
            Self::Never | Self::Doubt(_) => None,
        }
    }
}

/// A promise of a side, for a priority of its own.
type OfSide<'p> = (Side<'p>, Promised<'p>, PriorityId);

/// Two promises of an incident, and what the incident is.
#[derive(Clone, Copy)]
pub(super) struct Losing<'h, 'p> {
    pub(super) kept: OfSide<'p>,
    pub(super) broken: OfSide<'p>,
    pub(super) objective: ObjectiveId,
    /// The priority in force at the stop.
    pub(super) name: &'h str,
    pub(super) facts: &'h Witness,
    /// The opening instants of incidents that are decided as a whole, whatever becomes of them.
    pub(super) span: Span,
    /// Whether both clocks start again at a change of priority.
    pub(super) restarts: bool,
}

/// An incident that is to show a loss in an objective.
#[derive(Clone)]
pub(super) struct Trial<'t> {
    pub(super) name: &'t str,
    pub(super) facts: &'t Witness,
    pub(super) objective: ObjectiveId,
    pub(super) opened: i64,
    /// The priority that it is opened with, and when that changes to `name`.
    pub(super) changed: Option<(&'t str, i64)>,
    pub(super) waits: &'t [(i64, i64)],
    pub(super) pause: &'t Pause,
    pub(super) stop: i64,
}

impl<'t> Trial<'t> {
    /// Without pauses or changes.
    pub(super) fn plain(name: &'t str, facts: &'t Witness, objective: ObjectiveId, opened: i64, stop: i64) -> Self {
        Self { name, facts, objective, opened, changed: None, waits: &[], pause: &Pause::Excluded, stop }
    }
}

impl<'p> Both<'p> {
    /// The proof of a trial, where the incident is one.
    pub(super) fn shown(&self, kept: Side<'p>, broken: Side<'p>, trial: &Trial<'_>) -> Option<Proof> {
        let shows = Shows::Kept(trial.objective);
        self.incidents(kept, trial).find_map(|(incident, as_of)| prove(kept, broken, incident, as_of, shows))
    }

    /// The incidents of a trial, each with the instant to decide it as of: as it is, with the earlier stages done at
    /// once, and with another priority after its stop, so that nothing else that is promised keeps it from being
    /// decided.
    pub(super) fn incidents<'t>(
        &'t self,
        side: Side<'p>,
        trial: &'t Trial<'_>,
    ) -> impl Iterator<Item = (Incident, Instant)> + use<'t, 'p> {
        let others = self.shared().into_iter().map(|(.., name)| name).filter(|name| *name != trial.name);
        let after = std::iter::once(None).chain(others.map(Some));
        let attempts = after.flat_map(|after| [(false, after), (true, after)]).collect::<Vec<_>>();
        attempts.into_iter().filter_map(move |(early, after)| {
            let first = trial.changed.map_or(trial.name, |(name, _)| name);
            let opened = Instant(trial.opened);
            let mut incident = side.incident(Some(first), opened);
            give(&mut incident, trial.facts);
            if early {
                // The resolution would end a declared objective.
                let stage = |o: &ObjectiveId| {
                    *o == ObjectiveId::RESPONSE || trial.objective <= ObjectiveId::RESOLUTION && *o < trial.objective
                };
                let earlier = self.new.model().objective_ids().filter(stage);
                earlier.filter(|o| *o != trial.objective).for_each(|o| side.policy.stop(&mut incident, o, opened));
            }
            side.policy.start(&mut incident, trial.objective, opened);
            side.policy.stop(&mut incident, trial.objective, Instant(trial.stop));
            pause(&mut incident, trial.waits, trial.pause);
            let mut as_of = trial.stop;
            if let Some((_, at)) = trial.changed {
                incident.priority_changes.push(PriorityChange { at: Instant(at), to: trial.name.to_owned() });
            }
            if let Some(after) = after {
                as_of = trial.stop.checked_add(1)?;
                incident.priority_changes.push(PriorityChange { at: Instant(as_of), to: after.to_owned() });
            }
            Some((incident, Instant(as_of)))
        })
    }

    /// Whether some incident keeps the one promise and breaks the other, other than without pauses in `span`.
    pub(super) fn lose(&self, losing: &Losing<'_, 'p>, swept: &mut Swept<'p>) -> Loss {
        let ((_, kept, _), (_, broken, _)) = (losing.kept, losing.broken);
        let excludes = losing.objective != ObjectiveId::RESPONSE;
        let loosened = swept.loosen(&kept, &broken, losing.span, excludes);
        let proof = loosened.found.iter().find_map(|found| self.loosening(losing, found, None));
        if let Some(proof) = proof {
            return Loss::Shown(Box::new(proof));
        }
        let mut possible = loosened.possible;
        let lasting = if losing.restarts { Lasting::Years } else { Lasting::InForce };
        let wider = own(self.new, self.old, [&kept, &broken], lasting);
        if wider != losing.span {
            let (proof, more) = self.lose_beyond(losing, swept, wider);
            if let Some(proof) = proof {
                return Loss::Shown(Box::new(proof));
            }
            possible |= more;
        }
        if possible { Loss::Doubt(open::UNCONFIRMED) } else { Loss::Never }
    }

    /// The same of clocks that start in a wider span, without pauses too; and whether there may be one.
    fn lose_beyond(&self, losing: &Losing<'_, 'p>, swept: &mut Swept<'p>, wider: Span) -> (Option<Proof>, bool) {
        let ((kept_side, kept, _), (broken_side, broken, _)) = (losing.kept, losing.broken);
        let first = if losing.span.is_empty() { wider.start().0 } else { losing.span.start().0 };
        let from = self.shared().into_iter().map(|(.., name)| name).find(|name| *name != losing.name);
        let changed = from.filter(|_| losing.restarts).map(|from| (from, first));
        let in_force = own(self.new, self.old, [&kept, &broken], Lasting::InForce);
        let opens = |at: i64| in_force.from <= at && at < in_force.to;
        let gap = swept.gaps(&kept, &broken, wider).loss;
        if let Some(gap) = gap
            && let Some(stop) = between(&kept, &broken, gap.opened, wider)
        {
            let plain = Trial::plain(losing.name, losing.facts, losing.objective, gap.opened, stop);
            let began = changed.map(|(from, first)| Trial {
                opened: first.min(gap.opened),
                changed: Some((from, gap.opened)),
                ..plain.clone()
            });
            let tried = Some(plain).filter(|_| opens(gap.opened)).into_iter().chain(began);
            let proof = tried.into_iter().find_map(|trial| self.shown(kept_side, broken_side, &trial));
            if proof.is_some() {
                return (proof, true);
            }
        }
        let loosened = swept.loosen(&kept, &broken, wider, losing.objective != ObjectiveId::RESPONSE);
        let proof = loosened.found.iter().find_map(|found| {
            let plain = opens(found.opened).then(|| self.loosening(losing, found, None)).flatten();
            plain.or_else(|| self.loosening(losing, found, Some(changed?)))
        });
        (proof, gap.is_some() || loosened.possible)
    }

    /// The proof of what a search for pauses found; `changed` says as which priority it is opened, and when.
    fn loosening(
        &self,
        losing: &Losing<'_, 'p>,
        found: &Counterexample,
        changed: Option<(&str, i64)>,
    ) -> Option<Proof> {
        let Losing { kept, broken, objective, name, facts, .. } = losing;
        let trial = Trial {
            name,
            facts,
            objective: *objective,
            opened: changed.map_or(found.opened, |(_, first)| first.min(found.opened)),
            changed: changed.map(|(from, _)| (from, found.opened)),
            waits: &found.waits,
            pause: &found.pause,
            stop: found.stop,
        };
        self.shown(kept.0, broken.0, &trial)
    }
}
