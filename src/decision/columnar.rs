//! Decisions as columns: those that CSV flattens to, with instants as UTC microseconds.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use serde_json::Value;

use crate::evaluate::{Basis, RemedyAnswer, Status, Timed};
use crate::policy::model::Objective;
use crate::policy::{Comparison, Policy};
use crate::value::{Decimal, Instant};

use super::column::{Column, Kind};
use super::flat::Columns;
use super::text::Shown;

/// The kind of each column of an objective, of a cadence, of a remedy.
const OBJECTIVE: [Kind; 10] = [
    Kind::Word,
    Kind::Word,
    Kind::Whole,
    Kind::Word,
    Kind::Whole,
    Kind::Whole,
    Kind::Instant,
    Kind::Instant,
    Kind::Truth,
    Kind::Share,
];
const CADENCE: [Kind; 4] = [Kind::Whole, Kind::Instant, Kind::Whole, Kind::Whole];
const REMEDY: [Kind; 4] = [Kind::Word; 4];
const HEAD: [Kind; 9] =
    [Kind::Id, Kind::Word, Kind::Word, Kind::Word, Kind::Word, Kind::Word, Kind::Word, Kind::Instant, Kind::Truth];

/// The code of the status `none`.
const NONE: i64 = 4;

/// The answer of a remedy as the codes of its four columns.
pub(crate) type RemedyCodes = [Option<i64>; 4];

/// Decisions of one policy, growing column by column.
#[derive(Debug)]
pub(crate) struct DecisionColumns<'p> {
    policy: &'p Policy,
    as_of: Instant,
    schema: SchemaRef,
    columns: Vec<Column>,
    rows: usize,
    coded: bool,
    cadence: usize,
    remedies: usize,
    warnings: usize,
    /// The codes of each package's contract and tier.
    packages: Vec<Option<(i64, i64)>>,
    /// The codes of priorities, by column.
    priorities: Vec<Vec<i64>>,
    /// The shares met, as bits.
    shares: Vec<(Decimal, i64)>,
}

impl<'p> DecisionColumns<'p> {
    /// Columns for decisions as of an instant; words as codes of a dictionary, or each by itself.
    pub(crate) fn new(policy: &'p Policy, keep: &[String], as_of: Instant, coded: bool) -> Self {
        let mut kinds: Vec<Kind> = HEAD.to_vec();
        Objective::ALL.iter().for_each(|_| kinds.extend(OBJECTIVE));
        let cadence = kinds.len();
        if policy.has_cadence() {
            kinds.extend(CADENCE);
        }
        let remedies = kinds.len();
        policy.model().remedies.iter().for_each(|_| kinds.extend(REMEDY));
        let warnings = kinds.len();
        kinds.push(Kind::Word);
        kinds.extend(keep.iter().map(|_| Kind::Kept));
        let names = Columns::new(policy, keep);
        let field = |(kind, name): (&Kind, &String)| Field::new(name, kind.data_type(coded), *kind != Kind::Id);
        let fields: Vec<Field> = kinds.iter().zip(names.names()).map(field).collect();
        let metadata = HashMap::from([("relief.policy".to_owned(), policy.fingerprint().to_owned())]);
        let schema = Arc::new(Schema::new_with_metadata(fields, metadata));
        let mut columns: Vec<Column> = kinds.into_iter().map(Column::new).collect();
        let objectives = || (0..Objective::ALL.len()).map(|number| HEAD.len() + number * OBJECTIVE.len());
        // Only these hold priorities: in any other, codes of its own come first.
        let named: Vec<usize> = [4, 6].into_iter().chain(objectives().map(|first| first + 1)).collect();
        let names = policy.model().priorities.iter().map(|p| p.name.as_str());
        let priorities = columns.iter_mut().enumerate().map(|(number, column)| {
            if named.contains(&number) { names.clone().map(|name| column.code(name)).collect() } else { Vec::new() }
        });
        let priorities = priorities.collect();
        // The words that are known beforehand have the codes of their order.
        let mut known = |column: usize, words: &mut dyn Iterator<Item = &str>| {
            if let Some(column) = columns.get_mut(column) {
                words.for_each(|word| {
                    column.code(word);
                });
            }
        };
        known(1, &mut std::iter::once(policy.fingerprint()));
        known(5, &mut Basis::ALL.iter().map(|b| b.word()));
        for first in objectives() {
            known(first, &mut Status::ALL.iter().map(|s| s.word()).chain(["none"]));
            known(first + 3, &mut Comparison::ALL.iter().map(|c| c.word()));
        }
        Self {
            policy,
            as_of,
            schema,
            columns,
            rows: 0,
            coded,
            cadence,
            remedies,
            warnings,
            packages: Vec::new(),
            priorities,
            shares: Vec::new(),
        }
    }

