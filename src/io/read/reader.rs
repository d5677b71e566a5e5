//! One run over any number of files.

use std::sync::Arc;

use crate::diagnostic::list;

#[cfg(feature = "columnar")]
use super::columnar::{self, Columnar};
use super::csv::{Found, Records};
use super::dry_run::{DryRunRecorder, Understood};
use super::duplicate_ids::DuplicateIds;
use super::encoding::Foreign;
use super::error::ReadError;
use super::fields;
use super::format::{self, Bytes, Format};
use super::json::Items;
use super::layout::KnownLayout;
use super::lines::Lines;
use super::log::{Finished, Gather};
use super::met::{NamesMet, not_a_log, not_records};
use super::notes::Notes;
use super::open_file::{FileInput, LastRow, OpenFile};
use super::parsed::Parsed;
use super::plan::Plan;
use super::presence::Presence;
use super::row::Row;
use super::row_view::{Source, View};
use super::{Options, Shape};
use crate::engine::Field;

/// Reads the files of one run: ids are compared with each other over all of them.
pub struct Reader<'a> {
    pub(super) plan: Arc<Plan<'a>>,
    pub(super) notes: Notes,
    seen: DuplicateIds,
    log: Option<Gather<'a>>,
    /// Whether ids are compared with each other here: else the consumer of the rows does so.
    holds_ids: bool,
    dry_run: Option<Box<DryRunRecorder>>,
    /// The columns of the file at hand; of a log, those of all files so far.
    presence: Presence,
    /// How many files there were.
    files: usize,
    /// The file that was begun with last, and what is seen of its encoding.
    begun: Option<(String, Foreign)>,
}

impl<'a> Reader<'a> {
    /// A reader of incidents of a policy.
    ///
    /// # Errors
    /// Where a constant or the mapping names what is neither a field nor a fact.
    pub fn new(shape: Shape<'a>, options: &'a Options) -> Result<Self, ReadError> {
        let plan = Plan::new(shape, options)?;
        let log = plan.log().map(Gather::new);
        let (plan, notes, seen) = (Arc::new(plan), Notes::default(), DuplicateIds::default());
        let presence = Presence::default();
        Ok(Self { plan, notes, seen, log, holds_ids: true, dry_run: None, presence, files: 0, begun: None })
    }

    /// Has it note what it understands of each row from here on, and keep the first `rows` of them;
    /// `contracts` are the names that there are.
    pub fn dry_run(&mut self, contracts: impl IntoIterator<Item = String>, rows: usize) {
        self.dry_run = Some(Box::new(DryRunRecorder::new(contracts.into_iter().collect(), rows)));
    }

    /// Whether a dry run is recorded.
    pub(super) fn records_dry_run(&self) -> bool {
        self.dry_run.is_some()
    }

    /// What was understood since [`Reader::dry_run`].
    pub fn understood(&self) -> Understood {
        self.dry_run.as_ref().map_or_else(Understood::default, |dry_run| dry_run.understood(&self.plan))
    }

    /// As [`Reader::open`], for whoever asks for each row with the reader at hand.
    pub(crate) fn begin(&mut self, name: &str, bytes: Bytes) -> Result<OpenFile, ReadError> {
        let format = self.plan.options.format.or_else(|| Format::of_name(name)).ok_or_else(|| {
            let message = "the format is not known from the name, and `--input-format` is not given";
            ReadError::new(name, message).help(Some(format!("it is one of {}", list(Format::WORDS))))
        })?;
        self.files += 1;
        match &mut self.log {
            Some(log) => log.begin(name),
            None => self.presence = Presence::default(),
        }
        self.end();
        self.note_unused_options(name, format);
        let input = match format {
            Format::Parquet | Format::Arrow => self.columnar(name, bytes, format)?,
            Format::Excel => self.sheet(name, bytes)?,
            _ => {
                self.note_partitions(name);
                self.text(name, bytes, format)?
            }
        };
        Ok(OpenFile::new(name, input))
    }

