//! The formats of incident files, and the way to the plain bytes in them.

use std::fs::File;
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
    /// Parquet columns.
    Parquet,
    /// Arrow IPC columns, as a file or a stream.
    Arrow,
    /// The first sheet of an Excel file.
    Excel,
}

impl Format {
    /// The words of `--input-format`.
    pub const WORDS: [&'static str; 8] = ["csv", "tsv", "jsonl", "json", "yaml", "parquet", "arrow", "xlsx"];

    /// Reads one of [`Format::WORDS`].
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" => Self::Json,
            "yaml" | "yml" => Self::Yaml,
            "parquet" => Self::Parquet,
            "arrow" | "ipc" | "feather" => Self::Arrow,
            "xlsx" => Self::Excel,
            _ => return None,
        })
    }

    /// Whether it is text, which may be packed.
    pub fn is_text(self) -> bool {
        !matches!(self, Self::Parquet | Self::Arrow | Self::Excel)
    }

    /// The format that a file's name tells; `.gz` or `.zst` at its end tells nothing of it.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        Self::parse(name.rsplit_once('.')?.1)
    }
}

/// A file's bytes: where it is one, it can be read from place to place.
pub(crate) enum Bytes {
    /// A file.
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only the command opens files"))]
    File(File),
    /// Standard input, or bytes in memory.
    Stream(Box<dyn Read + Send>),
}

impl Bytes {
    /// One byte after the other.
    pub(crate) fn stream(self) -> Box<dyn Read + Send> {
        match self {
            Self::File(file) => Box::new(file),
            Self::Stream(stream) => stream,
        }
    }
}

/// Plain UTF-8 bytes, one hopes: unpacked, and without a byte order mark.
pub(super) type Input = Box<dyn BufRead + Send>;

/// Unpacks what bears the name or the mark of gzip or zstd, and skips a byte order mark.
pub(super) fn plain(name: &str, reader: Box<dyn Read + Send>) -> io::Result<Result<Input, String>> {
    let (head, reader) = peek::<4>(reader)?;
    let gzip = head.starts_with(&[0x1f, 0x8b]);
    let zstd = head == [0x28, 0xb5, 0x2f, 0xfd];
    let lower = name.to_ascii_lowercase();
    for (ending, what, packed) in [(".gz", "gzip", gzip), (".zst", "zstd", zstd)] {
        if lower.ends_with(ending) && !packed {
            let found = if head.is_empty() { "an empty file" } else { "other bytes" };
            return Ok(Err(format!("{what} data was expected by the name, found {found}")));
        }
    }
    let reader: Box<dyn Read + Send> = match (gzip, zstd) {
        (true, _) => Box::new(MultiGzDecoder::new(reader)),
        (_, true) => match unpacked(reader)? {
            Ok(reader) => reader,
            Err(message) => return Ok(Err(message)),
        },
        _ => reader,
    };
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

#[cfg(feature = "zstd")]
fn unpacked(reader: Box<dyn Read + Send>) -> io::Result<Result<Box<dyn Read + Send>, String>> {
    let mut decoder = zstd::stream::read::Decoder::new(reader)?;
    // Of the memory that a file may ask for: 128 MiB, as the program itself takes it.
    decoder.window_log_max(27)?;
    Ok(Ok(Box::new(decoder)))
}

#[cfg(not(feature = "zstd"))]
fn unpacked(_: Box<dyn Read + Send>) -> io::Result<Result<Box<dyn Read + Send>, String>> {
    Ok(Err("this program was built without zstd: unpack the file, or build with the feature `zstd`".to_owned()))
}

/// The first bytes, and a reader that still gives them.
fn peek<const N: usize>(mut reader: Box<dyn Read + Send>) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::with_capacity(N);
    reader.by_ref().take(u64::try_from(N).unwrap_or(0)).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(reader))))
}
