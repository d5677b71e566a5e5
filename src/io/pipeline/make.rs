//! Work becomes decisions, as bytes.

use serde_json::Value;

use crate::engine::{DecisionRef, Kernel, Outcome, Rejection, WarningRef};
use crate::io::read::{Hand, IdHash, Kind, NamesMet, Place, Plan, Presence, Raw, Row, Taken, Work};
use crate::io::write::{DecisionView, TextForm, Texts};
use crate::policy::Policy;
use crate::time::Instant;

#[cfg(feature = "columnar")]
use super::columns::ColumnPen;
use super::tally::Statuses;
use super::{Form, Job};

/// So many parties that nothing names are told of a piece of work.
const STRANGE: usize = 16;

/// What was made of one row.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) place: Place,
    /// The hash of its id, where it has one.
    pub(super) id: Option<u128>,
    /// Where its decision ends in the bytes.
    pub(super) end: usize,
    /// Nothing where it is rejected.
    pub(super) statuses: Option<Statuses>,
}

/// A rejected row.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) id: Option<String>,
    pub(super) rejection: Rejection,
    pub(super) record: Value,
}

/// Decisions, as they are written.
#[derive(Debug)]
pub(super) enum Product {
    /// One after the other; each row says where its ends.
    Bytes(Vec<u8>),
    /// One for each row that is decided.
    #[cfg(feature = "columnar")]
    Columns(Result<arrow_array::RecordBatch, arrow_schema::ArrowError>),
}

impl Product {
    /// The bytes, where it is bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            #[cfg(feature = "columnar")]
            Self::Columns(_) => &[],
        }
    }
}

/// What was made of a piece of work.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) work: Work,
    pub(super) rows: Vec<Made>,
    pub(super) product: Product,
    /// One for each row that is rejected, in order.
    pub(super) refused: Vec<Refused>,
    /// Keys that nothing reads.
    pub(super) unused: Vec<String>,
    /// Keys that came up.
    pub(super) met: NamesMet,
    /// Parties that are waited on, and that nothing names.
    pub(super) strange: Vec<String>,
    /// The keys of JSON lines that the mapping reads.
    pub(super) presence: Option<Presence>,
}

/// What writes decisions.
enum Pen<'p> {
    Text(Box<TextPen<'p>>),
    #[cfg(feature = "columnar")]
    Columns(Box<ColumnPen>),
}

/// What writes decisions as bytes.
struct TextPen<'p> {
    texts: Texts<'p>,
    form: Form,
    keep: &'p [String],
    bytes: Vec<u8>,
    /// Answers about remedies as written before, by the remedy's number and the answer's.
    remedies: Vec<Vec<Vec<u8>>>,
}

/// Makes batches.
pub(super) struct Maker<'p> {
    hand: Hand<'p>,
    pen: Pen<'p>,
    hash: IdHash,
    wants_records: bool,
    policy: &'p Policy,
    as_of: Instant,
    /// How many rows a piece had, at most.
    most: usize,
}

impl<'p> Maker<'p> {
    pub(super) fn new(job: &Job<'p>, plan: &'p Plan<'p>, hash: IdHash, wants_records: bool) -> Self {
        let (policy, as_of) = (job.policy, job.options.as_of);
        let pen = match job.form {
            #[cfg(feature = "columnar")]
            Form::Columns { coded } => {
                let pen = ColumnPen::new(policy, &job.options.keep, coded);
                Pen::Columns(Box::new(pen))
            }
            _ => Pen::Text(Box::new(TextPen::new(job))),
        };
        Self { hand: Hand::new(plan, policy, as_of), pen, hash, wants_records, policy, as_of, most: 0 }
    }

    /// Makes decisions of a piece of work.
    pub(super) fn make(&mut self, work: Work) -> Batch {
        let Self { hand, pen, hash, wants_records, policy, as_of, most } = self;
        let (mut rows, mut refused) = (Vec::with_capacity(*most), Vec::new());
        let mut strange: Vec<String> = Vec::new();
        #[cfg(feature = "columnar")]
        if let Pen::Columns(pen) = pen {
            pen.reserve(work.rows().unwrap_or(*most));
        }
        hand.take(&work, |place, taken| {
            let (id, statuses) = match taken {
                Taken::Decided { id, kernel, outcome, kept } => {
                    let warnings = outcome.warnings(policy.model());
                    pen.outcome(kernel, id, outcome, &warnings, kept);
                    (Some(hash.of(id)), Some(Statuses::of(&outcome.core.objectives, &warnings)))
                }
                Taken::Exact(exact) => {
                    let (row, record) = *exact;
                    let id = row.id.as_deref().map(|id| hash.of(id));
                    match row.decide(policy, *as_of) {
                        Ok(decision) => {
                            let waits = row.incident.iter().flat_map(|incident| &incident.waiting);
                            for wait in waits.filter(|wait| policy.is_strange(&wait.on)) {
                                if strange.len() < STRANGE && !strange.contains(&wait.on) {
                                    strange.push(wait.on.clone());
                                }
                            }
                            pen.decision(&decision, &row.kept);
                            (id, Some(Statuses::of(&decision.objectives, &decision.warnings)))
                        }
                        Err(rejection) => {
                            let record = if *wants_records { record } else { Value::Null };
                            refused.push(Refused { id: row.id, rejection, record });
                            (id, None)
                        }
                    }
                }
            };
            rows.push(Made { place, id, end: pen.written(), statuses });
        });
        *most = rows.len().max(*most);
        let (unused, met) = (hand.take_unused(), hand.take_met());
        let presence = if matches!(work.kind, Kind::Lines(_)) { hand.presence() } else { None };
        Batch { work, rows, product: self.pen.take(), refused, unused, met, strange, presence }
    }

