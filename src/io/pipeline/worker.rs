//! A worker: pieces of work become encoded decisions.

use serde_json::Value;

use crate::engine::Rejection;
#[cfg(feature = "columnar")]
use crate::engine::{ALONE, Field};
use crate::io::read::{DecodedRow, IdHash, NamesMet, Plan, Presence, Row, RowDecoder, RowPlace, Work, WorkKind};
use crate::policy::Policy;
use crate::time::Instant;

use super::Job;
use super::encoder::{EncodedDecisions, Encoder};
#[cfg(feature = "columnar")]
use super::table_rows::TableRows;
use super::tally::Statuses;

/// How many unreferenced parties are reported of a piece of work.
const MOST_UNREFERENCED: usize = 16;

/// What was made of one row.
#[derive(Debug, Clone)]
pub(super) struct RowResult {
    pub(super) place: RowPlace,
    /// The hash of its id, where it has one.
    pub(super) id: Option<u128>,
    /// Where its decision ends in the bytes.
    pub(super) end: usize,
    /// Nothing where it is rejected.
    pub(super) statuses: Option<Statuses>,
}

/// A rejected row.
#[derive(Debug)]
pub(super) struct RejectedRow {
    pub(super) id: Option<String>,
    pub(super) rejection: Rejection,
    pub(super) record: Value,
}

/// What was made of a piece of work.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) work: Work,
    pub(super) rows: Vec<RowResult>,
    /// Instead of the rows, where they were decided at once.
    #[cfg(feature = "columnar")]
    pub(super) table: Option<TableRows>,
    pub(super) decisions: EncodedDecisions,
    /// One for each row that is rejected, in order.
    pub(super) refused: Vec<RejectedRow>,
    /// Keys that nothing reads.
    pub(super) unused: Vec<String>,
    /// Keys that came up.
    pub(super) met: NamesMet,
    /// Parties that incidents wait on, and that no clock of the policy refers to.
    pub(super) unreferenced: Vec<String>,
    /// The keys of JSON lines that the mapping reads.
    pub(super) presence: Option<Presence>,
}

/// Decides rows one by one.
struct RowDecider<'p> {
    policy: &'p Policy,
    as_of: Instant,
    /// Whether decisions have details, which only the exact way gives.
    details: bool,
    /// Nothing where ids are not compared.
    hash: Option<IdHash>,
    wants_records: bool,
    refused: Vec<RejectedRow>,
    unreferenced: Vec<String>,
}

impl RowDecider<'_> {
    /// Decides a row and encodes it: the hash of its id, and the statuses; none of these if it is rejected.
    fn decide(&mut self, taken: DecodedRow<'_, '_>, encoder: &mut Encoder<'_>) -> (Option<u128>, Option<Statuses>) {
        let policy = self.policy;
        let hash = |id: &str| self.hash.as_ref().map(|hash| hash.of(id));
        let exact = match taken {
            DecodedRow::Decided { id, kernel, outcome, kept } => {
                let warnings = outcome.warnings(policy.model());
                encoder.outcome(kernel, id, outcome, &warnings, kept);
                return (hash(id), Some(Statuses::of(&outcome.core.objectives, &warnings)));
            }
            DecodedRow::Exact(exact) => exact,
        };
        let (row, record) = *exact;
        let id = row.id.as_deref().and_then(hash);
        #[cfg(feature = "cli")]
        if let Encoder::Rows(read) = encoder {
            read.push((row, record));
            return (id, None);
        }
        let decided =
            if self.details { row.decide_detailed(policy, self.as_of) } else { row.decide(policy, self.as_of) };
        match decided {
            Ok(decision) => {
                let waits = row.incident.iter().flat_map(|incident| &incident.waiting);
                for wait in waits.filter(|wait| policy.is_unreferenced(&wait.on)) {
                    let unreferenced = &mut self.unreferenced;
                    if unreferenced.len() < MOST_UNREFERENCED && !unreferenced.contains(&wait.on) {
                        unreferenced.push(wait.on.clone());
                    }
                }
                encoder.decision(&decision, &row.kept);
                (id, Some(Statuses::of(&decision.objectives, &decision.warnings)))
            }
            Err(rejection) => {
                let record = if self.wants_records { record } else { Value::Null };
                self.refused.push(RejectedRow { id: row.id, rejection, record });
                (id, None)
            }
        }
    }
}

