//! Record batches of incidents, bound to a policy column by column.

mod bounds;
mod masked;
mod open;
mod pages;
mod partitions;
mod value;

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{
    Array, ArrayRef, BooleanArray, LargeStringArray, RecordBatch, StringArray, StringViewArray,
    downcast_dictionary_array,
};
use arrow_buffer::{ArrowNativeType as _, NullBuffer, ScalarBuffer};
use arrow_schema::{DataType, TimeUnit};
use serde_json::Value;

use crate::engine::{OPEN, Wait};
use crate::policy::{PartyId, Policy};

use super::cell::OwnedCell;
use super::error::ReadError;
use super::fast::{Memo, Raw};
use super::guard::guarded;
use super::lists::CUSTOMER;
use super::owned_row;
use super::plan::Plan;
use super::row::Row;
use super::row_source::{RowContent, RowSource};
use crate::engine::{Field, FieldKind};

use open::Batches;

pub(super) use masked::put_missing;
pub(super) use open::{check, open};
pub(super) use partitions::{partitioned, partitions};
pub(super) use value::stored;

/// The columns of a batch by slots.
#[derive(Debug)]
pub(crate) struct Table {
    /// The number of the first row, from 1.
    pub(crate) first: u64,
    pub(crate) rows: usize,
    names: Vec<String>,
    /// The arrays that are read, each by its column.
    arrays: Vec<ArrayRef>,
    /// The column of each slot.
    columns: Vec<Option<usize>>,
    /// The slots that a column feeds, and how many there are in all.
    slots: Vec<(usize, Column)>,
    count: usize,
}

/// A column in the form that its slot is read in.
#[derive(Debug)]
pub(super) enum Column {
    Absent,
    Utf8(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
    /// The number of each row's text, plus one; zero where it is missing.
    Coded(Vec<u32>, ArrayRef),
    /// False, true: the numbers of two texts, plus one.
    Truths(Vec<u32>),
    Instants(ScalarBuffer<i64>, Option<NullBuffer>),
    /// Where each row's intervals end; rows that something is to be said about.
    Waits(Vec<u32>, Vec<Wait>, Vec<bool>),
    /// Anything else: whether it is JSON, and its text.
    Rendered(Vec<Option<(bool, String)>>),
}

impl Table {
    /// A batch whose rows are read exactly alone.
    pub(super) fn plain(batch: &RecordBatch, first: u64, columns: &[Option<usize>]) -> Self {
        let names = batch.schema().fields().iter().map(|f| f.name().clone()).collect();
        let (arrays, columns) = (batch.columns().to_vec(), columns.to_vec());
        Self { first, rows: batch.num_rows(), names, arrays, columns, slots: Vec::new(), count: 0 }
    }

    /// A batch whose columns are those of a header that was read before.
    pub(crate) fn new(
        batch: &RecordBatch,
        first: u64,
        columns: &[Option<usize>],
        plan: &Plan<'_>,
        policy: &Policy,
    ) -> Self {
        let plain = Self::plain(batch, first, columns);
        let slots = columns.iter().enumerate().filter_map(|(slot, column)| {
            let array = column.and_then(|column| plain.arrays.get(column))?;
            Some((slot, Column::new(array, slot, plan, policy)))
        });
        let slots = slots.collect();
        Self { slots, count: columns.len(), ..plain }
    }

