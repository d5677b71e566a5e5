//! Decisions as text, JSON objects or CSV records: one writer over the tables of fields.

use std::ops::Range;

use serde_json::Value;

use crate::engine::{DecisionRef, Details, EscalationAnswer, ObjectiveResult, RemedyAnswer, WarningRef};
use crate::policy::{ClockId, Policy, Statement};
use crate::time::{Instant, Length, Offsets, Zone};
use crate::value::Decimal;

use super::selection::Selection;
use super::{csv, json};
use crate::engine::decision_fields::{HEAD, TAIL, head_values, tail_values};
use crate::engine::fields::{
    CADENCE, DETAILS, DecisionView, ENDED, ESCALATIONS, FieldInfo, FieldValue, NO_LIMIT, OBJECTIVE, REMEDY, REPLIES,
    Same, cadence_values, details_values, ended_values, escalations_values, objective_values, remedy_values,
    reply_values,
};

/// JSON or CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextForm {
    Json,
    Csv,
}

/// Writes decisions under one policy and as of one instant. What they have in common is written once and copied.
#[derive(Debug)]
pub(crate) struct Texts<'p> {
    policy: &'p Policy,
    pub(crate) form: TextForm,
    /// The zone of all instants; `None` if each has that of its clock.
    zone: Option<Zone>,
    /// For each package, the constant fields of [`HEAD`] as written.
    packages: Vec<Option<[Vec<u8>; HEAD.len()]>>,
    /// Each priority's name, as a JSON string or a CSV cell.
    priorities: Vec<Vec<u8>>,
    /// The zone of each clock.
    zones: Vec<Offsets>,
    shares: Vec<(Decimal, Vec<u8>)>,
    /// Whether the columns of a cadence are in the layout.
    cadence: bool,
    /// Whether the columns of replies are in the layout.
    replies: bool,
    /// Whether the column of escalations is there.
    escalations: bool,
    /// The columns that are written.
    selection: Selection,
    /// The first remedy that has a column.
    first_remedy: usize,
}

impl<'p> Texts<'p> {
    /// For decisions of these columns, with all instants in one zone, or each in that of its clock.
    pub(crate) fn new(policy: &'p Policy, form: TextForm, zone: Option<Zone>, selection: &Selection) -> Self {
        let name = |p: &crate::policy::model::Priority| {
            let mut out = Vec::new();
            form.string(&mut out, &p.name);
            out
        };
        let remedies = 0..policy.model().remedies.len();
        Self {
            policy,
            form,
            zone,
            packages: Vec::new(),
            priorities: policy.model().priorities.iter().map(name).collect(),
            zones: policy.tables.clocks.iter().map(|c| Offsets::new(zone.unwrap_or(c.zone()))).collect(),
            shares: Vec::new(),
            cadence: policy.has_cadence(),
            replies: policy.has_replies(),
            escalations: policy.has_escalations(),
            selection: selection.clone(),
            first_remedy: remedies.clone().find(|number| selection.wants_remedy(*number)).unwrap_or(remedies.end),
        }
    }

    /// Writes a decision up to its end, the kept values apart: of JSON, without the last brace.
    pub(crate) fn decision(&mut self, out: &mut Vec<u8>, view: &DecisionView<'_>, remedies: impl FnOnce(&mut Vec<u8>)) {
        let json = self.form == TextForm::Json;
        if json {
            out.push(b'{');
        }
        self.head(out, view);
        let policy = self.policy;
        let mut first = HEAD.len();
        let ended = view.ended.iter().copied().chain(std::iter::repeat(false));
        let objectives = policy.model().objectives.iter().zip(view.objectives).zip(ended);
        for (number, ((objective, timed), ended)) in objectives.enumerate() {
            let ended = objective.is_declared().then(|| ended || timed.as_ref().is_some_and(|t| t.ended));
            let details = self.selection.details().then(|| view.details.get(number).and_then(Option::as_ref));
            first += self.objective(out, first, &objective.name, timed.as_ref(), details, ended);
        }
        let remedy_columns = self.selection.remedies();
        let escalations = remedy_columns.start - if self.escalations { ESCALATIONS.len() } else { 0 };
        if self.cadence {
            self.group(out, first, "cadence", &CADENCE, view.cadence.map(cadence_values));
        }
        if self.replies {
            first = escalations - REPLIES.len();
            if json && view.replies.is_none() && self.selection.wants_any(first..escalations) {
                out.extend_from_slice(b",\"replies\":null");
            } else {
                self.group(out, first, "replies", &REPLIES, view.replies.map(reply_values));
            }
        }
        if self.escalations {
            self.fields(out, escalations, true, &ESCALATIONS, escalations_values(view.escalations));
        }
        if json && self.selection.has_remedies_key() {
            out.extend_from_slice(b",\"remedies\":{");
            remedies(out);
            out.push(b'}');
        } else {
            remedies(out);
        }
        self.fields(out, remedy_columns.end, true, &TAIL, tail_values(view));
    }