    /// The columns' names and types, and the policy's fingerprint.
    pub(crate) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Makes room for so many further decisions.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.columns.iter_mut().for_each(|column| column.reserve(self.rows + rows));
    }

    fn word(&mut self, column: usize, word: &str) {
        let row = self.rows;
        if let Some(column) = self.columns.get_mut(column) {
            column.word(row, word);
        }
    }

    fn put(&mut self, column: usize, value: Option<i64>) {
        let row = self.rows;
        if let Some(column) = self.columns.get_mut(column) {
            column.put_some(row, value);
        }
    }

    fn priority(&mut self, column: usize, id: crate::policy::model::PriorityId) {
        let code = self.priorities.get(column).and_then(|codes| codes.get(usize::from(id.0))).copied();
        self.put(column, code);
    }

    fn package(&mut self, shown: &Shown<'_>) -> (i64, i64) {
        let at = usize::from(shown.package.0);
        if self.packages.len() <= at {
            self.packages.resize(at + 1, None);
        }
        if let Some(Some(codes)) = self.packages.get(at) {
            return *codes;
        }
        let model = self.policy.model();
        let package = model.package(shown.package);
        let tier = package.and_then(|p| model.package(p.tier)).map_or("", |p| &p.name);
        let mut code = |column: usize, name: &str| self.columns.get_mut(column).map_or(0, |c| c.code(name));
        let codes = (code(2, package.map_or("", |p| &p.name)), code(3, tier));
        if let Some(place) = self.packages.get_mut(at) {
            *place = Some(codes);
        }
        codes
    }

    /// The codes of an answer about a remedy, by its number in the policy.
    pub(crate) fn remedy(&mut self, number: usize, remedy: &RemedyAnswer<'_>) -> RemedyCodes {
        let first = self.remedies + number * REMEDY.len();
        let mut code = |part: usize, word: &str| self.columns.get_mut(first + part).map(|c| c.code(word));
        let needs = remedy.needs.join(";");
        [
            code(0, remedy.modality()),
            code(1, remedy.entitled.word()),
            remedy.favoured.and_then(|f| code(2, f.word())),
            if needs.is_empty() { None } else { code(3, &needs) },
        ]
    }

    /// Adds a decision; the kept values are texts.
    pub(crate) fn push<'k>(
        &mut self,
        shown: &Shown<'_>,
        remedies: impl Iterator<Item = RemedyCodes>,
        kept: impl Iterator<Item = Option<&'k str>>,
    ) {
        if let Some(id) = self.columns.first_mut() {
            id.text(Some(shown.id));
        }
        let (contract, tier) = self.package(shown);
        self.put(1, Some(0));
        self.put(2, Some(contract));
        self.put(3, Some(tier));
        self.priority(4, shown.priority);
        self.put(5, Some(shown.basis as i64));
        if let Some(id) = shown.treated_as {
            self.priority(6, id);
        }
        self.put(7, Some(self.as_of.0));
        self.put(8, shown.channel_accepted.map(i64::from));
        for (number, timed) in shown.objectives.iter().enumerate() {
            let first = HEAD.len() + number * OBJECTIVE.len();
            match timed {
                Some(timed) => self.objective(first, timed),
                None => self.put(first, Some(NONE)),
            }
        }
        if let Some(c) = shown.cadence {
            let late = i64::from(c.late);
            let values =
                [Some(c.interval.seconds()), c.next_due.map(|at| at.0), Some(c.longest_gap.seconds()), Some(late)];
            for (part, value) in values.into_iter().enumerate() {
                self.put(self.cadence + part, value);
            }
        }
        for (number, codes) in remedies.enumerate() {
            for (part, code) in codes.into_iter().enumerate() {
                self.put(self.remedies + number * REMEDY.len() + part, code);
            }
        }
        if !shown.warnings.is_empty() {
            let warnings = shown.warnings.iter().map(|w| format!("{}:{}", w.code.word(), w.names.join(",")));
            let text = warnings.collect::<Vec<_>>().join(";");
            self.word(self.warnings, &text);
        }
        for (value, column) in kept.zip(self.columns.iter_mut().skip(self.warnings + 1)) {
            column.text(value);
        }
        self.rows += 1;
    }

    fn objective(&mut self, first: usize, timed: &Timed) {
        let row = self.rows;
        let priority = self.priorities.get(first + 1).and_then(|codes| codes.get(usize::from(timed.priority.0)));
        let values: [Option<i64>; OBJECTIVE.len()] = [
            Some(timed.status as i64),
            priority.copied(),
            Some(timed.limit.seconds()),
            Some(timed.comparison as i64),
            Some(timed.elapsed.seconds()),
            timed.remaining.map(|r| r.seconds()),
            timed.due.map(|at| at.0),
            timed.stopped.map(|at| at.0),
            Some(i64::from(timed.inferred)),
            timed.target.map(|share| self.share(share)),
        ];
        for (column, value) in self.columns.iter_mut().skip(first).zip(values) {
            column.put_some(row, value);
        }
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

    /// The decisions so far, as a batch; begins anew.
    ///
    /// # Errors
    /// None that the columns lead to.
    pub(crate) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let rows = std::mem::take(&mut self.rows);
        let arrays = self.columns.iter_mut().map(|column| column.finish(rows, self.coded)).collect();
        RecordBatch::try_new(self.schema(), arrays)
    }
}

/// A kept value as a text: JSON, unless it is one.
pub(crate) fn kept_text(value: &Option<Value>) -> Option<String> {
    match value {
        None => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    }
}
