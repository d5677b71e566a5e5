//! Files of incidents, as bytes.

use crate::engine::credits::CreditBook;
#[cfg(feature = "columnar")]
use crate::io::read::RecordBatch;
use crate::io::read::{Format, Mapping, Options, ReadError, ReadOptions, Reader, Row, Shape};
use crate::policy::Policy;
use crate::report::credits::CreditReport;
use crate::report::incidents::{By, Comparison, IncidentReport, RejectExample, ReportBuilder, ReportOptions};
use crate::time::Instant;

use super::EmbedError;

/// A file of incidents: its name, by which its format is known unless it is given, its bytes, and how it is read. With
/// the feature `columnar` it may be record batches instead.
#[derive(Debug, Clone)]
pub struct IncidentFile {
    name: String,
    content: Content,
    options: Options,
}

#[derive(Debug, Clone)]
enum Content {
    Bytes(Vec<u8>),
    #[cfg(feature = "columnar")]
    Batches(Vec<RecordBatch>),
}

impl IncidentFile {
    /// A file as of an instant.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>, as_of: Instant) -> Self {
        Self { name: name.into(), content: Content::Bytes(bytes.into()), options: Options::new(as_of) }
    }

    /// Record batches, as if they were read from a file, as of an instant.
    #[cfg(feature = "columnar")]
    pub fn of_batches(batches: Vec<RecordBatch>, as_of: Instant) -> Self {
        Self { name: String::new(), content: Content::Batches(batches), options: Options::new(as_of) }
    }

    /// Reads it by these options.
    #[must_use]
    pub fn read(mut self, read: &ReadOptions) -> Self {
        self.options = Options { format: self.options.format, ..read.as_of(self.options.as_of) };
        self
    }

    /// Reads it by a mapping: the name of a built-in one, or the text of a mapping file.
    ///
    /// # Errors
    /// If it is neither.
    pub fn mapping(mut self, mapping: &str) -> Result<Self, EmbedError> {
        let found = match Mapping::built_in(mapping) {
            Some(mapping) => mapping,
            None => Mapping::parse(mapping).map_err(|e| EmbedError::new(e.to_string()))?,
        };
        self.options.mapping = Some(found);
        Ok(self)
    }

    /// Sets the format, such as `csv` or `jsonl`, whatever its name says.
    ///
    /// # Errors
    /// If there is no such format.
    pub fn format(mut self, format: &str) -> Result<Self, EmbedError> {
        let found = Format::of_name(&format!("file.{format}"));
        self.options.format = Some(found.ok_or_else(|| EmbedError::new(format!("`{format}` is not a format")))?);
        Ok(self)
    }

    /// Reads local times in a zone, such as `Europe/London`; it wins over the mapping's.
    ///
    /// # Errors
    /// If there is no such zone.
    pub fn zone(mut self, name: &str) -> Result<Self, EmbedError> {
        self.options.timezone = Some(super::explained::zone(name)?);
        Ok(self)
    }

    /// When its incidents are decided.
    pub fn as_of(&self) -> Instant {
        self.options.as_of
    }

    /// Takes its rows one by one; what there is to say about the whole.
    ///
    /// # Errors
    /// If it cannot be read.
    fn each(&self, policy: &Policy, mut each: impl FnMut(&Row)) -> Result<Vec<String>, ReadError> {
        let mut reader = Reader::new(Shape::of(policy.model()), &self.options)?;
        match &self.content {
            Content::Bytes(bytes) => {
                for row in reader.open(&self.name, Box::new(std::io::Cursor::new(bytes.clone())))? {
                    each(&row?);
                }
            }
            #[cfg(feature = "columnar")]
            Content::Batches(batches) => {
                let mut first = 1;
                for batch in batches {
                    reader.rows_of_batch(batch, first, |row| each(&row))?;
                    first += u64::try_from(batch.num_rows()).unwrap_or(0);
                }
            }
        }
        for row in reader.finish()? {
            each(&row);
        }
        Ok(reader.notes().lines())
    }
}

/// How many of the worst breaches a report lists.
pub(super) const WORST: usize = 10;

/// A book of a policy that measures anything.
///
/// # Errors
/// If it measures nothing.
pub(super) fn credit_book(policy: &Policy, as_of: Instant) -> Result<CreditBook<'_>, EmbedError> {
    let book = CreditBook::new(policy, as_of);
    let none = || EmbedError::new("no contract of the policy has credits, rights, quotas or an availability");
    book.has_measures().then_some(book).ok_or_else(none)
}

/// Decides the incidents of a file and counts them.
///
/// # Errors
/// If the file cannot be read.
pub fn report(policy: &Policy, file: &IncidentFile) -> Result<IncidentReport, EmbedError> {
    let as_of = file.as_of();
    let options = ReportOptions { as_of, by: Some(By::Month), worst: WORST, columns: Vec::new() };
    let mut builder = ReportBuilder::new(policy, options);
    let read = file.each(policy, |row| match (row.decide(policy, as_of), &row.incident) {
        (Ok(decision), Some(incident)) => builder.add(incident, &decision, &row.kept),
        (Ok(_), None) => {}
        (Err(rejection), _) => builder.reject(rejection.code, || RejectExample {
            file: row.file.to_string(),
            line: row.line,
            id: row.id.clone(),
            message: rejection.message.clone(),
        }),
    });
    read.map_err(|e| EmbedError::new(e.to_string()))?;
    Ok(builder.finish(Comparison::Nothing))
}

/// What customers are credited for the incidents of a file, by contract and period.
///
/// # Errors
/// If the file cannot be read, or the policy measures nothing.
pub fn credits<'p>(policy: &'p Policy, file: &IncidentFile) -> Result<CreditReport<'p>, EmbedError> {
    let mut book = credit_book(policy, file.as_of())?;
    let mut rejected = 0;
    let read = file.each(policy, |row| {
        rejected += u64::from(row.decide_by(policy, |incident| book.add(incident, None, &mut |_| {})).is_err());
    });
    read.map_err(|e| EmbedError::new(e.to_string()))?;
    let incidents = book.incidents() + rejected;
    Ok(CreditReport::new(policy, file.as_of(), incidents, rejected, book.finish(None)))
}
