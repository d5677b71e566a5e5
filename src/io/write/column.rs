//! One column of decisions, as it is filled.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use arrow_schema::{DataType, TimeUnit};

use super::row_numbers::RowNumbers;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Id,
    Word,
    Whole,
    Instant,
    Truth,
    Share,
    Kept,
}

impl Kind {
    /// The type of the column; words as codes of a dictionary, or each by itself.
    pub(super) fn data_type(self, coded: bool) -> DataType {
        match self {
            Self::Word if coded => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            Self::Id | Self::Kept | Self::Word => DataType::Utf8,
            Self::Whole => DataType::Int64,
            Self::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Truth => DataType::Boolean,
            Self::Share => DataType::Float64,
        }
    }

    fn values(self) -> Values {
        match self {
            Self::Id | Self::Kept => Values::Texts(StringBuilder::new()),
            Self::Word => Values::Codes(Vec::new()),
            Self::Whole | Self::Instant => Values::Whole(Vec::new()),
            Self::Truth => Values::Truths(Vec::new()),
            Self::Share => Values::Shares(Vec::new()),
        }
    }
}

/// The values of a column, as Arrow has them.
#[derive(Debug)]
enum Values {
    /// One after the other: they cannot be put into a row.
    Texts(StringBuilder),
    Codes(Vec<i32>),
    /// Whole numbers, and instants in microseconds.
    Whole(Vec<i64>),
    /// A bit each.
    Truths(Vec<u64>),
    Shares(Vec<f64>),
}

/// A column. Its room is all missing values, until they are put in.
#[derive(Debug)]
pub(super) struct Column {
    kind: Kind,
    /// Nothing is put into a column that is not written.
    written: bool,
    values: Values,
    /// A bit for each value that is there.
    present: Vec<u64>,
    words: Vec<String>,
    codes: HashMap<String, i64>,
    /// The words as they are shared by all batches, until there is a further one.
    shared: Option<Arc<StringArray>>,
}

impl Column {
    pub(super) fn new(kind: Kind, written: bool) -> Self {
        let (words, codes) = (Vec::new(), HashMap::new());
        Self { kind, written, values: kind.values(), present: Vec::new(), words, codes, shared: None }
    }

    /// Whether it is written.
    pub(super) fn is_written(&self) -> bool {
        self.written
    }

    /// Makes room for this many values in all.
    pub(super) fn reserve(&mut self, rows: usize) {
        let blocks = rows.div_ceil(64);
        if self.present.len() >= blocks || !self.written {
            return;
        }
        match &mut self.values {
            Values::Texts(_) => return,
            Values::Codes(codes) => grow(codes, blocks * 64),
            Values::Whole(values) => grow(values, blocks * 64),
            Values::Truths(bits) => grow(bits, blocks),
            Values::Shares(shares) => grow(shares, blocks * 64),
        }
        grow(&mut self.present, blocks);
    }

    /// Puts a value into a row: a whole number, an instant, the code of a word, a truth as 0 or 1, a share as its bits.
    #[inline]
    pub(super) fn put(&mut self, row: usize, value: i64) {
        if !self.written {
            return;
        }
        if row / 64 >= self.present.len() {
            self.reserve((row + 1).max(self.present.len() * 128));
        }
        match &mut self.values {
            Values::Texts(_) => return,
            Values::Codes(codes) => set(codes, row, code(value)),
            Values::Whole(values) => set(values, row, value),
            Values::Truths(bits) => {
                if let Some(block) = bits.get_mut(row / 64) {
                    *block = *block & !(1 << (row % 64)) | u64::from(value != 0) << (row % 64);
                }
            }
            Values::Shares(shares) => set(shares, row, f64::from_bits(value.cast_unsigned())),
        }
        if let Some(block) = self.present.get_mut(row / 64) {
            *block |= 1 << (row % 64);
        }
    }

    #[inline]
    pub(super) fn put_some(&mut self, row: usize, value: Option<i64>) {
        if let Some(value) = value {
            self.put(row, value);
        }
    }

    /// Fills the column: of each row the value of its number in a table, or nothing.
    pub(super) fn fill(&mut self, numbers: &RowNumbers<'_>, table: &[Option<i64>]) {
        let value = |number: u32| table.get(number as usize).copied().flatten();
        if !self.written || matches!(self.values, Values::Texts(_)) || numbers.met().all(|n| value(n).is_none()) {
            return;
        }
        match &mut self.values {
            Values::Texts(_) => {}
            Values::Codes(codes) => *codes = numbers.look_up(|n| value(n).map_or(0, code)),
            Values::Whole(values) => *values = numbers.look_up(|n| value(n).unwrap_or(0)),
            Values::Truths(bits) => *bits = packed(&numbers.look_up(|n| value(n).is_some_and(|v| v != 0)), |v| *v),
            Values::Shares(shares) => {
                *shares = numbers.look_up(|n| f64::from_bits(value(n).unwrap_or(0).cast_unsigned()));
            }
        }
        self.present = if numbers.met().all(|n| value(n).is_some()) {
            all(numbers.rows())
        } else {
            packed(&numbers.look_up(|n| value(n).is_some()), |known| *known)
        };
    }

