//! The headers of Parquet pages, looked at before the library takes memory for what they say.

use std::io::{self, Cursor, Read};

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// A page may unpack to this, whatever its size: writers cut pages at a megabyte.
const SMALL: u64 = 4 << 20;
/// Beyond that, to this many times its packed size.
const RATIO: u64 = 1024;
/// A header longer than this is none.
const MAX_HEADER: usize = 1 << 20;
/// Structs within structs in a header.
const MAX_DEPTH: usize = 16;

/// A file whose pages are checked as they are read. Its footer was read before.
pub(super) struct Checked<R>(pub(super) R);

impl<R: Length> Length for Checked<R> {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl<R: ChunkReader> ChunkReader for Checked<R> {
    type T = PageReader<R::T>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let left = self.0.len().saturating_sub(start);
        Ok(PageReader { inner: self.0.get_read(start)?, head: None, left })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = u64::try_from(length).ok().and_then(|length| start.checked_add(length));
        if end.is_none_or(|end| end > self.0.len()) {
            return Err(ParquetError::EOF(format!("{length} bytes from {start} on are outside the file")));
        }
        self.0.get_bytes(start, length)
    }
}

/// Reads from where a page starts. Its header is checked before the first byte is given.
pub(super) struct PageReader<R> {
    inner: R,
    head: Option<Cursor<Vec<u8>>>,
    /// How many bytes of the file are left.
    left: u64,
}

impl<R: Read> Read for PageReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let head = match &mut self.head {
            Some(head) => head,
            None => {
                let mut walk = Walk { inner: &mut self.inner, read: Vec::new(), page: Page::default() };
                walk.structure(0, &[])?;
                let Walk { read, page, .. } = walk;
                page.check(self.left).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
                self.head.insert(Cursor::new(read))
            }
        };
        match head.read(buffer)? {
            0 => self.inner.read(buffer),
            read => Ok(read),
        }
    }
}

/// What a header says of sizes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Page {
    unpacked: i64,
    packed: i64,
    /// Of a dictionary.
    values: i64,
}

impl Page {
    fn check(&self, left: u64) -> std::result::Result<(), String> {
        let size = |claimed: i64| u64::try_from(claimed).map_err(|_| format!("a page of {claimed} bytes"));
        let (unpacked, packed) = (size(self.unpacked)?, size(self.packed)?);
        if packed > left {
            return Err(format!("a page of {packed} bytes, of which the file has {left}"));
        }
        if unpacked > SMALL.max(packed.saturating_mul(RATIO)) {
            return Err(format!("a page of {packed} bytes that unpacks to {unpacked}"));
        }
        // Each value of a dictionary takes a byte at least.
        if size(self.values)? > unpacked {
            return Err(format!("a dictionary of {} values in {unpacked} bytes", self.values));
        }
        Ok(())
    }
}

/// Goes over a header (Thrift, compact), and holds what was read.
struct Walk<'r, R> {
    inner: &'r mut R,
    read: Vec<u8>,
    page: Page,
}

impl<R: Read> Walk<'_, R> {
    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.inner.read_exact(&mut byte)?;
        if self.read.len() >= MAX_HEADER {
            return Err(broken());
        }
        self.read.extend_from_slice(&byte);
        let [byte] = byte;
        Ok(byte)
    }

    fn number(&mut self) -> io::Result<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(broken())
    }

    fn skip(&mut self, count: u64) -> io::Result<()> {
        let room = MAX_HEADER.saturating_sub(self.read.len());
        if count > u64::try_from(room).unwrap_or(0) {
            return Err(broken());
        }
        let read = self.inner.by_ref().take(count).read_to_end(&mut self.read)?;
        if u64::try_from(read).is_ok_and(|read| read == count) { Ok(()) } else { Err(broken()) }
    }

    /// A struct at a path of field numbers.
    fn structure(&mut self, depth: usize, path: &[i64]) -> io::Result<()> {
        if depth > MAX_DEPTH {
            return Err(broken());
        }
        let mut field = 0_i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            field = match i64::from(head >> 4) {
                0 => signed(self.number()?),
                step => field.saturating_add(step),
            };
            let inner = [path, &[field]].concat();
            self.value(head & 0x0f, depth, &inner, true)?;
        }
    }

    fn value(&mut self, kind: u8, depth: usize, path: &[i64], field: bool) -> io::Result<()> {
        match kind {
            // A truth is in the kind of its field, and a byte in a list.
            1 | 2 if field => Ok(()),
            1..=3 => self.skip(1),
            4..=6 => {
                let number = signed(self.number()?);
                match path {
                    [2] => self.page.unpacked = number,
                    [3] => self.page.packed = number,
                    [7, 1] => self.page.values = number,
                    _ => {}
                }
                Ok(())
            }
            7 => self.skip(8),
            8 => {
                let length = self.number()?;
                self.skip(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let count = if head >> 4 == 15 { self.number()? } else { u64::from(head >> 4) };
                // Each item takes a byte at least, so that the header's own bound ends this.
                (0..count).try_for_each(|_| self.item(head & 0x0f, depth))
            }
            11 => {
                let count = self.number()?;
                let kinds = if count == 0 { 0 } else { self.byte()? };
                (0..count).try_for_each(|_| {
                    self.item(kinds >> 4, depth)?;
                    self.item(kinds & 0x0f, depth)
                })
            }
            12 => self.structure(depth + 1, path),
            13 => self.skip(16),
            _ => Err(broken()),
        }
    }

    fn item(&mut self, kind: u8, depth: usize) -> io::Result<()> {
        if depth > MAX_DEPTH {
            return Err(broken());
        }
        // What is in a list is not looked at: it has a path that no field has.
        self.value(kind, depth + 1, &[0], false)
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a page has no header that can be read")
}

/// A number with a sign, as Thrift writes it.
fn signed(number: u64) -> i64 {
    let half = i64::try_from(number >> 1).unwrap_or(i64::MAX);
    if number & 1 == 1 { -half - 1 } else { half }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use super::*;

    /// A header: its kind, its sizes, and that of a dictionary.
    fn header(unpacked: u8, packed: u8, values: u8) -> Vec<u8> {
        vec![0x15, 4, 0x15, unpacked * 2, 0x15, packed * 2, 0x4c, 0x15, values * 2, 0x15, 0, 0x11, 0, 0]
    }

    fn read(bytes: &[u8], left: u64) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        PageReader { inner: bytes, head: None, left }.read_to_end(&mut out).map(|_| out)
    }

    #[test]
    fn a_header_is_given_as_it_is() {
        let bytes = [header(20, 30, 5), b"the page".to_vec()].concat();
        assert_eq!(read(&bytes, 100).unwrap(), bytes);
    }

    #[test]
    fn sizes_are_held_against_the_file() {
        assert!(read(&header(20, 30, 5), 29).unwrap_err().to_string().contains("30 bytes, of which the file has 29"));
        assert!(read(&header(20, 30, 21), 100).unwrap_err().to_string().contains("21 values in 20 bytes"));
        // 2 GiB out of 30 bytes.
        let bytes = [&[0x15, 4, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 60, 0][..], b"the page"].concat();
        assert!(read(&bytes, 100).unwrap_err().to_string().contains("unpacks to 2147483647"));
        assert!(read(&[0x15; 100], 100).is_err());
    }
}
