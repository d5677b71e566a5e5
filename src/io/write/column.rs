//! One column of decisions, as it is filled.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, Int64Array, StringArray,
    TimestampMicrosecondArray, new_null_array,
};
use arrow_schema::{ArrowError, DataType, TimeUnit};
use arrow_select::nullif::nullif;
use arrow_select::take::take;

use super::bits::{all, bits_of, nulls, packed};
use super::places::Places;

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
    /// Each word once, with its own code, as all batches share them, until there is a further one.
    shared: Option<DictionaryArray<Int32Type>>,
    /// Whether values are put in for the rows that are decided alone, one after the other; the rest is looked up at the
    /// end.
    gathered: bool,
    /// A value that all rows of a batch had, and these rows.
    same: Option<(Option<i64>, ArrayRef)>,
}

impl Column {
    pub(super) fn new(kind: Kind, written: bool) -> Self {
        let (words, codes) = (Vec::new(), HashMap::new());
        let (values, present) = (kind.values(), Vec::new());
        Self { kind, written, values, present, words, codes, shared: None, gathered: false, same: None }
    }

    /// Whether it is written.
    pub(super) fn is_written(&self) -> bool {
        self.written
    }

    /// From here on values are put in for rows that are decided alone; [`Column::gather`] looks up the others.
    pub(super) fn begin_gathering(&mut self) {
        self.gathered = !self.is_text();
    }

    /// Whether values are put in for rows that are decided alone.
    pub(super) fn is_gathered(&self) -> bool {
        self.gathered
    }

