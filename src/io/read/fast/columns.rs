//! The rows of a batch, decided at once.

use std::borrow::Cow;

use crate::engine::{AskedColumns, Coded, DecidedColumns, Field, IncidentColumns, MISSING};

use super::super::columnar::{Column, Table, put_missing};
use super::memo::Memo;
use super::{Binder, Meaning, Raw, find};

/// Names in codes, and what each code means.
struct Named<'t, 'p> {
    codes: Cow<'t, [u32]>,
    meanings: Vec<Meaning<'p>>,
}

impl<'p> Named<'_, 'p> {
    /// The codes, with what each means.
    fn coded<T: Copy>(&self, value: impl Fn(Meaning<'p>) -> Option<T>) -> Coded<'_, T> {
        Coded { codes: &self.codes, values: self.meanings.iter().map(|meaning| value(*meaning)).collect() }
    }

    /// Marks the rows of which something is to be said.
    fn mark(&self, odd: &mut [bool]) {
        let is_odd = |meaning: &Meaning<'_>| matches!(meaning, Meaning::Odd);
        if self.meanings.iter().any(is_odd) {
            for (odd, code) in odd.iter_mut().zip(&*self.codes) {
                *odd |= self.meanings.get(*code as usize).is_none_or(is_odd);
            }
        }
    }
}

impl<'p> Binder<'p> {
    /// Whether the rows of a batch can be decided at once: where nothing but the columns says what they are.
    pub(crate) fn decides_tables(&self) -> bool {
        let Self { plan, kernel, .. } = self;
        plan.options.mapping.is_none()
            && (0..plan.slots()).all(|slot| plan.fixed(slot).is_none())
            && kernel.decides_columns()
    }

    /// Decides the rows of a batch whose codes were taken up.
    pub(crate) fn decide_table(&mut self, table: &Table, asked: &AskedColumns) -> DecidedColumns {
        let mut odd = vec![false; table.rows];
        self.mark_ids(table, &mut odd);
        self.mark_kept(table, &mut odd);
        for field in [Field::Updates, Field::Messages, Field::Excluded, Field::PriorityChanges] {
            mark_values(table.column(field.slot()), &mut odd);
        }
        let (wait_ends, waits): (&[u32], _) = match table.column(Field::Waiting.slot()) {
            Some(Column::Waits(ends, waits, odd_waits)) => {
                odd.iter_mut().zip(odd_waits).for_each(|(odd, of_waits)| *odd |= of_waits);
                (ends, waits.as_slice())
            }
            other => {
                mark_values(other, &mut odd);
                (&[], &[][..])
            }
        };
        let opened = self.instants(table, Field::Opened, &mut odd);
        let stops = [Field::Responded, Field::Relieved, Field::Resolved].map(|f| self.instants(table, f, &mut odd));
        let contracts = self.named(table, Field::Contract.slot(), &mut odd);
        let set = [Field::CustomerPriority, Field::Priority, Field::VendorPriority];
        let priorities = set.map(|field| self.named(table, field.slot(), &mut odd));
        let mut fact_keys = vec![0; table.rows];
        let facts = (0..self.plan.shape.facts.len()).map(|number| self.plan.fact(number));
        for slot in std::iter::once(Field::Channel.slot()).chain(facts) {
            let named = self.named(table, slot, &mut odd);
            let bits = |meaning: &Meaning<'_>| if let Meaning::Bits(bits) = meaning { *bits } else { 0 };
            let bits: Vec<_> = named.meanings.iter().map(bits).collect();
            if bits.iter().all(|bits| *bits == 0) {
                continue;
            }
            for (key, code) in fact_keys.iter_mut().zip(&*named.codes) {
                *key |= bits.get(*code as usize).copied().unwrap_or(0);
            }
        }
        let sold = |meaning| if let Meaning::Sold(sold) = meaning { Some(sold) } else { None };
        let priority = |meaning| if let Meaning::Priority(priority) = meaning { Some(priority) } else { None };
        let given = IncidentColumns {
            opened: &opened,
            stops: stops.each_ref().map(|stop| &**stop),
            wait_ends,
            waits,
            contracts: contracts.coded(sold),
            priorities: priorities.each_ref().map(|named| named.coded(priority)),
            fact_keys,
            odd,
        };
        self.kernel.decide_columns(&given, asked)
    }

    /// The id of a row of a batch; `None` if something is to be said about it.
    pub(crate) fn id_at<'t>(&self, table: &'t Table, row: usize) -> Option<&'t str>
    where
        'p: 't,
    {
        self.id_of(table.column(Field::Id.slot())?.raw(row)?)
    }

    /// Whether columns are kept.
    pub(crate) fn keeps(&self) -> bool {
        !self.plan.kept().is_empty()
    }

    /// The kept values of a row of a batch, with room for its values.
    pub(crate) fn kept_at<'t>(
        &self,
        table: &'t Table,
        row: usize,
        values: &mut [Option<Raw<'t>>],
    ) -> impl Iterator<Item = Option<&'t str>>
    where
        'p: 't,
    {
        if self.keeps() {
            table.fill(row, values);
        }
        self.plan.kept().map(|slot| self.kept(slot, values).flatten().and_then(Raw::text))
    }

    /// Marks the rows whose kept values the exact reader has to say.
    fn mark_kept(&self, table: &Table, odd: &mut [bool]) {
        if !self.keeps() {
            return;
        }
        let mut values = table.room();
        for (row, odd) in odd.iter_mut().enumerate() {
            table.fill(row, &mut values);
            *odd |= self.plan.kept().any(|slot| self.kept(slot, &values).is_none());
        }
    }

    fn mark_ids(&self, table: &Table, odd: &mut [bool]) {
        for (row, odd) in odd.iter_mut().enumerate() {
            *odd |= self.id_at(table, row).is_none();
        }
    }

    fn instants<'t>(&self, table: &'t Table, field: Field, odd: &mut [bool]) -> Cow<'t, [i64]> {
        match table.column(field.slot()) {
            None | Some(Column::Absent) => Cow::Borrowed(&[]),
            Some(Column::Instants(values, None)) => Cow::Borrowed(values),
            Some(Column::Instants(values, nulls)) => {
                let mut known = values.to_vec();
                put_missing(&mut known, nulls.as_ref(), MISSING);
                known.into()
            }
            Some(column) => {
                let value = |(row, odd): (usize, &mut bool)| match self.instant_of(field.slot(), column.raw(row)) {
                    Some(at) => at.map_or(MISSING, |at| at.0),
                    None => {
                        *odd = true;
                        MISSING
                    }
                };
                odd.iter_mut().enumerate().map(value).collect()
            }
        }
    }

    /// The names of a slot in codes, of which the first is a missing one.
    fn named<'t>(&mut self, table: &'t Table, slot: usize, odd: &mut [bool]) -> Named<'t, 'p> {
        let named = match table.column(slot) {
            None | Some(Column::Absent) => Named { codes: Cow::Borrowed(&[]), meanings: Vec::new() },
            Some(Column::Coded(codes, _) | Column::Truths(codes)) => {
                let known = self.codes.get(slot).map_or(&[][..], Vec::as_slice);
                let meanings = std::iter::once(Meaning::Missing).chain(known.iter().copied()).collect();
                Named { codes: Cow::Borrowed(codes), meanings }
            }
            Some(column) => {
                let Self { plan, policy, kernel, .. } = self;
                let mut meanings = vec![Meaning::Missing, Meaning::Odd];
                let mut known = Memo::new();
                let code = |row| {
                    let (text, kind) = match column.raw(row) {
                        None => return 0,
                        Some(Raw::Text(text)) => (text, 0),
                        Some(Raw::Json(json)) => (json, 2),
                        Some(_) => return 1,
                    };
                    known.of(text.as_bytes(), kind, || {
                        meanings.push(find(plan, policy, kernel, slot, text, kind));
                        u32::try_from(meanings.len() - 1).unwrap_or(1)
                    })
                };
                let codes = (0..table.rows).map(code).collect();
                Named { codes: Cow::Owned(codes), meanings }
            }
        };
        named.mark(odd);
        named
    }
}

/// Marks the rows in which a column says something.
fn mark_values(column: Option<&Column>, odd: &mut [bool]) {
    let Some(column) = column.filter(|column| !matches!(column, Column::Absent)) else { return };
    for (row, odd) in odd.iter_mut().enumerate() {
        *odd |= !matches!(column.raw(row), None | Some(Raw::Text("")));
    }
}
