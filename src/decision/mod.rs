//! Decisions out: JSON lines, JSON, CSV, a table; and the incidents that were rejected.

#[cfg(feature = "columnar")]
mod columnar;
mod csv;
mod flat;
mod json;
mod reject;
mod table;
mod text;
mod write;

#[cfg(feature = "columnar")]
pub(crate) use columnar::{DecisionColumns, RemedyCodes, kept_text};
pub(crate) use text::{Form as TextForm, Shown, Texts};

pub use flat::Columns;
pub use reject::Reject;
pub use write::{DecisionWriter, OutputFormat};
