//! Decisions written one after another, in any of the formats.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use crate::evaluate::Decision;
use crate::policy::Policy;

use super::flat::Columns;
use super::table::Block;

/// How decisions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// One JSON object a line.
    JsonLines,
    /// One JSON list.
    Json,
    /// Comma-separated values, flat.
    Csv,
    /// A table for a person.
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
            _ => return None,
        })
    }
}

/// Writes decisions as they come. A table is laid out in blocks, so that memory does not grow.
pub struct DecisionWriter<'a, W: Write> {
    out: W,
    format: OutputFormat,
    keep: &'a [String],
    columns: Columns,
    csv: Vec<u8>,
    count: u64,
    block: Option<Block>,
}

/// A decision with what `--keep` carries along.
struct Kept<'d> {
    decision: &'d Decision<'d>,
    keep: &'d [String],
    kept: &'d [Option<Value>],
}

impl Serialize for Kept<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        // The decision's own keys first; flattening keeps their order.
        let own = serde_json::to_value(self.decision).map_err(serde::ser::Error::custom)?;
        for (key, value) in own.as_object().into_iter().flatten() {
            map.serialize_entry(key, value)?;
        }
        for (name, value) in self.keep.iter().zip(self.kept) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'a, W: Write> DecisionWriter<'a, W> {
    /// A writer; CSV gets its header at once.
    ///
    /// # Errors
    /// As the output says.
    pub fn new(mut out: W, format: OutputFormat, policy: &Policy, keep: &'a [String]) -> io::Result<Self> {
        let columns = Columns::new(policy, keep);
        match format {
            OutputFormat::Csv => {
                let mut line = Vec::new();
                row(&mut line, columns.names())?;
                out.write_all(&line)?;
            }
            OutputFormat::Json => out.write_all(b"[")?,
            _ => {}
        }
        Ok(Self { out, format, keep, columns, csv: Vec::new(), count: 0, block: None })
    }

    /// Writes one decision, with the kept values of its incident.
    ///
    /// # Errors
    /// As the output says.
    pub fn write(&mut self, decision: &Decision<'_>, kept: &[Option<Value>]) -> io::Result<()> {
        match self.format {
            OutputFormat::JsonLines => {
                self.object(decision, kept)?;
                self.out.write_all(b"\n")?;
            }
            OutputFormat::Json => {
                self.out.write_all(if self.count == 0 { b"\n" } else { b",\n" })?;
                self.object(decision, kept)?;
            }
            OutputFormat::Csv => {
                let mut cells = self.columns.cells(decision);
                cells.extend(kept.iter().map(|v| match v {
                    None => String::new(),
                    Some(Value::String(text)) => text.clone(),
                    Some(other) => other.to_string(),
                }));
                self.csv.clear();
                row(&mut self.csv, &cells)?;
                self.out.write_all(&self.csv)?;
            }
            OutputFormat::Table { color, width } => {
                let block = self.block.get_or_insert_with(|| Block::new(decision.policy, color, width));
                if let Some(table) = block.push(decision) {
                    writeln!(self.out, "{table}")?;
                }
            }
        }
        self.count += 1;
        Ok(())
    }

    fn object(&mut self, decision: &Decision<'_>, kept: &[Option<Value>]) -> io::Result<()> {
        if self.keep.is_empty() {
            return serde_json::to_writer(&mut self.out, decision).map_err(io::Error::from);
        }
        let kept = Kept { decision, keep: self.keep, kept };
        serde_json::to_writer(&mut self.out, &kept).map_err(io::Error::from)
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
        if let Some(table) = self.block.as_mut().and_then(Block::take) {
            writeln!(self.out, "{table}")?;
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

fn row(out: &mut Vec<u8>, cells: &[String]) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    writer.write_record(cells)?;
    writer.flush()
}