    /// Room for the values of a row by slots.
    pub(crate) fn room<'r>(&'r self) -> Vec<Option<Raw<'r>>> {
        vec![None; self.count]
    }

    /// The values of a row by slots, in the room for them.
    #[inline]
    pub(super) fn fill<'r>(&'r self, row: usize, values: &mut [Option<Raw<'r>>]) {
        for (slot, column) in &self.slots {
            if let Some(value) = values.get_mut(*slot) {
                *value = column.raw(row);
            }
        }
    }

    /// The column of a slot.
    pub(super) fn column(&self, slot: usize) -> Option<&Column> {
        self.slots.iter().find(|(fed, _)| *fed == slot).map(|(_, column)| column)
    }

    /// The column of a slot as a text for each row, where it is one already.
    pub(crate) fn texts(&self, slot: usize) -> Option<ArrayRef> {
        match self.column(slot)? {
            Column::Utf8(texts) if texts.null_count() == 0 => Some(Arc::new(texts.clone())),
            _ => None,
        }
    }

    /// The texts that the codes of a slot represent, where it has any.
    pub(super) fn coded(&self, slot: usize) -> Option<Vec<Raw<'_>>> {
        match self.column(slot)? {
            Column::Coded(_, texts) => {
                Some((0..texts.len()).map(|n| Raw::Text(text(texts, n).unwrap_or(""))).collect())
            }
            Column::Truths(_) => Some(vec![Raw::Json("false"), Raw::Json("true")]),
            _ => None,
        }
    }

    /// A row as the exact reader reads it, and what was read of it, if that is wanted.
    pub(super) fn exact(&self, file: &Arc<str>, plan: &Plan<'_>, row: usize, record: bool) -> (Row, Value) {
        let values: Vec<Option<OwnedCell>> = self.arrays.iter().map(|array| value::stored(array, row)).collect();
        let read = owned_row::row(file, plan, self.line(row), &self.columns, &values);
        (read, if record { owned_row::record(&self.names, &values) } else { Value::Null })
    }

    /// The number of a row in its file, from 1.
    pub(super) fn line(&self, row: usize) -> u64 {
        self.first + u64::try_from(row).unwrap_or(0)
    }
}

/// A file of columns, row by row or batch by batch.
pub(crate) struct Columnar {
    batches: Batches,
    columns: Vec<Option<usize>>,
    /// The batch that rows are taken from, and the next row.
    table: Option<(Table, usize)>,
    /// The number of the first row of the next batch, from 1.
    next: u64,
}

impl Columnar {
    pub(super) fn new(batches: Batches, columns: Vec<Option<usize>>) -> Self {
        Self { batches, columns, table: None, next: 1 }
    }

    /// The next batch, and the number of its first row.
    pub(super) fn batch(&mut self, file: &str) -> Result<Option<(u64, RecordBatch)>, ReadError> {
        let first = self.next;
        let batches = &mut self.batches;
        let read = guarded(file, || batches.next().transpose());
        let read = read.map_err(|e| {
            // Nothing may be read of what is damaged.
            self.batches = Box::new(std::iter::empty());
            e.line(first)
        });
        let Some(batch) = read? else { return Ok(None) };
        self.next += u64::try_from(batch.num_rows()).unwrap_or(0);
        Ok(Some((first, batch)))
    }
}

impl RowSource for Columnar {
    fn next(&mut self, file: &str, _: &Plan<'_>) -> Result<Option<(u64, RowContent)>, ReadError> {
        loop {
            if let Some((table, row)) = &mut self.table
                && *row < table.rows
            {
                let values = table.arrays.iter().map(|array| value::stored(array, *row)).collect();
                let line = table.line(*row);
                *row += 1;
                return Ok(Some((line, RowContent::Cells(values))));
            }
            let Some((first, batch)) = self.batch(file)? else { return Ok(None) };
            self.table = Some((Table::plain(&batch, first, &self.columns), 0));
        }
    }

    fn by_slot(&self) -> &[Option<usize>] {
        &self.columns
    }

    fn record(&self, cells: &[Option<OwnedCell>]) -> Value {
        self.table.as_ref().map_or(Value::Null, |(table, _)| owned_row::record(&table.names, cells))
    }
}

