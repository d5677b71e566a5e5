//! Reports and credit statements of data in parts, such as the partitions of a cluster. Each part is counted by itself, and
//! the counts are merged: the result is that of all data at once, whatever order the parts come in.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::engine::credits::{CreditBook, PartialCredits};
use crate::io::read::{Options, ReadError, ReadOptions, Reader, RecordBatch, Row, Shape};
use crate::policy::Policy;
use crate::report::credits::CreditReport;
use crate::report::incidents::{
    By, Comparison, IncidentReport, PartialReport, RejectExample, ReportBuilder, ReportOptions,
};
use crate::time::Instant;

use super::EmbedError;

/// A record batch of a part.
#[derive(Debug, Clone)]
pub struct OrderedBatch {
    /// The rows.
    pub batch: RecordBatch,
    /// The place of each row in the order of all rows of all parts; any numbers less than 2^62 that ascend within the part.
    pub orders: Vec<u64>,
}

/// Incidents of an event log come after rows that belong to none.
const OF_LOG: u64 = 1 << 62;

/// Reads the batches of a part. `each` takes a row, or an incident of an event log, with its place in the order of all
/// incidents. Returns what there is to say about the whole.
fn read_part(
    policy: &Policy,
    batches: impl IntoIterator<Item = OrderedBatch>,
    options: &Options,
    mut each: impl FnMut(&Row, u64),
) -> Result<Vec<String>, ReadError> {
    let is_log = options.mapping.as_ref().is_some_and(|mapping| mapping.log.is_some());
    let mut reader = Reader::new(Shape::of(policy.model()), options)?;
    let (mut all, mut first) = (Vec::new(), 1);
    let place = |orders: &[u64], row: u64| {
        let at = usize::try_from(row).ok().and_then(|row| row.checked_sub(1));
        at.and_then(|at| orders.get(at)).copied().unwrap_or(row)
    };
    for OrderedBatch { batch, orders } in batches {
        let before = first - 1;
        reader.rows_of_batch(&batch, first, |row| each(&row, place(&orders, row.line.saturating_sub(before))))?;
        first += u64::try_from(batch.num_rows()).unwrap_or(0);
        if is_log {
            all.extend(orders);
        }
    }
    let mut finished = reader.finish()?;
    while let Some(row) = finished.next() {
        let order = finished.first_row().map_or(0, |row| place(&all, row));
        each(&row, OF_LOG | order);
    }
    Ok(reader.notes().lines())
}

/// Counts with what they were counted by.
#[derive(Serialize, Deserialize)]
struct Labelled<T> {
    relief: String,
    policy: String,
    as_of: Instant,
    by: Option<By>,
    counts: T,
}

/// What counts are counted by.
#[derive(Clone, Copy)]
struct Label<'p> {
    policy: &'p Policy,
    as_of: Instant,
    by: Option<By>,
}

impl Label<'_> {
    fn write<T: Serialize>(self, counts: T) -> String {
        let labelled = Labelled {
            relief: env!("CARGO_PKG_VERSION").to_owned(),
            policy: self.policy.fingerprint().to_owned(),
            as_of: self.as_of,
            by: self.by,
            counts,
        };
        serde_json::to_string(&labelled).unwrap_or_default()
    }

    fn read<T: DeserializeOwned>(self, json: &str) -> Result<T, EmbedError> {
        let read: Labelled<T> = serde_json::from_str(json)
            .map_err(|e| EmbedError::new(format!("the counts of a part cannot be read: {e}")))?;
        let differs = |what: &str| Err(EmbedError::new(format!("a part was counted by another {what}")));
        if read.relief != env!("CARGO_PKG_VERSION") {
            return differs("version of relief");
        }
        if read.policy != self.policy.fingerprint() {
            return differs("policy");
        }
        if read.as_of != self.as_of {
            return differs("as-of instant");
        }
        if read.by != self.by {
            return differs("length of periods");
        }
        Ok(read.counts)
    }
}

/// The report of data in parts.
///
/// ```
/// use std::sync::Arc;
///
/// use relief::arrow_array::{ArrayRef, RecordBatch, StringArray};
/// use relief::embed::{OrderedBatch, ReportParts};
/// use relief::{Instant, Policy, ReadOptions};
///
/// let policy = Policy::standard()?;
/// let as_of: Instant = "2024-04-02T09:30:00Z".parse()?;
/// let text = |text: &str| Arc::new(StringArray::from(vec![text])) as ArrayRef;
/// let mut whole = ReportParts::new(&policy, as_of, Some("month"))?;
/// for (order, id) in [(1, "2"), (0, "1")] {
///     let batch = RecordBatch::try_from_iter([
///         ("id", text(id)),
///         ("contract", text("Gold")),
///         ("opened", text("2024-03-28T16:00:00Z")),
///         ("customer_priority", text("P1")),
///     ])?;
///     let mut part = ReportParts::new(&policy, as_of, Some("month"))?;
///     part.count([OrderedBatch { batch, orders: vec![order] }], &ReadOptions::new())?;
///     whole.merge(&part.into_json())?;
/// }
/// assert_eq!(whole.finish().decided, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ReportParts<'p> {
    label: Label<'p>,
    builder: ReportBuilder<'p>,
}

