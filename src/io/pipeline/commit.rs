//! What was made, in order: ids compared with each other, decisions and rejects handed out.

use std::sync::Arc;

#[cfg(feature = "columnar")]
use arrow_array::RecordBatch;
#[cfg(feature = "columnar")]
use arrow_schema::ArrowError;
use serde_json::Value;

use crate::diagnostic::nearest;
use crate::engine::{RejectCode, Rejection};
use crate::io::read::{DuplicateIds, Notes, Plan, Presence, RowPlace, Work, shorten};
use crate::io::write::Reject;
#[cfg(feature = "cli")]
use crate::io::write::{TableLayout, TableRow};
use crate::policy::model::BUILTIN_PARTIES;

#[cfg(any(feature = "columnar", feature = "cli"))]
use super::encoder::EncodedDecisions;
#[cfg(feature = "columnar")]
use super::table_rows::TableRows;
use super::tally::Tally;
use super::worker::{Batch, RejectedRow, RowResult, Worker};
use super::{DecisionFormat, Job, Sink, StopReason};

/// Takes batches in order.
pub(super) struct Commit<'a, 'p, O> {
    pub(super) sink: &'a mut O,
    pub(super) seen: DuplicateIds,
    pub(super) tally: Tally,
    pub(super) notes: Notes,
    /// The file and line of the last row.
    pub(super) place: Option<(Arc<str>, u64)>,
    plan: &'p Plan<'p>,
    form: DecisionFormat,
    any: bool,
    #[cfg(feature = "cli")]
    table: Option<TableLayout<'p>>,
    /// The file of JSON lines that is being read, and its keys that the mapping reads.
    presence: Option<(Arc<str>, Presence)>,
    /// Whether an id that an earlier row has is a reason to reject a row.
    check_duplicates: bool,
}

impl<'a, 'p, O: Sink> Commit<'a, 'p, O> {
    pub(super) fn new(sink: &'a mut O, plan: &'p Plan<'p>, job: &Job<'p>) -> Self {
        Self {
            sink,
            seen: DuplicateIds::default(),
            tally: Tally::default(),
            notes: Notes::default(),
            place: None,
            plan,
            form: job.form,
            any: false,
            #[cfg(feature = "cli")]
            table: match job.form {
                DecisionFormat::Table { color, width } => {
                    Some(TableLayout::new(job.policy, &job.selection, &job.options.keep, color, width))
                }
                _ => None,
            },
            presence: None,
            check_duplicates: job.check_duplicates,
        }
    }

