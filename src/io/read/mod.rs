//! Incidents in: records and event logs as CSV, TSV, JSON lines, JSON and YAML, each also gzipped.
//!
//! A [`Reader`] is one run over any number of files. Each file's rows come one at a time; the incidents
//! of an event log come after the last file, from [`Reader::finish`]. A row that cannot be decided says
//! why and costs nothing but itself; only what makes a whole file unreadable is a [`ReadError`].

mod cell;
mod chunks;
#[cfg(feature = "columnar")]
mod columnar;
mod csv;
mod decide;
mod dry_run;
mod duplicate_ids;
mod encoding;
mod error;
mod facts;
mod fast;
mod fields;
mod format;
#[cfg(any(feature = "columnar", feature = "xlsx"))]
mod guard;
mod json;
mod layout;
mod lines;
mod lists;
mod log;
mod mapping;
mod messages;
mod met;
mod notes;
mod open_file;
#[cfg(any(feature = "columnar", feature = "xlsx"))]
mod owned_row;
mod parsed;
mod plan;
mod presence;
mod read_options;
mod reader;
#[cfg(feature = "columnar")]
mod record_batches;
mod row;
mod row_decoder;
mod row_source;
mod row_view;
mod rows;
#[cfg(feature = "xlsx")]
mod sheet;
#[cfg(test)]
mod tests;
mod times;
mod wanted;
mod work;
mod work_source;
mod wrapped;
mod yaml_list;

#[cfg(any(feature = "cli", feature = "columnar", feature = "fuzzing", test))]
pub(crate) use chunks::PIECE;
pub(crate) use duplicate_ids::{DuplicateIds, IdHash};
pub(crate) use fast::Raw;
#[cfg(all(feature = "cli", any(feature = "columnar", feature = "xlsx")))]
pub(crate) use guard::is_guarded;
pub(crate) use messages::shorten;
pub(crate) use met::NamesMet;
#[cfg(feature = "cli")]
pub(crate) use met::{not_a_log, not_records};
pub(crate) use plan::Plan;
pub(crate) use presence::Presence;
pub(crate) use row_decoder::{DecodedRow, RowDecoder};
pub(crate) use work::{RowPlace, Work, WorkKind};
pub(crate) use work_source::WorkSource;

#[cfg(feature = "columnar")]
pub use arrow_array::RecordBatch;
pub use dry_run::{Odd, OddValue, Understood, Used};
pub use encoding::Encoding;
pub use error::ReadError;
pub(crate) use format::Bytes;
pub use format::Format;
#[cfg(feature = "cli")]
pub(crate) use layout::is_delimiter;
pub use log::Finished;
pub use mapping::{
    After, Columns, EventMeaning, Log, Mapping, MappingError, StateMeaning, TimeForm, TimeFormat, built_in_names,
};
pub use notes::Notes;
pub use read_options::ReadOptions;
pub use reader::Reader;
pub use row::Row;
pub use rows::Rows;

use crate::policy::model::{DeclaredField, Fact, Model, Priority};
use crate::time::{Ambiguous, Instant, Zone};

/// What readers need of a policy.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shape<'a> {
    /// The declared facts.
    pub facts: &'a [Fact],
    /// The declared priorities, the most urgent first.
    pub priorities: &'a [Priority],
    /// The instants that objectives declare.
    pub declared: &'a [DeclaredField],
}

impl<'a> Shape<'a> {
    /// What readers need of a model.
    pub fn of(model: &'a Model) -> Self {
        Self { facts: &model.facts, priorities: &model.priorities, declared: &model.fields }
    }

    /// The names of the priorities, the most urgent first.
    pub(crate) fn priority_names(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.priorities.iter().map(|p| p.name.as_str())
    }
}

/// How incidents are to be read.
#[derive(Debug, Clone)]
pub struct Options {
    /// The format; `None` if the file's name tells it.
    pub format: Option<Format>,
    /// The encoding of text files; `None` if a byte order mark says it, or it is UTF-8.
    pub encoding: Option<Encoding>,
    /// What separates the cells of CSV files: one of ASCII. Nothing where the file says it, or its header shows it.
    pub delimiter: Option<u8>,
    /// How many lines of CSV files are above the header; `None` if it is looked for.
    pub skip_lines: Option<u64>,
    /// Constants for every incident: field and value, as a CSV cell would give it.
    pub set: Vec<(String, String)>,
    /// The columns that are carried through.
    pub keep: Vec<String>,
    /// Parts of text files in which this text does not occur are skipped: for one who looks for it.
    pub only: Option<String>,
    /// The zone of local times; wins over the mapping's.
    pub timezone: Option<Zone>,
    /// What to make of local times that a clock change skipped or repeated.
    pub ambiguous: Ambiguous,
    /// How another system's export becomes incidents.
    pub mapping: Option<Mapping>,
    /// The instant of the decisions: what an event log says of later is dropped.
    pub as_of: Instant,
}

impl Options {
    /// Plain reading: everything from the columns of the fields' own names.
    pub fn new(as_of: Instant) -> Self {
        Self {
            format: None,
            encoding: None,
            delimiter: None,
            skip_lines: None,
            set: Vec::new(),
            keep: Vec::new(),
            only: None,
            timezone: None,
            ambiguous: Ambiguous::Error,
            mapping: None,
            as_of,
        }
    }
}
