//! Files of incidents in, decisions out: read, decided and written by as many threads as there are,
//! in the order of the input and in bounded memory.
//!
//! Each thread takes the next piece of a file, makes decisions of it as bytes, and hands them in. Whoever
//! hands in what is next writes it, with all that waits behind it. Nobody takes a piece while too many
//! wait: memory is that of a few pieces, whatever the size of the input.

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod against_reader;
#[cfg(feature = "columnar")]
mod column_encoder;
mod commit;
mod encoder;
mod line_decider;
mod pool;
#[cfg(feature = "columnar")]
mod record_batches;
#[cfg(feature = "cli")]
mod table_encoder;
#[cfg(feature = "columnar")]
mod table_rows;
mod tally;
#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that fails should stop at once, and how many cases it tries is set by the environment"
)]
mod tests;
mod text_encoder;
mod worker;

use std::io;
use std::sync::Arc;

#[cfg(feature = "cli")]
use serde_json::Value;

#[cfg(feature = "cli")]
use crate::io::read::Row;
use crate::io::read::{Bytes, Notes, Options, ReadError, Understood};
use crate::io::write::{Reject, Selection};
use crate::policy::Policy;
use crate::time::Zone;

#[cfg(any(feature = "cli", feature = "columnar", feature = "fuzzing", test))]
pub(crate) use crate::io::read::PIECE;
pub(crate) use line_decider::decide_lines;
pub use line_decider::{LineDecider, LineResult};
#[cfg(any(feature = "cli", feature = "fuzzing", test))]
pub(crate) use pool::run;
#[cfg(feature = "columnar")]
pub use record_batches::{BatchDecisions, BatchOptions};
#[cfg(any(feature = "fuzzing", test))]
pub(crate) use tally::Statuses;
pub(crate) use tally::Tally;

/// What is to be done.
pub(crate) struct Job<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) options: &'a Options,
    /// The files, as they are named.
    pub(crate) files: &'a [String],
    /// Opens a file: the name that a person knows it by, and its bytes.
    pub(crate) open: &'a (dyn Fn(&str) -> io::Result<Input> + Sync),
    pub(crate) form: DecisionFormat,
    /// The columns of decisions that are written. All fields of a row are checked, whatever is written.
    pub(crate) selection: Selection,
    /// The zone in which texts have all instants; `None` if each has that of its clock.
    pub(crate) zone: Option<Zone>,
    pub(crate) threads: usize,
    /// What a dry run records of how the input is understood, if this is one.
    pub(crate) dry_run: Option<DryRun>,
    /// About this many bytes of a file are decided at once.
    pub(crate) piece: usize,
    /// Whether an incident is rejected if an earlier one has its id.
    pub(crate) check_duplicates: bool,
    /// Whether anybody reads what the run has come to.
    #[cfg_attr(not(feature = "columnar"), expect(dead_code, reason = "rows that are decided one by one are counted"))]
    pub(crate) counts: bool,
}

impl<'a> Job<'a> {
    /// Reads files, and decides nothing: the sink takes the rows.
    #[cfg(feature = "cli")]
    pub(crate) fn of_rows(
        policy: &'a Policy,
        options: &'a Options,
        files: &'a [String],
        open: &'a (dyn Fn(&str) -> io::Result<Input> + Sync),
        threads: usize,
    ) -> Self {
        Self {
            policy,
            options,
            files,
            open,
            form: DecisionFormat::Rows,
            selection: Selection::all(policy, false),
            zone: None,
            threads,
            dry_run: None,
            piece: PIECE,
            check_duplicates: true,
            counts: true,
        }
    }
}

impl Job<'_> {
    /// Whether the rows are decided, and not just read.
    fn decides(&self) -> bool {
        #[cfg(feature = "cli")]
        return self.form != DecisionFormat::Rows;
        #[cfg(not(feature = "cli"))]
        true
    }
}

/// How a dry run records its input.
#[derive(Debug, Clone)]
pub(crate) struct DryRun {
    /// The names that a contract may have.
    pub(crate) contracts: Vec<String>,
    /// How many rows are kept to be shown.
    pub(crate) rows: usize,
}

/// A file that was opened.
pub(crate) struct Input {
    /// What a person calls it.
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

/// How decisions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecisionFormat {
    /// One JSON object a line.
    JsonLines,
    /// One JSON list.
    Json,
    /// Comma-separated values, flat.
    Csv,
    /// Record batches; words as codes of a dictionary, or each by itself.
    #[cfg(feature = "columnar")]
    Columns {
        /// As codes.
        coded: bool,
    },
    /// A table for a person, `width` columns wide, in colour or not.
    #[cfg(feature = "cli")]
    Table {
        /// Whether in colour.
        color: bool,
        /// How wide.
        width: u16,
    },
    /// No decisions: the sink takes the rows that are read.
    #[cfg(feature = "cli")]
    Rows,
}

/// Where decisions and rejects go.
pub(crate) trait Sink: Send {
    /// What follows is of this file, as it is known by; it may be the same as before.
    fn begin(&mut self, _file: &str) -> io::Result<()> {
        Ok(())
    }

    /// Decisions, as bytes.
    fn decisions(&mut self, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }

    /// Decisions, as columns.
    #[cfg(feature = "columnar")]
    fn columns(&mut self, _batch: &arrow_array::RecordBatch) -> io::Result<()> {
        Ok(())
    }

    /// A row that was read, and its record: of [`DecisionFormat::Rows`] only. Whether to go on.
    #[cfg(feature = "cli")]
    fn row(&mut self, _row: &Row, _record: Value) -> Result<bool, StopReason> {
        Ok(true)
    }

    /// Whether rejects are reported with their records.
    fn wants_records(&self) -> bool {
        false
    }

    /// A rejected incident; whether to go on.
    fn reject(&mut self, _reject: &Reject<'_>) -> Result<bool, StopReason> {
        Ok(true)
    }

    /// How far the run is.
    fn reached(&mut self, _tally: &Tally) {}
}

/// Why a run ended before its input did.
#[derive(Debug)]
pub(crate) enum StopReason {
    /// A file could not be opened.
    Open(String, io::Error),
    /// A file could not be read further.
    Read(ReadError),
    /// The decisions could not be written.
    Decisions(io::Error),
    /// The rejects could not be written.
    Rejects(io::Error),
    /// The sink would not go on.
    Stopped,
}

/// What a run came to.
pub(crate) struct Run {
    pub(crate) tally: Tally,
    pub(crate) notes: Notes,
    /// The file and line that were reached.
    pub(crate) place: Option<(Arc<str>, u64)>,
    pub(crate) stop: Option<StopReason>,
    /// What a dry run recorded.
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "the command shows it"))]
    pub(crate) understood: Understood,
}