/// Decides pieces of work, on one thread.
pub(super) struct Worker<'p> {
    decoder: RowDecoder<'p>,
    encoder: Encoder<'p>,
    row: RowDecider<'p>,
    /// Whether the statuses of decisions are counted.
    #[cfg(feature = "columnar")]
    counts: bool,
    /// Pieces without this text are skipped.
    only: Option<&'p str>,
    /// How many rows a piece had, at most.
    most: usize,
}

impl<'p> Worker<'p> {
    pub(super) fn new(job: &Job<'p>, plan: &'p Plan<'p>, hash: IdHash, wants_records: bool) -> Self {
        let (policy, as_of) = (job.policy, job.options.as_of);
        let decides = job.decides() && !job.selection.details();
        Self {
            decoder: RowDecoder::new(plan, policy, as_of, decides, wants_records || !job.decides()),
            encoder: Encoder::new(job),
            row: RowDecider {
                policy,
                as_of,
                details: job.selection.details(),
                hash: job.check_duplicates.then_some(hash),
                wants_records,
                refused: Vec::new(),
                unreferenced: Vec::new(),
            },
            #[cfg(feature = "columnar")]
            counts: job.counts,
            only: job.options.only.as_deref(),
            most: 0,
        }
    }

    /// Makes decisions of a piece of work.
    pub(super) fn decide(&mut self, work: Work) -> Batch {
        #[cfg(feature = "columnar")]
        if let Some(table) = self.decide_table(&work) {
            return Batch { table: Some(table), ..self.batch(work) };
        }
        let Self { decoder, encoder, row, only, most, .. } = self;
        let mut rows = Vec::with_capacity(*most);
        #[cfg(feature = "columnar")]
        encoder.reserve(work.rows().unwrap_or(*most));
        let each = |place: RowPlace, taken: DecodedRow<'_, '_>| {
            let (id, statuses) = row.decide(taken, encoder);
            rows.push(RowResult { place, id, end: encoder.written(), statuses });
        };
        if only.is_none_or(|text| work.may_contain(text)) {
            decoder.decode(&work, each);
        }
        *most = rows.len().max(*most);
        let presence = if matches!(work.kind, WorkKind::Lines(_)) { decoder.presence() } else { None };
        Batch { rows, presence, ..self.batch(work) }
    }

    /// What was made of a piece of work, but for its rows.
    fn batch(&mut self, work: Work) -> Batch {
        Batch {
            work,
            rows: Vec::new(),
            #[cfg(feature = "columnar")]
            table: None,
            decisions: self.encoder.take(),
            refused: std::mem::take(&mut self.row.refused),
            unused: self.decoder.take_unused(),
            met: self.decoder.take_met(),
            unreferenced: std::mem::take(&mut self.row.unreferenced),
            presence: None,
        }
    }

    /// Makes decisions of a batch of columns at once, if that can be done.
    #[cfg(feature = "columnar")]
    fn decide_table(&mut self, work: &Work) -> Option<TableRows> {
        let columns = self.encoder.columns()?;
        let asked = columns.asked(self.row.policy, self.counts);
        let (table, decided) = self.decoder.at_once(work, &asked)?;
        let binder = self.decoder.binder()?;
        let mut rows = TableRows::new(&decided, &binder.kernel, self.row.hash.is_some(), self.counts);
        let plans = decided.plans.clone();
        let ids = table.texts(Field::Id.slot());
        // Texts are put in one after the other.
        let in_order = ids.is_none() || binder.keeps();
        columns.fill(&binder.kernel, decided, ids);
        let Self { decoder, encoder, row, .. } = self;
        let mut values = table.room();
        for (number, plan) in plans.iter().enumerate() {
            if *plan == ALONE {
                encoder.columns()?.go_to(number);
                decoder.row_of(&work.file, &table, number, &mut values, &mut |_, taken| {
                    let (id, statuses) = row.decide(taken, encoder);
                    if statuses.is_none()
                        && let Some(columns) = encoder.columns()
                    {
                        columns.refuse();
                    }
                    rows.id(id);
                    rows.alone(number, statuses.as_ref());
                });
                continue;
            }
            let binder = decoder.binder()?;
            if let Some(hash) = &row.hash {
                rows.id(binder.id_at(&table, number).map(|id| hash.of(id)));
            }
            if in_order {
                let kept = binder.kept_at(&table, number, &mut values);
                encoder.columns()?.texts(binder.id_at(&table, number), kept);
            }
        }
        Some(rows)
    }

    /// A row of work as the exact reader reads it.
    pub(super) fn exact(&mut self, work: &Work, place: RowPlace) -> (Row, Value) {
        self.decoder.exact(work, place)
    }
}
