//! An incident for which one side is worse, decided under both.

use crate::analysis::Witness;
use crate::analysis::waiting::Pause;
use crate::engine::{DecisionRef, Incident, Status, Waiting};
use crate::policy::model::ObjectiveId;
use crate::time::Instant;
use crate::value::{Decimal, Truth};

use crate::analysis::side::Side;

/// An incident that shows it, and what each side decides of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    /// The incident. Its contract is NEW's; under OLD it is decided as it stands.
    pub incident: Incident,
    /// As of when.
    pub as_of: Instant,
    /// What NEW decides of what is at stake.
    pub new: String,
    /// What OLD decides.
    pub old: String,
    /// What is counted together with the incident, where the loss is of a share.
    pub others: Option<Others>,
}

/// Incidents that are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Others {
    /// One of them.
    pub incident: Incident,
    /// How many.
    pub count: u64,
}

/// What a proof has to show.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shows<'a> {
    /// The stop keeps NEW's promise and breaks OLD's.
    Kept(ObjectiveId),
    /// The target share is lower.
    Target(ObjectiveId),
    /// Fewer updates are late, or none is promised.
    Late,
    /// Fewer replies are late, or none is promised.
    LateReply,
    /// The priority is another one.
    Priority,
    /// NEW does not know the priority.
    Unknown,
    /// The channel is not accepted.
    Channel,
    /// The remedy is not due, or at the vendor's discretion.
    Remedy(&'a str),
}

impl Side<'_> {
    /// An incident of this side's contract, of which nothing more is known.
    pub(super) fn incident(self, priority: Option<&str>, opened: Instant) -> Incident {
        let mut incident = Incident::new("witness", self.name(), opened);
        incident.priority = priority.map(str::to_owned);
        incident
    }
}

/// Stops the clocks of an incident for some time.
pub(super) fn pause(incident: &mut Incident, waits: &[(i64, i64)], pause: &Pause) {
    for (from, to) in waits.iter().map(|(from, to)| (Instant(*from), Instant(*to))) {
        match pause {
            Pause::Party(party) => incident.waiting.push(Waiting { from, to: Some(to), on: party.clone() }),
            Pause::Excluded => incident.excluded.push((from, to).into()),
        }
    }
}

/// Gives an incident what a search found.
pub(super) fn give(incident: &mut Incident, witness: &Witness) {
    witness.apply(incident);
}

/// Decides an incident under both sides, and holds that it shows what it should.
pub(super) fn prove(
    new: Side<'_>,
    old: Side<'_>,
    incident: Incident,
    as_of: Instant,
    shows: Shows<'_>,
) -> Option<Proof> {
    let mut under = incident.clone();
    under.contract = old.name().to_owned();
    let theirs = old.policy.decide_as(&under, old.id, as_of);
    let mine = new.policy.decide_as(&incident, new.id, as_of);
    let (mine, theirs) = match (mine, theirs) {
        (Ok(mine), Ok(theirs)) => (mine, theirs),
        (Err(rejection), Ok(theirs)) if matches!(shows, Shows::Unknown) => {
            let (new, old) = (format!("rejected, {}", rejection.code.as_str()), format!("priority {}", name(&theirs)));
            return Some(Proof { new, old, incident, as_of, others: None });
        }
        _ => return None,
    };
    let holds = match shows {
        Shows::Kept(objective) => {
            let of = |d: &DecisionRef<'_>| d.objective(objective).map(|t| t.status);
            of(&theirs) == Some(Status::Breached) && of(&mine) != Some(Status::Breached)
        }
        Shows::Target(objective) => {
            let of = |d: &DecisionRef<'_>| {
                d.objective(objective).and_then(|t| t.clauses().share).map_or(1.0, |t| t.as_f64())
            };
            of(&mine) < of(&theirs)
        }
        Shows::Late => {
            let of = |d: &DecisionRef<'_>| d.cadence.as_ref().map_or(0, |c| c.late);
            of(&mine) < of(&theirs)
        }
        Shows::LateReply => {
            let of = |d: &DecisionRef<'_>| d.replies.as_ref().map_or(0, |r| r.late);
            of(&mine) < of(&theirs)
        }
        Shows::Priority => name(&mine) != name(&theirs),
        Shows::Unknown => false,
        Shows::Channel => theirs.channel_accepted == Some(true) && mine.channel_accepted != Some(true),
        Shows::Remedy(remedy) => worth(&mine, remedy) < worth(&theirs, remedy),
    };
    let (new, old) = (described(&mine, shows), described(&theirs, shows));
    drop((mine, theirs));
    holds.then_some(Proof { new, old, incident, as_of, others: None })
}

