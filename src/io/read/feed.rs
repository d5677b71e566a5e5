//! Files as work for many hands: pieces of bytes where rows can be cut apart without reading them, rows
//! where they cannot.

use std::sync::Arc;

use serde_json::Value;

use crate::engine::{Kernel, Outcome};
use crate::policy::Policy;
use crate::time::Instant;

use super::chunks::{self, Chunks, Ends, Piece};
#[cfg(feature = "columnar")]
use super::columnar::{Columnar, Table};
use super::csv::{Found, Records};
use super::error::ReadError;
use super::fast::{Binder, Cells, Keys, Looked, Raw};
use super::fields;
use super::format::Bytes;
use super::json;
use super::lines::TOO_LONG;
use super::met::NamesMet;
use super::notes::Notes;
use super::open_file::{FileInput, OpenFile};
use super::plan::Plan;
use super::presence::Presence;
use super::reader::Reader;
use super::row::Row;
use super::row_view::{Source, View};

/// So many rows are one piece of work where a file gives rows.
const ROWS: usize = 1024;

/// A CSV file's header, as every hand needs it.
#[derive(Debug)]
pub(crate) struct Header {
    delimiter: u8,
    names: Vec<String>,
    /// The column of each slot.
    columns: Vec<Option<usize>>,
}

/// Something to decide.
#[derive(Debug)]
pub(crate) struct Work {
    /// The file that it stands in.
    pub(crate) file: Arc<str>,
    pub(crate) kind: Kind,
    /// What was noticed while it was read.
    pub(crate) notes: Notes,
}

impl Work {
    /// Whether it is the last piece of its file, as far as was known when it was cut.
    pub(crate) fn is_last(&self) -> bool {
        matches!(&self.kind, Kind::Lines(piece) if piece.last)
    }

    /// A record batch by itself.
    #[cfg(feature = "columnar")]
    pub(crate) fn of_batch(columns: Vec<Option<usize>>, batch: arrow_array::RecordBatch) -> Self {
        Self { file: "".into(), kind: Kind::Columns(Arc::new(columns), batch, 1), notes: Notes::default() }
    }

    /// How many rows it has, where that is known before they are read.
    #[cfg(feature = "columnar")]
    pub(crate) fn rows(&self) -> Option<usize> {
        match &self.kind {
            Kind::Columns(_, batch, _) => Some(batch.num_rows()),
            Kind::Rows(rows) => Some(rows.len()),
            _ => None,
        }
    }
}

/// What the rows are in.
#[derive(Debug)]
pub(crate) enum Kind {
    Csv(Arc<Header>, Piece),
    Lines(Piece),
    /// A batch of columns: the column of each slot, and the number of its first row.
    #[cfg(feature = "columnar")]
    Columns(Arc<Vec<Option<usize>>>, arrow_array::RecordBatch, u64),
    /// Rows with what was read of them.
    Rows(Vec<(Row, Value)>),
}

enum File {
    Csv(Arc<str>, Arc<Header>, Chunks),
    Lines(Arc<str>, Chunks),
    #[cfg(feature = "columnar")]
    Columns(Arc<str>, Arc<Vec<Option<usize>>>, Box<Columnar>),
    Rows(OpenFile),
}

/// Gives out the work of one file after another.
pub(crate) struct Feed<'a> {
    reader: Reader<'a>,
    /// About so many bytes are in a piece.
    piece: usize,
    file: Option<File>,
    /// Why the file cannot be read further: kept until the rows before are given out.
    failed: Option<ReadError>,
}

