//! Decisions as columns: those that CSV has, with instants as UTC microseconds.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use serde_json::Value;

use crate::engine::{RemedyAnswer, billionths};
use crate::policy::Policy;
use crate::policy::model::PriorityId;
use crate::value::Decimal;

use super::column::{Column, Kind};
use super::columns::Columns;
use super::decided_batch::{DecidedBatch, RemedyCodes};
use super::header::layout;
use super::selection::Selection;
use super::text::{escalations_text, place_text, seconds_text, warnings_text};
use crate::engine::decision_fields::{HEAD, TAIL, head_values, tail_values};
use crate::engine::fields::{
    DETAILS, DecisionView, ENDED, ESCALATIONS, FieldInfo, FieldType, FieldValue, NO_LIMIT, OBJECTIVE, REMEDY, REPLIES,
    Same, cadence_values, details_values, ended_values, escalations_values, objective_values, remedy_values,
    reply_values,
};

impl FieldInfo {
    /// What a column of it holds.
    fn column(&self) -> Kind {
        match self.kind {
            FieldType::Id => Kind::Id,
            FieldType::Fingerprint
            | FieldType::Name
            | FieldType::Priority
            | FieldType::Words(_)
            | FieldType::Names
            | FieldType::Warnings
            | FieldType::SecondsByName
            | FieldType::Place
            | FieldType::Escalations => Kind::Word,
            FieldType::Seconds | FieldType::Count => Kind::Whole,
            FieldType::Instant => Kind::Instant,
            FieldType::Truth => Kind::Truth,
            FieldType::Share | FieldType::Ratio => Kind::Share,
        }
    }
}

/// Decisions of one policy, growing column by column.
#[derive(Debug)]
pub(crate) struct DecisionColumns {
    schema: SchemaRef,
    pub(super) columns: Vec<Column>,
    pub(super) rows: usize,
    pub(super) coded: bool,
    /// The columns that are written.
    pub(super) selection: Selection,
    /// The first column of the remedies, and of what follows them.
    pub(super) remedies: usize,
    pub(super) tail: usize,
    /// For each package, the constant fields of [`HEAD`].
    packages: Vec<Option<[Option<i64>; HEAD.len()]>>,
    /// The codes of priorities, by column.
    priorities: Vec<Vec<i64>>,
    /// The shares met, as bits.
    shares: Vec<(Decimal, i64)>,
    /// How many plans of the kernel are noted.
    pub(super) plans: usize,
    /// Of each column, by the plans' numbers, its value in all decisions of the plan; empty for other columns.
    pub(super) planned: Vec<Vec<Option<i64>>>,
    /// What was decided at once of the batch at hand.
    pub(super) at_once: Option<DecidedBatch>,
}

impl DecisionColumns {
    /// Columns for decisions as of an instant; words as codes of a dictionary, or each by itself.
    pub(crate) fn new(policy: &Policy, selection: &Selection, keep: &[String], coded: bool) -> Self {
        let selection = selection.clone();
        let fields: Vec<FieldInfo> = layout(policy, selection.details()).into_iter().map(|(_, field)| field).collect();
        let kinds: Vec<Kind> = fields.iter().map(FieldInfo::column).chain(keep.iter().map(|_| Kind::Kept)).collect();
        let names = Columns::new(policy, &selection, keep);
        let field = |(kind, name): (Kind, &String)| Field::new(name, kind.data_type(coded), kind != Kind::Id);
        let arrow: Vec<Field> = written(&selection, &kinds).zip(names.names()).map(field).collect();
        let metadata = HashMap::from([("relief.policy".to_owned(), policy.fingerprint().to_owned())]);
        let schema = Arc::new(Schema::new_with_metadata(arrow, metadata));
        let is_written = |number| number >= selection.layout_len() || selection.is_wanted(number);
        let column = |(number, kind)| Column::new(kind, is_written(number));
        let mut columns: Vec<Column> = kinds.into_iter().enumerate().map(column).collect();
        // Words that are known beforehand have the codes of their order.
        let mut priorities = vec![Vec::new(); columns.len()];
        for ((field, column), codes) in fields.iter().zip(&mut columns).zip(&mut priorities) {
            match field.kind {
                FieldType::Words(words) => words().into_iter().for_each(|word| {
                    column.code(word);
                }),
                FieldType::Priority => {
                    *codes = policy.model().priorities.iter().map(|p| column.code(&p.name)).collect();
                }
                _ => {}
            }
        }
        let tail = fields.len() - TAIL.len();
        let remedies = tail - policy.model().remedies.len() * REMEDY.len();
        let planned = vec![Vec::new(); columns.len()];
        Self {
            schema,
            columns,
            rows: 0,
            coded,
            selection,
            remedies,
            tail,
            packages: Vec::new(),
            priorities,
            shares: Vec::new(),
            plans: 0,
            planned,
            at_once: None,
        }
    }

