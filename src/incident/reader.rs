//! One run over any number of files.

use std::io::Read;
use std::sync::Arc;

use crate::diagnostic::{list, nearest};
use crate::evaluate::RejectCode;

use super::cell::{Cell, Source, View};
use super::csv::{Found, Records};
use super::error::ReadError;
use super::format::{self, Format};
use super::json::{Items, Parsed};
use super::lines::Lines;
use super::log::{Finished, Gather};
use super::mapping::any_of;
use super::notes::Notes;
use super::plan::Plan;
use super::read::{self, Worst};
use super::rows::{Input, Last, Row, Rows};
use super::seen::Seen;
use super::survey::{Survey, Understood};
use super::{Options, Shape};

/// Reads the files of one run: ids are held against each other over all of them.
pub struct Reader<'a> {
    pub(super) plan: Plan<'a>,
    pub(super) notes: Notes,
    seen: Seen,
    log: Option<Gather<'a>>,
    survey: Option<Box<Survey>>,
}

impl<'a> Reader<'a> {
    /// A reader of incidents of a policy.
    ///
    /// # Errors
    /// Where a constant or the mapping names what is neither a field nor a fact.
    pub fn new(shape: Shape<'a>, options: &'a Options) -> Result<Self, ReadError> {
        let plan = Plan::new(shape, options)?;
        let log = plan.log().map(Gather::new);
        Ok(Self { plan, notes: Notes::default(), seen: Seen::default(), log, survey: None })
    }

    /// Has it note what it understands of each row from here on, and keep the first `rows` of them;
    /// `contracts` are the names that there are.
    pub fn survey(&mut self, contracts: impl IntoIterator<Item = String>, rows: usize) {
        self.survey = Some(Box::new(Survey::new(contracts.into_iter().collect(), rows)));
    }

    /// What was understood since [`Reader::survey`].
    pub fn understood(&self) -> Understood {
        self.survey.as_ref().map_or_else(Understood::default, |survey| survey.understood(&self.plan))
    }