impl<'a> Feed<'a> {
    /// A feed; whoever takes its rows holds their ids against each other. Files are cut into pieces of about so
    /// many bytes.
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
        let log = self.reader.plan.log().is_some();
        self.file = Some(match input {
            FileInput::Csv { records, columns } if !log => {
                let (input, delimiter, names, line) = records.rest();
                let header = Header { delimiter, names, columns };
                File::Csv(file, Arc::new(header), Chunks::new(input, Ends::Csv { delimiter }, line, self.piece))
            }
            FileInput::Lines(lines) if !log => File::Lines(file, Chunks::new(lines.rest(), Ends::Line, 1, self.piece)),
            #[cfg(feature = "columnar")]
            FileInput::Columns(columns) if !log => File::Columns(file, Arc::new(columns.by_slot().to_vec()), columns),
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

    fn kind(&mut self) -> Result<Option<(Arc<str>, Kind)>, ReadError> {
        Ok(match &mut self.file {
            None => None,
            Some(File::Csv(file, header, chunks)) => {
                let piece = chunks.next().map_err(|e| ReadError::io(file, chunks.line, &e))?;
                piece.map(|piece| (Arc::clone(file), Kind::Csv(Arc::clone(header), piece)))
            }
            Some(File::Lines(file, chunks)) => {
                let piece = chunks.next().map_err(|e| ReadError::io(file, chunks.line, &e))?;
                piece.map(|piece| (Arc::clone(file), Kind::Lines(piece)))
            }
            #[cfg(feature = "columnar")]
            Some(File::Columns(file, by_slot, columns)) => {
                let batch = columns.batch(file)?;
                batch.map(|(first, batch)| (Arc::clone(file), Kind::Columns(Arc::clone(by_slot), batch, first)))
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
                (!rows.is_empty()).then(|| (Arc::clone(&opened.file), Kind::Rows(rows)))
            }
        })
    }
}

/// Where a row stands in its piece of work: its bytes, or its number.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) line: u64,
}

impl Place {
    /// The file that the row stands in.
    pub(crate) fn file<'w>(&self, work: &'w Work) -> &'w Arc<str> {
        match &work.kind {
            Kind::Rows(rows) => rows.get(self.start as usize).map_or(&work.file, |(row, _)| &row.file),
            _ => &work.file,
        }
    }
}

/// What was made of a row.
pub(crate) enum Taken<'t, 'p> {
    /// It was decided.
    Decided { id: &'t str, kernel: &'t Kernel<'p>, outcome: &'t Outcome<'p>, kept: &'t [Option<Raw<'t>>] },
    /// It is to be decided, or rejected, by what the exact reader makes of it.
    Exact(Box<(Row, Value)>),
}

/// One of many hands that make rows of work.
pub(crate) struct Hand<'p> {
    plan: &'p Plan<'p>,
    #[cfg(feature = "columnar")]
    policy: &'p Policy,
    binder: Option<Binder<'p>>,
    keys: Keys<'p>,
    /// The header that `cells` and `records` were made for.
    header: Option<(Arc<Header>, Cells, Records)>,
    /// The file of JSON lines at hand, and its keys that the mapping reads.
    presence: Option<(Arc<str>, Presence)>,
}

impl<'p> Hand<'p> {
    pub(crate) fn new(plan: &'p Plan<'p>, policy: &'p Policy, as_of: Instant) -> Self {
        Self {
            plan,
            #[cfg(feature = "columnar")]
            policy,
            binder: Binder::new(plan, policy, as_of),
            keys: Keys::new(plan),
            header: None,
            presence: None,
        }
    }

    /// The keys that nothing reads and that came up since they were last taken.
    pub(crate) fn take_unused(&mut self) -> Vec<String> {
        self.keys.take_unused()
    }

    /// The keys that the mapping reads and that this hand has found so far in the file at hand, of JSON lines.
    pub(crate) fn presence(&self) -> Option<Presence> {
        let (_, presence) = self.presence.as_ref()?;
        let mut all = presence.clone();
        all.add(self.keys.presence());
        Some(all)
    }

    /// The keys that came up since they were last taken.
    pub(crate) fn take_met(&mut self) -> NamesMet {
        self.keys.take_met()
    }

    /// Makes rows of work, in order.
    pub(crate) fn take(&mut self, work: &Work, mut each: impl FnMut(Place, Taken<'_, 'p>)) {
        match &work.kind {
            Kind::Csv(header, piece) => self.csv(&work.file, header, piece, &mut each),
            Kind::Lines(piece) => self.lines(&work.file, piece, &mut each),
            #[cfg(feature = "columnar")]
            Kind::Columns(columns, batch, first) => self.columns(&work.file, columns, batch, *first, &mut each),
            Kind::Rows(rows) => {
                for (number, (row, record)) in rows.iter().enumerate() {
                    let number = u32::try_from(number).unwrap_or(0);
                    let place = Place { start: number, end: number, line: row.line };
                    each(place, Taken::Exact(Box::new((row.clone(), record.clone()))));
                }
            }
        }
    }

