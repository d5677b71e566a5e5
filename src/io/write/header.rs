//! The columns of decisions: the tables of fields, flat and in order.

use crate::engine::decision_fields::{HEAD, TAIL};
use crate::engine::fields::{CADENCE, DETAILS, ENDED, ESCALATIONS, FieldInfo, OBJECTIVE, REMEDY, REPLIES};
use crate::policy::Policy;

/// The name of a column.
pub(super) fn flat_name(prefix: Option<&str>, field: &FieldInfo) -> String {
    match prefix {
        Some(prefix) => format!("{prefix}_{}", field.name),
        None => field.name.to_owned(),
    }
}

/// The fields of decisions under a policy, flat and in order, each with what its column's name begins with.
pub(crate) fn layout(policy: &Policy, details: bool) -> Vec<(Option<&str>, FieldInfo)> {
    fn group<'p>(prefix: &'p str, fields: &[FieldInfo]) -> Vec<(Option<&'p str>, FieldInfo)> {
        fields.iter().map(|field| (Some(prefix), *field)).collect()
    }
    let model = policy.model();
    let mut out: Vec<(Option<&str>, FieldInfo)> = HEAD.iter().map(|field| (None, *field)).collect();
    for objective in &model.objectives {
        out.extend(group(&objective.name, &OBJECTIVE));
        if details {
            out.extend(group(&objective.name, &DETAILS));
        }
        if objective.is_declared() {
            out.extend(group(&objective.name, &ENDED));
        }
    }
    if policy.has_cadence() {
        out.extend(group("cadence", &CADENCE));
    }
    if policy.has_replies() {
        out.extend(group("replies", &REPLIES));
    }
    if policy.has_escalations() {
        out.extend(ESCALATIONS.iter().map(|field| (None, *field)));
    }
    out.extend(model.remedies.iter().flat_map(|r| group(&r.name, &REMEDY)));
    out.extend(TAIL.iter().map(|field| (None, *field)));
    out
}

impl Policy {
    /// Whether any of its contracts promises an update interval.
    #[doc(hidden)]
    pub fn has_cadence(&self) -> bool {
        self.tables.timings.iter().flatten().any(|t| t.cadence.is_some())
    }

    /// Whether any of its contracts has escalations.
    #[doc(hidden)]
    pub fn has_escalations(&self) -> bool {
        self.model.packages.iter().any(|package| !package.service.escalations.is_empty())
    }

    /// Whether any of its contracts promises replies.
    #[doc(hidden)]
    pub fn has_replies(&self) -> bool {
        self.tables.timings.iter().flatten().any(|t| t.reply.is_some())
    }
}
