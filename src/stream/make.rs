//! Work becomes decisions, as bytes.

use serde_json::Value;

use crate::decision::{Shown, TextForm, Texts};
use crate::evaluate::{Kernel, Outcome, Rejection};
use crate::incident::{Hand, IdHash, Place, Plan, Raw, Row, Taken, Work};
use crate::policy::Policy;
use crate::value::Instant;

use super::tally::Statuses;
use super::{Form, Job};

/// What was made of one row.
#[derive(Debug, Clone, Copy)]
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

/// What was made of a piece of work.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) work: Work,
    pub(super) rows: Vec<Made>,
    pub(super) bytes: Vec<u8>,
    /// One for each row that is rejected, in order.
    pub(super) refused: Vec<Refused>,
    /// Keys that nothing reads.
    pub(super) unused: Vec<String>,
}

/// What writes decisions.
struct Pen<'p> {
    policy: &'p Policy,
    texts: Texts<'p>,
    form: Form,
    keep: &'p [String],
    as_of: Instant,
    /// Answers about remedies as written before, by the remedy's number and the answer's.
    remedies: Vec<Vec<Vec<u8>>>,
}

/// Makes batches.
pub(super) struct Maker<'p> {
    hand: Hand<'p>,
    pen: Pen<'p>,
    hash: IdHash,
    wants_records: bool,
}

impl<'p> Maker<'p> {
    pub(super) fn new(job: &Job<'p>, plan: &'p Plan<'p>, hash: IdHash, wants_records: bool) -> Self {
        let (policy, as_of) = (job.policy, job.options.as_of);
        let form = if job.form == Form::Csv { TextForm::Csv } else { TextForm::Json };
        let pen = Pen {
            policy,
            texts: Texts::new(policy, form, as_of),
            form: job.form,
            keep: &job.options.keep,
            as_of,
            remedies: vec![Vec::new(); policy.model().remedies.len()],
        };
        Self { hand: Hand::new(plan, policy, as_of), pen, hash, wants_records }
    }

    /// Makes decisions of a piece of work.
    pub(super) fn make(&mut self, work: Work) -> Batch {
        let Self { hand, pen, hash, wants_records } = self;
        let (mut rows, mut bytes, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        hand.take(&work, |kernel, place, taken| {
            let (id, statuses) = match taken {
                Taken::Decided { id, outcome, kept } => {
                    if let Some(kernel) = kernel {
                        pen.outcome(&mut bytes, kernel, id, &outcome, kept);
                    }
                    (Some(hash.of(id)), Some(Statuses::of(&outcome.core.objectives)))
                }
                Taken::Exact(row, record) => {
                    let id = row.id.as_deref().map(|id| hash.of(id));
                    match pen.row(&mut bytes, &row) {
                        Ok(statuses) => (id, Some(statuses)),
                        Err(rejection) => {
                            let record = if *wants_records { record } else { Value::Null };
                            refused.push(Refused { id: row.id, rejection, record });
                            (id, None)
                        }
                    }
                }
            };
            rows.push(Made { place, id, end: bytes.len(), statuses });
        });
        let unused = hand.take_unused();
        Batch { work, rows, bytes, refused, unused }
    }

    /// A row of work as the exact reader reads it.
    pub(super) fn exact(&mut self, work: &Work, place: Place) -> (Row, Value) {
        self.hand.exact(work, place)
    }
}

impl Pen<'_> {
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

    /// A row that was read exactly: its decision is written, or it is rejected.
    fn row(&mut self, out: &mut Vec<u8>, row: &Row) -> Result<Statuses, Rejection> {
        let decision = row.decide(self.policy, self.as_of)?;
        self.begin(out);
        self.texts.whole(out, &decision);
        self.texts.form.kept(out, self.keep, &row.kept);
        self.end(out);
        Ok(Statuses::of(&decision.objectives))
    }

    fn outcome(
        &mut self,
        out: &mut Vec<u8>,
        kernel: &Kernel<'_>,
        id: &str,
        outcome: &Outcome<'_>,
        kept: &[Option<Raw<'_>>],
    ) {
        self.begin(out);
        let warnings = outcome.warnings();
        let core = &outcome.core;
        let shown = Shown {
            id,
            package: core.package,
            priority: core.priority,
            basis: core.basis,
            treated_as: outcome.treated_as,
            channel_accepted: outcome.channel_accepted,
            objectives: &core.objectives,
            cadence: core.cadence.as_ref(),
            warnings: &warnings,
        };
        for (number, (answer, written)) in outcome.remedies.iter().zip(&mut self.remedies).enumerate() {
            let answer = *answer as usize;
            if written.len() <= answer {
                written.resize_with(answer + 1, Vec::new);
            }
            if let Some(place) = written.get_mut(answer).filter(|place| place.is_empty())
                && let Some(remedy) = kernel.remedy(answer as u32)
            {
                self.texts.remedy(place, number, remedy);
            }
        }
        let remedies = &self.remedies;
        self.texts.decision(out, &shown, |out| {
            for (answer, written) in outcome.remedies.iter().zip(remedies) {
                out.extend_from_slice(written.get(*answer as usize).map_or(&[], Vec::as_slice));
            }
        });
        self.kept(out, kept);
        self.end(out);
    }

    fn kept(&self, out: &mut Vec<u8>, kept: &[Option<Raw<'_>>]) {
        let form = self.texts.form;
        for (name, value) in self.keep.iter().zip(kept) {
            form.between(out, name);
            match value {
                None => form.nothing(out),
                Some(Raw::Text(text) | Raw::String(text)) => form.string(out, text),
                Some(Raw::Json(json)) => out.extend_from_slice(json.as_bytes()),
            }
        }
        form.close(out);
    }
}