    /// Writes an answer about a remedy, by its number in the policy, with what divides it from the one before. Nothing
    /// is written of a remedy without a column.
    pub(crate) fn remedy(&mut self, out: &mut Vec<u8>, number: usize, remedy: &RemedyAnswer<'_>) {
        if !self.selection.wants_remedy(number) {
            return;
        }
        let policy = self.policy;
        let name = policy.model().remedies.get(number).map_or("", |r| &r.name);
        if self.form == TextForm::Json {
            if number > self.first_remedy {
                out.push(b',');
            }
            json::open(out, name);
        }
        let first = self.selection.remedy(number).start;
        self.fields(out, first, self.form == TextForm::Csv, &REMEDY, remedy_values(remedy));
        self.form.close(out);
    }

    /// Writes a decision with its remedies; of JSON, without the last brace.
    pub(crate) fn whole(&mut self, out: &mut Vec<u8>, decision: &DecisionRef<'_>) {
        let mut remedies = Vec::new();
        for (number, remedy) in decision.remedies.iter().enumerate() {
            self.remedy(&mut remedies, number, remedy);
        }
        self.decision(out, &DecisionView::of(decision), |out| out.extend_from_slice(&remedies));
    }

    fn head(&mut self, out: &mut Vec<u8>, view: &DecisionView<'_>) {
        let at = usize::from(view.package.0);
        if self.packages.get(at).is_none_or(Option::is_none) {
            self.constants(view, at);
        }
        for (number, (field, value)) in HEAD.iter().zip(head_values(view)).enumerate() {
            if !self.selection.is_wanted(number) {
                continue;
            }
            if field.same == Same::Package {
                let written = self.packages.get(at).and_then(|p| p.as_ref()?.get(number));
                out.extend_from_slice(written.map_or(&[], Vec::as_slice));
            } else {
                self.field(out, number > 0, field, value);
            }
        }
    }

    /// Writes the constant fields of a package once.
    #[cold]
    fn constants(&mut self, view: &DecisionView<'_>, at: usize) {
        let mut written = [const { Vec::new() }; HEAD.len()];
        for (number, ((field, value), out)) in HEAD.iter().zip(head_values(view)).zip(&mut written).enumerate() {
            if field.same == Same::Package && self.selection.is_wanted(number) {
                self.field(out, number > 0, field, value);
            }
        }
        if self.packages.len() <= at {
            self.packages.resize_with(at + 1, || None);
        }
        if let Some(place) = self.packages.get_mut(at) {
            *place = Some(written);
        }
    }

    /// Writes an objective, whose columns begin at `first`, and returns how many columns it has. `details` are there
    /// if the layout has columns of them, and `ended` of objectives that the policy declares.
    fn objective(
        &mut self,
        out: &mut Vec<u8>,
        first: usize,
        name: &str,
        timed: Option<&ObjectiveResult<'_>>,
        details: Option<Option<&Details>>,
        ended: Option<bool>,
    ) -> usize {
        let json = self.form == TextForm::Json;
        let details_at = first + OBJECTIVE.len();
        let ended_at = details_at + if details.is_some() { DETAILS.len() } else { 0 };
        let end = ended_at + if ended.is_some() { ENDED.len() } else { 0 };
        if !self.selection.wants_any(first..end) {
            return end - first;
        }
        if json {
            out.push(b',');
            json::open(out, name);
        }
        let mut comma = !json;
        match timed {
            Some(timed) => comma = self.fields(out, first, comma, &OBJECTIVE, objective_values(timed)),
            None => {
                comma = self.fields(out, first, comma, &OBJECTIVE, [NO_LIMIT]);
                self.missing(out, first + 1..details_at);
            }
        }
        match details {
            Some(Some(details)) => comma = self.fields(out, details_at, comma, &DETAILS, details_values(details)),
            Some(None) => self.missing(out, details_at..ended_at),
            None => {}
        }
        if let Some(ended) = ended.filter(|ended| *ended || !json) {
            self.fields(out, ended_at, comma, &ENDED, ended_values(&ended));
        }
        self.form.close(out);
        end - first
    }