/// A text of an array of texts.
fn text(array: &ArrayRef, row: usize) -> Option<&str> {
    if array.is_null(row) {
        return None;
    }
    match array.data_type() {
        DataType::Utf8 => Some(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Some(array.as_string::<i64>().value(row)),
        DataType::Utf8View => Some(array.as_string_view().value(row)),
        _ => None,
    }
}

impl Column {
    fn new(array: &ArrayRef, slot: usize, plan: &Plan<'_>, policy: &Policy) -> Self {
        let field = Field::ALL.get(slot).copied();
        let kind = field.map(Field::kind);
        let instant = kind == Some(FieldKind::Instant);
        // A value of these is one of a few, and means one thing each.
        let named = match kind {
            Some(kind) => matches!(kind, FieldKind::Name | FieldKind::Priority | FieldKind::Text),
            None => slot < plan.named(),
        };
        let found = match array.data_type() {
            DataType::Null => Some(Self::Absent),
            DataType::Utf8 => Some(Self::Utf8(array.as_string::<i32>().clone())),
            DataType::LargeUtf8 => Some(Self::Large(array.as_string::<i64>().clone())),
            DataType::Utf8View => Some(Self::View(array.as_string_view().clone())),
            DataType::Dictionary(_, values) if named && (**values).is_string() => coded(array),
            DataType::Boolean if named => Some(truths(array.as_boolean())),
            DataType::Timestamp(unit, Some(_)) if instant => instants(array, *unit),
            DataType::List(_) if kind == Some(FieldKind::Waiting) => waits(array, policy),
            _ => None,
        };
        found.unwrap_or_else(|| Self::Rendered((0..array.len()).map(|row| rendered(array, row)).collect()))
    }

    #[inline]
    pub(super) fn raw(&self, row: usize) -> Option<Raw<'_>> {
        match self {
            Self::Absent => None,
            Self::Utf8(texts) => texts.is_valid(row).then(|| Raw::Text(texts.value(row))),
            Self::Large(texts) => texts.is_valid(row).then(|| Raw::Text(texts.value(row))),
            Self::View(texts) => texts.is_valid(row).then(|| Raw::Text(texts.value(row))),
            Self::Coded(codes, _) | Self::Truths(codes) => {
                codes.get(row).and_then(|code| code.checked_sub(1)).map(Raw::Code)
            }
            Self::Instants(values, nulls) => match nulls {
                Some(nulls) if nulls.is_null(row) => None,
                _ => values.get(row).copied().map(Raw::Instant),
            },
            Self::Waits(ends, waits, odd) => {
                if odd.get(row).copied().unwrap_or(true) {
                    return Some(Raw::Odd);
                }
                let start = row.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |end| *end as usize);
                let waits = waits.get(start..ends.get(row).map_or(start, |end| *end as usize))?;
                (!waits.is_empty()).then_some(Raw::Waits(waits))
            }
            Self::Rendered(values) => {
                values.get(row)?.as_ref().map(|(json, text)| if *json { Raw::Json(text) } else { Raw::Text(text) })
            }
        }
    }
}

fn rendered(array: &ArrayRef, row: usize) -> Option<(bool, String)> {
    Some(match value::stored(array, row)? {
        OwnedCell::Text(text) => (false, text.into()),
        OwnedCell::Json(value) => (true, value.to_string()),
    })
}

/// The codes of a dictionary of texts.
fn coded(array: &ArrayRef) -> Option<Column> {
    let array: &dyn Array = array.as_ref();
    downcast_dictionary_array!(
        array => {
            let values = Arc::clone(array.values());
            // A missing key may be anything.
            let code = |key: usize| u32::try_from(key.wrapping_add(1)).unwrap_or(0);
            let mut codes: Vec<u32> = array.keys().values().iter().map(|key| code(key.as_usize())).collect();
            put_missing(&mut codes, array.keys().nulls(), 0);
            if values.null_count() > 0 {
                let there = |code: &u32| code.checked_sub(1).is_some_and(|key| values.is_valid(key as usize));
                codes.iter_mut().filter(|code| !there(code)).for_each(|code| *code = 0);
            }
            Some(Column::Coded(codes, values))
        },
        _ => None
    )
}

/// The numbers of false and true.
fn truths(array: &BooleanArray) -> Column {
    let mut codes = vec![1; array.len()];
    for (block, bits) in codes.chunks_mut(64).zip(array.values().bit_chunks().iter_padded()) {
        for (place, code) in block.iter_mut().enumerate() {
            *code += u32::from(bits >> place & 1 == 1);
        }
    }
    put_missing(&mut codes, array.nulls(), 0);
    Column::Truths(codes)
}