    /// Leaves it to the consumer of the rows to compare their ids.
    pub(super) fn leave_ids(&mut self) {
        self.holds_ids = false;
    }

    fn text(&mut self, name: &str, bytes: Bytes, format: Format) -> Result<FileInput, ReadError> {
        let text = format::plain(name, bytes.stream(), self.plan.options.encoding)
            .map_err(|e| ReadError::io(name, 1, &e))?
            .map_err(|message| ReadError::new(name, message))?;
        if let Some(encoding) = text.guessed {
            self.notes.tell(format!("`{name}` is read as {}, which its first bytes look like", encoding.name()));
        }
        let foreign = text.foreign.clone();
        self.begun = Some((name.to_owned(), text.foreign));
        let input = match format {
            Format::Csv => self.records(name, text.input, b','),
            Format::Tsv => self.records(name, text.input, b'\t'),
            Format::Json => Items::json(name, text.input, &self.plan).map(|(items, path)| {
                if let Some(path) = path {
                    self.notes.tell(format!("the incidents of `{name}` are those of its list `{path}`"));
                }
                FileInput::Rows(Box::new(items))
            }),
            Format::Yaml => Items::yaml(name, text.input).map(|items| FileInput::Rows(Box::new(items))),
            _ => Ok(FileInput::Lines(Lines::new(text.input))),
        };
        // What is wrong with a header or a list may come from its encoding.
        input.map_err(|error| match (foreign.advice(), error.help.clone()) {
            (Some(advice), Some(help)) => error.help(Some(format!("{help}; {advice}"))),
            (Some(advice), None) => error.help(Some(advice)),
            (None, _) => error,
        })
    }

    /// Says of the file that was read last what its bytes have shown.
    fn end(&mut self) {
        if let Some((name, foreign)) = self.begun.take()
            && let Some(advice) = foreign.advice()
        {
            self.notes.tell(format!("`{name}`: {advice}"));
        }
    }

    /// Says of options that they are not for a file of this format.
    fn note_unused_options(&mut self, name: &str, format: Format) {
        let options = self.plan.options;
        let cells = matches!(format, Format::Csv | Format::Tsv);
        let unused = [
            ("--encoding", options.encoding.is_some() && !format.is_text()),
            ("--delimiter", options.delimiter.is_some() && !cells),
            ("--skip-lines", options.skip_lines.is_some() && !cells),
        ];
        for (option, _) in unused.iter().filter(|(_, unused)| *unused) {
            let kind = if *option == "--encoding" { "text" } else { "CSV" };
            self.notes.tell(format!("`{option}` is for {kind}, and has no effect on `{name}`"));
        }
    }

    /// Says of a file of text that its folders are not read.
    #[cfg(feature = "columnar")]
    fn note_partitions(&mut self, name: &str) {
        let partitions = columnar::partitions(name);
        if let Some(partition) = partitions.iter().find(|partition| self.plan.reads(&partition.name)) {
            let folder = format!("the folder `{}=` of its path", partition.name);
            self.notes.tell(format!("`{name}`: {folder} is no column of it: that is so for Parquet and Arrow alone"));
        }
    }

    #[cfg(not(feature = "columnar"))]
    fn note_partitions(&mut self, _: &str) {}

