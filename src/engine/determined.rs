//! A decision that borrows nothing, with the statements that determined it.

use compact_str::CompactString;

use crate::policy::Policy;
use crate::policy::model::{Limit, ObjectiveId, Package, Purpose};
use crate::span::Span;

use super::by_name::ObjectiveAnswer;
use super::conditions::Facts;
use super::decided_by::DecidedBy;
use super::decision::{Basis, Ended, Warning};
use super::decision_fields::Decision;
use super::decision_ref::{DecisionRef, ObjectiveResult, WarningRef};
use super::fields::{
    CadenceDecision, DecisionView, EscalationDecision, ObjectiveDecision, RemedyDecision, RepliesDecision,
};
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
    pub(super) fn to_decision(&self, package: &Package, facts: &Facts<'_>) -> Decision {
        let policy = self.policy;
        let owner = Owner { policy, package, facts };
        let model = policy.model();
        let objectives = model.objective_ids().zip(&model.objectives).zip(&self.objectives);
        let objectives = objectives.map(|((id, objective), result)| {
            let ended = self.ended.get(id.index()).copied().unwrap_or(false).then_some(Ended::Resolved);
            let answer = match result {
                Some(result) => ObjectiveAnswer::Timed(ObjectiveDecision::of(result, policy, owner.limit(id, result))),
                None => ObjectiveAnswer::None { ended },
            };
            (objective.name.as_str(), answer)
        });
        let cadence = self.cadence.as_ref().map(|cadence| {
            let by = owner.statements([Some(cadence.statement)]);
            CadenceDecision::of(cadence, policy, by)
        });
        let replies = self.replies.as_ref().map(|replies| {
            let by = owner.statements([Some(replies.statement)]);
            RepliesDecision::of(replies, policy, by)
        });
        let remedies = model.remedies.iter().zip(&package.remedies).zip(&self.remedies);
        let remedies = remedies.map(|((titled, remedy), answer)| {
            let by = owner.statements([Some(remedy.span)]);
            (titled.name.as_str(), RemedyDecision::of(answer, policy, by))
        });
        Decision::of(
            &DecisionView::of(self),
            objectives.collect(),
            cadence,
            policy.has_replies().then_some(replies),
            policy.has_escalations().then(|| {
                self.escalations.iter().map(|escalation| EscalationDecision::of(escalation, policy)).collect()
            }),
            remedies.collect(),
            owner.priority(self),
        )
    }
}

impl Owner<'_, '_> {
    fn statements(&self, spans: impl IntoIterator<Item = Option<Span>>) -> DecidedBy {
        spans.into_iter().flatten().filter_map(|span| self.policy.statement(span)).collect()
    }

    /// The statement that sets the limit; that of the limit which it multiplies, if it does; and the treatment
    /// by which another priority times the objective.
    fn limit(&self, id: ObjectiveId, result: &ObjectiveResult<'_>) -> DecidedBy {
        let promise = |id| self.package.terms.get(usize::from(result.priority.0)).and_then(|terms| terms.promise(id));
        let said = promise(id).and_then(|promise| promise.each().find(|(_, one)| one.span == result.statement()));
        let multiplied = said.and_then(|(_, one)| match one.limit {
            Limit::Multiple(_, of) => promise(of).map(|other| other.span),
            _ => None,
        });
        let treated = result.priority != result.written;
        let purpose = Purpose::Objective(id);
        let treatment = treated
            .then(|| treatment::applied(self.package, self.facts, result.written, result.priority, purpose))
            .flatten();
        self.statements([Some(result.statement()), multiplied, treatment.map(|t| t.span)])
    }

    /// The statement that says who sets the priority, the definition that the incident began with, and the treatment of
    /// `treated_as`.
    fn priority(&self, decision: &DecisionRef<'_>) -> DecidedBy {
        let defined = (decision.basis == Basis::Definition).then_some(decision.initial);
        let definition = defined.and_then(|initial| self.policy.model().priorities.get(usize::from(initial.0)));
        let treated = decision.treated_as;
        let treatment = treated.and_then(|_| treatment::leading(self.package, self.facts, decision.priority));
        self.statements([
            self.package.general.setter_span(),
            definition.and_then(|p| p.definition_span),
            treatment.map(|(t, _)| t.span),
        ])
    }
}

impl From<&WarningRef<'_>> for Warning {
    fn from(warning: &WarningRef<'_>) -> Self {
        Self { code: warning.code, names: warning.names.iter().copied().map(CompactString::from).collect() }
    }
}