    /// The row at a place of work, and what was read of it.
    pub(crate) fn exact(&mut self, work: &Work, place: Place) -> (Row, Value) {
        match &work.kind {
            Kind::Csv(header, piece) => self.exact_record(&work.file, header, piece, place),
            Kind::Lines(piece) => self.exact_line(&work.file, piece, place),
            #[cfg(feature = "columnar")]
            Kind::Columns(columns, batch, first) => {
                Table::plain(batch, *first, columns).exact(&work.file, self.plan, place.start as usize)
            }
            Kind::Rows(rows) => match rows.get(place.start as usize) {
                Some((row, record)) => (row.clone(), record.clone()),
                None => (Row::bad(&work.file, place.line, ""), Value::Null),
            },
        }
    }

    fn decided<'t>(
        &'t mut self,
        values: &[Option<Raw<'t>>],
        kept: &'t mut Vec<Option<Raw<'t>>>,
    ) -> Option<Taken<'t, 'p>>
    where
        'p: 't,
    {
        let binder = self.binder.as_mut()?;
        for slot in self.plan.kept() {
            kept.push(binder.kept(slot, values)?);
        }
        let id = binder.decide(values)?;
        Some(Taken::Decided { id, kernel: &binder.kernel, outcome: &binder.outcome, kept })
    }