    /// The columns' names and types, and the policy's fingerprint.
    pub(crate) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Makes room for this many further decisions.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.columns.iter_mut().for_each(|column| column.reserve(self.rows + rows));
    }

    /// A value as a column holds it.
    #[inline]
    pub(super) fn stored(&mut self, column: usize, value: FieldValue<'_>) -> Option<i64> {
        Some(match value {
            FieldValue::Null => return None,
            FieldValue::Text(text) => return self.code(column, text),
            FieldValue::Priority(id) => return self.priority(column, id),
            FieldValue::Word(place, _) => i64::try_from(place).unwrap_or(0),
            FieldValue::Seconds(length) => length.seconds(),
            FieldValue::Count(count) => i64::from(count),
            FieldValue::Instant(at, _) | FieldValue::InstantIn(at, _) => at.0,
            FieldValue::Truth(value) => i64::from(value),
            FieldValue::Share(share) => self.share(share),
            FieldValue::Names([]) | FieldValue::Warnings([]) | FieldValue::SecondsByName([]) => return None,
            FieldValue::SecondsByName(seconds) => return self.code(column, &seconds_text(seconds)),
            FieldValue::Ratio(ratio) => billionths(ratio).to_bits().cast_signed(),
            FieldValue::Place(statement) => return self.code(column, &place_text(statement)),
            FieldValue::Escalations([]) => return None,
            FieldValue::Escalations(all) => {
                let text = escalations_text(all, |at, _| at.rfc3339(None).to_string());
                return self.code(column, &text);
            }
            FieldValue::Names(names) => return self.code(column, &names.join(";")),
            FieldValue::Warnings(warnings) => return self.code(column, &warnings_text(warnings)),
        })
    }

    fn code(&mut self, column: usize, word: &str) -> Option<i64> {
        self.columns.get_mut(column).map(|column| column.code(word))
    }

    fn priority(&self, column: usize, id: PriorityId) -> Option<i64> {
        self.priorities.get(column).and_then(|codes| codes.get(usize::from(id.0))).copied()
    }

    /// The bits of a share as a number.
    fn share(&mut self, share: Decimal) -> i64 {
        if let Some((_, bits)) = self.shares.iter().find(|(known, _)| *known == share) {
            return *bits;
        }
        let bits = share.as_f64().to_bits().cast_signed();
        self.shares.push((share, bits));
        bits
    }

    #[inline]
    fn put(&mut self, column: usize, value: FieldValue<'_>) {
        let stored = self.stored(column, value);
        self.put_stored(column, stored);
    }

    #[inline]
    fn put_stored(&mut self, column: usize, stored: Option<i64>) {
        let alone = self.at_once.as_ref().map_or(0, |at_once| at_once.alone);
        if let Some(column) = self.columns.get_mut(column) {
            column.put_some(if column.is_gathered() { alone } else { self.rows }, stored);
        }
    }

    #[inline]
    fn put_all<const N: usize>(&mut self, first: usize, values: [FieldValue<'_>; N]) {
        for (part, value) in values.into_iter().enumerate() {
            self.put(first + part, value);
        }
    }

    /// The codes of an answer about a remedy, by its number in the policy.
    pub(crate) fn remedy(&mut self, number: usize, remedy: &RemedyAnswer<'_>) -> RemedyCodes {
        let first = self.remedies + number * REMEDY.len();
        let mut codes = RemedyCodes::default();
        for (part, (code, value)) in codes.iter_mut().zip(remedy_values(remedy)).enumerate() {
            *code = self.stored(first + part, value);
        }
        codes
    }

    /// Adds a decision; the kept values are texts.
    pub(crate) fn push<'k>(
        &mut self,
        view: &DecisionView<'_>,
        remedies: impl Iterator<Item = RemedyCodes>,
        kept: impl Iterator<Item = Option<&'k str>>,
    ) {
        self.head(view);
        let mut first = HEAD.len();
        let ended = view.ended.iter().copied().chain(std::iter::repeat(false));
        let objectives = view.policy.model().objectives.iter().zip(view.objectives).zip(ended);
        for (number, ((objective, timed), ended)) in objectives.enumerate() {
            match timed {
                Some(timed) => self.put_all(first, objective_values(timed)),
                None => self.put(first, NO_LIMIT),
            }
            first += OBJECTIVE.len();
            if self.selection.details() {
                if let Some(details) = view.details.get(number).and_then(Option::as_ref) {
                    self.put_all(first, details_values(details));
                }
                first += DETAILS.len();
            }
            if objective.is_declared() {
                let ended = ended || timed.as_ref().is_some_and(|t| t.ended);
                self.put_all(first, ended_values(&ended));
                first += ENDED.len();
            }
        }
        if let Some(cadence) = view.cadence {
            self.put_all(first, cadence_values(cadence));
        }
        let mut before = self.remedies;
        if view.policy.has_escalations() {
            before -= ESCALATIONS.len();
            self.put_all(before, escalations_values(view.escalations));
        }
        if let Some(replies) = view.replies {
            self.put_all(before - REPLIES.len(), reply_values(replies));
        }
        for (number, codes) in remedies.enumerate() {
            for (part, code) in codes.into_iter().enumerate() {
                self.put_stored(self.remedies + number * REMEDY.len() + part, code);
            }
        }
        self.put_all(self.tail, tail_values(view));
        for (value, column) in kept.zip(self.columns.iter_mut().skip(self.tail + TAIL.len())) {
            column.text(value);
        }
        self.rows += 1;
        self.at_once.iter_mut().for_each(|at_once| at_once.alone += 1);
    }

    /// The places of the objectives' columns.
    pub(super) fn objectives(&self, policy: &Policy) -> Vec<usize> {
        let details = if self.selection.details() { DETAILS.len() } else { 0 };
        let mut first = HEAD.len();
        let mut place = |declared: bool| {
            let here = first;
            first += OBJECTIVE.len() + details + if declared { ENDED.len() } else { 0 };
            here
        };
        policy.model().objectives.iter().map(|objective| place(objective.is_declared())).collect()
    }

    /// Adds what only texts tell of the next row: its id and its kept values.
    pub(crate) fn texts<'k>(&mut self, id: Option<&str>, kept: impl Iterator<Item = Option<&'k str>>) {
        self.id(id);
        for (value, column) in kept.zip(self.columns.iter_mut().skip(self.tail + TAIL.len())) {
            column.text(value);
        }
    }

    fn id(&mut self, id: Option<&str>) {
        if self.at_once.as_ref().is_none_or(|at_once| at_once.ids.is_none())
            && let Some(column) = self.columns.first_mut()
        {
            column.text(Some(id.unwrap_or_default()));
        }
    }

    fn head(&mut self, view: &DecisionView<'_>) {
        let at = usize::from(view.package.0);
        if self.packages.get(at).is_none_or(Option::is_none) {
            self.constants(view, at);
        }
        let constants = self.packages.get(at).copied().flatten().unwrap_or_default();
        for (column, ((field, value), constant)) in HEAD.iter().zip(head_values(view)).zip(constants).enumerate() {
            match (field.kind, value) {
                (FieldType::Id, FieldValue::Text(id)) => self.id(Some(id)),
                _ if field.same == Same::Package => self.put_stored(column, constant),
                _ => self.put(column, value),
            }
        }
    }

    /// The constant fields of a package.
    #[cold]
    fn constants(&mut self, view: &DecisionView<'_>, at: usize) {
        let mut constants = [None; HEAD.len()];
        for (column, (field, value)) in HEAD.iter().zip(head_values(view)).enumerate() {
            if let Some(place) = constants.get_mut(column).filter(|_| field.same == Same::Package) {
                *place = self.stored(column, value);
            }
        }
        if self.packages.len() <= at {
            self.packages.resize(at + 1, None);
        }
        if let Some(place) = self.packages.get_mut(at) {
            *place = Some(constants);
        }
    }

    /// The decisions so far, as a batch; starts again.
    ///
    /// # Errors
    /// None that the columns lead to.
    pub(crate) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let rows = std::mem::take(&mut self.rows);
        let coded = self.coded;
        let arrays = match self.at_once.take() {
            Some(at_once) => self.gathered(at_once)?,
            None => {
                let written = self.columns.iter_mut().filter(|column| column.is_written());
                written.map(|column| column.finish(rows, coded)).collect()
            }
        };
        RecordBatch::try_new(self.schema(), arrays)
    }
}

/// Of the columns of a layout and the kept ones behind them, those that are written.
fn written<T: Clone>(selection: &Selection, columns: &[T]) -> impl Iterator<Item = T> {
    let kept = selection.layout_len()..columns.len();
    selection.columns().iter().copied().chain(kept).filter_map(|column| columns.get(column).cloned())
}

/// A kept value as a text: JSON, unless it is one.
pub(crate) fn kept_text(value: &Option<Value>) -> Option<String> {
    match value {
        None => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    }
}
