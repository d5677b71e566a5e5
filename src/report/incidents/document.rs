//! A report as sections of tables and sentences, which the text, Markdown and HTML forms share.

use std::borrow::Cow;

use crate::time::MICROS_PER_SECOND;

use super::words::{float, length, thousands};

/// A report, laid out.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Document {
    /// What it is about: a line each.
    pub(in crate::report) lead: Vec<String>,
    pub(in crate::report) sections: Vec<Section>,
}

/// A part with a title.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Section {
    /// A name for links.
    pub(in crate::report) id: &'static str,
    pub(in crate::report) title: &'static str,
    /// How to read it.
    pub(in crate::report) about: String,
    pub(in crate::report) blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) enum Block {
    Heading(String),
    Paragraph(String),
    Table(Table),
}

/// A table whose first column names its rows.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Table {
    /// The title of the first column.
    pub(in crate::report) label: &'static str,
    pub(in crate::report) columns: Vec<Column>,
    /// The title of the notes, if rows have any.
    pub(in crate::report) note: Option<&'static str>,
    pub(in crate::report) rows: Vec<TableRow>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Column {
    pub(in crate::report) title: Cow<'static, str>,
    /// How wide it is in text; 0 if text has no room for it.
    pub(in crate::report) width: usize,
    /// Whether it has numbers.
    pub(in crate::report) is_number: bool,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::report) struct TableRow {
    pub(in crate::report) label: String,
    pub(in crate::report) cells: Vec<Cell>,
    /// A sentence about it.
    pub(in crate::report) note: String,
    /// Whether a target is missed.
    pub(in crate::report) is_missed: bool,
    /// Whether it is the sum of the others.
    pub(in crate::report) is_total: bool,
}

/// A cell, and the number that it is sorted by if it is one.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::report) struct Cell {
    pub(in crate::report) text: String,
    pub(in crate::report) sort: Option<f64>,
}

impl Table {
    /// The places of the columns that have any text.
    pub(in crate::report) fn filled(&self) -> Vec<usize> {
        let has_text = |at: &usize| self.rows.iter().any(|row| row.cells.get(*at).is_some_and(|c| !c.text.is_empty()));
        (0..self.columns.len()).filter(has_text).collect()
    }
}

impl Cell {
    pub(in crate::report) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), sort: None }
    }

    pub(in crate::report) fn count(n: u64) -> Self {
        Self { text: thousands(n), sort: Some(float(n)) }
    }

    /// A count that is left out if it is 0.
    pub(in crate::report) fn some(n: u64) -> Self {
        if n == 0 { Self::default() } else { Self::count(n) }
    }

    pub(in crate::report) fn number(number: Option<f64>, written: impl Fn(f64) -> String) -> Self {
        Self { text: number.map(written).unwrap_or_default(), sort: number }
    }

    /// Seconds, as a length.
    pub(in crate::report) fn seconds(seconds: Option<i64>) -> Self {
        let sort = seconds.and_then(|seconds| u32::try_from(seconds).ok()).map(f64::from);
        Self { text: seconds.map(from_seconds).unwrap_or_default(), sort }
    }
}

fn from_seconds(seconds: i64) -> String {
    length(seconds.saturating_mul(MICROS_PER_SECOND))
}

/// A column of numbers.
pub(in crate::report) const fn number(title: &'static str, width: usize) -> Column {
    Column { title: Cow::Borrowed(title), width, is_number: true }
}

/// A column of words.
pub(in crate::report) const fn words(title: &'static str, width: usize) -> Column {
    Column { title: Cow::Borrowed(title), width, is_number: false }
}
