//! Rows of a piece of work, decided where that can be done without owning their values.

use std::sync::Arc;

use serde_json::Value;

#[cfg(feature = "columnar")]
use crate::engine::{AskedColumns, DecidedColumns};
use crate::engine::{Kernel, Outcome};
use crate::policy::Policy;
use crate::time::Instant;

use super::chunks::{self, Piece};
#[cfg(feature = "columnar")]
use super::columnar::Table;
use super::csv::{Found, Records};
use super::fast::{Binder, Cells, Keys, Looked, Raw};
use super::fields;
use super::json;
use super::lines::TOO_LONG;
use super::met::NamesMet;
use super::plan::Plan;
use super::presence::Presence;
use super::row::Row;
use super::row_view::{Source, View};
use super::work::{Header, RowPlace, Work, WorkKind};

/// What was made of a row.
pub(crate) enum DecodedRow<'t, 'p> {
    /// It was decided.
    Decided { id: &'t str, kernel: &'t Kernel<'p>, outcome: &'t Outcome<'p>, kept: &'t [Option<Raw<'t>>] },
    /// It is to be decided, or rejected, by what the exact reader makes of it.
    Exact(Box<(Row, Value)>),
}

/// One of many hands that make rows of work.
pub(crate) struct RowDecoder<'p> {
    plan: &'p Plan<'p>,
    #[cfg(feature = "columnar")]
    policy: &'p Policy,
    /// Whether what was read of a row of columns is wanted.
    #[cfg_attr(not(feature = "columnar"), expect(dead_code, reason = "of texts it is at hand"))]
    records: bool,
    binder: Option<Binder<'p>>,
    keys: Keys<'p>,
    /// The header that `cells` and `records` were made for.
    header: Option<(Arc<Header>, Cells, Records)>,
    /// The file of JSON lines at hand, and its keys that the mapping reads.
    presence: Option<(Arc<str>, Presence)>,
}

impl<'p> RowDecoder<'p> {
    /// A decoder of rows that are decided if `decides`, else only read; whether what was read of a row of columns is
    /// wanted.
    pub(crate) fn new(plan: &'p Plan<'p>, policy: &'p Policy, as_of: Instant, decides: bool, records: bool) -> Self {
        Self {
            plan,
            records,
            #[cfg(feature = "columnar")]
            policy,
            binder: if decides { Binder::new(plan, policy, as_of) } else { None },
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
    pub(crate) fn decode(&mut self, work: &Work, mut each: impl FnMut(RowPlace, DecodedRow<'_, 'p>)) {
        match &work.kind {
            WorkKind::Csv(header, piece) => self.csv(&work.file, header, piece, &mut each),
            WorkKind::Lines(piece) => self.lines(&work.file, piece, &mut each),
            #[cfg(feature = "columnar")]
            WorkKind::Columns(columns, batch, first) => self.columns(&work.file, columns, batch, *first, &mut each),
            WorkKind::Rows(rows) => {
                for (number, (row, record)) in rows.iter().enumerate() {
                    let number = u32::try_from(number).unwrap_or(0);
                    let place = RowPlace { start: number, end: number, line: row.line };
                    each(place, DecodedRow::Exact(Box::new((row.clone(), record.clone()))));
                }
            }
        }
    }

    /// The row at a place of work, and what was read of it.
    pub(crate) fn exact(&mut self, work: &Work, place: RowPlace) -> (Row, Value) {
        match &work.kind {
            WorkKind::Csv(header, piece) => self.exact_record(&work.file, header, piece, place),
            WorkKind::Lines(piece) => self.exact_line(&work.file, piece, place),
            #[cfg(feature = "columnar")]
            WorkKind::Columns(columns, batch, first) => {
                Table::plain(batch, *first, columns).exact(&work.file, self.plan, place.start as usize, self.records)
            }
            WorkKind::Rows(rows) => match rows.get(place.start as usize) {
                Some((row, record)) => (row.clone(), record.clone()),
                None => (Row::bad(&work.file, place.line, ""), Value::Null),
            },
        }
    }

    fn decided<'t>(
        &'t mut self,
        values: &[Option<Raw<'t>>],
        kept: &'t mut Vec<Option<Raw<'t>>>,
    ) -> Option<DecodedRow<'t, 'p>>
    where
        'p: 't,
    {
        let binder = self.binder.as_mut()?;
        for slot in self.plan.kept() {
            kept.push(binder.kept(slot, values)?);
        }
        let id = binder.decide(values)?;
        Some(DecodedRow::Decided { id, kernel: &binder.kernel, outcome: &binder.outcome, kept })
    }

    fn csv(
        &mut self,
        file: &Arc<str>,
        header: &Arc<Header>,
        piece: &Piece,
        each: &mut impl FnMut(RowPlace, DecodedRow<'_, 'p>),
    ) {
        self.prepare(header);
        if piece.too_long {
            let row = Row::bad(file, piece.line, Found::TooLong.problem(&header.names, self.plan.encoding()));
            each(RowPlace { line: piece.line, ..RowPlace::default() }, DecodedRow::Exact(Box::new((row, Value::Null))));
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
            let place = RowPlace { start: narrow(at), end: narrow(end), line };
            line += chunks::newlines(bytes.get(at..end).unwrap_or_default());
            at = end;
            let mut kept = Vec::new();
            let taken = if matches!(looked, Looked::Plain(_)) { self.decided(&values, &mut kept) } else { None };
            match taken {
                Some(taken) => each(place, taken),
                None => {
                    let (row, record) = self.exact_record(file, header, piece, place);
                    each(place, DecodedRow::Exact(Box::new((row, record))));
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

    fn exact_record(&mut self, file: &Arc<str>, header: &Arc<Header>, piece: &Piece, place: RowPlace) -> (Row, Value) {
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

    fn lines(&mut self, file: &Arc<str>, piece: &Piece, each: &mut impl FnMut(RowPlace, DecodedRow<'_, 'p>)) {
        if piece.too_long {
            let row = Row::bad(file, piece.line, TOO_LONG);
            each(RowPlace { line: piece.line, ..RowPlace::default() }, DecodedRow::Exact(Box::new((row, Value::Null))));
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
            let place = RowPlace { start: narrow(at), end: narrow(end), line };
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
                    each(place, DecodedRow::Exact(Box::new((row, record))));
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
        each: &mut impl FnMut(RowPlace, DecodedRow<'_, 'p>),
    ) {
        let table = self.table(columns, batch, first);
        let mut values = table.room();
        for row in 0..table.rows {
            self.row_of(file, &table, row, &mut values, each);
        }
    }

    /// A batch by slots, whose codes are taken up.
    #[cfg(feature = "columnar")]
    fn table(&mut self, columns: &[Option<usize>], batch: &arrow_array::RecordBatch, first: u64) -> Table {
        let table = Table::new(batch, first, columns, self.plan, self.policy);
        if let Some(binder) = &mut self.binder {
            binder.codes(|slot| table.coded(slot));
        }
        table
    }

    /// A row of a batch by itself.
    #[cfg(feature = "columnar")]
    pub(crate) fn row_of<'t>(
        &mut self,
        file: &Arc<str>,
        table: &'t Table,
        row: usize,
        values: &mut [Option<Raw<'t>>],
        each: &mut impl FnMut(RowPlace, DecodedRow<'_, 'p>),
    ) {
        table.fill(row, values);
        let place = RowPlace { start: narrow(row), end: narrow(row), line: table.line(row) };
        let mut kept = Vec::new();
        match self.decided(values, &mut kept) {
            Some(taken) => each(place, taken),
            None => {
                let (row, record) = table.exact(file, self.plan, row, self.records);
                each(place, DecodedRow::Exact(Box::new((row, record))));
            }
        }
    }

    /// Decides the rows of a batch at once; `None` if they are decided one by one alone.
    #[cfg(feature = "columnar")]
    pub(crate) fn at_once(&mut self, work: &Work, asked: &AskedColumns) -> Option<(Table, DecidedColumns)> {
        let WorkKind::Columns(columns, batch, first) = &work.kind else { return None };
        self.binder.as_ref().filter(|binder| binder.decides_tables())?;
        let table = self.table(columns, batch, *first);
        let binder = self.binder.as_mut()?;
        let decided = binder.decide_table(&table, asked);
        Some((table, decided))
    }

    /// What decides rows and batches.
    #[cfg(feature = "columnar")]
    pub(crate) fn binder(&self) -> Option<&Binder<'p>> {
        self.binder.as_ref()
    }

    fn exact_line(&mut self, file: &Arc<str>, piece: &Piece, place: RowPlace) -> (Row, Value) {
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
