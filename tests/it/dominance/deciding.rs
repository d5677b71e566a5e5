//! Whether an incident that is shown as a proof is one, decided by the engine under both names.

use relief::internals::analysis::{About, Aspect};
use relief::internals::engine::DecisionRef;
use relief::internals::value::Truth;
use relief::{Incident, Instant, Policy, Status};

fn decided<'p>(policy: &'p Policy, incident: &'p Incident, as_of: Instant) -> Result<DecisionRef<'p>, String> {
    policy.decide_ref(incident, as_of).map_err(|r| format!("{} is rejected: {r:?}", incident.contract))
}

/// That a losing verdict has a proof, and that the proof is one.
pub fn proof_holds(policy: &Policy, found: &Aspect) -> Result<(), String> {
    let worse = !found.overall().at_least();
    let Some(proof) = &found.proof else {
        let unproved = found.about.is_of_no_decision() || matches!(found.about, About::Words(_) | About::Definitions);
        return if worse && !unproved && found.open.is_none() { Err("no proof".to_owned()) } else { Ok(()) };
    };
    if !worse {
        return Err("a proof of nothing".to_owned());
    }
    let [new, old] = ["New", "Old"].map(|name| {
        let mut incident = proof.incident.clone();
        incident.contract = name.to_owned();
        incident
    });
    if proof.incident.contract != "New" {
        return Err(format!("the incident is {}'s", proof.incident.contract));
    }
    let (new, old) = (decided(policy, &new, proof.as_of)?, decided(policy, &old, proof.as_of)?);
    let shown = match &found.about {
        About::Objective(objective) => {
            let status =
                |d: &DecisionRef<'_>| d.objective(d.policy.model().objective(objective).unwrap()).map(|t| t.status);
            matches!(status(&new), Some(Status::Met) | None) && status(&old) == Some(Status::Breached)
        }
        About::Share(objective) => {
            let target = |d: &DecisionRef<'_>| {
                d.objective(d.policy.model().objective(objective).unwrap())
                    .map(|t| t.clauses().share.map_or(1.0, |s| s.as_f64()))
            };
            target(&new).zip(target(&old)).is_some_and(|(new, old)| new < old)
        }
        About::Updates => {
            let late = |d: &DecisionRef<'_>| d.cadence.map(|c| c.late);
            late(&old).is_some_and(|old| old > late(&new).unwrap_or(0))
        }
        About::Replies => {
            let late = |d: &DecisionRef<'_>| d.replies.map(|r| r.late);
            late(&old).is_some_and(|old| old > late(&new).unwrap_or(0))
        }
        About::PrioritySetting => (new.priority, new.basis) != (old.priority, old.basis),
        About::PriorityChange => statuses(&new) != statuses(&old),
        About::Channels => old.channel_accepted == Some(true) && new.channel_accepted == Some(false),
        About::Remedy(name) => {
            let at = policy.model().remedies.iter().position(|r| r.name == *name);
            let at = at.ok_or("no such remedy")?;
            let (new, old) = (&new.remedies[at], &old.remedies[at]);
            old.entitled == Truth::True && (new.entitled != Truth::True || old.committed && !new.committed)
        }
        About::Priority | About::Definitions | About::Words(_) => true,
        about => about.is_of_no_decision(),
    };
    if shown { Ok(()) } else { Err("it shows nothing".to_owned()) }
}

fn statuses(decision: &DecisionRef<'_>) -> Vec<Option<Status>> {
    decision.objectives.iter().map(|o| o.as_ref().map(|t| t.status)).collect()
}
