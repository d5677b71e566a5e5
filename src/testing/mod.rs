//! The `test` blocks of policies, run: what each expects against what is decided, and which
//! statements of a policy no test decides by.

mod assertion;
mod attain;
mod build;
mod coverage;
mod credits;
mod escalations;
mod expect;
mod facts;
mod parts;
mod render;
mod run;
mod suite;
mod why;

pub use coverage::{Coverage, Standing, Statement, Trial};
pub use parts::{Gone, Part, PartKind, parts, without};
pub use render::{brief, counts, json, junit};
pub use run::{Check, Seen, problems, run};
pub use suite::{Outcome, Root, Suite, TestRun};
