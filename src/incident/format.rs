//! The formats of incident files, and the way to the plain bytes in them.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;

/// The format of a file of incidents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Cells joined by commas, under a header.
    Csv,
    /// Cells joined by tabs, under a header.
    Tsv,
    /// One JSON object a line.
    JsonLines,
    /// A JSON list of objects.
    Json,
    /// A YAML list of mappings.
    Yaml,
}

impl Format {
    /// The words of `--input-format`.
    pub const WORDS: [&'static str; 5] = ["csv", "tsv", "jsonl", "json", "yaml"];

    /// Reads `csv`, `tsv`, `jsonl`, `json`, `yaml`.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" => Self::Json,
            "yaml" | "yml" => Self::Yaml,
            _ => return None,
        })
    }

    /// The format that a file's name tells; `.gz` at its end tells nothing of it.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        Self::parse(name.rsplit_once('.')?.1)
    }
}

/// Plain UTF-8 bytes, one hopes: unpacked, and without a byte order mark.
pub(super) type Input = Box<dyn BufRead + Send>;

/// Unpacks what bears the name or the mark of gzip, and skips a byte order mark.
pub(super) fn plain(name: &str, reader: Box<dyn Read + Send>) -> io::Result<Result<Input, String>> {
    let (head, reader) = peek::<2>(reader)?;
    let packed = head.as_slice() == [0x1f, 0x8b];
    let named = name.to_ascii_lowercase().ends_with(".gz");
    if named && !packed {
        let found = if head.is_empty() { "an empty file" } else { "other bytes" };
        return Ok(Err(format!("gzip data was expected by the name, found {found}")));
    }
    let reader: Box<dyn Read + Send> = if packed { Box::new(MultiGzDecoder::new(reader)) } else { reader };
    let (head, reader) = peek::<3>(reader)?;
    match head.as_slice() {
        [0xef, 0xbb, 0xbf] => {
            let mut input = BufReader::with_capacity(1 << 16, reader);
            input.read_exact(&mut [0; 3])?;
            Ok(Ok(Box::new(input)))
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            Ok(Err("UTF-8 text was expected, found UTF-16: save the file as UTF-8".to_owned()))
        }
        _ => Ok(Ok(Box::new(BufReader::with_capacity(1 << 16, reader)))),
    }
}

/// The first bytes, and a reader that still gives them.
fn peek<const N: usize>(mut reader: Box<dyn Read + Send>) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::with_capacity(N);
    reader.by_ref().take(u64::try_from(N).unwrap_or(0)).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(reader))))
}
