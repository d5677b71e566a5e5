//! Decisions become text: JSON lines, JSON or CSV.

use serde_json::Value;

use crate::engine::{DecisionRef, Kernel, Outcome};
use crate::io::read::Raw;
use crate::io::write::{DecisionView, TextForm, Texts};

use super::{DecisionFormat, Job};

/// Encodes decisions as bytes.
pub(super) struct TextEncoder<'p> {
    texts: Texts<'p>,
    form: DecisionFormat,
    keep: &'p [String],
    pub(super) bytes: Vec<u8>,
    /// Answers about remedies as written before, by the remedy's number and the answer's.
    remedies: Vec<Vec<Vec<u8>>>,
}

impl TextEncoder<'_> {
    pub(super) fn new<'p>(job: &Job<'p>) -> TextEncoder<'p> {
        let policy = job.policy;
        let form = if job.form == DecisionFormat::Csv { TextForm::Csv } else { TextForm::Json };
        TextEncoder {
            texts: Texts::new(policy, form, job.zone, &job.selection),
            form: job.form,
            keep: &job.options.keep,
            bytes: Vec::new(),
            remedies: vec![Vec::new(); policy.model().remedies.len()],
        }
    }

    fn begin(&self, out: &mut Vec<u8>) {
        if self.form == DecisionFormat::Json {
            out.extend_from_slice(b",\n");
        }
    }

    fn end(&self, out: &mut Vec<u8>) {
        if self.form != DecisionFormat::Json {
            out.push(b'\n');
        }
    }

    pub(super) fn decision(&mut self, decision: &DecisionRef<'_>, kept: &[Option<Value>]) {
        let mut out = std::mem::take(&mut self.bytes);
        self.begin(&mut out);
        self.texts.whole(&mut out, decision);
        self.texts.form.kept(&mut out, self.keep, kept);
        self.end(&mut out);
        self.bytes = out;
    }

    pub(super) fn outcome(
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
