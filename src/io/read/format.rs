//! The formats of incident files, and the way to the plain bytes in them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;

use super::encoding::{Encoding, Foreign, Watch};

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

/// A text file that was begun with.
pub(super) struct Text {
    pub(super) input: Input,
    /// Where it is seen that the text is not UTF-8.
    pub(super) foreign: Foreign,
    /// An encoding that nothing says, and that the bytes show.
    pub(super) guessed: Option<Encoding>,
}

/// So many bytes show an encoding.
const HEAD: usize = 512;

/// Unpacks what has the name or the mark of gzip or zstd, skips a byte order mark, and decodes what is not UTF-8: by
/// the mark, else by the encoding that is given, else as UTF-16 where that is plain.
pub(super) fn plain(
    name: &str,
    reader: Box<dyn Read + Send>,
    encoding: Option<Encoding>,
) -> io::Result<Result<Text, String>> {
    let (head, reader) = peek::<4>(reader);
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
    let (head, mut reader) = peek::<HEAD>(reader);
    let mut guessed = None;
    let encoding = match Encoding::of_mark(&head) {
        Some((encoding, length)) => {
            reader.read_exact(head.clone().get_mut(..length).unwrap_or_default())?;
            Some(encoding)
        }
        None => encoding.or_else(|| {
            guessed = Encoding::of_zeros(&head);
            guessed
        }),
    };
    let reader = match encoding {
        Some(encoding) => encoding.decode(reader),
        None => reader,
    };
    let (watch, foreign) = Watch::new(reader);
    let input: Input = Box::new(BufReader::with_capacity(1 << 16, watch));
    // What an encoding cannot decode is no sign of another.
    let foreign = if encoding.is_some_and(|e| !e.is_utf_8()) { Foreign::default() } else { foreign };
    Ok(Ok(Text { input, foreign, guessed }))
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

/// The first bytes, and a reader that still gives them: what was read before an error comes before it.
fn peek<const N: usize>(mut reader: Box<dyn Read + Send>) -> (Vec<u8>, Box<dyn Read + Send>) {
    let mut head = Vec::with_capacity(N);
    let failed = reader.by_ref().take(u64::try_from(N).unwrap_or(0)).read_to_end(&mut head).err();
    (head.clone(), Box::new(Cursor::new(head).chain(Failing(failed)).chain(reader)))
}

/// Nothing, or an error and then nothing.
pub(super) struct Failing(pub(super) Option<io::Error>);

impl io::Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

impl io::BufRead for Failing {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.take().map_or(Ok(&[]), Err)
    }

    fn consume(&mut self, _: usize) {}
}