    /// Fills the column with whole numbers or instants, but for what is `missing`.
    pub(super) fn fill_whole(&mut self, filled: Vec<i64>, missing: i64) {
        self.present = packed(&filled, |value| *value != missing);
        if let Values::Whole(values) = &mut self.values {
            *values = filled;
        }
    }

    /// Fills the column with codes that are all there.
    pub(super) fn fill_codes(&mut self, filled: Vec<i32>) {
        self.present = all(filled.len());
        if let Values::Codes(codes) = &mut self.values {
            *codes = filled;
        }
    }

    /// Fills the column with truths, each of which is `there` or not.
    pub(super) fn fill_truths(&mut self, filled: &[bool], there: &[bool]) {
        self.present = packed(there, |there| *there);
        if let Values::Truths(bits) = &mut self.values {
            *bits = packed(filled, |truth| *truth);
        }
    }

    /// Adds a text, where there is one; of ids and what is kept.
    pub(super) fn text(&mut self, text: Option<&str>) {
        if let Values::Texts(texts) = &mut self.values {
            texts.append_option(text);
        }
    }

    /// The code of a word.
    pub(super) fn code(&mut self, word: &str) -> i64 {
        if let Some(code) = self.codes.get(word) {
            return *code;
        }
        let code = i64::try_from(self.words.len()).unwrap_or(0);
        self.words.push(word.to_owned());
        self.codes.insert(word.to_owned(), code);
        self.shared = None;
        code
    }

    /// The values of this many rows; starts again.
    pub(super) fn finish(&mut self, rows: usize, coded: bool) -> ArrayRef {
        if let Values::Texts(texts) = &mut self.values {
            return Arc::new(texts.finish());
        }
        self.reserve(rows);
        let nulls = nulls(std::mem::take(&mut self.present), rows);
        match std::mem::replace(&mut self.values, self.kind.values()) {
            Values::Texts(mut texts) => Arc::new(texts.finish()),
            Values::Whole(mut values) => {
                values.truncate(rows);
                match self.kind {
                    Kind::Instant => {
                        Arc::new(TimestampMicrosecondArray::new(values.into(), nulls).with_timezone("UTC"))
                    }
                    _ => Arc::new(Int64Array::new(values.into(), nulls)),
                }
            }
            Values::Truths(bits) => Arc::new(BooleanArray::new(bits_of(bits, rows), nulls)),
            Values::Shares(mut shares) => {
                shares.truncate(rows);
                Arc::new(Float64Array::new(shares.into(), nulls))
            }
            Values::Codes(mut keys) if coded => {
                keys.truncate(rows);
                let words = || Arc::new(StringArray::from_iter_values(&self.words));
                let words = Arc::clone(self.shared.get_or_insert_with(words));
                let keys: ScalarBuffer<i32> = keys.into();
                match DictionaryArray::<Int32Type>::try_new(Int32Array::new(keys, nulls), words) {
                    Ok(array) => Arc::new(array),
                    Err(_) => arrow_array::new_null_array(&Kind::Word.data_type(true), rows),
                }
            }
            Values::Codes(mut keys) => {
                keys.truncate(rows);
                let word = |(row, code): (usize, &i32)| {
                    let valid = nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
                    let word = usize::try_from(*code).ok().and_then(|code| self.words.get(code));
                    word.filter(|_| valid).map(String::as_str)
                };
                Arc::new(StringArray::from_iter(keys.iter().enumerate().map(word)))
            }
        }
    }
}

fn grow<T: Copy + Default>(values: &mut Vec<T>, room: usize) {
    if values.is_empty() {
        // Fresh room is zero already.
        *values = vec![T::default(); room];
    } else if values.len() < room {
        values.resize(room, T::default());
    }
}

#[inline]
fn set<T>(values: &mut [T], row: usize, value: T) {
    if let Some(place) = values.get_mut(row) {
        *place = value;
    }
}

fn code(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(0)
}

/// A bit for each value.
fn packed<T>(values: &[T], truth: impl Fn(&T) -> bool) -> Vec<u64> {
    let block = |block: &[T]| {
        let bits = block.iter().enumerate();
        bits.fold(0_u64, |bits, (place, value)| bits | u64::from(truth(value)) << place)
    };
    values.chunks(64).map(block).collect()
}

/// A set bit for each of this many rows.
fn all(rows: usize) -> Vec<u64> {
    let mut blocks = vec![u64::MAX; rows / 64];
    if !rows.is_multiple_of(64) {
        blocks.push((1 << (rows % 64)) - 1);
    }
    blocks
}

fn bits_of(blocks: Vec<u64>, rows: usize) -> BooleanBuffer {
    let blocks: Vec<u64> = blocks.into_iter().map(u64::to_le).collect();
    BooleanBuffer::new(Buffer::from_vec(blocks), 0, rows)
}

/// Which of this many rows are missing; `None` if none is.
fn nulls(present: Vec<u64>, rows: usize) -> Option<NullBuffer> {
    let count: u64 = present.iter().map(|block| u64::from(block.count_ones())).sum();
    if usize::try_from(count) == Ok(rows) {
        return None;
    }
    Some(NullBuffer::new(bits_of(present, rows)))
}