    #[cfg(feature = "columnar")]
    fn columnar(&mut self, name: &str, bytes: Bytes, format: Format) -> Result<FileInput, ReadError> {
        let plan = Arc::clone(&self.plan);
        let (mut columns, mut partitions, mut own) = (Vec::new(), columnar::partitions(name), 0);
        let wanted = |header: &[String]| {
            // What a file says itself is what holds.
            partitions.retain(|partition| !header.contains(&partition.name));
            own = header.len();
            let names = header.iter().chain(partitions.iter().map(|partition| &partition.name));
            columns = self.columns(name, &names.cloned().collect::<Vec<_>>())?;
            Ok(columns.iter().copied().flatten().filter(|column| *column < own).collect())
        };
        let (_, batches) = columnar::open(name, bytes, format, wanted, |column| plan.named_values(column))?;
        // The batches hold the columns that are read alone, then those of the folders.
        let mut read: Vec<usize> = columns.iter().copied().flatten().filter(|column| *column < own).collect();
        read.sort_unstable();
        read.dedup();
        for column in columns.iter_mut().flatten() {
            *column = match column.checked_sub(own) {
                Some(partition) => read.len() + partition,
                None => read.binary_search(column).unwrap_or_default(),
            };
        }
        let batches = columnar::partitioned(name, batches, partitions);
        Ok(FileInput::Columns(Box::new(Columnar::new(batches, columns))))
    }

