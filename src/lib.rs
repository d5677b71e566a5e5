//! Support contracts as code.
//!
//! A company that sells software support promises things: an answer within four working hours,
//! the customer running again within three times that in 90 % of incidents. `relief` reads such
//! promises from policy files and decides incidents by them, exact to the microsecond over
//! holidays, clock changes and pauses.
//!
//! # One incident
//!
//! A [`Policy`] is loaded once. It is immutable, `Send` and `Sync`, and decides any number of [`Incident`]s.
//!
//! ```
//! use relief::{Incident, Instant, Policy, Status};
//!
//! let policy = Policy::standard()?;
//! let opened: Instant = "2024-03-28T16:00:00Z".parse()?;
//! let incident = Incident::builder("INC-7", "Gold", opened).customer_priority("P1").build();
//!
//! let decision = policy.decide(&incident, "2024-04-02T09:30:00Z".parse()?)?;
//! let response = decision.objective("response").ok_or("no limit")?;
//! assert_eq!(response.status, Status::Running);
//! // Thursday 16:00 and four working hours, over Easter and a clock change:
//! assert_eq!(response.due, Some("2024-04-02T12:00:00+01:00".parse()?));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Decision`] borrows nothing. Its JSON form is the line that `relief eval` writes, and it names the
//! [`Statement`]s of the policy that determined it. An incident that cannot be decided has a [`Rejection`], whose
//! [`RejectCode`] says why. Instants come from and go to the types of `chrono`.
//!
//! # A policy of your own
//!
//! ```
//! use relief::{Incident, Instant, Policy};
//!
//! let text = r#"
//! calendar office { timezone Europe/London open mon-fri 09:00-17:00 }
//! facts { vip bool }
//! priority P1 "Urgent"
//! priority P2 "Other"
//! tier Basic {
//!     coverage office
//!     response P1 < 1 working hour
//!     response P2 < 1 working day
//!     treat P2 as P1 for response when vip
//! }
//! "#;
//! let policy = Policy::from_text("basic.sla", text)?;
//! let opened: Instant = "2024-06-03T16:30:00+01:00".parse()?;
//! let incident = Incident::builder("1", "Basic", opened).priority("P2").fact("vip", true).build();
//! let decision = policy.decide(&incident, opened)?;
//! let response = decision.objective("response").ok_or("no limit")?;
//! assert_eq!(response.priority, "P1");
//! assert_eq!(response.due, Some("2024-06-04T09:30:00+01:00".parse()?));
//!
//! // Whatever is wrong with a policy is reported at once, with its place.
//! let errors = Policy::from_text("basic.sla", "tier Basic { response < 4 hurs }").map(|_| ()).unwrap_err();
//! assert_eq!(errors.diagnostics.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! Without `default-features` the library reads policies from text and decides incidents; it reads no clock, environment
//! or file. `files` adds `Policy::load`, `columnar` adds `Policy::decide_batch` (Arrow in and out), `xlsx` and `zstd`
//! add formats of input, `cli` the command, `lsp` its language server.

/// The Rust of the README, compiled as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod analysis;
#[cfg(feature = "cli")]
mod cli;
mod diagnostic;
pub mod embed;
mod engine;
mod facts;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod ide;
mod io;
mod lint;
mod policy;
mod report;
mod source;
mod span;
mod syntax;
mod testing;
mod time;
mod value;
mod yaml;

#[cfg(feature = "columnar")]
pub use arrow_array;
#[cfg(feature = "columnar")]
pub use arrow_schema;
pub use compact_str::CompactString;
pub use diagnostic::{Code, Diagnostic, Edit, Fix, Severity};
pub use engine::{
    Basis, ByName, CadenceDecision, Conditions, DecidedBy, Decision, Ended, EscalationDecision, EscalationStatus,
    Excluded, Explanation, Incident, IncidentBuilder, Ledger, LedgerEnd, Mark, MissingFact, Modality, Nearest,
    ObjectiveAnswer, ObjectiveDecision, Objectives, PriorityChange, RejectCode, Rejection, Remedies, RemedyDecision,
    RemedyExplanation, RepliesDecision, Segment, SegmentReason, Status, UnknownCondition, Waiting, Warning,
    WarningCode,
};
pub use facts::FactValue;
#[cfg(feature = "columnar")]
pub use io::pipeline::{BatchDecisions, BatchOptions};
pub use io::read::{ReadError, ReadOptions};
pub use policy::Comparison;
pub use policy::model::{Objective, ObjectiveId};
pub use policy::{Policy, PolicyErrors, PromiseSource, Statement};
pub use source::{Place, Source, Sources};
pub use span::{FileId, Span};
pub use time::{Instant, InstantError, Length, OffsetInstant};
pub use value::Truth;

/// What the command, the tests and the benchmarks of this crate reach inside it. It is no part of the library: anything
/// in it may change or go with any release.
#[doc(hidden)]
pub mod internals {
    macro_rules! reach {
        ($($module:ident),*) => {$(
            pub mod $module {
                pub use crate::$module::*;
            }
        )*};
    }
    #[cfg(feature = "cli")]
    reach!(cli);
    reach!(
        analysis, diagnostic, engine, facts, ide, io, lint, policy, report, source, span, syntax, testing, time, value
    );
}
