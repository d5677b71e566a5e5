//! The rows of a log as they come: some sixteen bytes each, and the latest value of each field.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{list, nearest};
use crate::engine::{RejectCode, Rejection};
use crate::time::Instant;

use super::super::duplicate_ids::DuplicateIds;
use super::super::fields;
use super::super::lists::{CUSTOMER, as_text};
use super::super::mapping::{EventMeaning, Log, OtherEvents, OtherStates, StateMeaning};
use super::super::messages::any_of;
use super::super::notes::Notes;
use super::super::plan::Plan;
use super::super::row_view::View;
use super::names::{NONE, Names, Values};
use crate::engine::Field;

/// One row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) at: Instant,
    /// The line, counted over all files.
    pub(super) line: u32,
    /// What happened, or the state; [`NONE`] where the row tells only fields.
    pub(super) step: u16,
    /// The priority that is on it.
    pub(super) priority: u16,
}

/// The value of a field, by the latest row that has one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Latest {
    pub(super) slot: u32,
    pub(super) value: u32,
    at: Instant,
    /// From a row after the instant of the decision: stands only until another is found.
    late: bool,
}

/// What is known of one incident.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) id: Box<str>,
    /// The line of its first row, counted over all files.
    pub(super) line: u32,
    pub(super) entries: Vec<Entry>,
    pub(super) fields: Vec<Latest>,
    /// The instant of its first row, whatever that tells.
    pub(super) first: Option<Instant>,
    pub(super) problem: Option<Box<(u32, Rejection)>>,
}

/// What a row tells of the incident's course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Event(EventMeaning),
    State(StateMeaning),
}

/// All that a log tells, so far.
#[derive(Debug)]
pub(crate) struct Gather<'a> {
    log: &'a Log,
    /// The number of lines before each file, and its name.
    files: Vec<(u32, Arc<str>)>,
    base: u32,
    highest: u32,
    /// How many rows there were.
    rows: usize,
    pub(super) incidents: Vec<Gathered>,
    pub(super) priorities: Names,
    pub(super) values: Values,
    /// Each state, or event with its party, by number: its name, and what it means.
    steps: HashMap<Box<str>, u16>,
    pub(super) meanings: Vec<(Box<str>, Step)>,
}

impl<'a> Gather<'a> {
    pub(crate) fn new(log: &'a Log) -> Self {
        Self {
            log,
            files: Vec::new(),
            base: 0,
            highest: 0,
            rows: 0,
            incidents: Vec::new(),
            priorities: Names::default(),
            values: Values::default(),
            steps: HashMap::new(),
            meanings: Vec::new(),
        }
    }

    /// A file begins.
    pub(crate) fn begin(&mut self, name: &str) {
        self.base = self.highest;
        self.files.push((self.base, name.into()));
    }

    /// The file of a line that was counted over all files, and its number there.
    pub(super) fn place(&self, line: u32) -> (Arc<str>, u64) {
        let file = self.files.iter().rev().find(|(base, _)| *base < line).or(self.files.first());
        file.map_or_else(|| ("".into(), u64::from(line)), |(base, name)| (Arc::clone(name), u64::from(line - base)))
    }

    /// The name of the first file.
    pub(crate) fn first_file(&self) -> &str {
        self.files.first().map_or("", |(_, name)| name)
    }

    /// Whether each of several incidents has one row.
    pub(crate) fn is_a_row_each(&self) -> bool {
        self.rows > 1 && self.rows == self.incidents.len()
    }

    /// The event of a row.
    pub(super) fn event(&self, entry: &Entry) -> Option<&EventMeaning> {
        match self.meanings.get(usize::from(entry.step)) {
            Some((_, Step::Event(event))) => Some(event),
            _ => None,
        }
    }

