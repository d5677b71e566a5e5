//! A decision that borrows nothing, with the statements that determined it.

use std::sync::Arc;

use crate::policy::model::{Limit, ObjectiveId, Package, PriorityId, Purpose};
use crate::policy::{Policy, Statement};
use crate::span::Span;
use crate::time::{Instant, OffsetInstant, Zone};

use super::by_name::ObjectiveAnswer;
use super::conditions::Facts;
use super::decide::defined;
use super::decision::{Basis, Ended, Warning};
use super::decision_fields::Decision;
use super::decision_ref::{CadenceAnswer, DecisionRef, ObjectiveResult, RemedyAnswer, ReplyAnswer, WarningRef};
use super::fields::{CadenceDecision, ObjectiveDecision, RemedyDecision, RepliesDecision};
use super::treatment;

/// Makes owned decisions of one policy and package.
struct Owner<'p, 'f> {
    policy: &'p Policy,
    package: &'p Package,
    facts: &'f Facts<'f>,
}

impl DecisionRef<'_> {
    /// The decision as it is handed to users: names, and the statements that determined it. `facts` are those of the
    /// incident under the package that decided.
    pub(super) fn into_owned(self, package: &Package, facts: &Facts<'_>) -> Decision {
        let policy = self.policy;
        let owner = Owner { policy, package, facts };
        let model = policy.model();
        let zone = package.default_coverage().map_or(Zone::UTC, |c| c.zone);
        let objectives = model.objective_ids().zip(&model.objectives).zip(&self.objectives);
        let tier = self.tier().to_owned();
        let remedies = model.remedies.iter().zip(&package.remedies).zip(self.remedies);
        Decision {
            id: self.id.to_owned(),
            policy: policy.fingerprint().to_owned(),
            contract: package.name.clone(),
            tier,
            priority: owner.name(self.priority),
            priority_basis: self.basis,
            treated_as: self.treated_as.map(|p| owner.name(p)),
            as_of: self.as_of.rfc3339(zone.written_offset(self.as_of)),
            channel_accepted: self.channel_accepted,
            objectives: objectives
                .map(|((id, objective), result)| {
                    let ended = self.ended.get(id.index()).copied().unwrap_or(false).then_some(Ended::Resolved);
                    let answer = match result {
                        Some(result) => ObjectiveAnswer::Timed(owner.objective(id, result)),
                        None => ObjectiveAnswer::None { ended },
                    };
                    (objective.name.clone(), answer)
                })
                .collect(),
            cadence: self.cadence.map(|answer| owner.cadence(&answer)),
            replies: policy.has_replies().then(|| self.replies.map(|answer| owner.replies(&answer))),
            remedies: remedies
                .map(|((titled, remedy), answer)| (titled.name.clone(), owner.remedy(remedy.span, answer)))
                .collect(),
            warnings: self.warnings.into_iter().map(Warning::from).collect(),
            by: owner.priority(self.basis, self.priority, self.treated_as),
        }
    }
}

impl Owner<'_, '_> {
    fn name(&self, priority: PriorityId) -> String {
        self.policy.model().priority_name(priority).to_owned()
    }

    fn statements(&self, spans: impl IntoIterator<Item = Option<Span>>) -> Vec<Arc<Statement>> {
        spans.into_iter().flatten().filter_map(|span| self.policy.statement(span)).collect()
    }

    fn objective(&self, id: ObjectiveId, result: &ObjectiveResult) -> ObjectiveDecision {
        let zone = self.policy.clock(result.clock).map_or(Zone::UTC, |c| c.zone());
        let instant = |at: Option<Instant>| at.map(|at| written(at, zone));
        ObjectiveDecision {
            status: result.status,
            priority: self.name(result.priority),
            limit_s: result.limit.map(|limit| limit.seconds()),
            comparison: result.comparison,
            elapsed_s: result.elapsed.seconds(),
            remaining_s: result.remaining.map(|r| r.seconds()),
            due: instant(result.due),
            stopped: instant(result.stopped),
            inferred: result.inferred,
            target: result.target.map(|share| share.as_f64()),
            ended: result.ended.then_some(Ended::Resolved),
            by: self.limit(id, result),
        }
    }

    /// The statement that sets the limit; that of the limit which it multiplies, if it does; and the treatment
    /// by which another priority times the objective.
    fn limit(&self, id: ObjectiveId, result: &ObjectiveResult) -> Vec<Arc<Statement>> {
        let promise = |id| self.package.terms.get(usize::from(result.priority.0)).and_then(|terms| terms.promise(id));
        let said = promise(id).and_then(|promise| promise.each().find(|(_, one)| one.span == result.statement));
        let multiplied = said.and_then(|(_, one)| match one.limit {
            Limit::Multiple(_, of) => promise(of).map(|other| other.span),
            _ => None,
        });
        let treated = result.priority != result.written;
        let purpose = Purpose::Objective(id);
        let treatment = treated
            .then(|| treatment::applied(self.package, self.facts, result.written, result.priority, purpose))
            .flatten();
        self.statements([Some(result.statement), multiplied, treatment.map(|t| t.span)])
    }

    fn cadence(&self, answer: &CadenceAnswer) -> CadenceDecision {
        let zone = self.policy.clock(answer.clock).map_or(Zone::UTC, |c| c.zone());
        CadenceDecision {
            interval_s: answer.interval.seconds(),
            next_due: answer.next_due.map(|at| written(at, zone)),
            longest_gap_s: answer.longest_gap.seconds(),
            late: answer.late,
            by: self.statements([Some(answer.statement)]),
        }
    }

    fn replies(&self, answer: &ReplyAnswer) -> RepliesDecision {
        let zone = self.policy.clock(answer.clock).map_or(Zone::UTC, |c| c.zone());
        RepliesDecision {
            limit_s: answer.limit.seconds(),
            comparison: answer.comparison,
            answered: answer.answered,
            late: answer.late,
            longest_s: answer.longest.map(|longest| longest.seconds()),
            waiting_since: answer.waiting_since.map(|at| written(at, zone)),
            next_due: answer.next_due.map(|at| written(at, zone)),
            by: self.statements([Some(answer.statement)]),
        }
    }

    fn remedy(&self, span: Span, answer: RemedyAnswer<'_>) -> RemedyDecision {
        RemedyDecision {
            modality: answer.modality(),
            entitled: answer.entitled,
            favoured: answer.favoured,
            needs: answer.needs.into_iter().map(str::to_owned).collect(),
            by: self.statements([Some(span)]),
        }
    }

    /// The statement that says who sets the priority, the definition that the incident began with, and the treatment of
    /// `treated_as`.
    fn priority(&self, basis: Basis, priority: PriorityId, treated_as: Option<PriorityId>) -> Vec<Arc<Statement>> {
        let model = self.policy.model();
        let definition = if basis == Basis::Definition { defined(model, self.facts) } else { None };
        let definition = definition.and_then(|initial| model.priorities.get(usize::from(initial.0)));
        let treatment = treated_as.and_then(|_| treatment::leading(self.package, self.facts, priority));
        self.statements([
            self.package.general.setter_span(),
            definition.and_then(|p| p.definition_span),
            treatment.map(|(t, _)| t.span),
        ])
    }
}

fn written(at: Instant, zone: Zone) -> OffsetInstant {
    at.rfc3339(zone.written_offset(at))
}

impl From<WarningRef<'_>> for Warning {
    fn from(warning: WarningRef<'_>) -> Self {
        Self { code: warning.code, names: warning.names.into_iter().map(str::to_owned).collect() }
    }
}
