//! A worker: pieces of work become encoded decisions.

use serde_json::Value;

use crate::engine::Rejection;
use crate::io::read::{DecodedRow, IdHash, NamesMet, Plan, Presence, Row, RowDecoder, RowPlace, Work, WorkKind};
use crate::policy::Policy;
use crate::time::Instant;

use super::Job;
use super::encoder::{EncodedDecisions, Encoder};
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

/// Decides pieces of work, on one thread.
pub(super) struct Worker<'p> {
    decoder: RowDecoder<'p>,
    encoder: Encoder<'p>,
    hash: IdHash,
    wants_records: bool,
    policy: &'p Policy,
    as_of: Instant,
    /// Whether decisions have details, which only the exact way gives.
    details: bool,
    /// Pieces without this text are skipped.
    only: Option<&'p str>,
    /// How many rows a piece had, at most.
    most: usize,
}

impl<'p> Worker<'p> {
    pub(super) fn new(job: &Job<'p>, plan: &'p Plan<'p>, hash: IdHash, wants_records: bool) -> Self {
        let (policy, as_of) = (job.policy, job.options.as_of);
        Self {
            decoder: RowDecoder::new(plan, policy, as_of, job.decides() && !job.selection.details()),
            encoder: Encoder::new(job),
            hash,
            wants_records,
            policy,
            as_of,
            details: job.selection.details(),
            only: job.options.only.as_deref(),
            most: 0,
        }
    }

    /// Makes decisions of a piece of work.
    pub(super) fn decide(&mut self, work: Work) -> Batch {
        let Self { decoder, encoder, hash, wants_records, policy, as_of, details, only, most } = self;
        let (mut rows, mut refused) = (Vec::with_capacity(*most), Vec::new());
        let mut unreferenced: Vec<String> = Vec::new();
        #[cfg(feature = "columnar")]
        encoder.reserve(work.rows().unwrap_or(*most));
        let each = |place: RowPlace, taken: DecodedRow<'_, '_>| {
            let (id, statuses) = match taken {
                DecodedRow::Decided { id, kernel, outcome, kept } => {
                    let warnings = outcome.warnings(policy.model());
                    encoder.outcome(kernel, id, outcome, &warnings, kept);
                    (Some(hash.of(id)), Some(Statuses::of(&outcome.core.objectives, &warnings)))
                }
                DecodedRow::Exact(exact) => {
                    let (row, record) = *exact;
                    let id = row.id.as_deref().map(|id| hash.of(id));
                    #[cfg(feature = "cli")]
                    if let Encoder::Rows(read) = encoder {
                        read.push((row, record));
                        rows.push(RowResult { place, id, end: 0, statuses: None });
                        return;
                    }
                    let decided =
                        if *details { row.decide_detailed(policy, *as_of) } else { row.decide(policy, *as_of) };
                    match decided {
                        Ok(decision) => {
                            let waits = row.incident.iter().flat_map(|incident| &incident.waiting);
                            for wait in waits.filter(|wait| policy.is_unreferenced(&wait.on)) {
                                if unreferenced.len() < MOST_UNREFERENCED && !unreferenced.contains(&wait.on) {
                                    unreferenced.push(wait.on.clone());
                                }
                            }
                            encoder.decision(&decision, &row.kept);
                            (id, Some(Statuses::of(&decision.objectives, &decision.warnings)))
                        }
                        Err(rejection) => {
                            let record = if *wants_records { record } else { Value::Null };
                            refused.push(RejectedRow { id: row.id, rejection, record });
                            (id, None)
                        }
                    }
                }
            };
            rows.push(RowResult { place, id, end: encoder.written(), statuses });
        };
        if only.is_none_or(|text| work.may_contain(text)) {
            decoder.decode(&work, each);
        }
        *most = rows.len().max(*most);
        let (unused, met) = (decoder.take_unused(), decoder.take_met());
        let presence = if matches!(work.kind, WorkKind::Lines(_)) { decoder.presence() } else { None };
        Batch { work, rows, decisions: self.encoder.take(), refused, unused, met, unreferenced, presence }
    }

    /// A row of work as the exact reader reads it.
    pub(super) fn exact(&mut self, work: &Work, place: RowPlace) -> (Row, Value) {
        self.decoder.exact(work, place)
    }
}
