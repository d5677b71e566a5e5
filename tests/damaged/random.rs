//! Damage by a seed.

pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// A place in a file: often near an end, where it says what it is.
    fn place(&mut self, length: usize) -> usize {
        let near = self.below(length.min(1500));
        match self.below(4) {
            0 => near,
            1 => length - 1 - near,
            2 => length - 1 - self.below(length.min(40)),
            _ => self.below(length),
        }
    }

    /// The bytes with one to four changes.
    pub fn damage(&mut self, whole: &[u8]) -> Vec<u8> {
        let mut bytes = whole.to_vec();
        for _ in 0..=self.below(4) {
            if bytes.is_empty() {
                break;
            }
            let at = self.place(bytes.len());
            match self.below(9) {
                0..=2 => bytes[at] ^= 1 << self.below(8),
                3 => bytes[at] = self.next() as u8,
                4 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][self.below(5)],
                5 => {
                    let value = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x0000_ffff, 0x4000_0000][self.below(7)];
                    for (place, byte) in bytes[at..].iter_mut().zip(u32::to_le_bytes(value)) {
                        *place = byte;
                    }
                }
                6 => bytes.truncate(at),
                7 => {
                    let end = (at + 1 + self.below(16)).min(bytes.len());
                    bytes.drain(at..end);
                }
                _ => {
                    let end = (at + 1 + self.below(64)).min(bytes.len());
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
            }
        }
        bytes
    }
}
