//! Escalations: the last stop before somebody is called, and the stop at the instant of the call.

use crate::engine::{EscalationAnswer, EscalationStatus};
use crate::policy::model::PackageId;
use crate::policy::service_terms::Recipient;
use crate::time::Instant;

use super::limits::Timed;
use super::{Boundary, Case, Turns, Year};

/// An escalation of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationTurn {
    /// Who is called.
    pub to: Recipient,
    /// The objective, by its name.
    pub objective: String,
    /// Its place among those of the decision that call the same of the same objective.
    pub place: usize,
}

impl EscalationTurn {
    /// What a decision says of it.
    pub fn find<'d, 'a>(&self, escalations: &'d [EscalationAnswer<'a>]) -> Option<&'d EscalationAnswer<'a>> {
        let same = |e: &&EscalationAnswer<'_>| e.to == self.to.as_str() && e.objective == self.objective;
        escalations.iter().filter(same).nth(self.place)
    }

    /// `reached`, `pending`, `avoided`; `none` if a decision has no such escalation.
    pub(super) fn status(&self, escalations: &[EscalationAnswer<'_>]) -> &'static str {
        match self.find(escalations).map(|answer| answer.status) {
            Some(EscalationStatus::Reached) => "reached",
            Some(EscalationStatus::Pending) => "pending",
            Some(EscalationStatus::Avoided) => "avoided",
            None => "none",
        }
    }
}

impl<'p> Year<'p> {
    /// Of each limit, every escalation that comes after the start.
    pub(super) fn escalations(&self) -> Vec<Boundary> {
        let mut out = Vec::new();
        for (id, package) in self.packages().filter(|(_, package)| !package.service.escalations.is_empty()) {
            let Some(span) = self.span(package) else { continue };
            for (priority, name) in self.priorities() {
                for objective in self.policy.model().objective_ids() {
                    for timed in self.timed(id, package, priority, name, objective, span) {
                        out.extend(timed.escalations(id));
                    }
                }
            }
        }
        out
    }
}

impl Timed<'_> {
    fn escalations(&self, id: PackageId) -> Vec<Boundary> {
        let opened = self.opening();
        let mut started = self.incident(opened);
        self.policy.start(&mut started, self.objective, opened);
        let Ok(decision) = self.policy.decide_ref(&started, opened) else { return Vec::new() };
        let objective = self.policy.model().objective_name(self.objective);
        if decision.package != id {
            return Vec::new();
        }
        let mut out: Vec<Boundary> = Vec::new();
        let mut known: Vec<&str> = Vec::new();
        for answer in decision.escalations.iter().filter(|answer| answer.objective == objective) {
            let place = known.iter().filter(|to| **to == answer.to).count();
            known.push(answer.to);
            let said = self.package.service.escalations.iter().find(|said| said.to.as_str() == answer.to);
            let Some((said, at)) = said.zip(answer.at.filter(|at| at.0 > opened.0 + 1)) else { continue };
            let case = |at: i64| {
                let mut incident = started.clone();
                self.policy.stop(&mut incident, self.objective, Instant(at));
                Case::new(incident, Instant(at))
            };
            let turn = EscalationTurn { to: said.to.clone(), objective: objective.to_owned(), place };
            let number = if place == 0 { String::new() } else { format!(", number {}", place + 1) };
            let about = format!("{}, escalation to {}{number}", self.name(), answer.to);
            let cases = [case(at.0 - 1), case(at.0)];
            out.push(Boundary { about, turns: Turns::Escalation(turn), cases });
        }
        out
    }
}
