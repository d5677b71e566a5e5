//! One record batch in, one out, with its rejects.

use std::borrow::Borrow;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use serde_json::Value;

use crate::io::read::{ReadError, ReadOptions, Reader, Shape, Work, WorkKind};
use crate::io::write::{DecisionColumns, Reject, Selection, SelectionError};
use crate::policy::Policy;
use crate::time::Instant;

use super::commit::Commit;
use super::worker::Worker;
use super::{DecisionFormat, Job, Sink, StopReason};

/// What was decided of a batch of incidents.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BatchDecisions {
    /// The decisions, in the order of the incidents: the columns that CSV has, or those that were asked for, with
    /// instants in UTC microseconds.
    pub decisions: RecordBatch,
    /// The incidents that were rejected, in their order: `row` (from 1), `id`, `code`, `message`.
    pub rejects: RecordBatch,
    /// What was noticed in this batch first and rejects nothing, such as a column whose name looks like a misspelt
    /// field.
    pub notes: Vec<String>,
}

/// How batches are decided.
///
/// ```
/// use relief::{BatchOptions, Instant};
///
/// let as_of: Instant = "2024-04-02T09:30:00Z".parse()?;
/// let options = BatchOptions::new(as_of).check_duplicates(false).columns(["response_status", "relief_status"]);
/// assert_eq!(options.as_of, as_of);
/// # Ok::<(), relief::InstantError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchOptions {
    /// The instant of the decisions.
    pub as_of: Instant,
    /// Whether an incident is rejected if an earlier one has its id. It is checked over all batches of one call, which
    /// takes 20 to 40 bytes of memory an incident.
    pub check_duplicates: bool,
    /// The columns of the decisions; `None` if all.
    pub columns: Option<Vec<String>>,
    /// How the incidents are read: plainly, or by a mapping.
    pub read: ReadOptions,
}

impl BatchOptions {
    /// As of an instant, with ids checked for duplicates.
    #[must_use]
    pub fn new(as_of: Instant) -> Self {
        Self { as_of, check_duplicates: true, columns: None, read: ReadOptions::new() }
    }

    /// Whether an incident is rejected if an earlier one has its id.
    #[must_use]
    pub fn check_duplicates(mut self, check: bool) -> Self {
        self.check_duplicates = check;
        self
    }

    /// The columns of the decisions, by their names. A name is a column, such as `response_status`, or a group: an
    /// objective, `cadence`, `replies`, `remedies` or a remedy. The order is always that of all columns, and `id` is
    /// always there. A name that occurs twice is one column. Rows are rejected as they are without this option.
    #[must_use]
    pub fn columns(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.columns = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// How the incidents are read, if they come from another system. If the mapping is one of an event log, the batches
    /// are parts of one log: it is decided after the last of them, all at once, and the `row` of a reject is counted
    /// over all batches.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use relief::arrow_array::{ArrayRef, RecordBatch, StringArray};
    /// use relief::{BatchOptions, Policy, ReadOptions};
    ///
    /// let text = |values: [&str; 3]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
    /// let log = RecordBatch::try_from_iter([
    ///     ("id", text(["1", "1", "1"])),
    ///     ("at", text(["2024-04-02T09:00:00Z", "2024-04-02T09:30:00Z", "2024-04-02T11:00:00Z"])),
    ///     ("event", text(["opened", "responded", "resolved"])),
    ///     ("contract", text(["Gold", "", ""])),
    ///     ("customer_priority", text(["P1", "", ""])),
    /// ])?;
    /// let as_of: relief::Instant = "2024-04-03T00:00:00Z".parse()?;
    /// let options = BatchOptions::new(as_of).read(ReadOptions::new().mapping("events")?);
    /// let decided = Policy::standard()?.decide_batch(&log, options)?;
    /// assert_eq!((decided.decisions.num_rows(), decided.rejects.num_rows()), (1, 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn read(mut self, read: ReadOptions) -> Self {
        self.read = read;
        self
    }

