//! Incidents in, decisions out: readers of every format, writers, the parallel pipeline between them, and the JSON
//! Schemas of what is read and written.

#[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "files of incidents are run by the command"))]
pub(crate) mod pipeline;
pub mod read;
pub mod schema;
pub mod write;
