//! What a policy and its decisions come to, laid out for people.

pub mod attainment;
mod calendar;
mod cases;
mod chart;
mod comparison;
pub mod credits;
mod dry_run;
pub mod due;
mod escape;
mod explanation;
pub mod incidents;
mod page;
mod policy_document;
pub mod promise;
mod render;
mod sheet;
mod sheet_notes;
mod witness;

pub use attainment::{Attainment, Attainments, Judgement, Tally};
pub use calendar::{calendar_day, window_times};
pub use cases::{cases_json, cases_tests};
pub use comparison::{Names, Witnesses, comparison_json, comparison_markdown, comparison_text};
pub use dry_run::{DryRun, Refused};
pub use explanation::{Story, explanation_markdown, explanation_svg, explanation_text, explanations_html};
pub use policy_document::{Example, Exemplified, examples, policy_document};
#[cfg(feature = "cli")]
pub use render::text;
pub use render::{json, markdown};
pub use sheet::{Cell, Compared, FactRow, Row, Sheet};
