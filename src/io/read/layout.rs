//! Where the header of a CSV file is, and what separates its cells: as the options say, else by the names that are
//! looked for.

use std::collections::BTreeSet;

/// What may separate cells without being named.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// A header is looked for within this many lines.
const LINES: usize = 20;

/// How a CSV file is laid out, as far as the options and the format say.
pub(super) struct KnownLayout<'w> {
    /// What separates cells by the format.
    pub(super) usual: u8,
    /// What separates cells by the options.
    pub(super) delimiter: Option<u8>,
    /// How many lines are above the header by the options; `None` if the header is looked for.
    pub(super) skip: Option<u64>,
    /// Whether something is read from a column of this name.
    pub(super) known: &'w dyn Fn(&str) -> bool,
}

/// Where the header is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// What separates cells.
    pub(super) delimiter: u8,
    /// The numbers of bytes and of lines above the header.
    pub(super) skipped: usize,
    pub(super) lines: u64,
    /// How many of these lines are titles, which nothing but their look tells.
    pub(super) titles: u64,
    /// Which option may read the file, where no header was found.
    pub(super) hint: Option<String>,
}

/// A line that could be the header.
struct Candidate {
    delimiter: u8,
    start: usize,
    lines: u64,
    /// How many of its cells are names that are looked for.
    known: usize,
    cells: usize,
}

impl Layout {
    /// The layout of a file that starts with these bytes, but for the lines that the options skip. Cells are separated
    /// by what the options say, else by what a first line `sep=;` says, else by whatever makes the most cells known
    /// names, of several as good by the usual one.
    pub(super) fn find(head: &[u8], wanted: &KnownLayout<'_>) -> Self {
        let KnownLayout { usual, known, .. } = *wanted;
        let (said, from) = said(head);
        let mut delimiters = vec![usual];
        match wanted.delimiter.or(said) {
            Some(only) => delimiters = vec![only],
            None => delimiters.extend(DELIMITERS.into_iter().filter(|d| *d != usual)),
        }
        let above = u64::from(from > 0);
        let mut candidates = Vec::new();
        let mut at = from;
        let rest = head.get(from..).unwrap_or_default();
        let looked_at = if wanted.skip.is_some() { 1 } else { LINES };
        for (number, line) in (0..).zip(rest.split_inclusive(|b| *b == b'\n').take(looked_at)) {
            if number == 0 || !line.trim_ascii().is_empty() {
                let candidate = |delimiter: &u8| Candidate::new(head, at, above + number, *delimiter, known);
                candidates.extend(delimiters.iter().map(candidate));
            }
            at += line.len();
        }
        let (first, others) = candidates.split_at_checked(delimiters.len()).unwrap_or_default();
        // Of several that are as good, the first.
        let best = |some: &[Candidate], by: fn(&Candidate) -> usize| {
            let most = some.iter().map(by).max();
            some.iter().position(|c| Some(by(c)) == most)
        };
        let top = best(first, |c| c.known).and_then(|at| first.get(at));
        // One known name may be a title; two in one line are none.
        let below = best(others, |c| c.known).and_then(|at| others.get(at)).filter(|c| c.known >= 2);
        match (top, below) {
            (Some(top), below) if top.known >= 2 || (top.known == 1 && below.is_none()) => top.layout(),
            (_, Some(below)) => Self { titles: below.lines - above, ..below.layout() },
            _ => {
                let widest = best(first, |c| c.cells).and_then(|at| first.get(at));
                let layout = widest.map_or_else(|| Self { delimiter: usual, ..Self::default() }, Candidate::layout);
                let hint = hint(rest, layout.delimiter, widest, others);
                Self { hint, ..layout }
            }
        }
    }
}

impl Candidate {
    fn new(head: &[u8], start: usize, lines: u64, delimiter: u8, known: &dyn Fn(&str) -> bool) -> Self {
        let cells = cells(head.get(start..).unwrap_or_default(), delimiter);
        let names: BTreeSet<&str> = cells.iter().map(String::as_str).filter(|name| known(name)).collect();
        Self { delimiter, start, lines, known: names.len(), cells: cells.len() }
    }

    fn layout(&self) -> Layout {
        Layout { delimiter: self.delimiter, skipped: self.start, lines: self.lines, ..Layout::default() }
    }
}

/// What a first line `sep=;` says, as Excel reads and writes it, and where that line ends.
fn said(head: &[u8]) -> (Option<u8>, usize) {
    let end = memchr::memchr(b'\n', head).map_or(head.len(), |at| at + 1);
    let line = head.get(..end).unwrap_or_default().trim_ascii_end();
    // A tab at the end is what it says.
    let line = if line.len() == 4 { head.get(..5).unwrap_or(line) } else { line };
    let inner = match line {
        [b'"', inner @ .., b'"'] => inner,
        _ => line,
    };
    match inner {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] if is_delimiter(*delimiter) => (Some(*delimiter), end),
        _ => (None, 0),
    }
}

/// Whether a byte can separate cells.
pub(crate) fn is_delimiter(byte: u8) -> bool {
    byte == b'\t' || (byte.is_ascii() && !byte.is_ascii_control() && !byte.is_ascii_alphanumeric() && byte != b'"')
}

