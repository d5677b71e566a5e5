//! The first sheet of an Excel file: a header, and a row for each incident.

use std::io::{Cursor, Read};

use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;
use zip::ZipArchive;

use super::cell::OwnedCell;
use super::error::ReadError;
use super::guard::{damaged, guarded, unreadable};
use super::owned_row;
use super::plan::Plan;
use super::row_source::{RowContent, RowSource};

/// What a file may unpack to, and what the cells of its first sheet may take: both are held in memory.
const MAX_BYTES: u64 = 256 << 20;
/// What a cell takes besides its text.
const CELL: u64 = 32;

/// The cells of a row by their columns, and its number from 1, as Excel counts.
type Sparse = (u64, Vec<(usize, OwnedCell)>);

/// A sheet that was read whole.
pub(super) struct Sheet {
    pub(super) header: Vec<String>,
    rows: std::vec::IntoIter<Sparse>,
    /// The column of the header's first cell.
    start: usize,
    /// The row of the header, from 1, as Excel numbers them.
    pub(super) first: u64,
    /// The column of each slot, once the header is understood.
    pub(super) columns: Vec<Option<usize>>,
}

impl Sheet {
    /// Reads the first sheet of a file.
    pub(super) fn open(file: &str, input: Box<dyn Read + Send>) -> Result<Self, ReadError> {
        let mut bytes = Vec::new();
        input.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|e| ReadError::io(file, 1, &e))?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
            return Err(too_large(file, "the file is larger than"));
        }
        guarded(file, || Self::read(file, bytes))
    }

    fn read(file: &str, bytes: Vec<u8>) -> Result<Self, ReadError> {
        let broken = |e: &dyn std::fmt::Display| ReadError::new(file, format!("an Excel file was expected: {e}"));
        let mut packed = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
        check(file, &mut packed)?;
        let bytes = packed.into_inner();
        let mut book: Xlsx<_> = Xlsx::new(bytes).map_err(|e| broken(&e))?;
        let name = book.sheet_names().into_iter().next();
        let name = name.ok_or_else(|| ReadError::new(file, "the file has no sheet"))?;
        let mut cells = book.worksheet_cells_reader(&name).map_err(|e| broken(&e))?;
        let (mut rows, mut held): (Vec<Sparse>, u64) = (Vec::new(), 0);
        while let Some(cell) = cells.next_cell().map_err(|e| unreadable(file, e))? {
            let (row, column) = cell.get_position();
            let (row, column) = (u64::from(row) + 1, usize::try_from(column).unwrap_or(usize::MAX));
            let Some(value) = stored(&Data::from(cell.get_value().clone())) else { continue };
            held = held.saturating_add(CELL).saturating_add(length(&value));
            if held > MAX_BYTES {
                return Err(too_large(file, "the cells of the first sheet need more than"));
            }
            match rows.last_mut() {
                Some((last, cells)) if *last == row => cells.push((column, value)),
                Some((last, _)) if *last > row => {
                    return Err(damaged(file, format!("row {row} of the sheet comes after row {last}")));
                }
                _ => rows.push((row, vec![(column, value)])),
            }
        }
        let mut rows = rows.into_iter();
        let Some((first, names)) = rows.next() else {
            return Ok(Self { header: Vec::new(), rows, start: 0, first: 1, columns: Vec::new() });
        };
        let start = names.iter().map(|(column, _)| *column).min().unwrap_or(0);
        let end = names.iter().map(|(column, _)| *column + 1).max().unwrap_or(0);
        let mut header = vec![String::new(); end.saturating_sub(start)];
        for (column, name) in names {
            if let Some(place) = column.checked_sub(start).and_then(|column| header.get_mut(column)) {
                *place = match name {
                    OwnedCell::Text(text) => text.into(),
                    OwnedCell::Json(value) => value.to_string(),
                };
            }
        }
        Ok(Self { header, rows, start, first, columns: Vec::new() })
    }

    /// The next row that has a cell: its number from 1, and its cells under the header's.
    fn row(&mut self) -> Option<(u64, Vec<Option<OwnedCell>>)> {
        loop {
            let (row, cells) = self.rows.next()?;
            let mut values = vec![None; self.header.len()];
            for (column, value) in cells {
                if let Some(place) = column.checked_sub(self.start).and_then(|column| values.get_mut(column)) {
                    *place = Some(value);
                }
            }
            if values.iter().any(Option::is_some) {
                return Some((row, values));
            }
        }
    }
}

impl RowSource for Sheet {
    fn next(&mut self, _: &str, _: &Plan<'_>) -> Result<Option<(u64, RowContent)>, ReadError> {
        Ok(self.row().map(|(line, cells)| (line, RowContent::Cells(cells))))
    }

    fn by_slot(&self) -> &[Option<usize>] {
        &self.columns
    }

    fn record(&self, cells: &[Option<OwnedCell>]) -> Value {
        owned_row::record(&self.header, cells)
    }
}

/// Unpacks each part, since any may be the one that is read, and counts: a few kilobytes may be packed gigabytes, whatever the file says of that.
fn check(file: &str, packed: &mut ZipArchive<Cursor<Vec<u8>>>) -> Result<(), ReadError> {
    let mut left = MAX_BYTES;
    for number in 0..packed.len() {
        let part = packed.by_index(number).map_err(|e| unreadable(file, e))?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|e| unreadable(file, e))?;
        left = left.checked_sub(read).ok_or_else(|| too_large(file, "the file unpacks to more than"))?;
    }
    Ok(())
}

fn too_large(file: &str, what: &str) -> ReadError {
    let message = format!("{what} {} MiB, the limit for a sheet", MAX_BYTES >> 20);
    ReadError::new(file, message).help(Some("save the sheet as CSV, which has no limit".to_owned()))
}

fn length(value: &OwnedCell) -> u64 {
    match value {
        OwnedCell::Text(text) => u64::try_from(text.len()).unwrap_or(u64::MAX),
        OwnedCell::Json(_) => 0,
    }
}

/// What a cell says. A date is a local time: its zone is told beside the file.
fn stored(cell: &Data) -> Option<OwnedCell> {
    Some(match cell {
        Data::Empty => return None,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => OwnedCell::Text(text.as_str().into()),
        Data::Bool(value) => OwnedCell::Json((*value).into()),
        Data::Int(number) => OwnedCell::Json((*number).into()),
        Data::Float(number) => whole(*number),
        Data::DateTime(at) => match at.as_datetime() {
            Some(at) => OwnedCell::Text(at.format("%Y-%m-%dT%H:%M:%S%.f").to_string().into()),
            None => whole(at.as_f64()),
        },
        Data::Error(error) => OwnedCell::Text(error.to_string().into()),
    })
}

/// A number; Excel knows no whole ones, and `7` is meant where `7.0` stands.
fn whole(number: f64) -> OwnedCell {
    let text = number.to_string();
    match text.parse::<i64>() {
        Ok(whole) => OwnedCell::Json(whole.into()),
        Err(_) => {
            serde_json::Number::from_f64(number).map_or(OwnedCell::Text(text.into()), |n| OwnedCell::Json(n.into()))
        }
    }
}
