//! Decisions out: JSON lines, JSON, CSV, a table, Parquet, Arrow IPC; and the incidents that were rejected.

#[cfg(feature = "columnar")]
mod at_once;
#[cfg(feature = "columnar")]
mod bits;
#[cfg(feature = "columnar")]
mod column;
#[cfg(feature = "columnar")]
mod columnar;
mod columns;
mod csv;
#[cfg(feature = "columnar")]
mod decided_batch;
#[cfg(all(feature = "cli", feature = "columnar"))]
mod file;
#[cfg(feature = "cli")]
mod flat;
mod header;
mod json;
#[cfg(all(feature = "cli", feature = "columnar"))]
mod parquet;
#[cfg(feature = "columnar")]
mod places;
mod reject;
mod selection;
#[cfg(feature = "cli")]
mod table;
mod text;
mod writer;

#[cfg(feature = "columnar")]
pub(crate) use columnar::{DecisionColumns, kept_text};
#[cfg(feature = "columnar")]
pub(crate) use decided_batch::RemedyCodes;
#[cfg(all(feature = "cli", feature = "columnar"))]
pub(crate) use file::ColumnWriter;
#[cfg(feature = "cli")]
pub(crate) use table::{TableLayout, TableRow};
pub(crate) use text::{TextForm, Texts};

pub(crate) use crate::engine::fields::DecisionView;
pub use columns::Columns;
pub use reject::Reject;
pub use selection::{Selection, SelectionError};
pub use writer::{DecisionWriter, OutputFormat};
