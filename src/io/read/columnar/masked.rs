//! Values that are missing, put in without a branch.

use arrow_buffer::NullBuffer;

/// Puts a value in the places of those that are missing.
pub(in crate::io::read) fn put_missing<T: Masked>(values: &mut [T], nulls: Option<&NullBuffer>, missing: T) {
    let Some(nulls) = nulls.filter(|nulls| nulls.null_count() > 0) else { return };
    for (block, valid) in values.chunks_mut(64).zip(nulls.inner().bit_chunks().iter_padded()) {
        // Eight at once, without a branch.
        for (eight, valid) in block.chunks_mut(8).zip(valid.to_le_bytes()) {
            for (value, mask) in eight.iter_mut().zip(T::mask(valid)) {
                *value = value.masked(missing, *mask);
            }
        }
    }
}

/// What can be taken or left by a mask of bits, which are all set or all clear.
pub(in crate::io::read) trait Masked: Copy + 'static {
    /// The masks of eight values, by their bits.
    fn mask(bits: u8) -> &'static [Self; 8];

    /// Itself where the mask is set, otherwise another.
    fn masked(self, other: Self, mask: Self) -> Self;
}

macro_rules! masked {
    ($kind:ty, $masks:ident) => {
        #[expect(clippy::indexing_slicing, reason = "it is worked out when this is compiled")]
        static $masks: [[$kind; 8]; 256] = {
            let mut masks = [[0; 8]; 256];
            let (mut bits, mut place) = (0, 0);
            while bits < 256 {
                masks[bits][place] = if bits >> place & 1 == 1 { !0 } else { 0 };
                place += 1;
                if place == 8 {
                    (bits, place) = (bits + 1, 0);
                }
            }
            masks
        };

        impl Masked for $kind {
            #[inline]
            fn mask(bits: u8) -> &'static [Self; 8] {
                &$masks[usize::from(bits)]
            }

            #[inline]
            fn masked(self, other: Self, mask: Self) -> Self {
                self & mask | other & !mask
            }
        }
    };
}

masked!(u32, MASKS_32);
masked!(i64, MASKS_64);

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should stop at once")]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_put_in_its_places() {
        let there: Vec<bool> = (0..203).map(|n: u32| n * n % 7 < 3).collect();
        let nulls = NullBuffer::from(there.clone()).slice(3, 199);
        let there = &there[3..202];
        let mut codes: Vec<u32> = (1..200).collect();
        put_missing(&mut codes, Some(&nulls), 0);
        let mut instants: Vec<i64> = (-100..99).collect();
        put_missing(&mut instants, Some(&nulls), i64::MIN);
        for (row, there) in there.iter().enumerate() {
            let number = u32::try_from(row).unwrap();
            assert_eq!(codes[row], if *there { number + 1 } else { 0 });
            assert_eq!(instants[row], if *there { i64::from(number) - 100 } else { i64::MIN });
        }
    }
}