    fn selection(&self, policy: &Policy) -> Result<Selection, ReadError> {
        let Some(names) = &self.columns else { return Ok(Selection::all(policy, false)) };
        Selection::of_names(policy, false, &[], names).map_err(|error| match error {
            SelectionError::Detail { .. } => ReadError::new("", format!("{error}, and batches have none of them")),
            SelectionError::Unknown { .. } => ReadError::new("", error.to_string()),
        })
    }
}

impl From<Instant> for BatchOptions {
    fn from(as_of: Instant) -> Self {
        Self::new(as_of)
    }
}

/// Holds what comes.
#[derive(Default)]
struct Held {
    decisions: Option<RecordBatch>,
    rows: Vec<u64>,
    ids: Vec<Option<String>>,
    codes: Vec<&'static str>,
    messages: Vec<String>,
}

impl Sink for Held {
    fn columns(&mut self, batch: &RecordBatch) -> io::Result<()> {
        self.decisions = Some(batch.clone());
        Ok(())
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<bool, StopReason> {
        self.rows.push(reject.line);
        self.ids.push(reject.id.map(str::to_owned));
        self.codes.push(reject.code.as_str());
        self.messages.push(reject.message.to_owned());
        Ok(true)
    }
}

impl Held {
    fn rejects(self) -> Result<RecordBatch, ArrowError> {
        let field = |name: &str, kind, nullable| Field::new(name, kind, nullable);
        let schema = Schema::new(vec![
            field("row", DataType::UInt64, false),
            field("id", DataType::Utf8, true),
            field("code", DataType::Utf8, false),
            field("message", DataType::Utf8, false),
        ]);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(UInt64Array::from(self.rows)),
            Arc::new(StringArray::from(self.ids)),
            Arc::new(StringArray::from(self.codes)),
            Arc::new(StringArray::from(self.messages)),
        ];
        RecordBatch::try_new(Arc::new(schema), columns)
    }
}

impl Policy {
    /// Decides a batch of incidents: as of an instant, or by [`BatchOptions`]. Columns are fields and facts by their
    /// names; instants are timestamps with a zone or RFC 3339, `waiting` is a list of `{from, to, on}` or the text that
    /// CSV has, names may be dictionaries. Each decision is what [`Policy::decide`] says, to the last column.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use relief::arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
    /// use relief::{Instant, Policy};
    ///
    /// let text = |values: [&str; 2]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
    /// let batch = RecordBatch::try_from_iter([
    ///     ("id", text(["1", "2"])),
    ///     ("contract", text(["Gold", "Golden"])),
    ///     ("opened", text(["2024-03-28T16:00:00Z", "2024-03-28T17:00:00Z"])),
    ///     ("customer_priority", text(["P1", "P1"])),
    /// ])?;
    /// let as_of: Instant = "2024-04-02T09:30:00Z".parse()?;
    /// let decided = Policy::standard()?.decide_batch(&batch, as_of)?;
    /// assert_eq!((decided.decisions.num_rows(), decided.rejects.num_rows()), (1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If no column is a field of an incident, or one that is has a type that no field has; or if no column of
    /// decisions has a name that [`BatchOptions::columns`] asks for.
    pub fn decide_batch(
        &self,
        batch: &RecordBatch,
        options: impl Into<BatchOptions>,
    ) -> Result<BatchDecisions, ReadError> {
        let mut found = None;
        let _ = self.decide_batches([batch], options, |decisions| {
            found = Some(decisions);
            ControlFlow::<()>::Continue(())
        })?;
        found.ok_or_else(|| ReadError::new("", "the batch was not decided"))
    }

