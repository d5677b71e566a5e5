//! How far ahead a list of what is due looks.

use crate::time::calendar::Clock;
use crate::time::{Clockwork, Duration, Instant, Length, LengthError};

/// What is due within a duration: in real time, or in the working time of each clock.
#[derive(Debug, Clone)]
pub struct Window {
    duration: Duration,
    /// As it was written.
    text: String,
}

/// A window is in working days, and a calendar has no working day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoWorkingDay {
    /// The calendar.
    pub calendar: String,
}

impl Window {
    /// A window of a duration, and how it was written.
    ///
    /// # Errors
    /// The duration is zero or too long.
    pub fn new(duration: Duration, text: &str) -> Result<Self, LengthError> {
        duration.length(Length::hours(24))?;
        Ok(Self { duration, text: text.to_owned() })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether something that is due at an instant is due within the window that begins now.
    pub(super) fn reaches(&self, clock: &Clock, now: Instant, due: Instant) -> Result<bool, NoWorkingDay> {
        let working_day = match clock.working_day() {
            Some(length) => length,
            None if self.duration.in_working_days() => {
                return Err(NoWorkingDay { calendar: clock.name().to_owned() });
            }
            None => Length::hours(24),
        };
        let until_due = match self.duration.clockwork {
            Clockwork::Wall => Length(due.0 - now.0),
            Clockwork::Working => clock.covered(now, due),
        };
        // A working day is at most as long as a day, and the length of days was checked.
        Ok(self.duration.length(working_day).is_ok_and(|length| until_due <= length))
    }
}