/// Decides two incidents under both sides, and holds that enough incidents like the second one, which are in time, make
/// up under NEW for the first one, which is late, and that they are not counted together under OLD.
pub(super) fn prove_share(
    new: Side<'_>,
    old: Side<'_>,
    [late, met]: [&Incident; 2],
    as_of: Instant,
    objective: ObjectiveId,
) -> Option<Proof> {
    let decide = |side: Side<'_>, incident: &Incident| {
        let incident = Incident { contract: side.name().to_owned(), ..incident.clone() };
        let decision = side.policy.decide_as(&incident, side.id, as_of).ok()?;
        Some(decision.objective(objective).map(|timed| (timed.status, timed.statement(), timed.clauses().share)))
    };
    let (late_new, met_new) = (decide(new, late)??, decide(new, met)??);
    let (late_old, met_old) = (decide(old, late)??, decide(old, met)?);
    let made_up = late_new.0 == Status::Breached && met_new.0 == Status::Met && late_new.1 == met_new.1;
    let missed = late_old.0 == Status::Breached && met_old.is_none_or(|(_, statement, _)| statement != late_old.1);
    let (target, old_target) = (late_new.2?, late_old.2?);
    if !made_up || !missed {
        return None;
    }
    // The smallest number of which the share of `count / (count + 1)` is not below the target.
    let (met_of, all) = target.ratio();
    let count = met_of.div_ceil(all.checked_sub(met_of).filter(|rest| *rest > 0)?);
    let described = |side: Side<'_>, kept: &str, (met, all): (u64, u64), target: Decimal| {
        let name = side.model().objective_name(objective);
        format!("{name} target {} % {kept}, {met} of {all} met", percent(target.as_f64()))
    };
    Some(Proof {
        new: described(new, "attained", (count, count.checked_add(1)?), target),
        old: described(old, "missed", (0, 1), old_target),
        incident: late.clone(),
        as_of,
        others: Some(Others { incident: met.clone(), count }),
    })
}

fn name<'d>(decision: &'d DecisionRef<'_>) -> &'d str {
    decision.policy.model().priority_name(decision.priority)
}

/// 2 for a commitment, 1 for a discretion, 0 for anything else.
fn worth(decision: &DecisionRef<'_>, remedy: &str) -> u8 {
    let at = decision.policy.model().remedies.iter().position(|r| r.name == remedy);
    let answer = at.and_then(|at| decision.remedies.get(at)).filter(|r| r.entitled == Truth::True);
    answer.map_or(0, |r| 1 + u8::from(r.committed))
}

/// What a decision says of what is at stake.
fn described(decision: &DecisionRef<'_>, shows: Shows<'_>) -> String {
    match shows {
        Shows::Kept(objective) => match decision.objective(objective) {
            None => format!("{} none", decision.policy.model().objective_name(objective)),
            Some(timed) => {
                let at = timed.due.map(|at| decision.policy.written(at, timed.clock()));
                let due = at.map(|at| format!(", due {at}")).unwrap_or_default();
                format!("{} {}{due}", decision.policy.model().objective_name(objective), timed.status.as_str())
            }
        },
        Shows::Target(objective) => {
            let target = decision.objective(objective).and_then(|t| t.clauses().share);
            let target =
                target.map_or_else(|| "none: every incident".to_owned(), |t| format!("{} %", percent(t.as_f64())));
            format!("{} target {target}", decision.policy.model().objective_name(objective))
        }
        Shows::Late => match &decision.cadence {
            None => "no updates are promised".to_owned(),
            Some(cadence) if cadence.late == 1 => "1 update late".to_owned(),
            Some(cadence) => format!("{} updates late", cadence.late),
        },
        Shows::LateReply => match &decision.replies {
            None => "no replies are promised".to_owned(),
            Some(replies) if replies.late == 1 => "1 reply late".to_owned(),
            Some(replies) => format!("{} replies late", replies.late),
        },
        Shows::Priority | Shows::Unknown => format!("priority {} by {}", name(decision), decision.basis.as_str()),
        Shows::Channel => match decision.channel_accepted {
            Some(true) => "channel accepted".to_owned(),
            _ => "channel not accepted".to_owned(),
        },
        Shows::Remedy(remedy) => {
            let at = decision.policy.model().remedies.iter().position(|r| r.name == remedy);
            match at.and_then(|at| decision.remedies.get(at)) {
                None => format!("there is no {remedy}"),
                Some(r) => format!("{remedy} {} {}", if r.committed { "will" } else { "may" }, r.entitled.as_str()),
            }
        }
    }
}

/// A share in per cent, in as few digits as show it exactly.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.4}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