    /// Begins with a file; `name` tells its format where the options do not.
    ///
    /// # Errors
    /// Where nothing of it can be read: an unknown format, a header that says nothing, a list that is none.
    pub fn open<'r>(&'r mut self, name: &str, reader: Box<dyn Read + Send>) -> Result<Rows<'r, 'a>, ReadError> {
        let format = self.plan.options.format.or_else(|| Format::of_name(name)).ok_or_else(|| {
            let message = "nothing tells the format: the name does not, and `--input-format` is not given";
            ReadError::new(name, message).help(Some(format!("it is one of {}", list(Format::WORDS))))
        })?;
        let input = format::plain(name, reader)
            .map_err(|e| ReadError::io(name, 1, &e))?
            .map_err(|message| ReadError::new(name, message))?;
        if let Some(log) = &mut self.log {
            log.begin(name);
        }
        let input = match format {
            Format::Csv => self.records(name, input, b',')?,
            Format::Tsv => self.records(name, input, b'\t')?,
            Format::JsonLines => Input::Lines(Lines::new(input)),
            Format::Json => Input::List(Items::json(name, input)?),
            Format::Yaml => Input::List(Items::yaml(name, input)?),
        };
        Ok(Rows::new(self, name, input))
    }

    /// The incidents of an event log, in the order in which they first appeared; of records, nothing.
    pub fn finish(&mut self) -> Finished<'_, 'a> {
        Finished::new(&self.plan, self.log.take())
    }

    /// What is worth telling once.
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    fn records(&mut self, name: &str, input: format::Input, delimiter: u8) -> Result<Input, ReadError> {
        let (mut records, found) = Records::new(input, delimiter).map_err(|e| ReadError::io(name, 1, &e))?;
        match found {
            Found::End => {
                self.notes.tell(format!("`{name}` is empty"));
                return Ok(Input::Nothing);
            }
            Found::Record => {}
            Found::NotText => {
                return Err(ReadError::new(name, super::json::NOT_UTF_8).line(1));
            }
            Found::Unclosed(line) => {
                let message = "a header was expected, found a quotation mark that is never closed";
                return Err(ReadError::new(name, message).line(line));
            }
            Found::Cells(_) | Found::TooLong => {
                return Err(ReadError::new(name, "a header was expected, found a line with no end to it").line(1));
            }
        }
        if records.delimiter() != char::from(delimiter) {
            self.notes.tell(format!("the cells of `{name}` are separated by `{}`", records.delimiter()));
        }
        let columns = self.columns(name, &records.header).map_err(|e| e.line(records.line))?;
        if records.is_over().map_err(|e| ReadError::io(name, records.line, &e))? {
            self.notes.tell(format!("`{name}` has a header, and no row below it"));
        }
        Ok(Input::Csv { records: Box::new(records), columns })
    }

    /// The column of each slot.
    fn columns(&mut self, name: &str, header: &[String]) -> Result<Vec<Option<usize>>, ReadError> {
        // The exports of some systems repeat columns, which matters only where one of them is read.
        let matters = |column: &&String| !column.is_empty() && (self.plan.tells_unused() || self.plan.reads(column));
        let mut sorted: Vec<&String> = header.iter().filter(matters).collect();
        sorted.sort_unstable();
        let twice = sorted.iter().zip(sorted.iter().skip(1)).find(|(a, b)| a == b);
        if let Some((column, _)) = twice {
            return Err(ReadError::new(name, format!("the header names the column `{column}` twice")));
        }
        let columns = self.plan.columns(header);
        if let Some(survey) = &mut self.survey {
            for (number, column) in header.iter().enumerate() {
                survey.column(column, None);
                let fed = columns.iter().enumerate().filter(|(_, from)| **from == Some(number));
                fed.for_each(|(slot, _)| survey.column(column, Some(slot)));
            }
        }
        let required = self.plan.options.mapping.iter().flat_map(|m| m.required());
        for (field, names) in required.filter(|(_, names)| !header.iter().any(|h| names.contains(&h.as_str()))) {
            let fixed = self.plan.names().position(|n| n == field).is_some_and(|s| self.plan.fixed(s).is_some());
            let spared = field == "opened" && self.plan.log().is_none();
            if !fixed && !spared {
                let near = names.iter().find_map(|name| nearest(name, header.iter().map(String::as_str)));
                let column = any_of(names);
                let message = format!("the mapping reads `{field}` from a column {column}, which the header has not");
                return Err(ReadError::new(name, message).help(near.map(|n| format!("did you mean `{n}`?"))));
            }
        }
        if columns.iter().take(self.plan.named()).all(Option::is_none) {
            return Err(self.plan.no_field(name, header));
        }
        for (column, slot) in self.plan.options.keep.iter().zip(self.plan.kept()) {
            if columns.get(slot).is_some_and(Option::is_none) {
                let near = nearest(column, header.iter().map(String::as_str));
                let hint = near.map_or(String::new(), |n| format!(": did you mean `{n}`?"));
                self.notes.tell(format!("there is no column `{column}` to keep{hint}"));
            }
        }
        if self.plan.tells_unused() {
            let unread = |slot: usize| columns.get(slot).is_none_or(Option::is_none) && self.plan.fixed(slot).is_none();
            for column in header.iter().filter(|c| !self.plan.reads(c)) {
                let open = self.plan.names().enumerate().filter(|(slot, _)| unread(*slot)).map(|(_, name)| name);
                self.notes.unused(column, open);
            }
        }
        Ok(columns)
    }

    /// A JSON value, or what is wrong with it, becomes a row; of a log, nothing where it was gathered.
    pub(super) fn take_value(&mut self, file: &Arc<str>, line: u64, read: Parsed, last: &mut Last) -> Option<Row> {
        match read {
            Err((message, text)) => {
                *last = Last::Value(text);
                Some(Row::bad(file, line, message))
            }
            Ok(value) => {
                let object = value.as_object();
                if self.plan.tells_unused() {
                    for key in object.into_iter().flat_map(|o| o.keys()).filter(|key| !self.plan.reads(key)) {
                        self.notes.unused(key, self.plan.names());
                    }
                }
                if let (Some(survey), Some(object)) = (&mut self.survey, object) {
                    object.keys().filter(|key| !self.plan.reaches_into(key)).for_each(|key| survey.column(key, None));
                    for (slot, column) in self.plan.sources(object).into_iter().enumerate() {
                        column.into_iter().for_each(|column| survey.column(column, Some(slot)));
                    }
                }
                let slots = object.map_or_else(Vec::new, |object| self.plan.values(object));
                let row = self.take(file, line, Source::Json(&slots));
                *last = Last::Value(value);
                row
            }
        }
    }

    /// A row that could be parsed; of a log, nothing where it was gathered.
    pub(super) fn take(&mut self, file: &Arc<str>, line: u64, source: Source<'_>) -> Option<Row> {
        let view = View { plan: &self.plan, source };
        if let Some(survey) = &mut self.survey {
            survey.row(&view);
        }
        let mut worst = Worst::default();
        let id = match read::id(&view) {
            Ok(id) => Some(id),
            Err(problem) => {
                worst.add(problem.code, || problem.message);
                None
            }
        };
        if let (Some(log), Some(id)) = (&mut self.log, &id) {
            log.row(id, line, &view, &mut self.seen, &mut self.notes);
            return None;
        }
        let incident = match &id {
            Some(id) if !self.seen.insert(id) => {
                worst.add(RejectCode::DuplicateId, || format!("an earlier row has the id `{id}`"));
                read::incident(id, &view, None, &mut worst)
            }
            Some(id) => read::incident(id, &view, None, &mut worst),
            None => None,
        };
        let kept = self.plan.kept().map(|slot| view.cell(slot).map(Cell::value)).collect();
        Some(Row { file: Arc::clone(file), line, id, incident, problem: worst.0, kept })
    }
}
