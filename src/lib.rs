//! Support contracts as code.
//!
//! A company that sells software support promises things: an answer within four working hours,
//! the customer running again within three times that in 90 % of incidents. `relief` reads such
//! promises from policy files and decides incidents by them, exact to the microsecond over
//! holidays, clock changes and pauses.
//!
//! ```
//! use relief::{Incident, Instant, Policy};
//!
//! let policy = Policy::standard()?;
//! let mut incident = Incident::new("INC-7", "Gold", Instant::parse("2024-03-28T16:00:00Z")?);
//! incident.customer_priority = Some("P1".to_owned());
//! let decision = policy.decide(&incident, Instant::parse("2024-04-02T09:30:00Z")?)?;
//! let response = decision.objective(relief::ObjectiveId::RESPONSE).ok_or("no limit")?;
//! // Thursday 16:00 and four working hours, over Easter and a clock change:
//! assert_eq!(response.due, Some(Instant::parse("2024-04-02T12:00:00+01:00")?));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The modules stand in the order in which data flows; each imports only what stands above it here.

pub mod analysis;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod diagnostic;
pub mod engine;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
pub mod io;
pub mod lint;
pub mod policy;
pub mod report;
pub mod source;
pub mod span;
pub mod syntax;
pub mod testing;
pub mod time;
pub mod value;
mod yaml;

pub use engine::{Decision, FactValue, Incident, PriorityChange, RejectCode, Rejection, Status, Waiting};
#[cfg(feature = "columnar")]
pub use io::pipeline::BatchDecisions;
pub use policy::model::{Objective, ObjectiveId};
pub use policy::{Policy, PolicyErrors};
pub use time::Instant;
