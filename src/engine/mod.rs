//! Incidents against a compiled policy: one at a time, or many by the kernel.

mod accounted;
mod asked_calendars;
mod bind;
mod bound;
mod by_name;
mod codes;
mod conditions;
mod core;
mod coverage_clocks;
pub mod credits;
mod decide;
mod decided_by;
mod decision;
pub(crate) mod decision_fields;
mod decision_ref;
mod details;
mod determined;
mod downtime;
mod escalations;
mod explain;
mod field;
pub(crate) mod fields;
mod incident;
mod incident_builder;
mod incident_json;
mod kernel;
mod ledger;
mod limited;
mod limits;
mod measured;
mod open_clocks;
mod openings;
mod rejection;
mod remedies;
mod replies;
mod timeline;
mod timing;
mod treatment;

pub(crate) use bound::{BoundIncident, OPEN, Wait};
pub use codes::{Page, example_policy};
pub(crate) use coverage_clocks::CoverageClocks;
pub use details::Details;
#[cfg(feature = "columnar")]
pub(crate) use kernel::{
    ALONE, AskedColumns, AskedTimes, Coded, DecidedColumns, IncidentColumns, MISSING, Plan, PlanId, RemedyId,
    TimedColumns,
};
pub(crate) use kernel::{FactKey, Kernel, Outcome};
pub(crate) use measured::{Measured, MeasuredEnd};
pub(crate) use open_clocks::{ClockSubject, OpenClock, OpenStatus};

pub use by_name::{ByName, ObjectiveAnswer, Objectives, Remedies};
pub(crate) use conditions::{OfChannel, OfContract, Part, each_part, fold, of_channel, of_contract, of_priority};
pub use decided_by::DecidedBy;
pub use decision::{Basis, Ended, EscalationStatus, Modality, Status, Warning, WarningCode};
pub use decision_fields::Decision;
pub use decision_ref::{
    CadenceAnswer, DecisionRef, EscalationAnswer, ObjectiveResult, RemedyAnswer, ReplyAnswer, WarningRef,
};
pub use explain::{Conditions, Explanation, MissingFact, RemedyExplanation, UnknownCondition};
pub use field::{Field, FieldKind};
pub use fields::{CadenceDecision, EscalationDecision, ObjectiveDecision, RemedyDecision, RepliesDecision};
pub use incident::{Excluded, Incident, PriorityChange, Waiting};
pub use incident_builder::IncidentBuilder;
pub(crate) use ledger::billionths;
pub use ledger::{Ledger, LedgerEnd, Mark, Nearest, Segment, SegmentReason};
pub use rejection::{RejectCode, Rejection};
