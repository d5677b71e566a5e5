//! A number for each row, by which columns look their values up.

/// So many numbers fit into a byte, less the one for those that are in no table.
const FEW: usize = 255;

/// The numbers of rows; one may be in no table.
#[derive(Debug)]
pub(super) struct RowNumbers<'n> {
    numbers: &'n [u32],
    /// The same in bytes, the last for any that is in no table; `None` if there are too many.
    bytes: Option<Vec<u8>>,
    /// The numbers that rows have, in order.
    met: Vec<u32>,
}

impl<'n> RowNumbers<'n> {
    /// Of tables with at most `count` places.
    pub(super) fn new(numbers: &'n [u32], count: usize) -> Self {
        // One more for those that are in no table.
        let mut met = vec![false; count + 1];
        let place = |number: &u32| (*number as usize).min(count);
        let bytes = (count <= FEW).then(|| {
            let byte = |number: &u32| u8::try_from(place(number)).unwrap_or(u8::MAX);
            numbers.iter().map(byte).collect()
        });
        for number in numbers {
            if let Some(met) = met.get_mut(place(number)) {
                *met = true;
            }
        }
        let met = (0..).zip(met).filter_map(|(number, met)| met.then_some(number)).collect();
        Self { numbers, bytes, met }
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.numbers.len()
    }

    /// The numbers that rows have; in place of one that is in no table, one behind the tables.
    pub(super) fn met(&self) -> impl Iterator<Item = u32> {
        self.met.iter().copied()
    }

    /// The value of each row, by its number.
    pub(super) fn look_up<T: Copy + Default + PartialEq>(&self, value: impl Fn(u32) -> T) -> Vec<T> {
        let mut all = self.met().map(&value);
        if let Some(first) = all.next()
            && all.all(|value| value == first)
        {
            return vec![first; self.numbers.len()];
        }
        let Some(bytes) = &self.bytes else { return self.numbers.iter().map(|number| value(*number)).collect() };
        let mut table = [T::default(); FEW + 1];
        for number in self.met() {
            if let Some(place) = table.get_mut(number as usize) {
                *place = value(number);
            }
        }
        bytes.iter().map(|byte| table.get(usize::from(*byte)).copied().unwrap_or_default()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_numbers_lead_to_the_same_values() {
        let numbers: Vec<u32> = (0..1000).map(|n| if n % 7 == 0 { u32::MAX } else { n * n % 200 }).collect();
        let value = |number: u32| if number < 200 { u64::from(number) * 3 + 1 } else { 0 };
        let few = RowNumbers::new(&numbers, 200);
        let many = RowNumbers::new(&numbers, 2000);
        assert!(few.bytes.is_some() && many.bytes.is_none());
        let slow: Vec<u64> = numbers.iter().map(|number| value(*number)).collect();
        assert_eq!(few.look_up(value), slow);
        assert_eq!(many.look_up(value), slow);
        assert_eq!(few.met().last(), Some(200));
    }

    #[test]
    fn rows_of_one_number_have_one_value() {
        let numbers = [u32::MAX; 70];
        let alone = RowNumbers::new(&numbers, 3);
        assert_eq!(alone.met().collect::<Vec<_>>(), [3]);
        assert_eq!(alone.look_up(|number| number), [3; 70]);
    }
}
