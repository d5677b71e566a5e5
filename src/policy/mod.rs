//! The resolved model, how files become one, and what it is compiled to.

mod carried;
mod compile;
mod compiled;
mod condition;
mod fingerprint;
mod general_terms;
mod ids;
mod load;
pub mod model;
mod objective;
mod parties;
mod quotation;
mod resolve;
pub mod service_terms;
mod statement;
mod terms;
mod words;

pub(crate) use carried::built_in;
pub(crate) use compile::{Branch, CadenceTiming, Choice, LimitRule, Reading, ReplyTiming, Tables, Timing, Timings};
pub use compile::{ClockId, Comparison};
#[expect(unused_imports, reason = "decisions and credit statements do not read them yet")]
pub(crate) use compile::{EscalationTiming, LatenessTiming, ReachedAt};
pub use compiled::{Policy, PolicyErrors};
#[cfg(feature = "files")]
pub use load::{Disk, discover};
pub use load::{Files, Unit, Workspace};
pub use model::Model;
pub use objective::{Objective, ObjectiveId, Purpose, StageField};
pub(crate) use parties::{PartyId, PartySet};
pub use resolve::resolve;
pub use statement::{PromiseSource, Statement};
pub use words::general::{Compared, GeneralTerm, Position};
pub(crate) use words::quoted;
pub use words::service::step_words;
pub use words::{plain, without_underscores};