    /// Takes in a row.
    pub(crate) fn row(&mut self, id: &str, line: u64, view: &View<'_>, seen: &mut DuplicateIds, notes: &mut Notes) {
        let line = self.base.saturating_add(u32::try_from(line).unwrap_or(u32::MAX));
        self.highest = self.highest.max(line);
        self.rows += 1;
        let next = u32::try_from(self.incidents.len()).unwrap_or(u32::MAX);
        let number = seen.number(id, next);
        if number == next {
            let (entries, fields) = (Vec::new(), Vec::new());
            self.incidents.push(Gathered { id: id.into(), line, entries, fields, first: None, problem: None });
        }
        let plan = view.plan;
        let read = self.entry(view, line, notes);
        let Some(number) = usize::try_from(number).ok() else { return };
        match read {
            Ok((entry, opens)) => {
                let late = entry.at > plan.options.as_of;
                self.fields(number, view, entry.at, late);
                if let Some(incident) = self.incidents.get_mut(number) {
                    incident.first = Some(incident.first.map_or(entry.at, |first| first.min(entry.at)));
                }
                let told = entry.step != NONE || entry.priority != NONE;
                if let Some(incident) = self.incidents.get_mut(number).filter(|_| told && (!late || opens)) {
                    incident.entries.push(entry);
                }
            }
            Err(problem) => {
                self.fields(number, view, Instant(i64::MIN), false);
                if let Some(incident) = self.incidents.get_mut(number) {
                    incident.reject(line, problem);
                }
            }
        }
    }

    /// The instant, step and priority of a row, and whether it opens the incident.
    fn entry(&mut self, view: &View<'_>, line: u32, notes: &mut Notes) -> Result<(Entry, bool), Rejection> {
        let plan = view.plan;
        let column = || any_of(self.log.at().names.iter().map(String::as_str));
        let bad = |message: String| Rejection::new(RejectCode::BadInstant, format!("{}: {message}", column()));
        let at = match view.cell(plan.at()) {
            None => {
                let message = format!("{}: the instant of the row is missing or empty", column());
                return Err(Rejection::new(RejectCode::MissingField, message));
            }
            Some(cell) => match fields::time_of(view, cell, Some(plan.clock_of_at())) {
                Some(text) => plan.times.read(&text).map_err(bad)?,
                None => return Err(bad(format!("expected an instant, found {}", cell.shown()))),
            },
        };
        let mut priority = match view.cell(Field::Priority.slot()) {
            Some(cell) if plan.fixed(Field::Priority.slot()).is_none() => self.priority(&as_text(cell))?,
            _ => NONE,
        };
        let step = self.step(view, notes)?;
        let meaning = self.meanings.get(usize::from(step)).map(|(_, step)| step);
        let opens = match meaning {
            Some(Step::Event(event)) => event.is(&EventMeaning::Opened) || event.is(&EventMeaning::Running),
            _ => false,
        };
        if let Some(Step::Event(EventMeaning::Priority(named))) = meaning {
            match named.clone() {
                Some(name) if plan.fixed(Field::Priority.slot()).is_none() => priority = self.priority(&name)?,
                None if priority == NONE && plan.fixed(Field::Priority.slot()).is_none() => {
                    let message = "the event `priority` does not say which: the field `priority` is missing or empty";
                    return Err(Rejection::new(RejectCode::MissingField, message));
                }
                _ => {}
            }
        }
        Ok((Entry { at, line, step, priority }, opens))
    }

    fn priority(&mut self, name: &str) -> Result<u16, Rejection> {
        self.priorities
            .number(name)
            .ok_or_else(|| Rejection::new(RejectCode::UnknownPriority, "the log names more than 65,000 priorities"))
    }