    /// Hands a batch out.
    pub(super) fn batch(&mut self, batch: Batch, worker: &mut Worker<'p>) -> Result<(), StopReason> {
        #[cfg_attr(not(feature = "cli"), expect(unused_mut, reason = "only a table takes its rows out"))]
        let Batch { mut work, rows, mut decisions, refused, unused, met, unreferenced, presence, .. } = batch;
        #[cfg(feature = "columnar")]
        let table = batch.table;
        self.look_for(&work, presence)?;
        self.sink.begin(&work.file).map_err(StopReason::Decisions)?;
        self.notes.add(std::mem::take(&mut work.notes));
        self.notes.met.extend(met);
        for key in unused {
            self.notes.unused(&key, self.plan.names());
        }
        for party in unreferenced {
            let near = nearest(&party, BUILTIN_PARTIES).map(|near| format!(": did you mean `{near}`?"));
            let party = shorten(&party);
            self.notes
                .tell(format!("incidents wait on `{party}`, for which no clock pauses{}", near.unwrap_or_default()));
        }
        #[cfg(feature = "cli")]
        if let EncodedDecisions::Rows(read) = decisions {
            for (result, (mut row, record)) in rows.iter().zip(read) {
                if !self.is_new(&work, result) {
                    row.duplicate();
                }
                if !self.sink.row(&row, record)? {
                    return Err(StopReason::Stopped);
                }
            }
            return Ok(());
        }
        #[cfg(feature = "columnar")]
        if let Some(table) = table
            && let EncodedDecisions::Columns(columns) = decisions
        {
            return self.table(&work, table, columns, refused, worker);
        }
        #[cfg(feature = "cli")]
        let mut table_rows = decisions.take_table_rows().into_iter();
        let mut refused = refused.into_iter();
        let bytes = decisions.bytes();
        // Of columns: which of the decisions stay.
        let mut keep = Vec::new();
        // What of the bytes was written, and where the row before ended.
        let (mut written, mut before) = (0, 0);
        for row in &rows {
            let new = self.is_new(&work, row);
            let start = std::mem::replace(&mut before, row.end);
            match &row.statuses {
                Some(statuses) if new => {
                    self.tally.decided(statuses);
                    keep.push(true);
                    #[cfg(feature = "cli")]
                    if let Some(row) = table_rows.next() {
                        self.table_row(row)?;
                    }
                }
                Some(_) => {
                    keep.push(false);
                    #[cfg(feature = "cli")]
                    table_rows.next();
                    self.write(bytes.get(written..start))?;
                    written = row.end;
                    let (read, record) = worker.exact(&work, row.place);
                    let rejection = Self::duplicate(read.id.as_deref());
                    self.refuse(&work, row.place, &RejectedRow { id: read.id, rejection, record })?;
                }
                None => {
                    let Some(refused) = refused.next() else { continue };
                    let refused = Self::or_duplicate(refused, new);
                    self.write(bytes.get(written..start))?;
                    written = start;
                    self.refuse(&work, row.place, &refused)?;
                }
            }
        }
        self.write(bytes.get(written..))?;
        #[cfg(feature = "columnar")]
        if let EncodedDecisions::Columns(columns) = decisions {
            return self.columns(columns, &keep);
        }
        self.sink.reached(&self.tally);
        Ok(())
    }

    /// Hands out a batch that was decided at once: each of its rows that is decided is in the columns.
    #[cfg(feature = "columnar")]
    fn table(
        &mut self,
        work: &Work,
        table: TableRows,
        columns: Result<RecordBatch, ArrowError>,
        refused: Vec<RejectedRow>,
        worker: &mut Worker<'p>,
    ) -> Result<(), StopReason> {
        let TableRows { decided: mut stays, ids, counted, .. } = table;
        let mut refused = refused.into_iter();
        let mut kept = Vec::with_capacity(stays.len());
        for (row, stays) in stays.iter_mut().enumerate() {
            let id = ids.as_ref().and_then(|ids| ids.get(row)).copied().flatten();
            let new = id.is_none_or(|id| self.seen.insert_hash(id));
            if *stays {
                kept.push(new);
            }
            if *stays && new {
                continue;
            }
            let place = work.row(row);
            let rejected = if *stays {
                let (read, record) = worker.exact(work, place);
                Some(RejectedRow { rejection: Self::duplicate(read.id.as_deref()), id: read.id, record })
            } else {
                refused.next().map(|refused| Self::or_duplicate(refused, new))
            };
            *stays = false;
            self.place = Some((Arc::clone(&work.file), place.line));
            rejected.iter().try_for_each(|rejected| self.refuse(work, place, rejected))?;
        }
        if let Some(last) = stays.len().checked_sub(1) {
            self.place = Some((Arc::clone(&work.file), work.row(last).line));
        }
        if let Some(counted) = counted {
            self.tally.decided_at_once(&counted, &stays);
        }
        self.columns(columns, &kept)
    }

    /// Hands out those of the decisions that stay.
    #[cfg(feature = "columnar")]
    fn columns(&mut self, columns: Result<RecordBatch, ArrowError>, stays: &[bool]) -> Result<(), StopReason> {
        let columns = columns.and_then(|columns| super::column_encoder::filtered(columns, stays));
        let columns = columns.map_err(|e| StopReason::Decisions(std::io::Error::other(e)))?;
        self.sink.columns(&columns).map_err(StopReason::Decisions)?;
        self.sink.reached(&self.tally);
        Ok(())
    }