    /// How rows are read.
    pub(crate) fn plan(&self) -> Arc<Plan<'a>> {
        Arc::clone(&self.plan)
    }

    /// The column of each slot of a record batch.
    #[cfg(feature = "columnar")]
    pub(crate) fn batch_columns(&mut self, batch: &arrow_array::RecordBatch) -> Result<Vec<Option<usize>>, ReadError> {
        let schema = batch.schema();
        let names: Vec<String> = schema.fields().iter().map(|f| f.name().clone()).collect();
        let columns = self.columns("", &names)?;
        columnar::check("", &schema, columns.iter().copied().flatten())?;
        Ok(columns)
    }

    #[cfg(not(feature = "columnar"))]
    fn columnar(&mut self, name: &str, _: Bytes, _: Format) -> Result<FileInput, ReadError> {
        let help = "write the file as CSV or JSON lines, or build with the feature `columnar`";
        Err(ReadError::new(name, "this program was built without Parquet and Arrow").help(Some(help.to_owned())))
    }

    #[cfg(feature = "xlsx")]
    fn sheet(&mut self, name: &str, bytes: Bytes) -> Result<FileInput, ReadError> {
        let mut sheet = super::sheet::Sheet::open(name, bytes.stream())?;
        if sheet.header.is_empty() {
            return Ok(FileInput::Nothing);
        }
        sheet.columns = self.columns(name, &sheet.header).map_err(|e| e.line(sheet.first))?;
        Ok(FileInput::Rows(Box::new(sheet)))
    }

    #[cfg(not(feature = "xlsx"))]
    fn sheet(&mut self, name: &str, _: Bytes) -> Result<FileInput, ReadError> {
        let help = "save the sheet as CSV, or build with the feature `xlsx`";
        Err(ReadError::new(name, "this program was built without Excel files").help(Some(help.to_owned())))
    }

    /// A row whose values are held; of a log, `None` if it was gathered.
    #[cfg(any(feature = "columnar", feature = "xlsx"))]
    pub(super) fn take_stored(
        &mut self,
        file: &Arc<str>,
        line: u64,
        columns: &[Option<usize>],
        values: &[Option<super::cell::OwnedCell>],
    ) -> Option<Row> {
        let of = |column: &Option<usize>| column.and_then(|c| values.get(c)).and_then(Option::as_ref);
        let slots: Vec<_> = columns.iter().map(of).collect();
        self.take(file, line, Source::Owned(&slots))
    }

    /// The incidents of an event log, in the order in which they first appeared; of records, nothing.
    ///
    /// # Errors
    /// If no row of the log has a column that the mapping reads.
    pub fn finish(&mut self) -> Result<Finished<'_, 'a>, ReadError> {
        self.end();
        if self.log.as_ref().is_some_and(Gather::is_a_row_each)
            && let Some(fits) = self.notes.met.fits(false)
        {
            self.notes.tell(not_a_log(fits));
        }
        let log = self.log.take();
        if let Some(log) = &log {
            let file = if self.files == 1 { log.first_file() } else { "" };
            self.presence.rows(&self.plan, file)?;
        }
        for name in self.plan.tables_without_use() {
            let line =
                format!("the mapping's table for `{name}` has none of the values in the input, which stay as they are");
            self.notes.tell(line);
        }
        Ok(Finished::new(&self.plan, log))
    }

    /// The last row of a file was read.
    ///
    /// # Errors
    /// If no row has a column that the mapping reads.
    pub(super) fn all_read(&self, file: &str) -> Result<(), ReadError> {
        if self.log.is_some() { Ok(()) } else { self.presence.rows(&self.plan, file) }
    }

    /// What is worth telling once.
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    /// Takes what was noticed.
    pub(crate) fn take_notes(&mut self) -> Notes {
        std::mem::take(&mut self.notes)
    }

    fn records(&mut self, name: &str, input: format::Input, usual: u8) -> Result<FileInput, ReadError> {
        let plan = Arc::clone(&self.plan);
        let known = |column: &str| plan.reads(column);
        let Options { delimiter, skip_lines: skip, .. } = *plan.options;
        let wanted = KnownLayout { usual, delimiter, skip, known: &known };
        let (mut records, found, layout) = Records::new(input, &wanted).map_err(|e| ReadError::io(name, 1, &e))?;
        match found {
            Found::End => {
                self.notes.tell(format!("`{name}` is empty"));
                return Ok(FileInput::Nothing);
            }
            Found::Record | Found::NotText(_) => {}
            Found::Unclosed(below) => {
                let message = "a header was expected, found a quotation mark that is never closed";
                return Err(ReadError::new(name, message).line(records.line + below));
            }
            Found::Cells(_) | Found::TooLong => {
                let error = ReadError::new(name, "a header was expected, found a line with no end to it");
                return Err(error.line(records.line));
            }
        }
        if layout.delimiter != usual && delimiter.is_none() {
            let shown = char::from(layout.delimiter).escape_default();
            self.notes.tell(format!("the cells of `{name}` are separated by `{shown}`"));
        }
        match layout.titles {
            0 => {}
            1 => self.notes.tell(format!("the first line of `{name}` is above its header, and is skipped")),
            titles => {
                self.notes.tell(format!("the {titles} lines above the header of `{name}` are skipped"));
            }
        }
        let columns = self.columns(name, &records.header).map_err(|e| {
            let help = match (&layout.hint, &e.help) {
                (Some(hint), Some(help)) => Some(format!("{help}; {hint}")),
                (Some(hint), None) => Some(hint.clone()),
                (None, help) => help.clone(),
            };
            e.line(records.line).help(help)
        })?;
        if records.is_over().map_err(|e| ReadError::io(name, records.line, &e))? {
            self.notes.tell(format!("`{name}` has a header, and no row below it"));
        }
        Ok(FileInput::Csv { records: Box::new(records), columns })
    }

    /// The column of each slot.
    fn columns(&mut self, name: &str, header: &[String]) -> Result<Vec<Option<usize>>, ReadError> {
        // The exports of some systems repeat columns, which matters only where one of them is read.
        // Names that differ in what is no text are not one.
        let matters = |column: &&String| {
            let named = !column.is_empty() && !column.contains(char::REPLACEMENT_CHARACTER);
            named && (self.plan.tells_unused() || self.plan.reads(column))
        };
        let mut sorted: Vec<&String> = header.iter().filter(matters).collect();
        sorted.sort_unstable();
        let twice = sorted.iter().zip(sorted.iter().skip(1)).find(|(a, b)| a == b);
        if let Some((column, _)) = twice {
            return Err(ReadError::new(name, format!("the header names the column `{column}` twice")));
        }
        let columns = self.plan.columns(header);
        if let Some(dry_run) = &mut self.dry_run {
            for (number, column) in header.iter().enumerate() {
                dry_run.column(column, None);
                let fed = columns.iter().enumerate().filter(|(_, from)| **from == Some(number));
                fed.for_each(|(slot, _)| dry_run.column(column, Some(slot)));
            }
        }
        let met: NamesMet = header.iter().collect();
        let other = || match self.plan.log() {
            Some(_) => met.fits(false).map(not_a_log),
            None => met.fits(true).map(not_records),
        };
        Presence::header(&self.plan, name, header).map_err(|e| match other() {
            Some(other) => e.help(Some(other)),
            None => e,
        })?;
        header.iter().for_each(|column| self.presence.column(&self.plan, column));
        let opened = Field::Opened.slot();
        let opens = columns.get(opened).is_some_and(Option::is_some) || self.plan.fixed(opened).is_some();
        if self.plan.log().is_none()
            && !opens
            && let Some(fits) = met.fits(true)
        {
            let message = "the header names no column that `opened` is read from";
            return Err(ReadError::new(name, message).help(Some(not_records(fits))));
        }
        if columns.iter().take(self.plan.named()).all(Option::is_none) {
            return Err(self.plan.no_field(name, header));
        }
        // The files of a log need not have the same columns: what none of them has is seen at the end.
        if self.plan.log().is_none()
            && let Some(column) = met.missing(&self.plan.options.keep)
        {
            return Err(met.no_such(name, column));
        }
        self.notes.met.extend(met);
        if self.plan.tells_unused() {
            let unread = |slot: usize| columns.get(slot).is_none_or(Option::is_none) && self.plan.fixed(slot).is_none();
            for column in header.iter().filter(|c| !self.plan.reads(c)) {
                let open = self.plan.names().enumerate().filter(|(slot, _)| unread(*slot)).map(|(_, name)| name);
                self.notes.unused(column, open);
            }
        }
        Ok(columns)
    }

    /// A JSON value, or what is wrong with it, becomes a row; of a log, `None` if it was gathered.
    pub(super) fn take_value(&mut self, file: &Arc<str>, line: u64, read: Parsed, last: &mut LastRow) -> Option<Row> {
        match read {
            Err((message, text)) => {
                *last = LastRow::Value(text);
                Some(Row::bad(file, line, message))
            }
            Ok(value) => {
                let plan = Arc::clone(&self.plan);
                let object = value.as_object();
                object.into_iter().for_each(|object| plan.names_of(object, |name| self.notes.met.add(name)));
                if self.plan.tells_unused() {
                    for key in object.into_iter().flat_map(|o| o.keys()).filter(|key| !self.plan.reads(key)) {
                        self.notes.unused(key, self.plan.names());
                    }
                }
                if let (Some(dry_run), Some(object)) = (&mut self.dry_run, object) {
                    object.keys().filter(|key| !self.plan.reaches_into(key)).for_each(|key| dry_run.column(key, None));
                    for (slot, column) in self.plan.sources(object).into_iter().enumerate() {
                        column.into_iter().for_each(|column| dry_run.column(column, Some(slot)));
                    }
                }
                if let Some(object) = object.filter(|_| !plan.wanted.is_empty()) {
                    self.presence.object(&plan, object);
                }
                let slots = object.map_or_else(Vec::new, |object| plan.values(object));
                let row = self.take(file, line, Source::Json(&slots));
                drop(slots);
                *last = LastRow::Value(value);
                row
            }
        }
    }

    /// A row that could be parsed; of a log, `None` if it was gathered.
    pub(super) fn take(&mut self, file: &Arc<str>, line: u64, source: Source<'_>) -> Option<Row> {
        let view = View { plan: &self.plan, source };
        if let Some(dry_run) = &mut self.dry_run {
            dry_run.row(&view);
        }
        let id = fields::id(&view);
        if let (Some(log), Ok(id)) = (&mut self.log, &id) {
            log.row(id, line, &view, &mut self.seen, &mut self.notes);
            return None;
        }
        let mut row = Row::read(file, line, id, &view);
        if self.holds_ids
            && let Some(id) = &row.id
            && !self.seen.insert(id)
        {
            row.duplicate();
        }
        Some(row)
    }
}