/// The cells of the first record, as far as it is here.
fn cells(bytes: &[u8], delimiter: u8) -> Vec<String> {
    let mut text = vec![0; bytes.len().min(1 << 16) + 1];
    let mut ends = vec![0; 4096];
    // A file of one line has no end of it.
    let mut core = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let (_, read, written, mut count) = core.read_record(bytes, &mut text, &mut ends);
    let mut length = written;
    if read == bytes.len() {
        let (_, _, written, more) = core.read_record(
            &[],
            text.get_mut(length..).unwrap_or_default(),
            ends.get_mut(count..).unwrap_or_default(),
        );
        length += written;
        count += more;
    }
    let mut from = 0;
    let mut out = Vec::new();
    for end in ends.iter().take(count).map(|end| (*end).min(length)) {
        out.push(String::from_utf8_lossy(text.get(from..end).unwrap_or_default()).into_owned());
        from = end;
    }
    out
}

/// Which option may read a file whose header names nothing that is looked for.
fn hint(head: &[u8], delimiter: u8, top: Option<&Candidate>, others: &[Candidate]) -> Option<String> {
    let cells = top.map_or(0, |c| c.cells);
    let most = others.iter().map(|c| c.cells).max().filter(|most| *most > cells.max(2));
    if let Some(header) = others.iter().find(|c| Some(c.cells) == most) {
        let lines = header.lines;
        return Some(format!("where the header is on line {}, `--skip-lines {lines}` reads it", lines + 1));
    }
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let odd = |byte: &u8| is_delimiter(*byte) && !b" _-.()/'#$%&?!".contains(byte) && *byte != delimiter;
    let sign = if cells <= 1 { line.iter().copied().find(|byte| odd(byte)) } else { None };
    sign.map(|sign| {
        let sign = char::from(sign);
        format!("if `{sign}` separates the cells, `--delimiter '{sign}'` reads them")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> bool {
        ["id", "contract", "opened", "priority", "Opened, at"].contains(&name)
    }

    fn layout(text: &str) -> Layout {
        Layout::find(text.as_bytes(), &KnownLayout { usual: b',', delimiter: None, skip: None, known: &known })
    }

    fn found(text: &str) -> (char, usize, u64) {
        let layout = layout(text);
        (char::from(layout.delimiter), layout.skipped, layout.lines)
    }

    #[test]
    fn the_delimiter_is_what_makes_names_known() {
        for (text, delimiter) in [
            ("id,contract,opened\n1,Gold,x", ','),
            ("id;contract;opened\n", ';'),
            ("id;contract;a, b;opened, c\n", ';'),
            ("id|contract|opened", '|'),
            ("id\tcontract\topened\r\n", '\t'),
            ("id,\"contract;opened\"\n", ','),
            ("id;contract;Opened, at", ';'),
            ("Nr;Vertrag\n1;2", ';'),
            ("Nr\n1", ','),
            ("id", ','),
            ("", ','),
        ] {
            assert_eq!(found(text), (delimiter, 0, 0), "{text}");
        }
    }

    #[test]
    fn a_first_line_may_say_the_delimiter() {
        assert_eq!(found("sep=;\r\nid;contract"), (';', 7, 1));
        assert_eq!(found("\"sep=|\"\nid|contract"), ('|', 8, 1));
        assert_eq!(found("sep=\t\nid\tcontract"), ('\t', 6, 1));
        assert_eq!(found("SEP=,\nid,contract"), (',', 6, 1));
        assert_eq!(found("sep=;\nIncidents of March\n\nid;contract"), (';', 26, 3));
        // A column of that name is one.
        assert_eq!(found("sep,id,contract"), (',', 0, 0));
        assert_eq!(found("sep=a,id,contract"), (',', 0, 0));
    }

    #[test]
    fn titles_are_above_the_header() {
        assert_eq!(found("Incidents of March\n\nid;contract\n1;Gold"), (';', 20, 2));
        assert_eq!(found("priority,P1\nMarch,\nid,contract\n"), (',', 19, 2));
        // A header that names one field is no title, unless a better one follows.
        assert_eq!(found("id,other\n1,2\n"), (',', 0, 0));
        let many = "title\n".repeat(30);
        assert_eq!(found(&format!("{many}id,contract\n")), (',', 0, 0));
    }

    #[test]
    fn what_cannot_be_found_is_named_with_its_option() {
        let hint = |text: &str| layout(text).hint;
        assert_eq!(
            hint("Nr^Vertrag\n1^2").as_deref(),
            Some("if `^` separates the cells, `--delimiter '^'` reads them")
        );
        for text in ["Report\n\nNr,Vertrag,Datum\n1,2,3", "Report\n\nNr;Vertrag;Datum\n1;2;3"] {
            let told = hint(text);
            assert_eq!(told.as_deref(), Some("where the header is on line 3, `--skip-lines 2` reads it"), "{text}");
        }
        assert_eq!(hint("Nr,Vertrag\n1,2"), None);
    }
}
