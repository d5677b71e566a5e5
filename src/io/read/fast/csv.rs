//! CSV records whose cells can be taken as they stand, or with their quotation marks taken away.

use super::Raw;

/// What ends a plain stretch of a cell.
#[expect(clippy::indexing_slicing, reason = "a byte is a place of 256")]
fn special(delimiter: u8) -> [bool; 256] {
    let mut table = [false; 256];
    table[b'\n' as usize] = true;
    table[b'\r' as usize] = true;
    table[b'"' as usize] = true;
    table[delimiter as usize] = true;
    table
}

#[inline]
#[expect(clippy::indexing_slicing, reason = "a byte is a place of 256")]
fn ends(table: &[bool; 256], byte: u8) -> bool {
    table[usize::from(byte)]
}

/// A record that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looked {
    /// Its cells are held; where it ends, its end included.
    Plain(usize),
    /// Something about it is odd.
    Odd,
}

/// The cells of one record, by the slots that their columns feed.
pub(crate) struct Cells {
    delimiter: u8,
    /// What ends a plain stretch of a cell.
    special: Box<[bool; 256]>,
    /// The slots of each column.
    slots: Vec<Vec<usize>>,
    /// How many slots there are.
    width: usize,
}

impl Cells {
    /// For a file with this many columns, and the column of each slot.
    pub(crate) fn new(delimiter: u8, width: usize, columns: &[Option<usize>]) -> Self {
        let mut slots = vec![Vec::new(); width];
        for (slot, column) in columns.iter().enumerate() {
            if let Some(place) = column.and_then(|column| slots.get_mut(column)) {
                place.push(slot);
            }
        }
        Self { delimiter, special: Box::new(special(delimiter)), slots, width: columns.len() }
    }

    /// Reads the record that starts at `start` of a piece of a file, and of its text where all of it is one; blank
    /// lines were skipped before.
    #[inline]
    pub(crate) fn read<'r>(
        &mut self,
        bytes: &'r [u8],
        text: Option<&'r str>,
        start: usize,
        values: &mut Vec<Option<Raw<'r>>>,
    ) -> Looked {
        values.clear();
        values.resize(self.width, None);
        let table = &*self.special;
        let (mut at, mut column) = (start, 0);
        loop {
            let (from, to);
            if bytes.get(at) == Some(&b'"') {
                from = at + 1;
                let rest = bytes.get(from..).unwrap_or_default();
                let Some(length) = rest.iter().position(|b| *b == b'"') else { return Looked::Odd };
                to = from + length;
                at = to + 1;
                // A quotation mark in a quoted cell is doubled; what follows the last one is odd.
                if !matches!(bytes.get(at), None | Some(b'\n' | b'\r')) && bytes.get(at) != Some(&self.delimiter) {
                    return Looked::Odd;
                }
            } else {
                from = at;
                let rest = bytes.get(at..).unwrap_or_default();
                let length = rest.iter().position(|b| ends(table, *b)).unwrap_or(rest.len());
                at += length;
                to = at;
                if bytes.get(at) == Some(&b'"') {
                    return Looked::Odd;
                }
            }
            let Some(slots) = self.slots.get(column) else { return Looked::Odd };
            if from < to && !slots.is_empty() {
                let cell = match text {
                    Some(text) => text.get(from..to),
                    None => bytes.get(from..to).and_then(|cell| std::str::from_utf8(cell).ok()),
                };
                let Some(cell) = cell else { return Looked::Odd };
                for slot in slots {
                    if let Some(place) = values.get_mut(*slot) {
                        *place = Some(Raw::Text(cell));
                    }
                }
            }
            column += 1;
            match bytes.get(at) {
                Some(b) if *b == self.delimiter => at += 1,
                _ if column == self.slots.len() => return Looked::Plain((at + 1).min(bytes.len())),
                _ => return Looked::Odd,
            }
        }
    }
}