    /// Whether it is one of texts, which are put in one after the other.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.values, Values::Texts(_))
    }

    /// What was put in.
    fn stored(&self, row: usize) -> Option<i64> {
        self.present.get(row / 64).filter(|block| **block >> (row % 64) & 1 == 1)?;
        match &self.values {
            Values::Texts(_) => None,
            Values::Codes(codes) => codes.get(row).copied().map(i64::from),
            Values::Whole(values) => values.get(row).copied(),
            Values::Truths(bits) => bits.get(row / 64).map(|block| (block >> (row % 64) & 1).cast_signed()),
            Values::Shares(shares) => shares.get(row).map(|share| share.to_bits().cast_signed()),
        }
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

    /// Fills the column with whole numbers or instants, but for what is `missing`.
    pub(super) fn fill_whole(&mut self, filled: Vec<i64>, missing: i64) {
        self.gathered = false;
        self.present = packed(&filled, |value| *value != missing);
        if let Values::Whole(values) = &mut self.values {
            *values = filled;
        }
    }

    /// Fills the column with codes that are all there.
    pub(super) fn fill_codes(&mut self, filled: Vec<i32>) {
        self.gathered = false;
        self.present = all(filled.len());
        if let Values::Codes(codes) = &mut self.values {
            *codes = filled;
        }
    }

    /// Fills the column with truths, each of which is `there` or not.
    pub(super) fn fill_truths(&mut self, filled: &[bool], there: &[bool]) {
        self.gathered = false;
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
                let absent = nulls.map(|nulls| BooleanArray::new(!nulls.inner(), None));
                self.by_codes(&Int32Array::from(keys), absent.as_ref())
            }
            Values::Codes(mut keys) => {
                keys.truncate(rows);
                let valid = |row| nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
                let word = |(row, code): (usize, &i32)| self.word(i64::from(*code)).filter(|_| valid(row));
                Arc::new(StringArray::from_iter(keys.iter().enumerate().map(word)))
            }
        }
    }

    fn word(&self, code: i64) -> Option<&str> {
        usize::try_from(code).ok().and_then(|code| self.words.get(code)).map(String::as_str)
    }

    /// A dictionary of codes that the words have, but for rows that are absent.
    fn by_codes(&mut self, codes: &dyn Array, absent: Option<&BooleanArray>) -> ArrayRef {
        let by_codes = |words: &DictionaryArray<Int32Type>| {
            let taken = take(words, codes, None)?;
            absent.map_or(Ok(Arc::clone(&taken)), |absent| nullif(&taken, absent))
        };
        let none = || new_null_array(&self.kind.data_type(true), codes.len());
        if self.words.is_empty() {
            return none();
        }
        let made = self.all_words().and_then(by_codes);
        made.unwrap_or_else(|_| new_null_array(&self.kind.data_type(true), codes.len()))
    }

    /// Each word once, with its own code.
    fn all_words(&mut self) -> Result<&DictionaryArray<Int32Type>, ArrowError> {
        if self.shared.is_none() {
            let words = Arc::new(StringArray::from_iter_values(&self.words));
            let codes: Int32Array = (0..).take(self.words.len()).collect::<Vec<i32>>().into();
            self.shared = Some(DictionaryArray::try_new(codes, words)?);
        }
        self.shared.as_ref().ok_or_else(|| ArrowError::ComputeError("no words".to_owned()))
    }

    /// The values of rows by their places: those of a table, then those that were put in; starts again.
    pub(super) fn gather(&mut self, table: &[Option<i64>], base: usize, places: &mut Places, coded: bool) -> ArrayRef {
        let value = |place: u32| match (place as usize).checked_sub(base) {
            Some(alone) => self.stored(alone),
            None => table.get(place as usize).copied().flatten(),
        };
        let met: Vec<Option<i64>> = places.met().map(value).collect();
        (self.values, self.present, self.gathered) = (self.kind.values(), Vec::new(), false);
        let first = met.first().copied().flatten();
        if met.iter().all(|value| *value == first) {
            return self.the_same(first, places.len(), coded);
        }
        let known: Vec<i64> = met.iter().map(|value| value.unwrap_or(0)).collect();
        let missing: Vec<bool> = met.iter().map(Option::is_none).collect();
        let (absent, nulls) = match missing.contains(&true).then(|| places.missing(&missing)) {
            Some((absent, nulls)) => (Some(absent.clone()), Some(nulls.clone())),
            None => (None, None),
        };
        match self.kind {
            Kind::Word if coded => {
                // Codes of the few places, then of all rows.
                let codes: Vec<i32> = known.iter().map(|value| code(*value)).collect();
                let few = self.by_codes(&Int32Array::from(codes), None);
                let taken = take(&few, places.rows(), None);
                let taken = taken.and_then(|taken| absent.map_or(Ok(Arc::clone(&taken)), |a| nullif(&taken, &a)));
                taken.unwrap_or_else(|_| new_null_array(&self.kind.data_type(true), places.len()))
            }
            Kind::Word | Kind::Id | Kind::Kept => {
                let words: Vec<Option<&str>> = met.iter().map(|value| value.and_then(|v| self.word(v))).collect();
                let word = |place: &u32| words.get(*place as usize).copied().flatten();
                Arc::new(StringArray::from_iter(places.rows().values().iter().map(word)))
            }
            Kind::Whole => Arc::new(Int64Array::new(places.look_up(&known).into(), nulls)),
            Kind::Instant => {
                let values = TimestampMicrosecondArray::new(places.look_up(&known).into(), nulls);
                Arc::new(values.with_timezone("UTC"))
            }
            Kind::Share => {
                let shares: Vec<f64> = known.iter().map(|bits| f64::from_bits(bits.cast_unsigned())).collect();
                Arc::new(Float64Array::new(places.look_up(&shares).into(), nulls))
            }
            Kind::Truth => {
                let truths: Vec<bool> = known.iter().map(|value| *value != 0).collect();
                let truths = packed(&places.look_up(&truths), |truth| *truth);
                Arc::new(BooleanArray::new(bits_of(truths, places.len()), nulls))
            }
        }
    }

    /// This many rows with one value; kept for the next batch.
    fn the_same(&mut self, value: Option<i64>, rows: usize, coded: bool) -> ArrayRef {
        if let Some((known, values)) = &self.same
            && *known == value
            && values.len() >= rows
        {
            return values.slice(0, rows);
        }
        let values: ArrayRef = match value {
            None => new_null_array(&self.kind.data_type(coded), rows),
            Some(value) => {
                self.values = self.kind.values();
                (0..rows).for_each(|row| self.put(row, value));
                self.finish(rows, coded)
            }
        };
        self.same = Some((value, Arc::clone(&values)));
        values
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
