//! What a row is about, in names that the versions of a contract share: by it, the rows of two reports are compared.

use crate::policy::Policy;
use crate::policy::model::{ObjectiveId, PackageId, PriorityId, Promise};
use crate::span::Span;

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subject {
    pub(super) contract: String,
    pub(super) objective: ObjectiveId,
    pub(super) of: Of,
}

/// Which incidents of a contract and objective.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    /// Those that a statement times: of these priorities, in these circumstances.
    Promise {
        priorities: Vec<PriorityId>,
        when: Option<String>,
    },
    Priority(PriorityId),
    /// Those with a value in the column of this number.
    Group {
        column: usize,
        value: Option<String>,
    },
}

/// The promises of a package about an objective, with the priority that each is for and its circumstances.
pub(in crate::report) fn promises(
    policy: &Policy,
    package: PackageId,
    objective: ObjectiveId,
) -> impl Iterator<Item = (PriorityId, Option<String>, &Promise)> {
    let model = policy.model();
    let terms = model.package(package).map_or(&[][..], |package| &package.terms);
    (0_u16..).map(PriorityId).zip(terms).flat_map(move |(priority, terms)| {
        let each = terms.promise(objective).into_iter().flat_map(Promise::each);
        each.map(move |(when, promise)| (priority, when.map(|when| model.condition_words(when)), promise))
    })
}

impl Of {
    /// What a statement of a package times.
    pub(super) fn promise(policy: &Policy, package: PackageId, objective: ObjectiveId, statement: Span) -> Self {
        let each = promises(policy, package, objective).filter(|(.., promise)| promise.span == statement);
        let (priorities, mut when): (Vec<_>, Vec<_>) = each.map(|(priority, when, _)| (priority, when)).unzip();
        when.truncate(1);
        Self::Promise { priorities, when: when.pop().flatten() }
    }
}
