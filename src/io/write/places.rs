//! The places at which rows find their values in small tables: what is the same for many rows is made once.

use arrow_array::{BooleanArray, UInt32Array};
use arrow_buffer::NullBuffer;

use super::bits::{bits_of, packed};

/// So many places fit into a byte.
const FEW: usize = 1 << 8;

/// Which of the values at the places are missing, and the rows of which it is so.
#[derive(Debug)]
struct Missing {
    at: Vec<bool>,
    rows: BooleanArray,
    nulls: NullBuffer,
}

/// The place of each row, numbered by those that rows have.
#[derive(Debug)]
pub(super) struct Places {
    /// The places that rows have, as they were given, in order.
    met: Vec<u32>,
    /// For each row, which of them.
    rows: UInt32Array,
    /// The same in bytes; `None` if there are too many.
    bytes: Option<Vec<u8>>,
    /// What was asked before.
    missing: Vec<Missing>,
}

impl Places {
    /// Of rows with places below `count`.
    pub(super) fn new(given: impl Iterator<Item = u32> + Clone, count: usize) -> Self {
        let mut dense = vec![u32::MAX; count];
        for place in given.clone() {
            if let Some(met) = dense.get_mut(place as usize) {
                *met = 0;
            }
        }
        let met: Vec<u32> = (0..).zip(&dense).filter_map(|(place, met)| (*met == 0).then_some(place)).collect();
        for (number, place) in (0..).zip(&met) {
            if let Some(dense) = dense.get_mut(*place as usize) {
                *dense = number;
            }
        }
        let number = |place: u32| dense.get(place as usize).copied().unwrap_or(0);
        let rows: Vec<u32> = given.map(number).collect();
        let byte = |number: &u32| u8::try_from(*number).unwrap_or(0);
        let bytes = (met.len() <= FEW).then(|| rows.iter().map(byte).collect());
        Self { met, rows: rows.into(), bytes, missing: Vec::new() }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The places that rows have, in order.
    pub(super) fn met(&self) -> impl Iterator<Item = u32> {
        self.met.iter().copied()
    }

    /// For each row, which of the places met it has.
    pub(super) fn rows(&self) -> &UInt32Array {
        &self.rows
    }

    /// The value of each row, from those at the places met.
    pub(super) fn look_up<T: Copy + Default>(&self, values: &[T]) -> Vec<T> {
        let Some(bytes) = &self.bytes else {
            let value = |number: &u32| values.get(*number as usize).copied().unwrap_or_default();
            return self.rows.values().iter().map(value).collect();
        };
        let mut table = [T::default(); FEW];
        table.iter_mut().zip(values).for_each(|(place, value)| *place = *value);
        bytes.iter().map(|byte| table.get(usize::from(*byte)).copied().unwrap_or_default()).collect()
    }

    /// The rows whose values are missing, as truths and as nulls, if those at some of the places met are.
    pub(super) fn missing(&mut self, at: &[bool]) -> (&BooleanArray, &NullBuffer) {
        let known = self.missing.iter().position(|known| known.at == at).unwrap_or_else(|| {
            let rows = self.look_up(at);
            let truths = bits_of(packed(&rows, |missing| *missing), rows.len());
            let nulls = NullBuffer::new(!&truths);
            self.missing.push(Missing { at: at.to_vec(), rows: BooleanArray::new(truths, None), nulls });
            self.missing.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "it was found or made above")]
        let Missing { rows, nulls, .. } = &self.missing[known];
        (rows, nulls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_places_lead_to_the_same_values() {
        for most in [200_u32, 2000] {
            let given: Vec<u32> = (0..5000_u32).map(|n| n * 7919 % most).collect();
            let places = Places::new(given.iter().copied(), most as usize);
            assert_eq!(places.bytes.is_some(), most == 200);
            let values: Vec<u32> = places.met().map(|place| place * 3 + 1).collect();
            let slow: Vec<u32> = given.iter().map(|place| place * 3 + 1).collect();
            assert_eq!(places.look_up(&values), slow);
        }
    }

    #[test]
    fn rows_are_missing_whose_values_are() {
        let mut places = Places::new([7, 3, 7, 9].into_iter(), 10);
        assert_eq!(places.met().collect::<Vec<_>>(), [3, 7, 9]);
        let (rows, nulls) = places.missing(&[false, true, false]);
        assert_eq!(rows.iter().collect::<Vec<_>>(), [Some(true), Some(false), Some(true), Some(false)]);
        assert_eq!(nulls.iter().collect::<Vec<_>>(), [false, true, false, true]);
    }
}
