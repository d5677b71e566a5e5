//! One record batch in, one out, with its rejects.

use std::borrow::Borrow;
use std::io;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};

use crate::io::read::{Options, ReadError, Reader, Shape, Work};
use crate::io::write::{DecisionColumns, Reject};
use crate::policy::Policy;
use crate::time::Instant;

use super::commit::Commit;
use super::make::Maker;
use super::{Form, Halt, Job, Outlet, Tally};

/// What was decided of a batch of incidents.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchDecisions {
    /// The decisions, in the order of the incidents: the columns that CSV has, with instants in UTC microseconds.
    pub decisions: RecordBatch,
    /// The incidents that were rejected, in their order: `row` (from 1), `id`, `code`, `message`.
    pub rejects: RecordBatch,
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

impl Outlet for Held {
    fn decisions(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn columns(&mut self, batch: &RecordBatch) -> io::Result<()> {
        self.decisions = Some(batch.clone());
        Ok(())
    }

    fn wants_records(&self) -> bool {
        false
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<bool, Halt> {
        self.rows.push(reject.line);
        self.ids.push(reject.id.map(str::to_owned));
        self.codes.push(reject.code.as_str());
        self.messages.push(reject.message.to_owned());
        Ok(true)
    }

    fn reached(&mut self, _: &Tally) {}
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
    /// Decides a batch of incidents as of an instant. Columns are fields and facts by their names; instants are
    /// timestamps with a zone or RFC 3339, `waiting` is a list of `{from, to, on}` or the text that CSV has, names
    /// may be dictionaries. Each decision is what [`Policy::decide`] says, to the last column.
    ///
    /// # Errors
    /// Where no column is a field of an incident, or one that is has a type that no field has.
    pub fn decide_batch(&self, batch: &RecordBatch, as_of: Instant) -> Result<BatchDecisions, ReadError> {
        let mut found = None;
        self.decide_batches([batch], as_of, |decisions| found = Some(decisions))?;
        found.ok_or_else(|| ReadError::new("", "the batch was not decided"))
    }

    /// Decides one batch after another, each as [`Policy::decide_batch`] does, and hands the decisions to `each` in
    /// order. What conditions came to in one batch is remembered for the next; an id that an earlier batch had is a
    /// duplicate.
    ///
    /// # Errors
    /// As [`Policy::decide_batch`], for the first batch of which it is so: those before it are decided.
    pub fn decide_batches<B: Borrow<RecordBatch>>(
        &self,
        batches: impl IntoIterator<Item = B>,
        as_of: Instant,
        mut each: impl FnMut(BatchDecisions),
    ) -> Result<(), ReadError> {
        let options = Options::new(as_of);
        let shape = Shape { facts: &self.model().facts, priorities: &self.model().priorities };
        let mut reader = Reader::new(shape, &options)?;
        let plan = reader.plan();
        let open = |_: &str| Err(io::ErrorKind::NotFound.into());
        let form = Form::Columns { coded: true };
        let job = Job {
            policy: self,
            options: &options,
            files: &[],
            open: &open,
            form,
            zone: None,
            threads: 1,
            piece: super::PIECE,
        };
        let mut held = Held::default();
        let mut commit = Commit::new(&mut held, &plan, form);
        let mut maker = Maker::new(&job, &plan, commit.seen.hasher(), false);
        let broken = |e: &dyn std::fmt::Display| ReadError::new("", format!("the decisions cannot be laid out: {e}"));
        for batch in batches {
            let batch = batch.borrow();
            let columns = reader.batch_columns(batch)?;
            let made = maker.make(Work::of_batch(columns, batch.clone()));
            if let Err(Halt::Decisions(e)) = commit.batch(made, &mut maker) {
                return Err(broken(&e));
            }
            let mut held = std::mem::take(&mut *commit.outlet);
            let decisions = match held.decisions.take() {
                Some(decisions) => Ok(decisions),
                None => DecisionColumns::new(self, &[], true).finish(),
            };
            let decisions = decisions.map_err(|e| broken(&e))?;
            each(BatchDecisions { decisions, rejects: held.rejects().map_err(|e| broken(&e))? });
        }
        Ok(())
    }
}