    /// Writes a group whose columns begin at `first`: in JSON as an object under a name, in CSV as cells. Without
    /// values it is nothing in JSON, and in CSV the cells are empty.
    fn group<const N: usize>(
        &mut self,
        out: &mut Vec<u8>,
        first: usize,
        name: &str,
        fields: &[FieldInfo; N],
        values: Option<[FieldValue<'_>; N]>,
    ) {
        let columns = first..first + N;
        let Some(values) = values else { return self.missing(out, columns) };
        if !self.selection.wants_any(columns) {
            return;
        }
        let json = self.form == TextForm::Json;
        if json {
            out.push(b',');
            json::open(out, name);
        }
        self.fields(out, first, !json, fields, values);
        self.form.close(out);
    }

    /// Writes the cells of missing values in CSV; JSON has no keys for them.
    fn missing(&self, out: &mut Vec<u8>, columns: Range<usize>) {
        if self.form == TextForm::Csv {
            csv::empty(out, self.selection.count(columns));
        }
    }

    /// Writes those of some fields that are wanted, whose columns begin at `first`. `comma` says whether one precedes
    /// the next field; returns the same for what follows.
    #[inline]
    fn fields<const N: usize>(
        &mut self,
        out: &mut Vec<u8>,
        first: usize,
        mut comma: bool,
        fields: &[FieldInfo],
        values: [FieldValue<'_>; N],
    ) -> bool {
        for (number, (field, value)) in fields.iter().zip(values).enumerate() {
            if self.selection.is_wanted(first + number) {
                self.field(out, comma, field, value);
                comma = true;
            }
        }
        comma
    }

    #[inline]
    fn field(&mut self, out: &mut Vec<u8>, comma: bool, field: &FieldInfo, value: FieldValue<'_>) {
        if comma {
            out.push(b',');
        }
        if self.form == TextForm::Json {
            out.push(b'"');
            out.extend_from_slice(field.name.as_bytes());
            out.extend_from_slice(b"\":");
        }
        self.value(out, value);
    }

    #[inline]
    fn value(&mut self, out: &mut Vec<u8>, value: FieldValue<'_>) {
        let form = self.form;
        match value {
            FieldValue::Null => form.nothing(out),
            FieldValue::Text(text) => form.string(out, text),
            FieldValue::Word(_, word) => form.word(out, word.as_bytes()),
            FieldValue::Priority(id) => match self.priorities.get(usize::from(id.0)) {
                Some(name) => out.extend_from_slice(name),
                None => form.string(out, ""),
            },
            FieldValue::Seconds(length) => number(out, length.seconds()),
            FieldValue::Count(count) => number(out, i64::from(count)),
            FieldValue::Instant(at, clock) => {
                let offset = self.zones.get_mut(usize::from(clock.0)).and_then(|z| z.written(at));
                form.instant(out, at, offset);
            }
            FieldValue::InstantIn(at, zone) => form.instant(out, at, self.zone.unwrap_or(zone).written_offset(at)),
            FieldValue::Truth(value) => out.extend_from_slice(if value { b"true" } else { b"false" }),
            FieldValue::Share(share) => self.share(out, share),
            FieldValue::Names(names) => match form {
                TextForm::Json => json::names(out, names),
                TextForm::Csv => csv::cell(out, &names.join(";")),
            },
            FieldValue::SecondsByName(seconds) => match form {
                TextForm::Json => json::seconds(out, seconds),
                TextForm::Csv => csv::cell(out, &seconds_text(seconds)),
            },
            FieldValue::Ratio(ratio) => out.extend_from_slice(ratio_text(ratio).as_bytes()),
            FieldValue::Place(statement) => match form {
                TextForm::Json => json::place(out, statement),
                TextForm::Csv => csv::cell(out, &place_text(statement)),
            },
            FieldValue::Escalations(all) => {
                let mut written = |at: Instant, clock: ClockId| {
                    let offset = self.zones.get_mut(usize::from(clock.0)).and_then(|z| z.written(at));
                    at.rfc3339(offset).to_string()
                };
                match form {
                    TextForm::Json => json::escalations(out, all, written),
                    TextForm::Csv => csv::cell(out, &escalations_text(all, &mut written)),
                }
            }
            FieldValue::Warnings(warnings) => match form {
                TextForm::Json => json::warnings(out, warnings),
                TextForm::Csv => csv::cell(out, &warnings_text(warnings)),
            },
        }
    }

    fn share(&mut self, out: &mut Vec<u8>, share: Decimal) {
        let written = match self.shares.iter().position(|(d, _)| *d == share) {
            Some(at) => self.shares.get(at),
            None => {
                let text = match self.form {
                    TextForm::Json => serde_json::to_vec(&share.as_f64()).unwrap_or_default(),
                    TextForm::Csv => share.to_string().into_bytes(),
                };
                self.shares.push((share, text));
                self.shares.last()
            }
        };
        out.extend_from_slice(written.map_or(&[], |(_, text)| text));
    }
}

/// Warnings as one text: `breach-lifted:response,relief;treatment-unknown:vip`.
pub(super) fn warnings_text(warnings: &[WarningRef<'_>]) -> String {
    let each = warnings.iter().map(|w| format!("{}:{}", w.code.as_str(), w.names.join(",")));
    each.collect::<Vec<_>>().join(";")
}

/// Escalations as one text, each with whom it calls, the objective, how it stands and when:
/// `duty_manager:response:reached:2024-03-28T16:00:00Z`.
pub(super) fn escalations_text(
    all: &[EscalationAnswer<'_>],
    mut written: impl FnMut(Instant, ClockId) -> String,
) -> String {
    let each = all.iter().map(|escalation| {
        let at = escalation.at.map(|at| written(at, escalation.clock)).unwrap_or_default();
        format!("{}:{}:{}:{at}", escalation.to, escalation.objective, escalation.status.as_str())
    });
    each.collect::<Vec<_>>().join(";")
}

/// Seconds by names as one text: `customer=5400;third_party=1800`.
pub(super) fn seconds_text(seconds: &[(String, Length)]) -> String {
    let each = seconds.iter().map(|(name, length)| format!("{name}={}", length.seconds()));
    each.collect::<Vec<_>>().join(";")
}

/// Thousand millionths as a number: `1.25`, `2.0`.
pub(super) fn ratio_text(ratio: i64) -> String {
    let (whole, rest) = (ratio / 1_000_000_000, ratio % 1_000_000_000);
    let digits = format!("{rest:09}");
    let digits = digits.trim_end_matches('0');
    format!("{whole}.{}", if digits.is_empty() { "0" } else { digits })
}

/// The place of a statement: `gold.sla:12`.
pub(super) fn place_text(statement: &Statement) -> String {
    format!("{}:{}", statement.file, statement.line)
}

impl TextForm {
    /// Writes a text as a JSON string or a CSV cell.
    pub(crate) fn string(self, out: &mut Vec<u8>, text: &str) {
        match self {
            Self::Json => json::string(out, text),
            Self::Csv => csv::cell(out, text),
        }
    }

    /// Writes a word that needs no escapes.
    fn word(self, out: &mut Vec<u8>, word: &[u8]) {
        match self {
            Self::Json => {
                out.push(b'"');
                out.extend_from_slice(word);
                out.push(b'"');
            }
            Self::Csv => out.extend_from_slice(word),
        }
    }

    fn instant(self, out: &mut Vec<u8>, at: Instant, offset: Option<i32>) {
        if self == Self::Json {
            out.push(b'"');
        }
        at.rfc3339(offset).write(out);
        if self == Self::Json {
            out.push(b'"');
        }
    }

    /// Writes what precedes a kept value.
    pub(crate) fn between(self, out: &mut Vec<u8>, name: &str) {
        out.push(b',');
        if self == Self::Json {
            json::string(out, name);
            out.push(b':');
        }
    }

    /// Writes a value that is missing.
    pub(crate) fn nothing(self, out: &mut Vec<u8>) {
        if self == Self::Json {
            out.extend_from_slice(b"null");
        }
    }

    /// Ends an object in JSON.
    pub(crate) fn close(self, out: &mut Vec<u8>) {
        if self == Self::Json {
            out.push(b'}');
        }
    }

    /// Writes the kept values behind a decision, and ends it but for its line.
    pub(crate) fn kept(self, out: &mut Vec<u8>, names: &[String], values: &[Option<Value>]) {
        let missing = std::iter::repeat(&None);
        for (name, value) in names.iter().zip(values.iter().chain(missing)) {
            self.between(out, name);
            match (self, value) {
                (_, None) => self.nothing(out),
                (Self::Csv, Some(Value::String(text))) => csv::cell(out, text),
                (Self::Csv, Some(other)) => csv::cell(out, &other.to_string()),
                (Self::Json, Some(value)) => out.extend_from_slice(value.to_string().as_bytes()),
            }
        }
        self.close(out);
    }
}

/// Writes a whole number.
fn number(out: &mut Vec<u8>, n: i64) {
    out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
}

impl Policy {
    /// An instant with the offset of a clock's zone, `Z` for UTC.
    pub(crate) fn written(&self, at: Instant, clock: crate::policy::ClockId) -> String {
        let zone = self.clock(clock).map_or(Zone::UTC, |c| c.zone());
        at.rfc3339(zone.written_offset(at)).to_string()
    }
}
