//! Decisions become bytes or columns.

use serde_json::Value;

use crate::engine::{DecisionRef, Kernel, Outcome, WarningRef};
use crate::io::read::Raw;
#[cfg(feature = "cli")]
use crate::io::read::Row;
use crate::io::write::DecisionView;
#[cfg(feature = "cli")]
use crate::io::write::TableRow;

#[cfg(feature = "columnar")]
use super::column_encoder::ColumnEncoder;
#[cfg(feature = "cli")]
use super::table_encoder::TableEncoder;
use super::text_encoder::TextEncoder;
use super::{DecisionFormat, Job};

/// Decisions, as they are written.
#[derive(Debug)]
pub(super) enum EncodedDecisions {
    /// One after the other; each row says where its ends.
    Bytes(Vec<u8>),
    /// One for each row that is decided.
    #[cfg(feature = "columnar")]
    Columns(Result<arrow_array::RecordBatch, arrow_schema::ArrowError>),
    /// One for each row that is decided.
    #[cfg(feature = "cli")]
    Table(Vec<TableRow>),
    /// Each row that was read, and its record: none is decided.
    #[cfg(feature = "cli")]
    Rows(Vec<(Row, Value)>),
}

impl EncodedDecisions {
    /// Takes the rows of a table out.
    #[cfg(feature = "cli")]
    pub(super) fn take_table_rows(&mut self) -> Vec<TableRow> {
        match self {
            Self::Table(rows) => std::mem::take(rows),
            _ => Vec::new(),
        }
    }

    /// The bytes, where it is bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            #[cfg(feature = "columnar")]
            Self::Columns(_) => &[],
            #[cfg(feature = "cli")]
            Self::Table(_) | Self::Rows(_) => &[],
        }
    }
}

/// Encodes decisions in the format of a job.
pub(super) enum Encoder<'p> {
    Text(Box<TextEncoder<'p>>),
    #[cfg(feature = "columnar")]
    Columns(Box<ColumnEncoder>),
    #[cfg(feature = "cli")]
    Table(TableEncoder),
    #[cfg(feature = "cli")]
    Rows(Vec<(Row, Value)>),
}

impl<'p> Encoder<'p> {
    pub(super) fn new(job: &Job<'p>) -> Self {
        match job.form {
            #[cfg(feature = "columnar")]
            DecisionFormat::Columns { coded } => {
                Self::Columns(Box::new(ColumnEncoder::new(job.policy, &job.selection, &job.options.keep, coded)))
            }
            #[cfg(feature = "cli")]
            DecisionFormat::Table { .. } => Self::Table(TableEncoder::new(job)),
            #[cfg(feature = "cli")]
            DecisionFormat::Rows => Self::Rows(Vec::new()),
            DecisionFormat::JsonLines | DecisionFormat::Json | DecisionFormat::Csv => {
                Self::Text(Box::new(TextEncoder::new(job)))
            }
        }
    }

    /// Makes room for a piece of this many rows.
    #[cfg(feature = "columnar")]
    pub(super) fn reserve(&mut self, rows: usize) {
        if let Self::Columns(encoder) = self {
            encoder.reserve(rows);
        }
    }

    /// What writes decisions as columns, if that is what is asked for.
    #[cfg(feature = "columnar")]
    pub(super) fn columns(&mut self) -> Option<&mut ColumnEncoder> {
        match self {
            Self::Columns(encoder) => Some(encoder),
            _ => None,
        }
    }

    pub(super) fn outcome(
        &mut self,
        kernel: &Kernel<'_>,
        id: &str,
        outcome: &Outcome<'_>,
        warnings: &[WarningRef<'_>],
        kept: &[Option<Raw<'_>>],
    ) {
        let (policy, as_of) = kernel.asked();
        let core = &outcome.core;
        let shown = DecisionView {
            policy,
            as_of,
            id,
            package: core.package,
            priority: core.priority,
            basis: core.basis,
            treated_as: outcome.treated_as,
            channel_accepted: outcome.channel_accepted,
            objectives: &core.objectives,
            ended: &core.ended,
            details: &[],
            cadence: core.cadence.as_ref(),
            replies: core.replies.as_ref(),
            escalations: &core.escalations,
            warnings,
        };
        match self {
            Self::Text(encoder) => encoder.outcome(kernel, &shown, outcome, kept),
            #[cfg(feature = "columnar")]
            Self::Columns(encoder) => encoder.outcome(kernel, &shown, outcome, kept),
            #[cfg(feature = "cli")]
            Self::Table(encoder) => encoder.outcome(kernel, &shown, outcome, kept),
            #[cfg(feature = "cli")]
            Self::Rows(_) => {}
        }
    }

    pub(super) fn decision(&mut self, decision: &DecisionRef<'_>, kept: &[Option<Value>]) {
        match self {
            Self::Text(encoder) => encoder.decision(decision, kept),
            #[cfg(feature = "columnar")]
            Self::Columns(encoder) => encoder.decision(decision, kept),
            #[cfg(feature = "cli")]
            Self::Table(encoder) => encoder.decision(decision, kept),
            #[cfg(feature = "cli")]
            Self::Rows(_) => {}
        }
    }

    /// How many bytes there are so far, where there are any.
    pub(super) fn written(&self) -> usize {
        match self {
            Self::Text(encoder) => encoder.bytes.len(),
            #[cfg(feature = "columnar")]
            Self::Columns(_) => 0,
            #[cfg(feature = "cli")]
            Self::Table(_) | Self::Rows(_) => 0,
        }
    }

    pub(super) fn take(&mut self) -> EncodedDecisions {
        match self {
            Self::Text(encoder) => {
                let room = encoder.bytes.len();
                EncodedDecisions::Bytes(std::mem::replace(&mut encoder.bytes, Vec::with_capacity(room)))
            }
            #[cfg(feature = "columnar")]
            Self::Columns(encoder) => EncodedDecisions::Columns(encoder.finish()),
            #[cfg(feature = "cli")]
            Self::Table(encoder) => EncodedDecisions::Table(encoder.take()),
            #[cfg(feature = "cli")]
            Self::Rows(rows) => EncodedDecisions::Rows(std::mem::take(rows)),
        }
    }
}
