//! Decisions written one after another, in any of the formats.

use std::io::{self, Write};

use serde_json::Value;

use crate::engine::DecisionRef;
use crate::policy::Policy;
use crate::time::Zone;

use super::columns::Columns;
use super::csv;
use super::selection::Selection;
#[cfg(feature = "cli")]
use super::table::{TableLayout, TableRow};
use super::text::{TextForm, Texts};

/// How decisions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// One JSON object a line.
    JsonLines,
    /// One JSON list.
    Json,
    /// Comma-separated values, flat.
    Csv,
    /// Parquet columns.
    Parquet,
    /// Arrow IPC columns, as a file.
    Arrow,
    /// A table for a person.
    #[cfg(feature = "cli")]
    Table {
        /// Whether in colour.
        color: bool,
        /// How wide.
        width: u16,
    },
}

impl OutputFormat {
    /// The format that a file's name asks for.
    pub fn of_name(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase())?;
        Some(match extension.as_str() {
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "parquet" => Self::Parquet,
            "arrow" | "ipc" | "feather" => Self::Arrow,
            _ => return None,
        })
    }

    /// What precedes the first decision.
    pub(crate) fn opening(self, policy: &Policy, selection: &Selection, keep: &[String]) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Self::Csv => {
                csv::record(&mut out, Columns::new(policy, selection, keep).names().iter().map(String::as_str));
            }
            Self::Json => out.push(b'['),
            Self::JsonLines | Self::Parquet | Self::Arrow => {}
            #[cfg(feature = "cli")]
            Self::Table { .. } => {}
        }
        out
    }
}

/// Writes decisions as they come. A table is laid out in blocks, so that memory does not grow.
pub struct DecisionWriter<'a, W: Write> {
    out: W,
    format: OutputFormat,
    policy: &'a Policy,
    selection: Selection,
    keep: &'a [String],
    zone: Option<Zone>,
    line: Vec<u8>,
    count: u64,
    texts: Option<Texts<'a>>,
    #[cfg(feature = "cli")]
    table: Option<TableLayout<'a>>,
}

impl<'a, W: Write> DecisionWriter<'a, W> {
    /// A writer; CSV gets its header at once.
    ///
    /// # Errors
    /// As the output says.
    pub fn new(mut out: W, format: OutputFormat, policy: &'a Policy, keep: &'a [String]) -> io::Result<Self> {
        let selection = Selection::all(policy, false);
        out.write_all(&format.opening(policy, &selection, keep))?;
        Ok(Self {
            out,
            format,
            policy,
            selection,
            keep,
            zone: None,
            line: Vec::new(),
            count: 0,
            texts: None,
            #[cfg(feature = "cli")]
            table: None,
        })
    }

    /// With all instants in one zone, where one is given; else each has that of its clock.
    #[must_use]
    pub fn in_zone(mut self, zone: Option<Zone>) -> Self {
        self.zone = zone;
        self
    }

    /// Writes one decision, with the kept values of its incident.
    ///
    /// # Errors
    /// As the output says.
    pub fn write(&mut self, decision: &DecisionRef<'_>, kept: &[Option<Value>]) -> io::Result<()> {
        let form = match self.format {
            OutputFormat::JsonLines | OutputFormat::Json => TextForm::Json,
            OutputFormat::Csv => TextForm::Csv,
            OutputFormat::Parquet | OutputFormat::Arrow => {
                return Err(io::Error::other("columns are not written one decision at a time"));
            }
            #[cfg(feature = "cli")]
            OutputFormat::Table { color, width } => {
                let (policy, keep, zone) = (self.policy, self.keep, self.zone);
                let selection = &self.selection;
                let table = self.table.get_or_insert_with(|| TableLayout::new(policy, selection, keep, color, width));
                self.count += 1;
                let row = TableRow::of(decision, &policy.timed_objectives(), selection, kept, zone);
                return match table.push(row) {
                    Some(table) => writeln!(self.out, "{table}"),
                    None => Ok(()),
                };
            }
        };
        let texts = self.texts.get_or_insert_with(|| Texts::new(self.policy, form, self.zone, &self.selection));
        self.line.clear();
        if self.format == OutputFormat::Json {
            self.line.extend_from_slice(if self.count == 0 { b"\n" } else { b",\n" });
        }
        texts.whole(&mut self.line, decision);
        form.kept(&mut self.line, self.keep, kept);
        if self.format != OutputFormat::Json {
            self.line.push(b'\n');
        }
        self.count += 1;
        self.out.write_all(&self.line)
    }

    /// The output.
    #[cfg(any(feature = "fuzzing", test))]
    pub(crate) fn written(&mut self) -> &mut W {
        &mut self.out
    }

    /// Writes what is left, and gives the output back.
    ///
    /// # Errors
    /// As the output says.
    pub fn finish(mut self) -> io::Result<W> {
        match self.format {
            OutputFormat::Json if self.count == 0 => self.out.write_all(b"]\n")?,
            OutputFormat::Json => self.out.write_all(b"\n]\n")?,
            _ => {}
        }
        #[cfg(feature = "cli")]
        if let Some(table) = self.table.as_mut().and_then(TableLayout::take) {
            writeln!(self.out, "{table}")?;
        }
        self.out.flush()?;
        Ok(self.out)
    }
}
