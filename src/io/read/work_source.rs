//! Files cut into work for many threads: pieces of bytes where rows can be cut apart without reading them, rows where
//! they cannot.

use std::sync::Arc;

use super::chunks::{Chunks, Ends};
#[cfg(feature = "columnar")]
use super::columnar::Columnar;
use super::error::ReadError;
use super::format::Bytes;
use super::open_file::{FileInput, OpenFile};
use super::plan::Plan;
use super::reader::Reader;
#[cfg(feature = "columnar")]
use super::row_source::RowSource as _;
use super::work::{Header, Work, WorkKind};

/// So many rows are one piece of work where a file gives rows.
const ROWS: usize = 1024;

enum File {
    Csv(Arc<str>, Arc<Header>, Chunks),
    Lines(Arc<str>, Chunks),
    #[cfg(feature = "columnar")]
    Columns(Arc<str>, Arc<Vec<Option<usize>>>, Box<Columnar>),
    Rows(OpenFile),
}

/// Gives out the work of one file after another.
pub(crate) struct WorkSource<'a> {
    reader: Reader<'a>,
    /// About this many bytes are in a piece.
    piece: usize,
    file: Option<File>,
    /// Why the file cannot be read further: kept until the rows before are given out.
    failed: Option<ReadError>,
}

impl<'a> WorkSource<'a> {
    /// A source of work, in pieces of about `piece` bytes. The consumer of its rows compares their ids.
    pub(crate) fn new(mut reader: Reader<'a>, piece: usize) -> Self {
        reader.leave_ids();
        Self { reader, piece, file: None, failed: None }
    }

    /// The reader, once all files were given out.
    pub(crate) fn into_reader(self) -> Reader<'a> {
        self.reader
    }

    /// How rows are read.
    pub(crate) fn plan(&self) -> Arc<Plan<'a>> {
        self.reader.plan()
    }

    /// Begins with a file.
    pub(crate) fn begin(&mut self, name: &str, bytes: Bytes) -> Result<(), ReadError> {
        let opened = self.reader.begin(name, bytes)?;
        let OpenFile { file, input, .. } = opened;
        // A log gathers its rows, and a dry run records each: both read them one by one.
        let row_by_row = self.reader.plan.log().is_some() || self.reader.records_dry_run();
        self.file = Some(match input {
            FileInput::Csv { records, columns } if !row_by_row => {
                let (input, delimiter, names, line) = records.rest();
                let header = Header { delimiter, names, columns };
                File::Csv(file, Arc::new(header), Chunks::new(input, Ends::Csv { delimiter }, line, self.piece))
            }
            FileInput::Lines(lines) if !row_by_row => {
                File::Lines(file, Chunks::new(lines.rest(), Ends::Line, 1, self.piece))
            }
            #[cfg(feature = "columnar")]
            FileInput::Columns(columns) if !row_by_row => {
                File::Columns(file, Arc::new(columns.by_slot().to_vec()), columns)
            }
            input => File::Rows(OpenFile::new(&file, input)),
        });
        Ok(())
    }

    /// The next work of the file; nothing at its end.
    pub(crate) fn next(&mut self) -> Result<Option<Work>, ReadError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let found = self.kind()?;
        if found.is_none() {
            self.file = None;
        }
        Ok(found.map(|(file, kind)| Work { file, kind, notes: self.reader.take_notes() }))
    }

    fn kind(&mut self) -> Result<Option<(Arc<str>, WorkKind)>, ReadError> {
        Ok(match &mut self.file {
            None => None,
            Some(File::Csv(file, header, chunks)) => {
                let piece = chunks.next().map_err(|e| ReadError::io(file, chunks.line, &e))?;
                piece.map(|piece| (Arc::clone(file), WorkKind::Csv(Arc::clone(header), piece)))
            }
            Some(File::Lines(file, chunks)) => {
                let piece = chunks.next().map_err(|e| ReadError::io(file, chunks.line, &e))?;
                piece.map(|piece| (Arc::clone(file), WorkKind::Lines(piece)))
            }
            #[cfg(feature = "columnar")]
            Some(File::Columns(file, by_slot, columns)) => {
                let batch = columns.batch(file)?;
                batch.map(|(first, batch)| (Arc::clone(file), WorkKind::Columns(Arc::clone(by_slot), batch, first)))
            }
            Some(File::Rows(opened)) => {
                let mut rows = Vec::new();
                while rows.len() < ROWS
                    && let Some(row) = opened.next(&mut self.reader)
                {
                    match row {
                        Ok(row) => rows.push((row, opened.record())),
                        Err(error) if rows.is_empty() => return Err(error),
                        Err(error) => {
                            self.failed = Some(error);
                            break;
                        }
                    }
                }
                (!rows.is_empty()).then(|| (Arc::clone(&opened.file), WorkKind::Rows(rows)))
            }
        })
    }
}
