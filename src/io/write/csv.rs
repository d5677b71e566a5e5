//! Pieces of CSV.

/// Writes a cell, quoted where it has to be.
pub(super) fn cell(out: &mut Vec<u8>, text: &str) {
    if !text.bytes().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// Writes a record and ends its line.
pub(super) fn record<'c>(out: &mut Vec<u8>, cells: impl IntoIterator<Item = &'c str>) {
    let start = out.len();
    for (number, text) in cells.into_iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        cell(out, text);
    }
    if out.len() == start {
        // A record of one empty cell is no empty line.
        out.extend_from_slice(b"\"\"");
    }
    out.push(b'\n');
}

/// Writes this many further cells that are empty.
pub(super) fn empty(out: &mut Vec<u8>, cells: usize) {
    out.resize(out.len() + cells, b',');
}
