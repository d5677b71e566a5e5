//! Decisions become bytes or columns.

use serde_json::Value;

use crate::engine::{DecisionRef, Kernel, Outcome, WarningRef};
use crate::io::read::Raw;
use crate::io::write::DecisionView;

#[cfg(feature = "columnar")]
use super::column_encoder::ColumnEncoder;
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
}

impl EncodedDecisions {
    /// The bytes, where it is bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            #[cfg(feature = "columnar")]
            Self::Columns(_) => &[],
        }
    }
}

/// Encodes decisions in the format of a job.
pub(super) enum Encoder<'p> {
    Text(Box<TextEncoder<'p>>),
    #[cfg(feature = "columnar")]
    Columns(Box<ColumnEncoder>),
}

impl<'p> Encoder<'p> {
    pub(super) fn new(job: &Job<'p>) -> Self {
        match job.form {
            #[cfg(feature = "columnar")]
            DecisionFormat::Columns { coded } => {
                Self::Columns(Box::new(ColumnEncoder::new(job.policy, &job.options.keep, coded)))
            }
            _ => Self::Text(Box::new(TextEncoder::new(job))),
        }
    }

    /// Makes room for a piece of so many rows.
    #[cfg(feature = "columnar")]
    pub(super) fn reserve(&mut self, rows: usize) {
        if let Self::Columns(encoder) = self {
            encoder.reserve(rows);
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
            cadence: core.cadence.as_ref(),
            warnings,
        };
        match self {
            Self::Text(encoder) => encoder.outcome(kernel, &shown, outcome, kept),
            #[cfg(feature = "columnar")]
            Self::Columns(encoder) => encoder.outcome(kernel, &shown, outcome, kept),
        }
    }

    pub(super) fn decision(&mut self, decision: &DecisionRef<'_>, kept: &[Option<Value>]) {
        match self {
            Self::Text(encoder) => encoder.decision(decision, kept),
            #[cfg(feature = "columnar")]
            Self::Columns(encoder) => encoder.decision(decision, kept),
        }
    }

    /// How many bytes there are so far, where there are any.
    pub(super) fn written(&self) -> usize {
        match self {
            Self::Text(encoder) => encoder.bytes.len(),
            #[cfg(feature = "columnar")]
            Self::Columns(_) => 0,
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
        }
    }
}
