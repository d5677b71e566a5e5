//! What a file says of its own size is compared with the size that it has, before memory is taken for it.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::{Array as _, RecordBatch};
use arrow_data::ArrayData;
use arrow_ipc::reader::read_footer_length;
use arrow_ipc::{Block, root_as_footer};

/// Magic and footer length at the end of an Arrow file.
const TRAILER: usize = 10;

/// Checks the footer of an Arrow file, and where it says that the blocks are. Returns the size of the file.
pub(super) fn check_footer<R: Read + Seek>(source: &mut R) -> Result<u64, String> {
    let io = |e: io::Error| e.to_string();
    let size = source.seek(SeekFrom::End(0)).map_err(io)?;
    let short = || format!("it ends after {size} bytes, before its footer");
    let trailer = u64::try_from(TRAILER).unwrap_or(u64::MAX);
    let end = size.checked_sub(trailer).ok_or_else(short)?;
    source.seek(SeekFrom::Start(end)).map_err(io)?;
    let mut last = [0; TRAILER];
    source.read_exact(&mut last).map_err(io)?;
    let length = read_footer_length(last).map_err(|e| e.to_string())?;
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    let start = end.checked_sub(length).ok_or_else(|| format!("its footer has {length} bytes, the file {size}"))?;
    source.seek(SeekFrom::Start(start)).map_err(io)?;
    let mut footer = Vec::new();
    source.take(length).read_to_end(&mut footer).map_err(io)?;
    let footer = root_as_footer(&footer).map_err(|e| format!("its footer cannot be read: {e}"))?;
    let blocks = footer.dictionaries().into_iter().flatten().chain(footer.recordBatches().into_iter().flatten());
    let mut sum = 0_u64;
    for block in blocks {
        let length = block_length(block).filter(|(end, _)| *end <= start).map(|(_, length)| length);
        let length = length.ok_or_else(|| format!("a block is outside the file, which has {size} bytes"))?;
        sum = sum.saturating_add(length);
    }
    // Blocks do not overlap: otherwise a small file would be read as a large one.
    if sum > size { Err(format!("its blocks have {sum} bytes, the file {size}")) } else { Ok(size) }
}

/// Where a block ends, and how long it is.
fn block_length(block: &Block) -> Option<(u64, u64)> {
    let offset = u64::try_from(block.offset()).ok()?;
    let metadata = u64::try_from(block.metaDataLength()).ok()?;
    let length = metadata.checked_add(u64::try_from(block.bodyLength()).ok()?)?;
    Some((offset.checked_add(length)?, length))
}

/// Checks that no column of a batch has more values than there are bytes in the file so far: each row has an id, and
/// an id takes a byte at least.
pub(super) fn check_rows(batch: &RecordBatch, bytes: u64) -> Result<(), String> {
    let most = usize::try_from(bytes).unwrap_or(usize::MAX);
    let columns = batch.columns().iter().map(|column| longest(&column.to_data())).max().unwrap_or(0);
    let rows = columns.max(batch.num_rows());
    if rows > most { Err(format!("a batch has {rows} values, the file {bytes} bytes")) } else { Ok(()) }
}

/// The length of an array, or of the longest below it.
fn longest(array: &ArrayData) -> usize {
    array.child_data().iter().map(longest).max().unwrap_or(0).max(array.len())
}

/// Counts the bytes that are read.
pub(super) struct Counted<R> {
    pub(super) inner: R,
    pub(super) count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(u64::try_from(read).unwrap_or(0), Ordering::Relaxed);
        Ok(read)
    }
}
