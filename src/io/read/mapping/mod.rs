//! Mapping files: how another system's export becomes incidents (`docs/mappings.md`).

mod built_in;
mod file;
mod form;
mod meaning;
mod merge;
mod model;
mod names;
mod problem;

pub use super::times::{TimeForm, TimeFormat};
pub use built_in::built_in_names;
pub use meaning::{EventMeaning, StateMeaning};
pub use model::{After, Columns, Log, Mapping, MappingError};
pub(super) use model::{OtherEvents, OtherStates};
