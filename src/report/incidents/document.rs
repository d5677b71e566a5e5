//! A report as sections of tables and sentences, which the text, Markdown and HTML forms share.

use crate::time::MICROS_PER_SECOND;

use super::words::{float, length, thousands};

/// A report, laid out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    /// What it is about: a line each.
    pub(super) lead: Vec<String>,
    pub(super) sections: Vec<Section>,
}

/// A part with a title.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    /// A name for links.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// How to read it.
    pub(super) about: String,
    pub(super) blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    Heading(String),
    Paragraph(String),
    Table(Table),
}

/// A table whose first column names its rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// The title of the first column.
    pub(super) label: &'static str,
    pub(super) columns: Vec<Column>,
    /// The title of the notes, if rows have any.
    pub(super) note: Option<&'static str>,
    pub(super) rows: Vec<TableRow>,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) title: &'static str,
    /// How wide it is in text; 0 if text has no room for it.
    pub(super) width: usize,
    /// Whether it has numbers.
    pub(super) is_number: bool,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct TableRow {
    pub(super) label: String,
    pub(super) cells: Vec<Cell>,
    /// A sentence about it.
    pub(super) note: String,
    /// Whether a target is missed.
    pub(super) is_missed: bool,
    /// Whether it is the sum of the others.
    pub(super) is_total: bool,
}

/// A cell, and the number that it is sorted by if it is one.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) sort: Option<f64>,
}

impl Table {
    /// The places of the columns that have any text.
    pub(super) fn filled(&self) -> Vec<usize> {
        let has_text = |at: &usize| self.rows.iter().any(|row| row.cells.get(*at).is_some_and(|c| !c.text.is_empty()));
        (0..self.columns.len()).filter(has_text).collect()
    }
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), sort: None }
    }

    pub(super) fn count(n: u64) -> Self {
        Self { text: thousands(n), sort: Some(float(n)) }
    }

    /// A count that is left out if it is 0.
    pub(super) fn some(n: u64) -> Self {
        if n == 0 { Self::default() } else { Self::count(n) }
    }

    pub(super) fn number(number: Option<f64>, written: impl Fn(f64) -> String) -> Self {
        Self { text: number.map(written).unwrap_or_default(), sort: number }
    }

    /// Seconds, as a length.
    pub(super) fn seconds(seconds: Option<i64>) -> Self {
        let sort = seconds.and_then(|seconds| u32::try_from(seconds).ok()).map(f64::from);
        Self { text: seconds.map(from_seconds).unwrap_or_default(), sort }
    }
}

fn from_seconds(seconds: i64) -> String {
    length(seconds.saturating_mul(MICROS_PER_SECOND))
}

/// A column of numbers.
pub(super) const fn number(title: &'static str, width: usize) -> Column {
    Column { title, width, is_number: true }
}

/// A column of words.
pub(super) const fn words(title: &'static str, width: usize) -> Column {
    Column { title, width, is_number: false }
}