    /// Decides one batch after another, each as [`Policy::decide_batch`] does, and hands the decisions, rejects and
    /// notes of each to `each`, in order. What conditions came to in one batch is remembered for the next. `each`
    /// stops the run with [`ControlFlow::Break`]; no further batch is taken then. Returns whether it was stopped, and
    /// the value that it was stopped with.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// # use std::sync::Arc;
    ///
    /// # use relief::arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
    /// use relief::{BatchOptions, Policy};
    /// # let text = |value: &str| Arc::new(StringArray::from(vec![value.to_owned()])) as ArrayRef;
    /// # let batch = RecordBatch::try_from_iter([
    /// #     ("id", text("1")),
    /// #     ("contract", text("Gold")),
    /// #     ("opened", text("2024-03-28T16:00:00Z")),
    /// #     ("customer_priority", text("P1")),
    /// # ])?;
    /// # let batches = [batch.clone(), batch.clone(), batch];
    ///
    /// let options = BatchOptions::new("2024-04-02T09:30:00Z".parse()?);
    /// let mut count = 0;
    /// let stopped = Policy::standard()?.decide_batches(&batches, options, |decided| {
    ///     count += decided.decisions.num_rows();
    ///     // The second batch has an id of the first.
    ///     if decided.rejects.num_rows() > 0 { ControlFlow::Break("a reject") } else { ControlFlow::Continue(()) }
    /// })?;
    /// assert_eq!((count, stopped), (1, ControlFlow::Break("a reject")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Policy::decide_batch`], for the first batch of which it is so: those before it are decided.
    pub fn decide_batches<B: Borrow<RecordBatch>, S>(
        &self,
        batches: impl IntoIterator<Item = B>,
        options: impl Into<BatchOptions>,
        mut each: impl FnMut(BatchDecisions) -> ControlFlow<S>,
    ) -> Result<ControlFlow<S>, ReadError> {
        let batch_options = options.into();
        let selection = batch_options.selection(self)?;
        let options = batch_options.read.as_of(batch_options.as_of);
        let shape = Shape::of(self.model());
        let mut reader = Reader::new(shape, &options)?;
        let plan = reader.plan();
        let open = |_: &str| Err(io::ErrorKind::NotFound.into());
        let form = DecisionFormat::Columns { coded: true };
        let job = Job {
            policy: self,
            options: &options,
            files: &[],
            open: &open,
            form,
            selection,
            zone: None,
            threads: 1,
            dry_run: None,
            piece: super::PIECE,
            check_duplicates: batch_options.check_duplicates,
            counts: false,
        };
        let mut held = Held::default();
        let mut commit = Commit::new(&mut held, &plan, &job);
        let mut worker = Worker::new(&job, &plan, commit.seen.hasher(), false);
        let mut noted = 0;
        let mut decide = |work: Work| {
            let made = worker.decide(work);
            if let Err(StopReason::Decisions(e)) = commit.batch(made, &mut worker) {
                return Err(unwritable(&e));
            }
            let mut held = std::mem::take(&mut *commit.sink);
            let decisions = match held.decisions.take() {
                Some(decisions) => Ok(decisions),
                None => DecisionColumns::new(self, &job.selection, &[], true).finish(),
            };
            let decisions = decisions.map_err(|e| unwritable(&e))?;
            let rejects = held.rejects().map_err(|e| unwritable(&e))?;
            let mut notes = commit.notes.lines();
            let new = notes.split_off(noted.min(notes.len()));
            noted += new.len();
            Ok(each(BatchDecisions { decisions, rejects, notes: new }))
        };
        if batch_options.read.is_event_log() {
            return decide(log(&mut reader, batches)?);
        }
        for batch in batches {
            let batch = batch.borrow();
            let columns = reader.batch_columns(batch)?;
            let work = Work { notes: reader.take_notes(), ..Work::of_batch(columns, batch.clone()) };
            let decided = decide(work)?;
            if decided.is_break() {
                return Ok(decided);
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

fn unwritable(error: &dyn std::fmt::Display) -> ReadError {
    ReadError::new("", format!("the decisions cannot be written: {error}"))
}

/// All incidents of a log, and its rows without an id.
fn log<B: Borrow<RecordBatch>>(
    reader: &mut Reader<'_>,
    batches: impl IntoIterator<Item = B>,
) -> Result<Work, ReadError> {
    let (mut rows, mut first) = (Vec::new(), 1);
    for batch in batches {
        let batch = batch.borrow();
        reader.rows_of_batch(batch, first, |row| rows.push((row, Value::Null)))?;
        first += u64::try_from(batch.num_rows()).unwrap_or(0);
    }
    rows.extend(reader.finish()?.map(|row| (row, Value::Null)));
    Ok(Work { file: "".into(), kind: WorkKind::Rows(rows), notes: reader.take_notes() })
}