impl<'p> ReportParts<'p> {
    /// Nothing counted yet. `by` is the length of periods: `week`, `month`, `quarter` or `year`, or `None` for one period.
    ///
    /// # Errors
    /// If `by` is none of these.
    pub fn new(policy: &'p Policy, as_of: Instant, by: Option<&str>) -> Result<Self, EmbedError> {
        let by = by.map(period_length).transpose()?;
        let options = ReportOptions { as_of, by, worst: super::rows::WORST, columns: Vec::new() };
        Ok(Self { label: Label { policy, as_of, by }, builder: ReportBuilder::new(policy, options) })
    }

    /// Counts the incidents of a part. Ids are compared within the part only. Returns what there is to say about the whole.
    ///
    /// # Errors
    /// If the part cannot be read.
    pub fn count(
        &mut self,
        batches: impl IntoIterator<Item = OrderedBatch>,
        read: &ReadOptions,
    ) -> Result<Vec<String>, ReadError> {
        let Label { policy, as_of, .. } = self.label;
        let builder = &mut self.builder;
        read_part(policy, batches, &read.as_of(as_of), |row, order| {
            match (row.decide(policy, as_of), &row.incident) {
                (Ok(decision), Some(incident)) => builder.add_ordered(incident, &decision, &row.kept, order),
                (Ok(_), None) => {}
                // Rows of parts have no lines.
                (Err(rejection), _) => builder.reject_ordered(rejection.code, order, || RejectExample {
                    file: String::new(),
                    line: 0,
                    id: row.id.clone(),
                    message: rejection.message.clone(),
                }),
            }
        })
    }

    /// The counts as JSON, for [`merge`](Self::merge).
    pub fn into_json(self) -> String {
        self.label.write(self.builder.into_partial())
    }

    /// Adds the counts of a part.
    ///
    /// # Errors
    /// If they are none, or were counted by another policy, as-of instant, length of periods or version of this library.
    pub fn merge(&mut self, json: &str) -> Result<(), EmbedError> {
        self.builder.merge(self.label.read::<PartialReport>(json)?);
        Ok(())
    }

    /// The report.
    pub fn finish(self) -> IncidentReport {
        self.builder.finish(Comparison::Nothing)
    }
}

fn period_length(name: &str) -> Result<By, EmbedError> {
    let all = [By::Week, By::Month, By::Quarter, By::Year];
    let found = all.into_iter().find(|by| by.noun() == name);
    found.ok_or_else(|| EmbedError::new(format!("periods: expected week, month, quarter or year, found `{name}`")))
}

/// The credit statements of data in parts.
pub struct CreditParts<'p> {
    label: Label<'p>,
    book: CreditBook<'p>,
    rejected: u64,
}

impl<'p> CreditParts<'p> {
    /// Nothing counted yet.
    ///
    /// # Errors
    /// If the policy measures nothing.
    pub fn new(policy: &'p Policy, as_of: Instant) -> Result<Self, EmbedError> {
        let book = super::rows::credit_book(policy, as_of)?;
        Ok(Self { label: Label { policy, as_of, by: None }, book, rejected: 0 })
    }

    /// Counts the incidents of a part. Ids are compared within the part only. Returns what there is to say about the whole.
    ///
    /// # Errors
    /// If the part cannot be read.
    pub fn count(
        &mut self,
        batches: impl IntoIterator<Item = OrderedBatch>,
        read: &ReadOptions,
    ) -> Result<Vec<String>, ReadError> {
        let Label { policy, as_of, .. } = self.label;
        let (book, rejected) = (&mut self.book, &mut self.rejected);
        read_part(policy, batches, &read.as_of(as_of), |row, order| {
            let counted = row.decide_by(policy, |incident| book.add_ordered(incident, None, order, &mut |_| {}));
            *rejected += u64::from(counted.is_err());
        })
    }

    /// The counts as JSON, for [`merge`](Self::merge).
    pub fn into_json(self) -> String {
        self.label.write((self.book.into_partial(), self.rejected))
    }

    /// Adds the counts of a part.
    ///
    /// # Errors
    /// If they are none, or were counted by another policy, as-of instant or version of this library.
    pub fn merge(&mut self, json: &str) -> Result<(), EmbedError> {
        let (partial, rejected) = self.label.read::<(PartialCredits, u64)>(json)?;
        self.book.merge(partial);
        self.rejected += rejected;
        Ok(())
    }

    /// The statements.
    pub fn finish(self) -> CreditReport<'p> {
        let Label { policy, as_of, .. } = self.label;
        let incidents = self.book.incidents() + self.rejected;
        CreditReport::new(policy, as_of, incidents, self.rejected, self.book.finish(None))
    }
}