    fn step(&mut self, view: &View<'_>, notes: &mut Notes) -> Result<u16, Rejection> {
        let plan = view.plan;
        let Some(cell) = view.cell(plan.what()) else { return Ok(NONE) };
        let column = || any_of(self.log.what().names.iter().map(String::as_str));
        let bad = |message: String| Rejection::new(RejectCode::BadRecord, format!("{}: {message}", column()));
        let text = cell.text().ok_or_else(|| bad(format!("a text was expected, found {}", cell.shown())))?;
        let both = view.cell(plan.with()).map(|second| format!("{text} {}", as_text(second)));
        // Where the mapping does not name both words together, the first alone may be what it names.
        let text = both.as_deref().filter(|both| self.log.names(both) || !self.log.names(text)).unwrap_or(text);
        let step = match self.log {
            Log::States { means, others, .. } => {
                if !means.contains_key(text) {
                    notes.state(text);
                }
                if let Some(step) = self.steps.get(text) {
                    return Ok(*step);
                }
                Step::State(match (means.get(text), others) {
                    (Some(meaning), _) => meaning.clone(),
                    (None, OtherStates::Working) => StateMeaning::Working,
                    (None, OtherStates::Ignore) => StateMeaning::Ignore,
                    (None, OtherStates::Reject) => {
                        let hint = near(text, means.keys().map(String::as_str));
                        return Err(bad(format!("the mapping does not name the state `{text}`{hint}")));
                    }
                })
            }
            Log::Events { means, others, .. } => {
                let read = match means.is_empty() {
                    true if plan.declares(text) => Some(EventMeaning::Declared(text.to_owned())),
                    true => EventMeaning::parse(text),
                    false => means.get(text).cloned(),
                };
                let event = match (read, others) {
                    (Some(event), _) => event,
                    (None, OtherEvents::Ignore) => EventMeaning::Ignore,
                    (None, OtherEvents::Reject) if means.is_empty() => {
                        let declared = plan.shape.declared.iter().map(|field| field.name.as_str());
                        let known = || EventMeaning::WORDS.into_iter().chain(declared.clone());
                        let hint = near(text, known());
                        let known = list(known());
                        return Err(bad(format!("expected one of {known}, found `{text}`{hint}")));
                    }
                    (None, OtherEvents::Reject) => {
                        let hint = near(text, means.keys().map(String::as_str));
                        return Err(bad(format!("the mapping does not name the event `{text}`{hint}")));
                    }
                };
                Step::Event(match event {
                    EventMeaning::Waiting(None) => {
                        let on = view.cell(plan.on());
                        let party = match on.map(|cell| (cell, cell.text())) {
                            None => CUSTOMER,
                            Some((_, Some(party))) => party,
                            Some((cell, None)) => {
                                let message = format!("`on`: a text was expected, found {}", cell.shown());
                                return Err(Rejection::new(RejectCode::BadInterval, message));
                            }
                        };
                        EventMeaning::Waiting(Some(party.to_owned()))
                    }
                    other => other,
                })
            }
        };
        let ignored = matches!(step, Step::State(StateMeaning::Ignore) | Step::Event(EventMeaning::Ignore));
        if ignored {
            return Ok(NONE);
        }
        let name: Box<str> = match &step {
            Step::Event(EventMeaning::Waiting(Some(party))) => format!("waiting on {party}").into(),
            Step::Event(EventMeaning::Priority(Some(name))) => format!("priority {name}").into(),
            _ => text.into(),
        };
        if let Some(known) = self.steps.get(&name) {
            return Ok(*known);
        }
        let number = u16::try_from(self.meanings.len()).ok().filter(|n| *n < NONE);
        let number = number.ok_or_else(|| bad("the log names more than 65,000 states or parties".to_owned()))?;
        self.steps.insert(name.clone(), number);
        self.meanings.push((name, step));
        Ok(number)
    }

    /// Notes the fields of a row. What an instant after the decision's says is not known yet, but for
    /// what tells which incident this is: its contract and its opening.
    fn fields(&mut self, number: usize, view: &View<'_>, at: Instant, late: bool) {
        let plan: &Plan<'_> = view.plan;
        let Some(incident) = self.incidents.get_mut(number) else { return };
        for slot in (1..plan.named()).chain(plan.lengths()).chain(plan.clocks()).chain(plan.kept()) {
            let opened = Field::Opened.slot();
            let always = slot == Field::Contract.slot() || slot == opened || plan.clock(opened) == Some(slot);
            if slot == Field::Priority.slot() || plan.fixed(slot).is_some() || (late && !always) {
                continue;
            }
            let Some(cell) = view.cell(slot) else { continue };
            let Some(value) = self.values.number(cell) else { continue };
            let slot = u32::try_from(slot).unwrap_or(u32::MAX);
            let new = Latest { slot, value, at, late };
            match incident.fields.iter_mut().find(|f| f.slot == slot) {
                None => incident.fields.push(new),
                Some(old) if old.late && (!late || at < old.at) => *old = new,
                Some(old) if !old.late && !late && at >= old.at => *old = new,
                Some(_) => {}
            }
        }
    }
}

impl Gathered {
    /// Notes a problem of a row: the one whose code is first wins, and of one code the first found.
    fn reject(&mut self, line: u32, problem: Rejection) {
        if self.problem.as_ref().is_none_or(|old| problem.code < old.1.code) {
            self.problem = Some(Box::new((line, problem)));
        }
    }
}

fn near<'n>(text: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    nearest(text, known).map_or(String::new(), |n| format!(": did you mean `{n}`?"))
}
