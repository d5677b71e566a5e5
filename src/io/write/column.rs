//! One column of decisions, as it grows.

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
}

/// A column. Its room is all missing values, until they are put in.
#[derive(Debug)]
pub(super) struct Column {
    kind: Kind,
    /// Whole numbers, instants, the codes of words, truths as 0 and 1, shares as their bits.
    values: Vec<i64>,
    /// A bit for each value that is there.
    present: Vec<u64>,
    texts: StringBuilder,
    words: Vec<String>,
    codes: HashMap<String, i64>,
}

impl Column {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            kind,
            values: Vec::new(),
            present: Vec::new(),
            texts: StringBuilder::new(),
            words: Vec::new(),
            codes: HashMap::new(),
        }
    }

    /// Makes room for this many values in all.
    pub(super) fn reserve(&mut self, rows: usize) {
        let blocks = rows.div_ceil(64);
        if self.present.len() >= blocks || matches!(self.kind, Kind::Id | Kind::Kept) {
            return;
        }
        if self.values.is_empty() {
            (self.values, self.present) = (vec![0; blocks * 64], vec![0; blocks]);
        } else {
            self.values.resize(blocks * 64, 0);
            self.present.resize(blocks, 0);
        }
    }

    /// Puts a value into a row.
    #[inline]
    pub(super) fn put(&mut self, row: usize, value: i64) {
        match (self.values.get_mut(row), self.present.get_mut(row / 64)) {
            (Some(place), Some(block)) => {
                *place = value;
                *block |= 1 << (row % 64);
            }
            _ => self.grow(row, value),
        }
    }

    #[cold]
    fn grow(&mut self, row: usize, value: i64) {
        self.reserve((row + 1).max(self.values.len() * 2));
        if row < self.values.len() {
            self.put(row, value);
        }
    }

    #[inline]
    pub(super) fn put_some(&mut self, row: usize, value: Option<i64>) {
        if let Some(value) = value {
            self.put(row, value);
        }
    }

    /// Adds a text, where there is one; of ids and what is kept.
    pub(super) fn text(&mut self, text: Option<&str>) {
        self.texts.append_option(text);
    }

    /// The code of a word.
    pub(super) fn code(&mut self, word: &str) -> i64 {
        if let Some(code) = self.codes.get(word) {
            return *code;
        }
        let code = i64::try_from(self.words.len()).unwrap_or(0);
        self.words.push(word.to_owned());
        self.codes.insert(word.to_owned(), code);
        code
    }

    /// The values of this many rows; starts again.
    pub(super) fn finish(&mut self, rows: usize, coded: bool) -> ArrayRef {
        if matches!(self.kind, Kind::Id | Kind::Kept) {
            return Arc::new(self.texts.finish());
        }
        self.reserve(rows);
        let mut values = std::mem::take(&mut self.values);
        values.truncate(rows);
        let nulls = nulls(std::mem::take(&mut self.present), rows);
        match self.kind {
            Kind::Whole => Arc::new(Int64Array::new(values.into(), nulls)),
            Kind::Instant => Arc::new(TimestampMicrosecondArray::new(values.into(), nulls).with_timezone("UTC")),
            Kind::Truth => {
                let truth = |row| values.get(row).is_some_and(|value| *value != 0);
                Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(rows, truth), nulls))
            }
            Kind::Share => {
                let shares: ScalarBuffer<f64> =
                    values.iter().map(|bits| f64::from_bits(bits.cast_unsigned())).collect::<Vec<_>>().into();
                Arc::new(Float64Array::new(shares, nulls))
            }
            _ if coded => {
                let keys: ScalarBuffer<i32> =
                    values.iter().map(|code| i32::try_from(*code).unwrap_or(0)).collect::<Vec<_>>().into();
                let words = Arc::new(StringArray::from_iter_values(&self.words));
                match DictionaryArray::<Int32Type>::try_new(Int32Array::new(keys, nulls), words) {
                    Ok(array) => Arc::new(array),
                    Err(_) => arrow_array::new_null_array(&DataType::Utf8, rows),
                }
            }
            _ => {
                let word = |(row, code): (usize, &i64)| {
                    let valid = nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
                    let word = usize::try_from(*code).ok().and_then(|code| self.words.get(code));
                    word.filter(|_| valid).map(String::as_str)
                };
                Arc::new(StringArray::from_iter(values.iter().enumerate().map(word)))
            }
        }
    }
}

/// Which of this many rows are missing; `None` if none is.
fn nulls(present: Vec<u64>, rows: usize) -> Option<NullBuffer> {
    let count: u64 = present.iter().map(|block| u64::from(block.count_ones())).sum();
    if usize::try_from(count) == Ok(rows) {
        return None;
    }
    let bytes: Vec<u64> = present.into_iter().map(u64::to_le).collect();
    Some(NullBuffer::new(BooleanBuffer::new(Buffer::from_vec(bytes), 0, rows)))
}
