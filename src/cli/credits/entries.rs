//! Writes the file of `--incidents`: every incident behind every line, as they are read.

use std::io::{self, Write as _};
use std::path::Path;

use serde::Serialize;

use crate::engine::credits::LineEntry;
use crate::policy::Policy;

use super::super::exit::Failure;
use super::super::output::OutputFile;

/// A row.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    contract: &'a str,
    in_force_from: Option<String>,
    in_force_to: Option<String>,
    period: String,
    /// Counted from 1, in the order of the statement.
    line: usize,
    measure: &'static str,
    objective: Option<&'a str>,
    id: &'a str,
    status: &'static str,
    length_us: Option<i64>,
}

/// The file.
pub(super) struct EntryFile {
    out: OutputFile,
    is_csv: bool,
    /// What went wrong when a row was written.
    error: Option<io::Error>,
}

impl EntryFile {
    pub(super) fn new(path: &Path) -> Result<Self, Failure> {
        let is_csv = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        let mut out = OutputFile::file(path)?;
        if is_csv {
            let header = "contract,in_force_from,in_force_to,period,line,measure,objective,id,status,length_us\n";
            out.write_all(header.as_bytes()).map_err(|e| Failure::writing(&out.name(), &e))?;
        }
        Ok(Self { out, is_csv, error: None })
    }

    /// Writes a row; after an error it writes nothing more.
    pub(super) fn add(&mut self, policy: &Policy, entry: &LineEntry<'_>) {
        if self.error.is_none() {
            self.error = self.write(policy, entry).err();
        }
    }

    fn write(&mut self, policy: &Policy, entry: &LineEntry<'_>) -> io::Result<()> {
        let model = policy.model();
        let package = model.package(entry.package);
        let force = package.and_then(|package| package.in_force);
        let row = Entry {
            contract: package.map_or("", |package| &package.name),
            in_force_from: force.map(|force| force.from.to_string()),
            in_force_to: force.map(|force| force.to.to_string()),
            period: entry.period.to_string(),
            line: entry.line + 1,
            measure: entry.measure_name(),
            objective: entry.measure.objective().map(|objective| model.objective_name(objective)),
            id: entry.id,
            status: entry.status.as_str(),
            length_us: entry.length_us,
        };
        if self.is_csv {
            let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(&mut self.out);
            writer.serialize(&row).map_err(io::Error::other)?;
            writer.flush()
        } else {
            serde_json::to_writer(&mut self.out, &row)?;
            self.out.write_all(b"\n")
        }
    }

    /// Gives the file its name, unless something went wrong.
    pub(super) fn commit(self) -> Result<(), Failure> {
        match self.error {
            Some(error) => Err(Failure::writing(&self.out.name(), &error)),
            None => self.out.commit(),
        }
    }
}
