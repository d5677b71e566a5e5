//! Time: instants, dates and zones, lengths, and the calendars by which a clock runs.
//!
//! Nothing here knows of policies or incidents, and nothing reads the system clock.

pub mod calendar;
mod convert;
mod date;
mod instant;
mod length;
mod period;
mod zone;

pub use convert::OutOfRange;
pub use date::{Date, Weekday};
pub use instant::{Instant, InstantError, LocalTime, MICROS_PER_SECOND, OffsetInstant, local_date};
pub(crate) use length::MAX_LENGTH;
pub use length::{Clockwork, Duration, Length, LengthError, Unit};
pub use period::{By, Period};
pub(crate) use zone::offset_of;
pub use zone::{Ambiguous, LocalError, Offsets, Zone};
