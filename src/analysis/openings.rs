//! The instants at which an incident can be opened, as far as `opened within` tells them apart: one of each class.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::policy::model::{CalendarId, Model, OpenedWithin, PackageId};
use crate::time::calendar::Clock;
use crate::time::{Instant, Zone};

/// A calendar that is asked about the opening instant, and the zone that it is read in.
pub(super) type Asked = (CalendarId, Zone);

/// The number of a calendar and the name of a zone.
type Key = (u16, &'static str);

/// The calendars of a model, compiled when a condition asks them.
#[derive(Debug)]
pub(super) struct Openings<'m> {
    model: &'m Model,
    /// The opening instants `[from, to)` that matter; none if all do.
    span: Option<(Instant, Instant)>,
    /// The instant from which on one of a class is looked for first.
    preferred: Instant,
    clocks: RefCell<BTreeMap<Key, Rc<Clock>>>,
    /// The classes that were found for some calendars.
    classes: RefCell<BTreeMap<Vec<Key>, Rc<Vec<i64>>>>,
}

impl<'m> Openings<'m> {
    pub(super) fn new(model: &'m Model, span: Option<(Instant, Instant)>, preferred: Instant) -> Self {
        Self { model, span, preferred, clocks: RefCell::default(), classes: RefCell::default() }
    }

    /// The zone in which a calendar is read: `None` if that depends on the package, and none is named.
    pub(super) fn zone(&self, asked: OpenedWithin, package: Option<PackageId>) -> Option<Zone> {
        let package = package.and_then(|p| self.model.package(p));
        let moved = || self.model.packages.iter().any(|p| p.zone.is_some());
        match package {
            Some(package) => Some(asked.read_in(package.zone)),
            None if asked.zone.is_none() && moved() => None,
            None => Some(asked.read_in(None)),
        }
    }

    fn clock(&self, (calendar, zone): Asked) -> Option<Rc<Clock>> {
        let key = (calendar.0, zone.name());
        if let Some(clock) = self.clocks.borrow().get(&key) {
            return Some(Rc::clone(clock));
        }
        let clock = Rc::new(Clock::compile(self.model.calendars.get(usize::from(calendar.0))?, zone));
        self.clocks.borrow_mut().insert(key, Rc::clone(&clock));
        Some(clock)
    }

    /// Whether a calendar covers an instant.
    pub(super) fn covers(&self, asked: Asked, at: Instant) -> bool {
        self.clock(asked).is_some_and(|clock| clock.covers(at))
    }

    /// The openings and closings of a calendar among the instants that matter.
    pub(super) fn edges(&self, asked: Asked) -> Vec<Instant> {
        let Some(clock) = self.clock(asked) else { return Vec::new() };
        let Some((mut from, mut to)) = clock.known() else { return Vec::new() };
        if let Some((first, end)) = self.span {
            (from, to) = (from.max(first), to.min(end));
        }
        let stretches = clock.stretches(from, to).into_iter();
        stretches.flat_map(|(a, b)| [a, b]).filter(|at| from < *at && *at < to).collect()
    }

    /// One instant of each class that these calendars tell apart, among those that all of them know.
    pub(super) fn classes(&self, asked: &[Asked]) -> Rc<Vec<i64>> {
        let key: Vec<Key> = asked.iter().map(|(calendar, zone)| (calendar.0, zone.name())).collect();
        if let Some(classes) = self.classes.borrow().get(&key) {
            return Rc::clone(classes);
        }
        let classes = Rc::new(self.find(asked));
        self.classes.borrow_mut().insert(key, Rc::clone(&classes));
        classes
    }

    fn find(&self, asked: &[Asked]) -> Vec<i64> {
        let clocks: Vec<Rc<Clock>> = asked.iter().filter_map(|a| self.clock(*a)).collect();
        let known = clocks.iter().filter_map(|clock| clock.known()).chain(self.span);
        let Some((from, to)) = known.reduce(|a, b| (a.0.max(b.0), a.1.min(b.1))) else { return Vec::new() };
        if from >= to {
            return Vec::new();
        }
        // What all of them say changes only where one of them opens or closes.
        let mut at: Vec<Instant> = vec![from, self.preferred.clamp(from, Instant(to.0 - 1))];
        for clock in &clocks {
            at.extend(clock.stretches(from, to).into_iter().flat_map(|(a, b)| [a, b]).filter(|at| *at < to));
        }
        at.sort_unstable();
        at.dedup();
        let mut classes: BTreeMap<Vec<bool>, i64> = BTreeMap::new();
        let first = at.partition_point(|at| *at < self.preferred);
        let (before, after) = at.split_at_checked(first).unwrap_or_default();
        for at in after.iter().chain(before) {
            classes.entry(clocks.iter().map(|clock| clock.covers(*at)).collect()).or_insert(at.0);
        }
        classes.into_values().collect()
    }
}