    /// Notes a row that was reached; whether no row before has its id.
    fn is_new(&mut self, work: &Work, row: &RowResult) -> bool {
        self.place = Some((Arc::clone(row.place.file(work)), row.place.line));
        !self.check_duplicates || row.id.is_none_or(|id| self.seen.insert_hash(id))
    }

    #[cfg(feature = "cli")]
    fn table_row(&mut self, row: TableRow) -> Result<(), StopReason> {
        match self.table.as_mut().and_then(|table| table.push(row)) {
            Some(text) => self.sink.decisions(format!("{text}\n").as_bytes()).map_err(StopReason::Decisions),
            None => Ok(()),
        }
    }

    /// Whether the file before, where it is over, and this one, where it ends here, have all that the mapping reads:
    /// of a file in one piece before anything is written.
    fn look_for(&mut self, work: &Work, found: Option<Presence>) -> Result<(), StopReason> {
        if !self.presence.as_ref().is_some_and(|(file, _)| Arc::ptr_eq(file, &work.file)) {
            self.looked_for()?;
        }
        if let Some(found) = found {
            let (_, presence) = self.presence.get_or_insert_with(|| (Arc::clone(&work.file), Presence::default()));
            presence.add(&found);
        }
        if work.is_last() { self.looked_for() } else { Ok(()) }
    }

    fn looked_for(&mut self) -> Result<(), StopReason> {
        match self.presence.take() {
            Some((file, presence)) => presence.rows(self.plan, &file).map_err(StopReason::Read),
            None => Ok(()),
        }
    }

    /// A rejected row; a duplicate too, if its id is not new, and that is the first of its reasons.
    fn or_duplicate(mut refused: RejectedRow, new: bool) -> RejectedRow {
        if !new && refused.rejection.code > RejectCode::DuplicateId {
            refused.rejection = Self::duplicate(refused.id.as_deref());
        }
        refused
    }

    fn duplicate(id: Option<&str>) -> Rejection {
        Rejection::duplicate(id.unwrap_or(""))
    }

    fn write(&mut self, bytes: Option<&[u8]>) -> Result<(), StopReason> {
        let mut bytes = bytes.unwrap_or_default();
        if bytes.is_empty() {
            return Ok(());
        }
        if self.form == DecisionFormat::Json && !self.any {
            // Each decision brings the comma before it.
            bytes = bytes.get(1..).unwrap_or_default();
        }
        self.any = true;
        self.sink.decisions(bytes).map_err(StopReason::Decisions)
    }

    fn refuse(&mut self, work: &Work, place: RowPlace, refused: &RejectedRow) -> Result<(), StopReason> {
        let RejectedRow { id, rejection, record } = refused;
        self.tally.rejected(rejection.code);
        let reject = Reject {
            file: place.file(work),
            line: place.line,
            id: id.as_deref(),
            code: rejection.code,
            message: &rejection.message,
            record: if self.sink.wants_records() { record.clone() } else { Value::Null },
        };
        if self.sink.reject(&reject)? { Ok(()) } else { Err(StopReason::Stopped) }
    }

    /// Hands out what ends the decisions.
    pub(super) fn finish(&mut self) -> Result<(), StopReason> {
        self.looked_for()?;
        #[cfg(feature = "cli")]
        if let Some(text) = self.table.as_mut().and_then(TableLayout::take) {
            return self.sink.decisions(format!("{text}\n").as_bytes()).map_err(StopReason::Decisions);
        }
        let end: &[u8] = match self.form {
            DecisionFormat::Json if self.any => b"\n]\n",
            DecisionFormat::Json => b"]\n",
            _ => b"",
        };
        if end.is_empty() { Ok(()) } else { self.sink.decisions(end).map_err(StopReason::Decisions) }
    }
}