    fn csv(
        &mut self,
        file: &Arc<str>,
        header: &Arc<Header>,
        piece: &Piece,
        each: &mut impl FnMut(Place, Taken<'_, 'p>),
    ) {
        self.prepare(header);
        if piece.too_long {
            let row = Row::bad(file, piece.line, Found::TooLong.problem(&header.names, self.plan.encoding()));
            each(Place { line: piece.line, ..Place::default() }, Taken::Exact(Box::new((row, Value::Null))));
            return;
        }
        let bytes = piece.bytes.as_slice();
        let text = std::str::from_utf8(bytes).ok();
        let (mut at, mut line) = (0, piece.line);
        let mut values = Vec::new();
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let blank = chunks::blank(rest);
            line += chunks::newlines(rest.get(..blank).unwrap_or_default());
            at += blank;
            if at >= bytes.len() {
                return;
            }
            let looked = match &mut self.header {
                Some((_, cells, _)) => cells.read(bytes, text, at, &mut values),
                None => Looked::Odd,
            };
            let end = match looked {
                Looked::Plain(end) => end,
                Looked::Odd => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    chunks::Records::new(header.delimiter).end(rest).map_or(bytes.len(), |end| at + end)
                }
            };
            let place = Place { start: narrow(at), end: narrow(end), line };
            line += chunks::newlines(bytes.get(at..end).unwrap_or_default());
            at = end;
            let mut kept = Vec::new();
            let taken = if matches!(looked, Looked::Plain(_)) { self.decided(&values, &mut kept) } else { None };
            match taken {
                Some(taken) => each(place, taken),
                None => {
                    let (row, record) = self.exact_record(file, header, piece, place);
                    each(place, Taken::Exact(Box::new((row, record))));
                }
            }
        }
    }

    fn prepare(&mut self, header: &Arc<Header>) {
        if !self.header.as_ref().is_some_and(|(known, ..)| Arc::ptr_eq(known, header)) {
            let cells = Cells::new(header.delimiter, header.names.len(), &header.columns);
            let records = Records::under(header.names.clone(), header.delimiter);
            self.header = Some((Arc::clone(header), cells, records));
        }
    }

    fn exact_record(&mut self, file: &Arc<str>, header: &Arc<Header>, piece: &Piece, place: Place) -> (Row, Value) {
        self.prepare(header);
        let bytes = piece.bytes.get(place.start as usize..place.end as usize).unwrap_or_default();
        let Some((_, _, records)) = &mut self.header else {
            return (Row::bad(file, place.line, ""), Value::Null);
        };
        match records.one(bytes, place.line, &header.columns) {
            Found::Record => {
                let view = View { plan: self.plan, source: Source::Csv(records, &header.columns) };
                (Row::read(file, place.line, fields::id(&view), &view), records.object())
            }
            found => {
                let record = if matches!(found, Found::TooLong | Found::End) { Value::Null } else { records.raw() };
                (Row::bad(file, place.line, found.problem(&header.names, self.plan.encoding())), record)
            }
        }
    }

    fn lines(&mut self, file: &Arc<str>, piece: &Piece, each: &mut impl FnMut(Place, Taken<'_, 'p>)) {
        if piece.too_long {
            let row = Row::bad(file, piece.line, TOO_LONG);
            each(Place { line: piece.line, ..Place::default() }, Taken::Exact(Box::new((row, Value::Null))));
            return;
        }
        if !self.plan.wanted.is_empty() && !self.presence.as_ref().is_some_and(|(known, _)| Arc::ptr_eq(known, file)) {
            self.presence = Some((Arc::clone(file), Presence::default()));
            self.keys.forget();
        }
        let bytes = piece.bytes.as_slice();
        let text = std::str::from_utf8(bytes).ok();
        let (mut at, mut line) = (0, piece.line);
        let mut values = Vec::new();
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest);
            let next = at + length.map_or(rest.len(), |length| length + 1);
            let mut end = at + length.unwrap_or(rest.len());
            if end > at && bytes.get(end - 1) == Some(&b'\r') {
                end -= 1;
            }
            let place = Place { start: narrow(at), end: narrow(end), line };
            let empty = bytes.get(at..end).unwrap_or_default().iter().all(u8::is_ascii_whitespace);
            line += 1;
            let whole = match text {
                Some(text) => text.get(at..end),
                None => bytes.get(at..end).and_then(|line| std::str::from_utf8(line).ok()),
            };
            at = next;
            if empty {
                continue;
            }
            let mut kept = Vec::new();
            let read = whole.and_then(|whole| self.keys.read(whole, &mut values));
            let taken = if read.is_some() { self.decided(&values, &mut kept) } else { None };
            match taken {
                Some(taken) => each(place, taken),
                None => {
                    let (row, record) = self.exact_line(file, piece, place);
                    each(place, Taken::Exact(Box::new((row, record))));
                }
            }
        }
    }

    #[cfg(feature = "columnar")]
    fn columns(
        &mut self,
        file: &Arc<str>,
        columns: &[Option<usize>],
        batch: &arrow_array::RecordBatch,
        first: u64,
        each: &mut impl FnMut(Place, Taken<'_, 'p>),
    ) {
        let table = Table::new(batch, first, columns, self.plan, self.policy);
        if let Some(binder) = &mut self.binder {
            binder.codes(|slot| table.coded(slot));
        }
        let mut values = table.room();
        for row in 0..table.rows {
            table.fill(row, &mut values);
            let place = Place { start: narrow(row), end: narrow(row), line: table.line(row) };
            let mut kept = Vec::new();
            match self.decided(&values, &mut kept) {
                Some(taken) => each(place, taken),
                None => {
                    let (row, record) = table.exact(file, self.plan, row);
                    each(place, Taken::Exact(Box::new((row, record))));
                }
            }
        }
    }

    fn exact_line(&mut self, file: &Arc<str>, piece: &Piece, place: Place) -> (Row, Value) {
        let bytes = piece.bytes.get(place.start as usize..place.end as usize).unwrap_or_default();
        match json::parse(bytes, self.plan) {
            Err((message, text)) => (Row::bad(file, place.line, message), text),
            Ok(value) => {
                let object = value.as_object();
                object.into_iter().for_each(|object| self.plan.names_of(object, |name| self.keys.met(name)));
                if self.plan.tells_unused() {
                    let unread = object.into_iter().flat_map(|o| o.keys()).filter(|key| !self.plan.reads(key));
                    unread.for_each(|key| self.keys.unused(key));
                }
                if let (Some((_, presence)), Some(object)) = (&mut self.presence, object) {
                    presence.object(self.plan, object);
                }
                let slots = object.map_or_else(Vec::new, |object| self.plan.values(object));
                let view = View { plan: self.plan, source: Source::Json(&slots) };
                let row = Row::read(file, place.line, fields::id(&view), &view);
                drop(slots);
                (row, value)
            }
        }
    }
}

/// A place in a piece, which is never longer than a few records of 16 MiB.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
