//! The rows of one incident, in order of their instants, become its course.

use std::collections::BTreeMap;

use crate::engine::{PriorityChange, Waiting};
use crate::time::Instant;

use super::super::mapping::{EventMeaning, StateMeaning};
use super::gather::{Entry, Gather, Step};
use super::names::NONE;

/// The course of an incident.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Course {
    pub(super) responded: Option<Instant>,
    pub(super) relieved: Option<Instant>,
    pub(super) resolved: Option<Instant>,
    pub(super) closed: Option<Instant>,
    /// The fields of objectives: of each the first event.
    pub(super) declared: BTreeMap<String, Instant>,
    pub(super) updates: Vec<Instant>,
    pub(super) messages: Vec<Instant>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) excluded: Vec<(Instant, Instant)>,
    /// The first priority, where no change led to it.
    pub(super) priority: Option<String>,
    pub(super) changes: Vec<PriorityChange>,
    /// The first event before the opening: its line, its instant and what it was.
    pub(super) early: Option<(u32, Instant, String)>,
    /// A stop was taken back before anybody had answered: the response was inferred from it, and stays.
    answered: bool,
    current: Option<u16>,
}

/// The instant at which events say that an incident was opened: of several, the first. Where none does, its
/// clock began to run then.
pub(super) fn opened(gather: &Gather<'_>, entries: &[Entry]) -> Option<Instant> {
    let first = |wanted: EventMeaning| {
        let found = entries.iter().find(|entry| gather.event(entry).is_some_and(|event| event.is(&wanted)));
        found.map(|entry| entry.at)
    };
    first(EventMeaning::Opened).or_else(|| first(EventMeaning::Running))
}

/// Folds rows that are in order. Of those after the instant of the decision only what opens has been kept.
pub(super) fn fold(gather: &Gather<'_>, entries: &[Entry], opened: Option<Instant>, as_of: Instant) -> Course {
    let mut course = Course::default();
    let mut last = NONE;
    let late = |entry: &&Entry| entry.at > as_of && gather.event(entry) == Some(&EventMeaning::Running);
    for entry in entries.iter().filter(|entry| !late(entry)) {
        let note = |course: &mut Course, what: &dyn Fn() -> String| {
            if opened.is_some_and(|opened| entry.at < opened) && course.early.is_none() {
                course.early = Some((entry.line, entry.at, what()));
            }
        };
        let meaning = gather.meanings.get(usize::from(entry.step));
        let changes = matches!(meaning, Some((_, Step::Event(EventMeaning::Priority(_)))));
        if let Some(name) = gather.priorities.name(entry.priority).filter(|_| course.current != Some(entry.priority)) {
            if course.current.is_none() && !changes {
                course.priority = Some(name.to_owned());
            } else {
                course.changes.push(PriorityChange { at: entry.at, to: name.to_owned() });
                note(&mut course, &|| format!("priority {name}"));
            }
            course.current = Some(entry.priority);
        }
        match meaning {
            None => {}
            Some((name, Step::Event(event))) => {
                note(&mut course, &|| name.to_string());
                course.event(entry.at, event);
            }
            Some((name, Step::State(state))) => {
                let first = last == NONE;
                if entry.step == last || (first && *state == StateMeaning::New) {
                    last = entry.step;
                    continue;
                }
                last = entry.step;
                note(&mut course, &|| name.to_string());
                course.state(entry.at, state);
            }
        }
    }
    course
}

impl Course {
    fn event(&mut self, at: Instant, event: &EventMeaning) {
        match event {
            EventMeaning::Opened | EventMeaning::Priority(_) | EventMeaning::Ignore => {}
            EventMeaning::Several(all) => all.iter().for_each(|one| self.event(at, one)),
            EventMeaning::Responded => self.respond(at),
            EventMeaning::Waiting(party) => self.wait(at, party.as_deref().unwrap_or_default()),
            EventMeaning::Resumed => self.resume(at),
            EventMeaning::Relieved => self.relieve(at),
            EventMeaning::Resolved => self.resolve(at),
            EventMeaning::Running | EventMeaning::Reopened => self.reopen(at),
            EventMeaning::Closed => self.close(at),
            EventMeaning::Update => self.updates.push(at),
            EventMeaning::Message => self.messages.push(at),
            EventMeaning::Declared(field) => {
                self.declared.entry(field.clone()).or_insert(at);
            }
        }
    }

    /// A state that was entered. Whatever is not over after it was resolved or closed reopens it.
    fn state(&mut self, at: Instant, state: &StateMeaning) {
        let over = self.resolved.is_some() || self.closed.is_some();
        if over && !matches!(state, StateMeaning::Resolved | StateMeaning::Closed) {
            self.reopen(at);
        }
        match state {
            StateMeaning::Ignore => {}
            StateMeaning::New => self.resume(at),
            StateMeaning::Working => {
                self.resume(at);
                self.respond(at);
            }
            StateMeaning::Waiting(party) => {
                self.respond(at);
                self.wait(at, party);
            }
            StateMeaning::Relieved => self.relieve(at),
            StateMeaning::Resolved => self.resolve(at),
            StateMeaning::Closed => self.close(at),
        }
    }

    fn respond(&mut self, at: Instant) {
        if self.responded.is_none() && !self.answered {
            self.responded = Some(at);
        }
    }

    fn wait(&mut self, at: Instant, party: &str) {
        let same = self.waiting.last().is_some_and(|w| w.to.is_none() && w.on == party);
        if !same {
            self.resume(at);
            self.waiting.push(Waiting { from: at, to: None, on: party.to_owned() });
        }
    }

    fn resume(&mut self, at: Instant) {
        if let Some(pause) = self.waiting.last_mut().filter(|w| w.to.is_none()) {
            pause.to = Some(at);
        }
    }

    fn relieve(&mut self, at: Instant) {
        self.resume(at);
        self.relieved = self.relieved.or(Some(at));
    }

    /// A closed incident counts as resolved: a resolution after that is a stop repeated.
    fn resolve(&mut self, at: Instant) {
        self.resume(at);
        if self.closed.is_none() {
            self.resolved = self.resolved.or(Some(at));
        }
    }

    fn close(&mut self, at: Instant) {
        self.resume(at);
        self.closed = self.closed.or(Some(at));
    }

    fn reopen(&mut self, at: Instant) {
        self.resume(at);
        let stops = [self.relieved.take(), self.resolved.take(), self.closed.take()];
        if let Some(first) = stops.into_iter().flatten().min() {
            self.excluded.push((first, at));
            self.answered = true;
        }
    }
}