    /// A row of work as the exact reader reads it.
    pub(super) fn exact(&mut self, work: &Work, place: Place) -> (Row, Value) {
        self.hand.exact(work, place)
    }
}

impl Pen<'_> {
    fn outcome(
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
            Self::Text(pen) => pen.outcome(kernel, &shown, outcome, kept),
            #[cfg(feature = "columnar")]
            Self::Columns(pen) => pen.outcome(kernel, &shown, outcome, kept),
        }
    }

    fn decision(&mut self, decision: &DecisionRef<'_>, kept: &[Option<Value>]) {
        match self {
            Self::Text(pen) => pen.decision(decision, kept),
            #[cfg(feature = "columnar")]
            Self::Columns(pen) => pen.decision(decision, kept),
        }
    }

    /// How many bytes there are so far, where there are any.
    fn written(&self) -> usize {
        match self {
            Self::Text(pen) => pen.bytes.len(),
            #[cfg(feature = "columnar")]
            Self::Columns(_) => 0,
        }
    }

    fn take(&mut self) -> Product {
        match self {
            Self::Text(pen) => {
                let room = pen.bytes.len();
                Product::Bytes(std::mem::replace(&mut pen.bytes, Vec::with_capacity(room)))
            }
            #[cfg(feature = "columnar")]
            Self::Columns(pen) => Product::Columns(pen.finish()),
        }
    }
}

impl TextPen<'_> {
    fn new<'p>(job: &Job<'p>) -> TextPen<'p> {
        let policy = job.policy;
        let form = if job.form == Form::Csv { TextForm::Csv } else { TextForm::Json };
        TextPen {
            texts: Texts::new(policy, form, job.zone),
            form: job.form,
            keep: &job.options.keep,
            bytes: Vec::new(),
            remedies: vec![Vec::new(); policy.model().remedies.len()],
        }
    }

    fn begin(&self, out: &mut Vec<u8>) {
        if self.form == Form::Json {
            out.extend_from_slice(b",\n");
        }
    }

    fn end(&self, out: &mut Vec<u8>) {
        if self.form != Form::Json {
            out.push(b'\n');
        }
    }

    fn decision(&mut self, decision: &DecisionRef<'_>, kept: &[Option<Value>]) {
        let mut out = std::mem::take(&mut self.bytes);
        self.begin(&mut out);
        self.texts.whole(&mut out, decision);
        self.texts.form.kept(&mut out, self.keep, kept);
        self.end(&mut out);
        self.bytes = out;
    }

    fn outcome(
        &mut self,
        kernel: &Kernel<'_>,
        shown: &DecisionView<'_>,
        outcome: &Outcome<'_>,
        kept: &[Option<Raw<'_>>],
    ) {
        let mut bytes = std::mem::take(&mut self.bytes);
        let out = &mut bytes;
        self.begin(out);
        for (number, (answer, written)) in outcome.remedies.iter().zip(&mut self.remedies).enumerate() {
            let at = *answer as usize;
            if written.len() <= at {
                written.resize_with(at + 1, Vec::new);
            }
            if let Some(place) = written.get_mut(at).filter(|place| place.is_empty())
                && let Some(remedy) = kernel.remedy(*answer)
            {
                self.texts.remedy(place, number, remedy);
            }
        }
        let remedies = &self.remedies;
        self.texts.decision(out, shown, |out| {
            for (answer, written) in outcome.remedies.iter().zip(remedies) {
                out.extend_from_slice(written.get(*answer as usize).map_or(&[], Vec::as_slice));
            }
        });
        self.kept(out, kept);
        self.end(out);
        self.bytes = bytes;
    }

    fn kept(&self, out: &mut Vec<u8>, kept: &[Option<Raw<'_>>]) {
        let form = self.texts.form;
        for (name, value) in self.keep.iter().zip(kept) {
            form.between(out, name);
            match value {
                Some(Raw::Text(text) | Raw::String(text)) => form.string(out, text),
                Some(Raw::Json(json)) => out.extend_from_slice(json.as_bytes()),
                // Of other forms none is kept as it is.
                _ => form.nothing(out),
            }
        }
        form.close(out);
    }
}
