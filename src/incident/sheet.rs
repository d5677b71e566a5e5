//! The first sheet of an Excel file: a header, and a row for each incident.

use std::io::{Cursor, Read};

use calamine::{Data, Reader as _, Xlsx};

use super::cell::Stored;
use super::error::ReadError;

/// A sheet is held in memory, many times over; Excel itself ends at a million rows.
const MAX_BYTES: u64 = 256 << 20;

/// A sheet that was read whole.
pub(super) struct Sheet {
    pub(super) header: Vec<String>,
    pub(super) rows: std::vec::IntoIter<Vec<Option<Stored>>>,
    /// The row of the header, from 1, as Excel numbers them.
    pub(super) first: u64,
}

impl Sheet {
    /// Reads the first sheet of a file.
    pub(super) fn open(file: &str, input: Box<dyn Read + Send>) -> Result<Self, ReadError> {
        let mut bytes = Vec::new();
        input.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|e| ReadError::io(file, 1, &e))?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
            let message = format!("the file is larger than {} MiB, which is the most for a sheet", MAX_BYTES >> 20);
            return Err(ReadError::new(file, message).help(Some("CSV has no limit".to_owned())));
        }
        let broken = |e: &dyn std::fmt::Display| ReadError::new(file, format!("an Excel file was expected: {e}"));
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
        let range = match book.worksheet_range_at(0) {
            Some(range) => range.map_err(|e| broken(&e))?,
            None => return Err(ReadError::new(file, "the file has no sheet")),
        };
        let first = range.start().map_or(0, |(row, _)| row);
        let mut rows = range.rows();
        let name = |cell: &Data| match stored(cell) {
            Some(Stored::Text(text)) => text.into(),
            Some(Stored::Json(value)) => value.to_string(),
            None => String::new(),
        };
        let header = rows.next().map(|cells| cells.iter().map(name).collect()).unwrap_or_default();
        let rows: Vec<Vec<Option<Stored>>> = rows.map(|cells| cells.iter().map(stored).collect()).collect();
        Ok(Self { header, rows: rows.into_iter(), first: u64::from(first) + 1 })
    }
}

/// What a cell says. A date is a local time: its zone is told beside the file.
fn stored(cell: &Data) -> Option<Stored> {
    Some(match cell {
        Data::Empty => return None,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Stored::Text(text.as_str().into()),
        Data::Bool(value) => Stored::Json((*value).into()),
        Data::Int(number) => Stored::Json((*number).into()),
        Data::Float(number) => whole(*number),
        Data::DateTime(at) => match at.as_datetime() {
            Some(at) => Stored::Text(at.format("%Y-%m-%dT%H:%M:%S%.f").to_string().into()),
            None => whole(at.as_f64()),
        },
        Data::Error(error) => Stored::Text(error.to_string().into()),
    })
}

/// A number; Excel knows no whole ones, and `7` is meant where `7.0` stands.
fn whole(number: f64) -> Stored {
    let text = number.to_string();
    match text.parse::<i64>() {
        Ok(whole) => Stored::Json(whole.into()),
        Err(_) => serde_json::Number::from_f64(number).map_or(Stored::Text(text.into()), |n| Stored::Json(n.into())),
    }
}
