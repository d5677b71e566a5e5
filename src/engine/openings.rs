//! `opened within CALENDAR`: what calendars say of the instant at which an incident was opened, and which of them a
//! decision asks.

use smallvec::SmallVec;

use crate::policy::model::{Condition, OpenedWithin, Package};
use crate::policy::{ClockId, Reading, Tables};
use crate::time::{Instant, Zone};
use crate::value::Truth;

/// What a calendar says of the opening instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// The calendar does not know the year.
    Unknown,
    /// It does not cover the instant.
    Closed,
    /// It covers the instant.
    Open,
}

/// One for each of [`Tables::openings`].
pub(crate) type OpeningStates = SmallVec<[Opening; 4]>;

/// What every calendar that a condition can ask says of an instant.
pub(super) fn states(tables: &Tables, opened: Instant) -> OpeningStates {
    let state = |reading: &Reading| match tables.clock(reading.clock) {
        Some(clock) if clock.ask(opened, opened).is_ok() => {
            if clock.covers(opened) {
                Opening::Open
            } else {
                Opening::Closed
            }
        }
        _ => Opening::Unknown,
    };
    tables.openings.iter().map(state).collect()
}

/// What the calendars say of one incident, as a package's conditions ask them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Openings<'a> {
    pub(super) readings: &'a [Reading],
    states: &'a [Opening],
    /// The package's `zone`.
    zone: Option<Zone>,
}

impl<'a> Openings<'a> {
    pub(super) fn new(tables: &'a Tables, states: &'a [Opening], package: &Package) -> Self {
        Self { readings: &tables.openings, states, zone: package.zone }
    }

    fn of(&self, asked: OpenedWithin) -> Option<(&'a Reading, Opening)> {
        let zone = asked.read_in(self.zone);
        let mut known = self.readings.iter().zip(self.states.iter().copied());
        known.find(|(reading, _)| reading.calendar == asked.calendar && reading.zone == zone)
    }

    /// Whether the incident was opened within; false if the calendar does not know the year, which is an error by then.
    pub(super) fn truth(&self, asked: OpenedWithin) -> Truth {
        self.of(asked).is_some_and(|(_, state)| state == Opening::Open).into()
    }

    /// Asks every calendar of a condition.
    ///
    /// # Errors
    /// The clock of the first calendar that does not know the year.
    pub(super) fn ask(&self, condition: &Condition) -> Result<(), ClockId> {
        let mut beyond = None;
        condition.each_opening(&mut |asked| {
            let unknown = self.of(asked).filter(|(_, state)| *state == Opening::Unknown);
            beyond = beyond.or(unknown.map(|(reading, _)| reading.clock));
        });
        beyond.map_or(Ok(()), Err)
    }
}
