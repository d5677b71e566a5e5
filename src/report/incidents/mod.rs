//! What a set of incidents comes to: attainment against target by contract, statement, priority and period, the worst
//! breaches and their causes, waiting by party. [`ReportBuilder`] counts decided incidents, [`IncidentReport`] is the
//! result, and the renderers write it for people and programs.

mod builder;
mod cause;
mod counts;
mod coverage;
mod data;
mod distribution;
pub(super) mod document;
mod earlier;
mod figures;
mod finish;
mod flat;
pub(super) mod html;
mod intervals;
mod keys;
pub(super) mod markdown;
mod over_time;
mod partial;
mod rows;
mod sections;
pub(super) mod subject;
pub(super) mod text;
mod waiting;
pub(super) mod words;
mod worst;

pub use crate::time::{By, Period};
pub use builder::{ReportBuilder, ReportOptions};
pub use cause::CauseKind;
pub use data::*;
pub use finish::Comparison;
pub use partial::PartialReport;
