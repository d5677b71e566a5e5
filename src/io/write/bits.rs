//! Bits of rows, 64 in a block.

use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};

/// A bit for each value.
pub(super) fn packed<T>(values: &[T], truth: impl Fn(&T) -> bool) -> Vec<u64> {
    let block = |block: &[T]| {
        let bits = block.iter().enumerate();
        bits.fold(0_u64, |bits, (place, value)| bits | u64::from(truth(value)) << place)
    };
    values.chunks(64).map(block).collect()
}

/// A set bit for each of this many rows.
pub(super) fn all(rows: usize) -> Vec<u64> {
    let mut blocks = vec![u64::MAX; rows / 64];
    if !rows.is_multiple_of(64) {
        blocks.push((1 << (rows % 64)) - 1);
    }
    blocks
}

/// Blocks as Arrow has them.
pub(super) fn bits_of(blocks: Vec<u64>, rows: usize) -> BooleanBuffer {
    let blocks: Vec<u64> = blocks.into_iter().map(u64::to_le).collect();
    BooleanBuffer::new(Buffer::from_vec(blocks), 0, rows)
}

/// Which of this many rows are missing; `None` if none is.
pub(super) fn nulls(present: Vec<u64>, rows: usize) -> Option<NullBuffer> {
    let count: u64 = present.iter().map(|block| u64::from(block.count_ones())).sum();
    if usize::try_from(count) == Ok(rows) {
        return None;
    }
    Some(NullBuffer::new(bits_of(present, rows)))
}