/// The instants of a column with a zone; `None` if one cannot be counted.
fn instants(array: &ArrayRef, unit: TimeUnit) -> Option<Column> {
    let nulls = array.nulls().cloned();
    if let Some(array) = array.as_primitive_opt::<TimestampMicrosecondType>() {
        let values = array.values();
        let there = |row| nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
        // Those that are missing may be anything.
        let all = values.iter().all(|at| writable(*at));
        if !all && values.iter().enumerate().any(|(row, at)| there(row) && !writable(*at)) {
            return None;
        }
        return Some(Column::Instants(values.clone(), nulls));
    }
    let at = |row| {
        if array.is_null(row) {
            return Some(0);
        }
        value::micros(value::timestamp(array, unit, row)?, unit).filter(|at| writable(*at))
    };
    let values: Option<Vec<i64>> = (0..array.len()).map(at).collect();
    Some(Column::Instants(values?.into(), nulls))
}

/// Whether an instant can be written as RFC 3339, in the years 1 to 9999: others are told as texts.
fn writable(at: i64) -> bool {
    (-62_135_596_800_000_000..253_402_300_800_000_000).contains(&at)
}

/// The intervals of a list of `{from, to, on}` with instants in it; `None` if it is another list.
fn waits(array: &ArrayRef, policy: &Policy) -> Option<Column> {
    let list = array.as_list_opt::<i32>()?;
    let items = list.values().as_struct_opt()?;
    let instants = |array: &ArrayRef| match array.data_type() {
        DataType::Timestamp(unit, Some(_)) => match instants(array, *unit)? {
            Column::Instants(values, nulls) => Some((values, nulls)),
            _ => None,
        },
        _ => None,
    };
    let (from, no_from) = instants(items.column_by_name("from")?)?;
    let to = match items.column_by_name("to") {
        Some(to) => Some(instants(to)?),
        None => None,
    };
    let parties = items.column_by_name("on").map(|on| parties(on, policy));
    let customer = policy.tables.parties.number(CUSTOMER);
    let missing = |nulls: &Option<NullBuffer>, item| nulls.as_ref().is_some_and(|nulls| nulls.is_null(item));
    // An error of a party or an instant is reported by the exact reader.
    let item = |item: usize| -> Option<Wait> {
        if items.is_null(item) || missing(&no_from, item) {
            return None;
        }
        let to = match &to {
            Some((to, nulls)) if !missing(nulls, item) => *to.get(item)?,
            _ => OPEN,
        };
        let party = match &parties {
            Some(parties) => parties.get(item).copied().flatten()?,
            None => customer,
        };
        Some(Wait { from: *from.get(item)?, to, party })
    };
    let offsets = list.value_offsets();
    let (mut ends, mut out, mut odd) = (Vec::with_capacity(list.len()), Vec::new(), vec![false; list.len()]);
    for (row, ((start, end), odd)) in offsets.iter().zip(offsets.iter().skip(1)).zip(&mut odd).enumerate() {
        if start < end && list.is_valid(row) {
            for number in usize::try_from(*start).ok()?..usize::try_from(*end).ok()? {
                match item(number) {
                    Some(wait) => out.push(wait),
                    None => *odd = true,
                }
            }
        }
        ends.push(u32::try_from(out.len()).ok()?);
    }
    Some(Column::Waits(ends, out, odd))
}

/// The party of each item of a list of waiting; `None` if the exact reader has to say what it is.
fn parties(on: &ArrayRef, policy: &Policy) -> Vec<Option<PartyId>> {
    let party = |name: &str| match name {
        "" => Some(policy.tables.parties.number(CUSTOMER)),
        name if policy.model().knows_party(name) && !policy.is_unreferenced(name) => {
            Some(policy.tables.parties.number(name))
        }
        _ => None,
    };
    let mut known = Memo::new();
    let of = |item: usize| match text(on, item) {
        Some(name) => known.of(name.as_bytes(), 0, || party(name)),
        None if on.is_null(item) => party(""),
        None => match value::stored(on, item) {
            Some(OwnedCell::Text(name)) => party(&name),
            Some(OwnedCell::Json(_)) => None,
            None => party(""),
        },
    };
    (0..on.len()).map(of).collect()
}
